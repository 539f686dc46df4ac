using System.Text.Json;
using Stylize.Engine.Operations.Verbs;
using Stylize.Engine.Runs.Estimate;

namespace Stylize.Cli.Output;

/// <summary>Formats a result for a terminal on one line: file, size and summary.</summary>
internal static class ResultLine
{
    /// <summary>Returns the line. Facts at its end are left out if it would be longer than the terminal is
    /// wide.</summary>
    public static string Format(BatchResult<WrittenFile> result, CommandHost host)
    {
        var file = result.Value!;
        var plot = PlotSummary.Find(file.Summary);
        var facts = file.Summary
            .Where(fact => fact.Value is int or long or double or float && !PlotSummary.Includes(fact.Key))
            .Take(4).Select(FieldText.Format);
        var path = Name(host, file.Path);
        List<string> words =
        [
            .. plot is null ? [] : new[] { plot },
            string.Create(CultureInfo.InvariantCulture, $"{file.Width} x {file.Height}"),
            Bytes(new FileInfo(file.Path).Length),
            string.Create(CultureInfo.InvariantCulture, $"{result.Elapsed.TotalSeconds:0.00} s"),
            .. facts,
        ];
        while (words.Count > 1 && path.Length + words.Sum(word => ", ".Length + word.Length) > host.Columns)
        {
            words.RemoveAt(words.Count - 1);
        }

        return $"{path}  {string.Join(", ", words)}";
    }

    /// <summary>Returns the name of a file for a reader: on a terminal the relative path if it is below the working
    /// folder.</summary>
    public static string Name(CommandHost host, string path)
    {
        if (!host.OutputIsTerminal) return path;

        var near = Path.GetRelativePath(host.WorkingFolder, path);
        return near.StartsWith("..", StringComparison.Ordinal) || Path.IsPathRooted(near) ? path : near;
    }

    private static string Bytes(long length)
    {
        var (unit, name, format) = length switch
        {
            < 1000 => (1, "bytes", "0"),
            < 1_000_000 => (1e3, "kB", "0.0"),
            _ => (1e6, "MB", "0.0"),
        };
        return $"{(length / unit).ToString(format, CultureInfo.InvariantCulture)} {name}";
    }
}

/// <summary>Prints a JSON object on one line: names in camelCase, times in seconds, infinite numbers as
/// strings.</summary>
internal static class JsonLine
{
    /// <param name="keepsNames">True to write names as they are: measurements have the same name everywhere.</param>
    public static void Write(
        TextWriter output, IEnumerable<KeyValuePair<string, object?>> fields, bool keepsNames = false) =>
        output.WriteLine(Encoding.UTF8.GetString(JsonFields.ToUtf8(
            fields, JsonFields.Readable, WriteTime, keepsNames ? null : JsonNamingPolicy.CamelCase.ConvertName)));

    /// <summary>Prints a result as a JSON object, or as a line for people.</summary>
    public static void Print(
        this CommandHost host, bool json, string text, IEnumerable<KeyValuePair<string, object?>> fields,
        bool keepsNames = false)
    {
        if (json)
        {
            Write(host.Out, fields, keepsNames);
        }
        else
        {
            host.Out.WriteLine(text);
        }
    }

    private static bool WriteTime(Utf8JsonWriter json, object value)
    {
        if (value is TimeSpan span)
        {
            json.WriteNumberValue(Math.Round(span.TotalSeconds, 6));
            return true;
        }

        return false;
    }
}

/// <summary>Prints the estimate of a batch as a sentence or a JSON object.</summary>
internal static class EstimateLine
{
    /// <summary>Returns the request for a batch that will run in a new process.</summary>
    public static EstimateRequest Request(CommandHost host)
    {
        // Checksums, provenance and the end of the process, which are not measured, take about as long as its start.
        const double StartAndEnd = 2;
        return new() { IsNewProcess = true, StartSeconds = StartAndEnd * Math.Max(0, host.SecondsSinceStart()) };
    }

    public static void Write(CommandHost host, BatchEstimate estimate, bool json) =>
        host.Print(json, estimate.Summary,
        [
            new("Plot", estimate.Plot),
            new("Files", estimate.Files),
            new("Unreadable", estimate.Unreadable),
            new("Megapixels", estimate.Megapixels),
            new("Seconds", estimate.Seconds),
            new("Factor", estimate.Factor),
            new("LowerBound", estimate.LowerBound),
            new("UpperBound", estimate.UpperBound),
            new("PeakMemory", estimate.PeakMemory),
            new("MeasuredFiles", estimate.MeasuredFiles),
            new("MinMegapixels", estimate.MinMegapixels),
            new("MaxMegapixels", estimate.MaxMegapixels),
            new("IsCut", estimate.IsCut),
        ]);
}

/// <summary>Prints lines about a run on standard error, all of which start with the name of the program.</summary>
internal static class MessageLine
{
    public static void Note(this CommandHost host, string text) => host.Error.WriteLine($"stylize: {text}");

    /// <param name="text">Text with options as {Name}.</param>
    public static void Warn(this CommandHost host, string text) =>
        host.Note($"warning: {StylizeException.Spell(text, FailureText.Spell)}");
}

/// <summary>Prints a failure on one line: identifier, message and advice.</summary>
internal static class FailureText
{
    public static void Write(TextWriter error, StylizeException failure)
    {
        var isOption = failure.Error == StylizeError.OptionInvalid && failure.Target is { Length: > 0 }
            && !Path.IsPathRooted(failure.Target);
        var message = failure.MessageFor(Spell);
        var subject = isOption && !message.Contains(Spell(failure.Target!))
            ? $"{Spell(failure.Target!)}: " : "";
        var advice = failure.AdviceFor(Spell) is { } text ? " " + text : "";
        error.WriteLine($"stylize: {failure.Id}: {subject}{message}{advice}".ReplaceLineEndings(" "));
    }

    /// <inheritdoc cref="CommandWords.Option"/>
    public static string Spell(string option) => CommandWords.Option(option);
}
