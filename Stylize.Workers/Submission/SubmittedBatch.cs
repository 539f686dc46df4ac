namespace Stylize.Workers.Submission;

/// <summary>A batch that is on its queue.</summary>
/// <param name="Id">The batch's id.</param>
/// <param name="Operation">Its operation as the command line spells it.</param>
/// <param name="Files">Units: files, or wells.</param>
/// <param name="Chunks">Messages for workers.</param>
/// <param name="Refused">Units that were found at the submission not to be possible; watching tells of each.</param>
/// <param name="Broker">Host, port and virtual host, without user and password.</param>
public sealed record SubmittedBatch(string Id, string Operation, int Files, int Chunks, int Refused, string Broker);
