namespace Stylize.Workers.Messages;

/// <summary>What is done as one: a file, or a well at a timepoint.</summary>
/// <param name="Index">Place in the batch, from 0.</param>
/// <param name="Source">Full path of the input in the batch; of a well its name.</param>
/// <param name="Target">Full path of the file to write; null for a well.</param>
internal sealed record WorkUnit(int Index, string Source, string? Target = null);
