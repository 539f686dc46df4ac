namespace Stylize.Engine.Runs.Report;

/// <summary>A report as the text of a mail: totals, failures, warnings, and how to resume. It has at most 40
/// lines.</summary>
internal sealed class ReportSummary(string operation) : IReportPage
{
    // With the headings, the last lines of both parts, blank lines and the advice, these are 40 lines.
    private const int MaxFailures = 18;
    private const int MaxWarnings = 10;

    private readonly RepeatedFailures _repeated = new("file");
    private readonly List<string> _failures = [];
    private readonly List<string> _warnings = [];
    private readonly string _started = DateTime.Now.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    public string Start => "Stylize report: ";

    public void Add(string source, string? created, StylizeException? failure, IEnumerable<string> warnings)
    {
        if (failure is not null && _repeated.IsNew(failure, source))
        {
            _failures.Add(Line(source, $"{failure.Error}: {failure.MessageFor(option => option)}"));
        }

        _warnings.AddRange(warnings.Select(warning => Line(source, warning)));
    }

    public byte[] Write(BatchTotals? totals, double seconds)
    {
        List<string> lines =
        [
            Start + operation,
            totals is { } all
                ? Invariant($"{all}. Started {_started}, {seconds:0.0} s.")
                : $"The run of {_started} has not ended. If it no longer runs, it was interrupted.",
        ];
        Add(lines, "Failures", _failures, MaxFailures, _repeated.Summary);
        Add(lines, "Warnings", _warnings, MaxWarnings, null);
        if (totals is not { Failed: 0 })
        {
            lines.Add("");
            lines.Add("To resume, correct the causes and run the command again with the same options.");
            lines.Add("With the option Update, it creates only what is missing or out of date.");
        }

        return Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n");
    }

    private static string Line(string source, string text) =>
        PrintableText.Escape(text.Contains(source, StringComparison.Ordinal) ? text : $"{source}: {text}");

    private static void Add(List<string> lines, string title, List<string> rows, int max, string? last)
    {
        if (rows.Count == 0) return;

        lines.AddRange(["", title + ":", .. rows.Take(max)]);
        if (rows.Count > max) lines.Add(Invariant($"The first {max} of {rows.Count}."));
        if (last is not null) lines.Add(last);
    }
}
