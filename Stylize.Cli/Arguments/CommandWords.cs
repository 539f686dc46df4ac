namespace Stylize.Cli.Arguments;

/// <summary>Spells commands and options as they are typed.</summary>
internal static class CommandWords
{
    /// <summary>Returns a command from the root, such as "stylize gaussian encode".</summary>
    public static string Path(Command command)
    {
        var parent = command.Parents.OfType<Command>().FirstOrDefault();
        return parent is null ? "stylize" : $"{Path(parent)} {command.Name}";
    }

    /// <summary>Spells an option, such as "--cell-size" for "CellSize". Operations are arguments, not
    /// options.</summary>
    public static string Option(string option) =>
        option == "Operation" || !char.IsAsciiLetterUpper(option[0])
            ? OptionWords.Kebab(option) : "--" + OptionWords.Kebab(option);
}
