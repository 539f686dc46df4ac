namespace Stylize.Cli.Arguments;

/// <summary>A command without its options, for the list of commands and for suggestions.</summary>
/// <param name="synonyms">Words for which the command is suggested, and the options that they mean.</param>
internal sealed class ListedCommand(
    string name, string description, IReadOnlyList<KeyValuePair<string, string>> synonyms)
    : Command(name, description)
{
    /// <summary>Returns the command that a word means, with its options; null if no command has the word.</summary>
    public static string? Meant(string word, Command root) => (
        from command in root.Subcommands.OfType<ListedCommand>()
        from synonym in command.Synonyms
        where OptionWords.SameName(synonym.Key, word)
        select command.Name + synonym.Value).FirstOrDefault();

    private IReadOnlyList<KeyValuePair<string, string>> Synonyms => synonyms;
}
