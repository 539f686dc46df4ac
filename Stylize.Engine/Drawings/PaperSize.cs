namespace Stylize.Engine.Drawings;

/// <summary>A length on paper.</summary>
/// <param name="Millimeters">The length in millimeters.</param>
[ValueForm<Length>("a length such as 10mm, 1cm or 0.4in; a bare number is in millimeters")]
public readonly record struct Length(double Millimeters) : IParsable<Length>
{
    private static readonly (string Name, double Millimeters)[] Units =
        [("mm", 1), ("cm", 10), ("in", 25.4), ("\"", 25.4), ("pt", 25.4 / 72)];

    /// <inheritdoc/>
    public static Length Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out var length)
            ? length : throw new FormatException($"'{s}' is not a length such as 10mm.");

    /// <summary>Parses 10mm, 1cm, 0.4in, 12pt, or a bare number of millimeters.</summary>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out Length result)
    {
        result = default;
        var text = (s ?? "").Trim().ToLowerInvariant();
        var unit = Array.Find(Units, u => text.EndsWith(u.Name, StringComparison.Ordinal));
        var number = unit.Name is null ? text : text[..^unit.Name.Length].TrimEnd();
        if (!TryNumber(number, out var value) || !double.IsFinite(value))
        {
            return false;
        }

        result = new Length(value * (unit.Name is null ? 1 : unit.Millimeters)) { HasUnit = unit.Name is not null };
        return true;
    }

    /// <summary>True if the length was written with a unit, so that none was forgotten.</summary>
    internal bool HasUnit { get; private init; }

    /// <summary>Returns true for equal lengths.</summary>
    public bool Equals(Length other) => Millimeters.Equals(other.Millimeters);

    /// <inheritdoc/>
    public override int GetHashCode() => Millimeters.GetHashCode();

    /// <summary>Returns the millimeters of a pixel; null without a resolution.</summary>
    /// <param name="dpi">Pixels per inch.</param>
    internal static double? OfPixel(double? dpi) => 25.4 / dpi;

    /// <summary>Returns the length as text, such as 10mm.</summary>
    public override string ToString() => Invariant($"{Millimeters:0.####}mm");
}

/// <summary>Size of a sheet.</summary>
/// <param name="Width">Width in millimeters.</param>
/// <param name="Height">Height in millimeters.</param>
[ValueForm<PaperSize>("A0 to A6, Letter, Legal, Tabloid, or width x height such as 297x420mm")]
public readonly record struct PaperSize(double Width, double Height) : IParsable<PaperSize>
{
    /// <summary>Maximum width and height in millimeters.</summary>
    internal const double MaxSide = 10_000;

    // ISO 216; ANSI/ASME Y14.1.
    private static readonly (string Name, double Width, double Height)[] Known =
    [
        ("A0", 841, 1189), ("A1", 594, 841), ("A2", 420, 594), ("A3", 297, 420), ("A4", 210, 297), ("A5", 148, 210),
        ("A6", 105, 148), ("Letter", 215.9, 279.4), ("Legal", 215.9, 355.6), ("Tabloid", 279.4, 431.8),
    ];

    /// <summary>The named sizes, with their dimensions as text.</summary>
    public static IReadOnlyList<(string Name, string Sides)> Names =>
        [.. Known.Select(known => (known.Name, Invariant($"{known.Width} x {known.Height} mm")))];

    /// <summary>ISO A4.</summary>
    public static PaperSize A4 => new(210, 297);

    /// <inheritdoc/>
    public static PaperSize Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out var size)
            ? size : throw new FormatException($"'{s}' is not a paper size such as A4 or 297x420mm.");

    /// <summary>Parses a name, in any case, or width x height with a unit of <see cref="Length"/> after the height or
    /// after both.</summary>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out PaperSize result)
    {
        result = default;
        var text = (s ?? "").Trim();
        var known = Array.Find(Known, k => k.Name.Equals(text, StringComparison.OrdinalIgnoreCase));
        if (known.Name is not null)
        {
            result = new PaperSize(known.Width, known.Height);
            return true;
        }

        var parts = text.ToLowerInvariant().Split('x', StringSplitOptions.TrimEntries);
        if (parts.Length != 2) return false;

        // 29.7x42cm: the unit at the end applies to both.
        var unit = parts[1].TrimStart([.. "0123456789.+-e "]);
        var width = char.IsAsciiDigit(parts[0].LastOrDefault()) ? parts[0] + unit : parts[0];
        if (!Length.TryParse(width, provider, out var w) || !Length.TryParse(parts[1], provider, out var h)
            || w.Millimeters is not (> 0 and <= MaxSide) || h.Millimeters is not (> 0 and <= MaxSide))
        {
            return false;
        }

        result = new PaperSize(w.Millimeters, h.Millimeters) { HasUnit = unit.Length > 0 };
        return true;
    }

    /// <summary>True if the size was written with a unit, so that none was forgotten.</summary>
    private bool HasUnit { get; init; }

    /// <summary>Returns true for equal sides.</summary>
    public bool Equals(PaperSize other) => (Width, Height) == (other.Width, other.Height);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Width, Height);

    /// <summary>The size in the unit that was probably meant, such as "8.5x11in or Letter"; null for a sheet that is
    /// large enough, or has a unit.</summary>
    internal string? OtherUnits
    {
        get
        {
            const double SmallSide = 50, Tolerance = 0.5;
            var (shorter, longer) = (Math.Min(Width, Height), Math.Max(Width, Height));
            if (shorter >= SmallSide || HasUnit) return null;

            var size = Invariant($"{Width:0.####}x{Height:0.####}");
            var names = from unit in new[] { (Name: "in", Millimeters: 25.4), (Name: "cm", Millimeters: 10) }
                        from known in Known
                        where Math.Abs((unit.Millimeters * shorter) - known.Width) < Tolerance
                            && Math.Abs((unit.Millimeters * longer) - known.Height) < Tolerance
                        select $"{size}{unit.Name} or {known.Name}";
            return names.FirstOrDefault() ?? $"{size}in or {size}cm";
        }
    }

    /// <summary>Returns the name, or text such as 200x300mm.</summary>
    public override string ToString()
    {
        var (width, height) = (Width, Height);
        return Array.Find(Known, k => k.Width == width && k.Height == height).Name
            ?? Invariant($"{width:0.####}x{height:0.####}mm");
    }
}
