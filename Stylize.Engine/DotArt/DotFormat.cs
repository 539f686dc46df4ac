namespace Stylize.Engine.DotArt;

/// <summary>Format of the output file.</summary>
public enum DotFormat
{
    /// <summary>Scalable Vector Graphics.</summary>
    Svg,

    /// <summary>A raster image of the same dots, antialiased.</summary>
    Png,

    /// <summary>HP-GL commands for a pen plotter.</summary>
    Hpgl,

    /// <summary>G-code for a pen plotter or another machine.</summary>
    Gcode,
}

/// <summary>
/// The table of output formats. A new format needs a member of <see cref="DotFormat"/> and a row here; if it holds strokes, it also needs
/// a line for its writer in StrokeWriters.
/// </summary>
/// <param name="Name">Name of the format, as its specification spells it.</param>
/// <param name="Help">What the file is for, as a phrase for completion.</param>
/// <param name="Extensions">File name extensions, with dots, in lower case; the first is that of outputs.</param>
internal sealed record DotFormatDefinition(DotFormat Format, string Name, string Help, params string[] Extensions)
{
    public static IReadOnlyList<DotFormatDefinition> All { get; } =
    [
        new(DotFormat.Svg, "SVG", "drawing for browsers and editors; with pens, for plotters", ".svg")
        {
            HasShapes = true,
            HasStrokes = true,
        },
        new(DotFormat.Png, "PNG", "image of the dots", ".png") { Pixels = ImageFormat.Png },
        new(DotFormat.Hpgl, "HPGL", "HP-GL for pen plotters", ".hpgl", ".plt", ".hgl") { HasStrokes = true },
        new(DotFormat.Gcode, "G-code", "G-code for plotters and lasers", ".gcode", ".nc") { HasStrokes = true, UsesMachine = true },
    ];

    /// <summary>The format of the encoded pixels; null for a file without pixels.</summary>
    public ImageFormat? Pixels { get; private init; }

    /// <summary>True if a file can hold filled shapes of any color and opacity.</summary>
    public bool HasShapes { get; private init; }

    /// <summary>True if a file can hold strokes of pens.</summary>
    public bool HasStrokes { get; private init; }

    /// <summary>True if the commands depend on the machine that reads them.</summary>
    public bool UsesMachine { get; private init; }

    /// <summary>True if a file can hold nothing but strokes of pens.</summary>
    public bool IsForPens => HasStrokes && !HasShapes;

    /// <summary>The extension of outputs.</summary>
    public string Extension => Extensions[0];

    /// <summary>Returns formats for a rule.</summary>
    public static object[] Where(Func<DotFormatDefinition, bool> isWanted) => [.. All.Where(isWanted).Select(row => (object)row.Format)];

    public static DotFormatDefinition Of(DotFormat format) => All.First(row => row.Format == format);

    /// <summary>Returns the format of a file's extension; null if it is unknown.</summary>
    public static DotFormat? OfFile(string? name)
    {
        var extension = Path.GetExtension(name ?? "").ToLowerInvariant();
        return All.FirstOrDefault(row => row.Extensions.Contains(extension))?.Format;
    }
}

/// <summary>The formats of files that can hold more than strokes of pens, for rules.</summary>
internal sealed class ShapeFormats : IRuleValues
{
    /// <inheritdoc/>
    public static object[] Values => DotFormatDefinition.Where(row => !row.IsForPens);
}

/// <summary>The formats of files that can hold nothing but strokes of pens, for rules.</summary>
internal sealed class PenFormats : IRuleValues
{
    /// <inheritdoc/>
    public static object[] Values => DotFormatDefinition.Where(row => row.IsForPens);
}

/// <summary>The formats of pixels, for rules.</summary>
internal sealed class PixelFormats : IRuleValues
{
    /// <inheritdoc/>
    public static object[] Values => DotFormatDefinition.Where(row => row.Pixels is not null);
}
