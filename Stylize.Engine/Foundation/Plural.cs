namespace Stylize.Engine;

/// <summary>Numbers with a noun, such as "1 well" and "2 wells".</summary>
internal static class Plural
{
    /// <summary>Returns the number with the noun, such as "1 well" and "2 wells".</summary>
    public static string WithCount(long count, string noun) =>
        Invariant($"{count} {noun}{(count == 1 ? "" : "s")}");

    /// <summary>Returns the noun with a list, such as "tile 3" and "tiles 3, 4".</summary>
    public static string List<T>(string noun, IReadOnlyCollection<T> items) =>
        Invariant($"{noun}{(items.Count == 1 ? "" : "s")} {string.Join(", ", items)}");

    /// <summary>Number of items that a message names.</summary>
    internal const int MaxNamed = 20;

    /// <summary>Returns the first items, and an ellipsis in place of the others.</summary>
    internal static string First<T>(IReadOnlyCollection<T> items) =>
        string.Join(", ", items.Take(MaxNamed)) + (items.Count > MaxNamed ? ", ..." : "");
}
