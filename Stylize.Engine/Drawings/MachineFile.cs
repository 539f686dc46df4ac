namespace Stylize.Engine.Drawings;

/// <summary>Reads the description of a machine: lines of the form name = value. Lines that start with # are comments. A
/// name of commands can be repeated; its first line replaces the commands of the machine that the file is based
/// on.</summary>
internal static class MachineFile
{
    private const string Option = nameof(Machine);
    private const double MaxNumber = 1_000_000;

    private static readonly string[] Commands = ["start", "end", "pen-up", "pen-down", "pen-change"];
    private static readonly string[] Settings =
        ["based-on", .. Commands, "draw-feed", "travel-feed", "lift-time", "power", "origin", "y-axis", "arcs"];

    /// <summary>Returns a built-in machine, or reads a file.</summary>
    /// <param name="machine">A name, or the path of a file.</param>
    /// <exception cref="StylizeException">OptionInvalid: the machine is unknown, or the file is invalid.</exception>
    public static Machine Read(string machine)
    {
        if (Machine.Known.TryGetValue(machine, out var known)) return known;

        if (!File.Exists(machine))
        {
            var name = Path.GetFileName(machine);
            if (Array.Find(Machine.Others, other => OptionWords.SameName(other.Name, name))
                is { Name: { } other } found)
            {
                throw Errors.FormatOfMachine.With(
                    Option, other, DrawingFormatDefinition.ForFormat(found.Format).Name, found.Format);
            }

            throw StylizeException.NoSuch(
                Option, "machine", name, Machine.Known.Keys, "A file can describe other machines.");
        }

        var values = Settable(machine).ToLookup(line => line.Name, line => line.Value);
        var read = values["based-on"].LastOrDefault() is { } based
            ? Machine.Known.GetValueOrDefault(based)
                ?? throw Invalid(machine, based, OptionWords.Alternatives([.. Machine.Known.Keys]))
            : Machine.Known[Machine.DefaultName];
        return read with
        {
            Start = Given("start") ?? read.Start,
            End = Given("end") ?? read.End,
            PenUp = Given("pen-up") ?? read.PenUp,
            PenDown = Given("pen-down") ?? read.PenDown,
            PenChange = Given("pen-change") ?? read.PenChange,
            DrawFeed = Feed("draw-feed") ?? read.DrawFeed,
            TravelFeed = Feed("travel-feed") ?? read.TravelFeed,
            LiftTime = Number("lift-time", "a time in seconds", 0) ?? read.LiftTime,
            Power = values["power"].LastOrDefault() == "" ? null : Number("power", "an S value") ?? read.Power,
            Origin = Choice("origin", Enum.GetValues<PlotOrigin>()) ?? read.Origin,
            IsYUp = values["y-axis"].Any() ? Choice("y-axis", Enum.GetValues<YAxis>()) == YAxis.Up : read.IsYUp,
            HasArcs = values["arcs"].Any() ? Choice("arcs", Enum.GetValues<Answer>()) == Answer.Yes : read.HasArcs,
        };

        string[]? Given(string setting)
        {
            if (!values[setting].Any()) return null;

            foreach (var command in values[setting])
            {
                var rest = Machine.Fields.Aggregate(
                    command, (text, field) => text.Replace(field, " "));
                if (rest.AsSpan().ContainsAny('{', '}'))
                {
                    throw Invalid(machine, command, "a command with fields such as {pen} or {label}");
                }
            }

            return [.. values[setting].Where(command => command.Length > 0)];
        }

        double? Feed(string setting) => Number(setting, "a feed rate in mm/min");

        double? Number(string setting, string allowed, double min = double.Epsilon) =>
            values[setting].LastOrDefault() is not { } text ? null
            : OptionValue.TryRead(typeof(double), text, out var given) && given is double number && number >= min
                && number <= MaxNumber
                ? number
            : throw Invalid(machine, $"{setting} = {text}", allowed);

        T? Choice<T>(string setting, T[] choices)
            where T : struct, Enum =>
            values[setting].LastOrDefault() is not { } text ? null
            : OptionValue.TryRead(typeof(T), text, out var choice) ? (T)choice!
            : throw Invalid(machine, $"{setting} = {text}",
                OptionWords.Alternatives([.. choices.Select(one => OptionWords.Kebab(one.ToString()))]));
    }

    /// <summary>Reads the lines of a file that an option names.</summary>
    /// <param name="typed">The path as the user typed it.</param>
    /// <exception cref="StylizeException">OptionInvalid: the file cannot be read.</exception>
    public static IReadOnlyList<string> OptionLines(string option, string typed, string path)
    {
        try
        {
            return InputFile.ReadLines(path);
        }
        catch (StylizeException failure)
        {
            throw StylizeException.Option(
                option, typed, "a file that can be read: " + StylizeException.Verbatim(failure.Message.TrimEnd('.')));
        }
    }

    private static IEnumerable<(string Name, string Value)> Settable(string machine)
    {
        var lines = OptionLines(Option, machine, machine).Select(line => line.Trim());
        foreach (var line in lines.Where(line => line.Length > 0 && line[0] != '#'))
        {
            var at = line.IndexOf('=');
            var name = (at < 0 ? line : line[..at]).Trim().ToLowerInvariant();
            if (at < 0 || !Settings.Contains(name))
            {
                var near = NearestWord.Find(name, Settings) is { } found ? $"{found} = value" : "name = value";
                throw Invalid(machine, line, $"a line such as {near}");
            }

            if (line.Any(letter => char.IsControl(letter) && letter != '\t'))
            {
                throw Invalid(machine, line, "free of control characters");
            }

            yield return (name, line[(at + 1)..].Trim());
        }
    }

    private static StylizeException Invalid(string machine, string line, string allowed) => Errors.MachineLine.With(
        Option, Path.GetFileName(machine), PrintableText.Short(line), allowed, string.Join(", ", Settings));

    private enum YAxis
    {
        Up,
        Down,
    }

    private enum Answer
    {
        Yes,
        No,
    }
}
