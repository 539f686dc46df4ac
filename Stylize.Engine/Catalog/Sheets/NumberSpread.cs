namespace Stylize.Engine.Catalog.Sheets;

/// <summary>Chooses numbers to compare from the range of an option: evenly in a narrow range, by factors around the
/// present value in a wide one.</summary>
internal static partial class NumberSpread
{
    /// <summary>Ratio of the bounds above which steps are factors.</summary>
    private const double WideRatio = 20;

    /// <summary>Largest bound of numbers from 0 that are compared in even steps, such as shares and factors.</summary>
    private const double MaxShare = 10;

    private const int Steps = 6;
    private const double TypicalSeconds = 10;
    private const double UnboundedMax = 1e6;

    /// <summary>Round numbers of a decade, for factors of about 2.</summary>
    private static readonly double[] Round = [1, 1.5, 2, 3, 5, 7, 10];

    /// <summary>Returns at least two values in ascending order as texts, with the present value among them.</summary>
    /// <param name="current">The present value; null if absent.</param>
    public static IReadOnlyList<string> AroundCurrent(OptionDeclaration option, object? current)
    {
        var declared = option.Declared;
        var isWhole = option.Kind == OptionKind.Integer;
        var max = double.IsNaN(declared.Max) ? UnboundedMax : declared.Max;
        var min = !double.IsNaN(declared.Min) ? declared.Min : !double.IsNaN(declared.Above) ? declared.Above : 0;
        var present = current switch
        {
            null when option.Kind == OptionKind.Duration => TypicalSeconds,
            null => Described(declared.Default) is var number && number >= min && number <= max ? number : null,
            TimeSpan time => time.TotalSeconds,
            float real => (double)(decimal)real,
            _ => Convert.ToDouble(current, CultureInfo.InvariantCulture),
        };
        var values = isWhole && max - min <= Steps + 2 ? Enumerable.Range(0, (int)(max - min) + 1).Select(i => min + i)
            : min < 0 || (max <= MaxShare && min == 0) || (min > 0 && max / min <= WideRatio)
            ? Even(min, max, declared.Unit)
            : Factors(min, max, present, isWhole);
        return [.. values.Append(present ?? double.NaN)
            .Where(value => !double.IsNaN(value) && value <= max
                && (double.IsNaN(declared.Above) ? value >= min : value > min))
            .Select(value => isWhole && value != present ? Whole(value, declared.Odd) : value)
            .Where(value => value <= max)
            .Distinct().Order()
            .Select(value => OptionWords.Decimal(value) + (option.Kind == OptionKind.Duration ? "s" : ""))];
    }

    /// <summary>Returns the number in the description of a default, such as 16 in "16, or all of the palette"; null
    /// without one.</summary>
    private static double? Described(string? text) =>
        DefaultNumber().Match(text ?? "") is { Success: true } found
            ? double.Parse(found.Value, CultureInfo.InvariantCulture) : null;

    /// <summary>A number at the start or the end of a description or one of its parts.</summary>
    [GeneratedRegex(@"^\d+(\.\d+)?\b|\d+(\.\d+)?(?=[,;]|$)")]
    private static partial Regex DefaultNumber();

    /// <summary>Returns round numbers from one bound to the other.</summary>
    private static IEnumerable<double> Even(double min, double max, string? unit)
    {
        var step = (max - min) / Steps;
        var decade = Math.Pow(10, Math.Floor(Math.Log10(step)));
        double[] rounds = unit == "degrees"
            ? [1, 5, 15, 30, 45, 90] : [decade, 2 * decade, 2.5 * decade, 5 * decade, 10 * decade];
        step = rounds.MinBy(round => Math.Abs(Math.Log(round / step)));
        for (var i = Math.Ceiling(min / step); i * step <= max + (step * 1e-9); i++)
        {
            yield return Math.Round(i * step, 9);
        }
    }

    /// <summary>Returns round numbers in both directions from the present value, or from the middle of the
    /// range.</summary>
    private static IEnumerable<double> Factors(double min, double max, double? present, bool isWhole)
    {
        var low = min > 0 ? min : isWhole ? 1 : present is > 0 ? present.Value / 100 : max / 1000;
        var middle = present is > 0 ? Math.Clamp(present.Value, low, max) : Math.Sqrt(low * max);
        if (min == 0) yield return 0;

        for (var step = -3; step <= 3; step++)
        {
            var value = middle * Math.Pow(2, step);
            var decade = Math.Pow(10, Math.Floor(Math.Log10(value)));
            var round = Round.MinBy(digit => Math.Abs(Math.Log(digit * decade / value))) * decade;
            if (step != 0 || present is null or 0) yield return Math.Round(Math.Clamp(round, low, max), 9);
        }
    }

    private static double Whole(double value, bool isOdd)
    {
        var whole = Math.Round(value);
        return isOdd && whole % 2 == 0 ? whole + 1 : whole;
    }
}
