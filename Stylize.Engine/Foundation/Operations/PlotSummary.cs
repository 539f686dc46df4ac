namespace Stylize.Engine.Operations;

/// <summary>What a drawing for pens takes, in the summary of a result.</summary>
internal static class PlotSummary
{
    /// <summary>The fact that has time, pens and drawn length in words, such as "3 h 12 min, 3 pens, 125.6
    /// m".</summary>
    internal const string Fact = "Plot";

    /// <summary>The numbers that the fact has in words.</summary>
    internal const string Length = "DrawnMillimeters", Time = "Minutes", Pens = "Pens";

    /// <summary>Returns the fact; null if no pens draw the result.</summary>
    public static string? Find(IEnumerable<KeyValuePair<string, object?>> summary) =>
        summary.FirstOrDefault(fact => fact.Key == Fact).Value as string;

    /// <summary>Returns true for a number that the fact has in words.</summary>
    public static bool Includes(string name) => name is Length or Time or Pens;

    /// <summary>Returns the fact of the drawing with the longest time; null if no pens draw one.</summary>
    internal static string? Longest(IEnumerable<IReadOnlyList<KeyValuePair<string, object?>>> summaries) =>
        summaries.Where(summary => Find(summary) is not null)
            .MaxBy(summary => summary.First(fact => fact.Key == Time).Value) is { } longest ? Find(longest) : null;

    internal static string Describe(TimeSpan time, int pens, double millimeters)
    {
        var minutes = (long)Math.Round(time.TotalMinutes);
        var duration = minutes >= 60 ? $"{minutes / 60} h {minutes % 60} min"
            : minutes >= 2 ? $"{minutes} min" : Invariant($"{time.TotalSeconds:0} s");
        return Invariant($"{duration}, {Plural.WithCount(pens, "pen")}, {millimeters / 1000:0.0} m");
    }
}
