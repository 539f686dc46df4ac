using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Stylize.Engine.Runs.Runner;

/// <summary>
/// One of several parts of a list, written "3/16": every sixteenth item, from the third on. The parts of one list hold each item once.
/// </summary>
/// <param name="Number">Which part, from 1 to <paramref name="Count"/>.</param>
/// <param name="Count">How many parts there are.</param>
public readonly record struct Shard(int Number, int Count) : IParsable<Shard>
{
    /// <summary>Most parts of a list.</summary>
    public const int MaxCount = 1_000_000;

    /// <summary>True where an item belongs to the part.</summary>
    /// <param name="index">The item's place in the list, from 0.</param>
    public bool Takes(long index) => index % Count == Number - 1;

    /// <inheritdoc/>
    public static Shard Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out var shard) ? shard : throw new FormatException($"'{s}' is not of the form 3/16.");

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out Shard result)
    {
        result = default;
        if (s?.Split('/') is not [var number, var count]
            || !int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var part)
            || !int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var parts)
            || part < 1 || parts > MaxCount || part > parts)
        {
            return false;
        }

        result = new(part, parts);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Number}/{Count}");
}
