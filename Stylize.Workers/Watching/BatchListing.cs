namespace Stylize.Workers.Watching;

/// <summary>One batch in the list of those that were submitted.</summary>
/// <param name="Id">The batch's id.</param>
/// <param name="Operation">Its operation as the command line spells it.</param>
/// <param name="Submitted">When, in UTC.</param>
/// <param name="State">Waiting, Working, Ended or Cancelled.</param>
/// <param name="Total">Files, or wells.</param>
/// <param name="Done">Those that are done without a failure.</param>
/// <param name="Failed">Those that failed.</param>
/// <param name="Waiting">Those of which nothing is known yet; of a cancelled batch those that were taken back.</param>
/// <param name="Version">The version of Stylize that submitted it.</param>
public sealed record BatchListing(
    string Id, string Operation, DateTime Submitted, string State, int Total, int Done, int Failed, int Waiting, string Version);
