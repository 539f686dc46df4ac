using System.CommandLine.Help;

namespace Stylize.Cli.Output;

/// <summary>Prints the help of a command: usage, arguments, subcommands, options by group, and examples.</summary>
internal sealed class HelpPage(Command command, TextWriter output, int width)
{
    /// <summary>A command with fewer options lists all of them without groups.</summary>
    public const int FewOptions = 17;

    /// <summary>How switches and values are typed.</summary>
    public const string Words =
        "To turn a switch off, use --no-<name> or --<name> false. Names of values ignore case and dashes.";

    /// <summary>Number of examples in the short help of a command with many options.</summary>
    private const int MaxExamples = 3;

    private const int MaxNameColumns = 34;
    private const int MinTextColumns = 24;
    private const string Indent = "  ";

    /// <param name="all">True for the options of every group, false for those that most people use.</param>
    public void Write(IReadOnlyList<string> examples, bool all)
    {
        var path = CommandWords.Path(command);
        Wrap(command.Description ?? "", 0);
        output.WriteLine();
        output.WriteLine($"Usage: {path}{Usage(command)}");
        Section("Arguments", [.. command.Arguments.Select(Describe)]);
        Section("Commands",
            [.. command.Subcommands.Select(subcommand => (subcommand.Name, subcommand.Description ?? ""))]);
        Option[] options = [.. command.Options.Where(option => !option.Hidden)];
        if (options.Length < FewOptions)
        {
            Section("Options", [.. options.Select(option => Describe(option, all: true))]);
        }
        else
        {
            var steps = all ? OperationCatalog.All.FirstOrDefault(o => o.Name == command.Name)?.Steps ?? [] : [];
            var ofSteps = options.ToLookup(
                option => steps.FirstOrDefault(step => step.Name == StepOf(option)).Name ?? "");
            var groups = ofSteps[""].GroupBy(GroupOf).OrderBy(group => group.Key)
                .ToLookup(group => all || group.Key <= HelpGroup.Method);
            foreach (var group in groups[true])
            {
                Section($"{group.Key}", [.. group.Select(option => Describe(option, all))]);
            }

            foreach (var (name, summary) in steps.Where(step => ofSteps.Contains(step.Name)))
            {
                Section(
                    $"Step {name} ({summary})", [.. ofSteps[name].Select(option => Describe(option, all))]);
            }

            if (groups[false].Any())
            {
                var others = string.Join(", ", groups[false].Select(group => group.Key));
                output.WriteLine();
                Wrap($"{path} --help {HelpText.AllOption} shows all {options.Length} options, also {others}.", 0);
            }
        }

        output.WriteLine();
        output.WriteLine("Examples:");
        foreach (var example in all ? examples : examples.Take(MaxExamples))
        {
            output.WriteLine(string.Join(" \\\n", Lines(Indent + example, width)));
        }

        output.WriteLine();
        Wrap(Words, 0);
        Wrap($"Exit codes: {string.Join(", ", ExitCode.Meanings.Select(code => $"{code.Code} {code.Meaning}"))}.", 0);
    }

    /// <summary>The group of an option; options that a front end adds have no declared group.</summary>
    public static HelpGroup GroupOf(Option option) => option switch
    {
        IDeclaredOption declared => declared.Declared.Declared.Group,
        { Name: "--json" or "--show" or "--pass-thru" or "--like" } => HelpGroup.Output,
        { Name: "--quiet" or "--verbose" or "--log-time" or "--estimate" or "--broker" or "--map" } => HelpGroup.Batch,
        _ => HelpGroup.Common,
    };

    private static string? StepOf(Option option) => (option as IDeclaredOption)?.Declared.Declared.Step;

    /// <summary>Returns an option as it is typed, and its help.</summary>
    public static (string Name, string Text) Describe(Option option, bool all)
    {
        (option as IDescribedOption)?.Describe(all);
        var names = option.Aliases.Where(alias => alias.Length == 2 && alias[0] == '-' && alias[1] != '?')
            .Append(option.Name)
            .Concat((option as IDeclaredOption)?.Declared.Aliases.Select(CommandWords.Option) ?? []);
        var isSwitch = option is HelpOption or VersionOption || option.ValueType == typeof(bool);
        return (
            string.Join(", ", names) + (isSwitch ? "" : $" <{option.HelpName ?? "value"}>"),
            (option is VersionOption ? "Show the version." : option.Description)
                + (option.Required ? " Required." : ""));
    }

    public static (string Name, string Text) Describe(Argument argument) =>
        (ArgumentName(argument), argument.Description ?? "");

    /// <summary>Returns the words that follow the name of a command.</summary>
    public static string Usage(Command command)
    {
        var usage = new StringBuilder();
        foreach (var argument in command.Arguments)
        {
            var name = ArgumentName(argument) + (argument.Arity.MaximumNumberOfValues > 1 ? "..." : "");
            usage.Append(' ').Append(argument.Arity.MinimumNumberOfValues == 0 ? $"[{name}]" : name);
        }

        var subcommand = command.Subcommands.Count == 0 ? "" : command.Action is null ? " <command>" : " [<command>]";
        return usage.Append(subcommand).Append(" [options]").ToString();
    }

    private static string ArgumentName(Argument argument) => $"<{argument.HelpName ?? argument.Name}>";

    private void Section(string title, IReadOnlyList<(string Name, string Text)> rows)
    {
        if (rows.Count == 0) return;

        output.WriteLine();
        output.WriteLine($"{title}:");
        var longest = rows.Max(row => row.Name.Length + Indent.Length);
        var column = Math.Min(longest + 2, Math.Max(16, Math.Min(MaxNameColumns, width - MinTextColumns)));
        foreach (var (name, text) in rows)
        {
            var start = Indent + name;
            output.Write(start);
            if (start.Length + 2 > column)
            {
                output.WriteLine();
                start = "";
            }

            Wrap(text, column, start.Length);
        }
    }

    /// <summary>Divides a command line between its words, before an option if possible, for lines that end with a
    /// backslash.</summary>
    private static IEnumerable<string> Lines(string text, int width)
    {
        while (text.Length > width)
        {
            var longest = width - " \\".Length;
            var option = text.LastIndexOf(" -", longest, StringComparison.Ordinal);
            var end = option > 0 ? option : text.LastIndexOf(' ', longest);
            if (string.IsNullOrWhiteSpace(text[..end])) break;

            yield return text[..end];
            text = Indent + Indent + text[(end + 1)..];
        }

        yield return text;
    }

    /// <summary>Writes a text in lines that begin at a column.</summary>
    /// <param name="written">Columns of the first line that are used already.</param>
    private void Wrap(string text, int column, int written = 0)
    {
        var line = new StringBuilder().Append(' ', Math.Max(0, column - written));
        var length = column;
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (length > column && length + 1 + word.Length > width)
            {
                output.WriteLine(line.ToString());
                line.Clear().Append(' ', column);
                length = column;
            }

            line.Append(length > column ? " " : "").Append(word);
            length += word.Length + (length > column ? 1 : 0);
        }

        output.WriteLine(line.ToString());
    }
}
