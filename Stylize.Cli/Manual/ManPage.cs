using System.CommandLine.Help;
using System.Text.RegularExpressions;

namespace Stylize.Cli.Manual;

internal sealed partial class ManPage(TextWriter output)
{
    /// <summary>An option that as many commands have, with the same help, is described once for all of them.</summary>
    private const int ManyCommands = 4;

    /// <summary>The longest line of the source that mandoc accepts.</summary>
    private const int MaxColumns = 80;

    /// <summary>The columns of the names of commands.</summary>
    private const int NameColumns = 12;

    private static readonly (string Name, string Text)[] Variables =
    [
        ("STYLIZE_BROKER", "Address of the broker for submit, worker, watch and batches."),
        ("STYLIZE_LIBVIPS", "The word system, or the path of a libvips library, which may read more formats."),
        ("STYLIZE_TERMINAL", "How pictures are shown: blocks, sixel, kitty or none. Default: detected."),
        ("STYLIZE_TRACE", "If not empty, unexpected errors are printed with the stack trace."),
        ("XDG_CACHE_HOME", "Folder that contains the cache. Default: ~/.cache."),
        ("XDG_CONFIG_HOME", "Folder that contains presets and settings. Default: ~/.config."),
        ("PGPASSFILE, PGPASSWORD", "Passwords of PostgreSQL databases."),
    ];

    private static readonly (string Name, string Text)[] Files =
    [
        ("~/.config/Stylize/presets", "Your presets."),
        ("~/.config/Stylize/broker", "The address of the broker, if you write it there."),
        ("~/.cache/stylize",
            "Checksums of inputs, shared palettes and times of earlier runs. You can delete it at any time."),
    ];

    public void Write(Command root, string version, DateOnly date)
    {
        output.WriteLine($".TH STYLIZE 1 {date:yyyy-MM-dd} \"Stylize {version}\" \"User Commands\"");
        Line(".ad l");
        Line(".nh");
        Line(".SH NAME");
        var summary = root.Description!.TrimEnd('.');
        Text($"stylize - {char.ToLowerInvariant(summary[0])}{summary[1..]}");
        Line(".SH SYNOPSIS");
        Text("**stylize** <command> [<inputs>...] [<options>]");
        Line(".br");
        Text("**stylize** <command> --help [--all]");
        Line(".SH DESCRIPTION");
        Text(
            "Each command takes files, folders or quoted patterns and writes its results next to the inputs or to the "
            + "folder that -o names. Files are not replaced without --force or --update. If a file fails, one line on "
            + "standard error names it, and the others are processed. Results are listed on standard output, one per "
            + "line.");
        Paragraph(HelpPage.Words + " Put names that start with a dash after --.");

        var topics = root.Subcommands.SelectMany(command => Topics(command, root)).ToArray();
        var shared = topics.SelectMany(topic => topic.Options.Select(Describe)).GroupBy(option => option)
            .Where(group => group.Count() >= ManyCommands).Select(group => group.Key)
            .OrderBy(option => LongName(option.Name), StringComparer.Ordinal).ToArray();
        Line(".SH COMMANDS");
        List(root.Subcommands.Select(command => (Bold(command.Name), command.Description!)), NameColumns);
        Line(".SH SHARED OPTIONS");
        Text("Several commands have these options. Each command lists those that it has.");
        List(shared);
        Line(".SH OPTIONS OF EACH COMMAND");
        foreach (var topic in topics)
        {
            Write(topic, shared);
        }

        Line(".SH EXIT STATUS");
        List(ExitCode.Meanings.Select(
            code => (Bold($"{code.Code}"), $"{char.ToUpperInvariant(code.Meaning[0])}{code.Meaning[1..]}.")), 5);
        Line(".SH ENVIRONMENT");
        List(Variables.Select(variable => (Bold(variable.Name), variable.Text)));
        Line(".SH FILES");
        List(Files.Select(file => ($"<{file.Name}>", file.Text)));
        Line(".SH EXAMPLES");
        Text("Each command above has examples. The first to try:");
        Examples(HelpText.ExamplesOf(root));
    }

    /// <summary>The date of the page: that of the sources if a build gives it in SOURCE_DATE_EPOCH, otherwise
    /// today.</summary>
    public static DateOnly Date() => DateOnly.FromDateTime(
        long.TryParse(
            Environment.GetEnvironmentVariable("SOURCE_DATE_EPOCH"), CultureInfo.InvariantCulture, out var seconds)
            ? DateTimeOffset.FromUnixTimeSeconds(seconds).UtcDateTime
            : DateTime.UtcNow);

    /// <summary>Returns what the page describes for a command: itself, or the commands below it.</summary>
    private static IEnumerable<Topic> Topics(Command command, Command root)
    {
        if (command is SubmitCommand)
        {
            // Its commands have the options of the operations, and some more.
            var submitted = command.Subcommands[0];
            var known = root.Subcommands.Single(c => c.Name == submitted.Name).Options.Select(option => option.Name)
                .ToHashSet();
            return
            [
                new(CommandWords.Path(command) + " <operation>" + HelpPage.Usage(submitted),
                    command.Description + " Takes the options of the operation, and these:", [],
                    [.. submitted.Options.Where(option => !known.Contains(option.Name))], HelpText.ExamplesOf(command)),
            ];
        }

        if (command.Subcommands.Count > 0) return command.Subcommands.SelectMany(below => Topics(below, root));

        return
        [
            new(CommandWords.Path(command) + HelpPage.Usage(command), command.Description!, [.. command.Arguments],
                [.. command.Options.Where(option => !option.Hidden && option is not HelpOption)],
                HelpText.ExamplesOf(command)),
        ];
    }

    private static (string Name, string Text) Describe(Option option) => HelpPage.Describe(option, all: true);

    private void Write(Topic topic, IReadOnlyCollection<(string, string)> shared)
    {
        Line($".SS {Marked().Replace(Escape(topic.Path), Mark)}");
        Text(topic.Summary);
        List(topic.Arguments.Select(HelpPage.Describe));
        Option[] own = [.. topic.Options.Where(option => !shared.Contains(Describe(option)))];
        foreach (var group in own.GroupBy(
            option => own.Length < HelpPage.FewOptions ? (HelpGroup?)null : HelpPage.GroupOf(option))
            .OrderBy(group => group.Key))
        {
            if (group.Key is { } name)
            {
                Paragraph($"{name} options:");
            }

            List(group.Select(Describe));
        }

        string[] others = [.. topic.Options.Except(own).Select(option => option.Name).Order(StringComparer.Ordinal)];
        if (others.Length > 0)
        {
            Paragraph($"Shared options: {string.Join(", ", others)}.");
        }

        Paragraph("Examples:");
        Examples(topic.Examples);
    }

    /// <param name="columns">Indent of the texts; null for that of the page.</param>
    private void List(IEnumerable<(string Name, string Text)> rows, int? columns = null)
    {
        foreach (var (name, text) in rows)
        {
            Line(columns is null ? ".TP" : $".TP {columns}");
            Text(name);
            Text(text);
        }
    }

    private void Examples(IEnumerable<string> examples)
    {
        Line(".RS 4");
        Line(".nf");
        foreach (var example in examples)
        {
            Line(Escape(example));
        }

        Line(".fi");
        Line(".RE");
    }

    private void Paragraph(string text)
    {
        Line(".PP");
        Text(text);
    }

    /// <summary>Prints a text with &lt;placeholders&gt; in italics, options and **words** in bold, in lines that mandoc
    /// accepts.</summary>
    private void Text(string text)
    {
        var line = new StringBuilder();
        foreach (var word in Marked().Replace(Escape(text), Mark).Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > MaxColumns)
            {
                Line(line.ToString());
                line.Clear();
            }

            line.Append(line.Length > 0 ? " " : word[0] is '.' or '\'' ? @"\&" : "").Append(word);
        }

        Line(line.ToString());
    }

    private void Line(string line) => output.WriteLine(line);

    private static string Mark(Match found) => found.Value[0] switch
    {
        '<' => $@"\fI{found.Groups["name"].Value}\fR",
        '*' => $@"\fB{found.Groups["bold"].Value}\fR",
        _ => $@"\fB{found.Value}\fR",
    };

    private static string Escape(string text) =>
        text.Replace(@"\", @"\e", StringComparison.Ordinal).Replace("-", @"\-");

    private static string Bold(string text) => $"**{text}**";

    private static string LongName(string name) => name[name.IndexOf("--", StringComparison.Ordinal)..];

    [GeneratedRegex(
        @"<(?<name>[^<>]+)>|\*\*(?<bold>[A-Za-z0-9][^*]*)\*\*|(?<![\w\\])(\\-\\-[a-z][a-z0-9\\-]*|\\-[a-z](?![\w-]))")]
    private static partial Regex Marked();

    /// <summary>A command as the page describes it.</summary>
    private sealed record Topic(
        string Path, string Summary, IReadOnlyList<Argument> Arguments, IReadOnlyList<Option> Options,
        IReadOnlyList<string> Examples);
}
