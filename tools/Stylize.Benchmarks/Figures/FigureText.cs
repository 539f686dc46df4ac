using System.Text.RegularExpressions;

namespace Stylize.Benchmarks.Figures;

/// <summary>Formats numbers, goals and paragraphs of the page.</summary>
internal static partial class FigureText
{
    private const int Columns = 120;

    /// <summary>Cell of a peer or a tool that this machine lacks.</summary>
    public const string NotInstalled = "not installed";

    /// <summary>About three significant digits.</summary>
    public static string Number(double value)
    {
        var size = Math.Abs(value);
        var format = size >= 99.95 ? "#,0" : size >= 9.995 ? "0.0" : size >= 0.9995 ? "0.00" : "0.000";
        return value.ToString(format, CultureInfo.InvariantCulture);
    }

    /// <summary>A whole number with separators.</summary>
    public static string Count(long value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    public static string Percent(double share) => (100 * share).ToString("0", CultureInfo.InvariantCulture) + "%";

    public static string Megabytes(double bytes) => Number(bytes / 1e6);

    /// <summary>A value or, if the tool is not installed, a cell that says so.</summary>
    public static string Peer(double? value) => value is { } number ? Number(number) : NotInstalled;

    /// <summary>A goal that the value must not exceed, and whether it is met.</summary>
    public static string AtMost(double value, double goal, string unit = "") =>
        Verdict($"at most {Goal(goal)}{unit}", value <= goal);

    /// <summary>A goal that the value must reach, and whether it is met.</summary>
    public static string AtLeast(double value, double goal, string unit = "") =>
        Verdict($"at least {Goal(goal)}{unit}", value >= goal);

    /// <summary>A goal as it is stated, without padding zeros.</summary>
    public static string Goal(double value) => value.ToString("#,0.###", CultureInfo.InvariantCulture);

    public static string Verdict(string goal, bool isMet) => $"{goal}: {(isMet ? "met" : "**missed**")}";

    /// <summary>Breaks a paragraph into lines of at most 120 columns, without breaks in links and code.</summary>
    public static string Wrap(string paragraph)
    {
        var text = new StringBuilder();
        var length = 0;
        foreach (Match match in WordPattern().Matches(paragraph))
        {
            var word = match.Value;
            if (length > 0 && length + 1 + word.Length > Columns)
            {
                text.Append('\n');
                length = 0;
            }

            text.Append(length > 0 ? " " : "").Append(word);
            length += word.Length + (length > 0 ? 1 : 0);
        }

        return text.ToString();
    }

    [GeneratedRegex(@"(?:\[[^\]]*\]\([^)]*\)|`[^`]*`|\S)+")]
    private static partial Regex WordPattern();
}
