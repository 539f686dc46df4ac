namespace Stylize.Engine.Operations.Options;

/// <summary>The allowed values of an option.</summary>
public sealed class OptionRange
{
    private readonly OptionAttribute _declared;
    private readonly OptionKind _kind;
    private readonly Type _type;

    internal OptionRange(OptionAttribute declared, OptionKind kind, Type type)
    {
        _declared = declared;
        _kind = kind;
        _type = type;
    }

    /// <summary>The allowed values in order; empty if a range or the type defines them.</summary>
    public IReadOnlyList<object> Values => field ??=
        _declared.Values.Length > 0 || _kind != OptionKind.Choice ? _declared.Values : [.. EnumValues(_type)];

    /// <summary>True if not every value of the type is allowed.</summary>
    public bool IsBounded =>
        !double.IsNaN(_declared.Min) || !double.IsNaN(_declared.Above) || !double.IsNaN(_declared.Max)
            || _declared.Odd || _declared.Values.Length > 0;

    /// <summary>
    /// The allowed values in words, such as "0 to 1", "above 0, at most 100", "4 or 8"; null if every value of the type
    /// is allowed.
    /// </summary>
    public string? Text =>
        Values.Count > 0 ? OptionWords.Alternatives([.. Values.Select(OptionWords.Invariant)])
        : !IsBounded ? null
        : (_declared.Odd ? "an odd number, " : "") + Bounds();

    /// <summary>Checks a value of the type of the option.</summary>
    /// <exception cref="StylizeException">OptionInvalid, naming the option and the allowed values.</exception>
    public void Check(string name, object value)
    {
        if (Obstacle(value) is { } allowed) throw StylizeException.Option(name, Shown(value), allowed);
    }

    /// <summary>Returns the allowed values in words; null if the value is allowed.</summary>
    private string? Obstacle(object value)
    {
        if (Values.Count > 0) return Values.Contains(value) ? null : Text;

        if (_kind == OptionKind.Choices)
        {
            var all = EnumValues(_type).Aggregate(0UL, (bits, one) =>
                bits | Convert.ToUInt64(one, CultureInfo.InvariantCulture));
            return (Convert.ToUInt64(value, CultureInfo.InvariantCulture) & ~all) == 0 ? null
                : $"a combination of {OptionWords.Alternatives(Enum.GetNames(_type))}";
        }

        if (value is IEnumerable<int> numbers) return numbers.All(number => IsInside(number)) ? null : EachOf;
        if (value is IEnumerable<float> reals) return reals.All(number => IsInside(number)) ? null : EachOf;

        return Measure(value) is not { } measure || IsInside(measure) ? null : Text ?? "a finite number";
    }

    private string EachOf => Text is null ? "finite numbers" : Text + " each";

    private static IEnumerable<object> EnumValues(Type type) =>
        Enum.GetValuesAsUnderlyingType(type).Cast<object>().Select(value => Enum.ToObject(type, value));

    private bool IsInside(double number) =>
        double.IsFinite(number)
        && !(number < Bound(_declared.Min)) && !(number > Bound(_declared.Max)) && !(number <= _declared.Above)
        && !(_declared.Odd && number % 2 == 0);

    /// <summary>Returns a bound in the type of the option, so that 0.9 as a float is not above 0.9.</summary>
    private double Bound(double bound) => _type == typeof(float) ? (float)bound : bound;

    private static object? Shown(object value) => value switch
    {
        TimeSpan time => DurationText.Format(time.TotalSeconds),
        IEnumerable<int> numbers => string.Join(", ", numbers),
        IEnumerable<float> numbers => string.Join(", ", numbers.Select(number => OptionWords.Invariant(number))),
        IEnumerable list and not string => list.Cast<object>().Count(),
        _ => value,
    };

    private static double? Measure(object value) => value switch
    {
        int or long or float or double => Convert.ToDouble(value, CultureInfo.InvariantCulture),
        TimeSpan time => time.TotalSeconds,
        string => null,
        ICollection list => list.Count,
        IEnumerable list => list.Cast<object>().Count(),
        _ => null,
    };

    private string Bounds()
    {
        var (min, above, max) = (_declared.Min, _declared.Above, _declared.Max);
        return (double.IsNaN(min), double.IsNaN(above), double.IsNaN(max)) switch
        {
            (false, _, false) => $"{Bare(min)} to {Amount(max)}",
            (false, _, true) => $"{Amount(min)} or more",
            (_, false, false) => $"above {Bare(above)}, at most {Amount(max)}",
            (_, false, true) => $"above {Amount(above)}",
            _ => $"at most {Amount(max)}",
        };
    }

    private string Bare(double bound) =>
        _kind == OptionKind.Duration ? DurationText.Format(bound) : OptionWords.Decimal(bound);

    private string Amount(double bound) => _kind is OptionKind.Colors or OptionKind.List && _declared.Unit is { } unit
        ? $"{OptionWords.Decimal(bound)} {unit}"
        : Bare(bound);
}
