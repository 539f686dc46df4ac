namespace Stylize.Workers.Messages;

/// <summary>An operation as a message carries it.</summary>
/// <param name="Operation">Its name as the command line spells it, such as "gaussian encode".</param>
/// <param name="Words">The options that differ from a new record's, by name.</param>
internal sealed record CarriedOptions(string Operation, IReadOnlyDictionary<string, string[]> Words);
