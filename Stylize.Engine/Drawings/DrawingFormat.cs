namespace Stylize.Engine.Drawings;

/// <summary>Format of a drawing.</summary>
public enum DrawingFormat
{
    /// <summary>Scalable Vector Graphics.</summary>
    Svg,

    /// <summary>A raster image of the drawing, antialiased.</summary>
    Png,

    /// <summary>Portable Document Format.</summary>
    Pdf,

    /// <summary>Drawing Exchange Format of AutoCAD, release 12.</summary>
    Dxf,

    /// <summary>HP-GL commands for a pen plotter.</summary>
    Hpgl,

    /// <summary>G-code for a pen plotter or another machine.</summary>
    Gcode,

    /// <summary>A raster image of the drawing, antialiased, for print shops.</summary>
    Tiff,
}

/// <summary>Writes a drawing.</summary>
/// <param name="target">The stream, which remains open.</param>
internal delegate void DrawingWriter(Stream target, IDrawing drawing);

/// <summary>The table of the formats of drawings: dots, lines and areas. A new format needs a member of
/// <see cref="DrawingFormat"/> and a row here, which names its canvas.</summary>
/// <param name="Name">Name of the format, as its specification spells it.</param>
/// <param name="Help">What the file is for, as a phrase for completion.</param>
/// <param name="Extensions">File name extensions, with dots, in lower case; the first is that of outputs.</param>
internal sealed record DrawingFormatDefinition(
    DrawingFormat Format, string Name, string Help, params string[] Extensions)
{
    public static IReadOnlyList<DrawingFormatDefinition> All { get; } =
    [
        new(DrawingFormat.Svg, "SVG", "drawing for browsers and editors; with pens, for plotters", ".svg")
        {
            HasShapes = true,
            HasTransparency = true,
            HasStrokes = true,
            Write = SvgCanvas.Write,
        },
        new(DrawingFormat.Png, "PNG", "image of the drawing",
            ".png") { Pixels = ImageFormat.Png, HasTransparency = true },
        new(DrawingFormat.Pdf, "PDF", "page for printing", ".pdf")
        {
            HasShapes = true,
            HasTransparency = true,
            HasStrokes = true,
            Write = PdfCanvas.Write,
        },
        new(DrawingFormat.Dxf, "DXF", "circles and outlines for cutters and CAD", ".dxf")
        {
            HasShapes = true,
            HasStrokes = true,
            Write = DxfCanvas.Write,
        },
        new(DrawingFormat.Hpgl, "HPGL", "HP-GL for pen plotters", ".hpgl", ".plt", ".hgl")
        {
            HasStrokes = true,
            Write = HpglCanvas.Write,
        },
        new(DrawingFormat.Gcode, "G-code", "G-code for plotters and lasers", ".gcode", ".nc")
        {
            HasStrokes = true,
            UsesMachine = true,
            Write = GcodeCanvas.Write,
        },
        new(DrawingFormat.Tiff, "TIFF", "image of the drawing for print shops",
            ".tif", ".tiff") { Pixels = ImageFormat.Tiff, HasTransparency = true },
    ];

    /// <summary>The format of the encoded pixels; null for a file without pixels.</summary>
    public ImageFormat? Pixels { get; private init; }

    /// <summary>Writes a file without pixels.</summary>
    public DrawingWriter? Write { get; private init; }

    /// <summary>True if a file can hold dots and closed areas of any color, in pixels or on a sheet.</summary>
    public bool HasShapes { get; private init; }

    /// <summary>True if a file can hold translucent colors.</summary>
    public bool HasTransparency { get; private init; }

    /// <summary>True if a file can hold strokes of pens, in millimeters on a sheet.</summary>
    public bool HasStrokes { get; private init; }

    /// <summary>True if the commands depend on the machine that reads them.</summary>
    public bool UsesMachine { get; private init; }

    /// <summary>True if a file can hold nothing but strokes of pens.</summary>
    public bool IsForPens => HasStrokes && !HasShapes;

    public string Extension => Extensions[0];

    /// <summary>Returns formats for a rule.</summary>
    public static object[] Where(Func<DrawingFormatDefinition, bool> isWanted) =>
        [.. All.Where(isWanted).Select(row => (object)row.Format)];

    public static DrawingFormatDefinition ForFormat(DrawingFormat format) => All.First(row => row.Format == format);

    /// <summary>Returns the format of a file's extension; null if it is unknown.</summary>
    public static DrawingFormat? ForFile(string? name)
    {
        var extension = Path.GetExtension(name ?? "").ToLowerInvariant();
        return All.FirstOrDefault(row => row.Extensions.Contains(extension))?.Format;
    }

    /// <summary>Returns the names of outputs of an operation in a format.</summary>
    /// <param name="part">The part of the names before the extension, such as ".dots".</param>
    /// <param name="sides">Suffixes of the side files.</param>
    public OutputNames Outputs(string part, IReadOnlyList<string> sides) => new(part + Extension)
    {
        SideSuffixes = sides,
        AllSuffixes = [.. All.Select(row => part + row.Extension)],
        AllSideSuffixes = [.. All.Select(row => part + "_*" + row.Extension)],
        SameExtensions = Extensions,
        Extensions = [.. All.SelectMany(row => row.Extensions)],
    };
}

/// <summary>The formats of files that can hold more than strokes of pens, for rules.</summary>
internal sealed class ShapeFormats : IRuleValues
{
    /// <inheritdoc/>
    public static object[] Values => DrawingFormatDefinition.Where(row => !row.IsForPens);
}

/// <summary>The formats of files that can hold nothing but strokes of pens, for rules.</summary>
internal sealed class PenFormats : IRuleValues
{
    /// <inheritdoc/>
    public static object[] Values => DrawingFormatDefinition.Where(row => row.IsForPens);
}

/// <summary>The formats of pixels, for rules.</summary>
internal sealed class PixelFormats : IRuleValues
{
    /// <inheritdoc/>
    public static object[] Values => DrawingFormatDefinition.Where(row => row.Pixels is not null);
}

/// <summary>The formats of files that can hold translucent colors, for rules.</summary>
internal sealed class TranslucentFormats : IRuleValues
{
    /// <inheritdoc/>
    public static object[] Values => DrawingFormatDefinition.Where(row => row.HasTransparency);
}

/// <summary>The option has an effect only if pens draw.</summary>
internal sealed class ForPensAttribute() : SharedRulesAttribute(
    new OnlyWithAttribute("Pen") { Or = true, OnlyGiven = true },
    new OnlyWithAttribute<PenFormats>("Format") { Or = true, OnlyGiven = true },
    new NotWithAttribute("Format", PixelFormats.Values) { OnlyGiven = true });

/// <summary>The option has an effect only if the drawing has a sheet.</summary>
internal sealed class ForSheetsAttribute() : SharedRulesAttribute(
    new OnlyWithAttribute(nameof(PaperOptions.PaperSize)) { Or = true, OnlyGiven = true },
    new OnlyWithAttribute("Pen") { Or = true, OnlyGiven = true },
    new OnlyWithAttribute("Separate") { Or = true, OnlyGiven = true },
    new OnlyWithAttribute("Contour") { Or = true, OnlyGiven = true },
    new OnlyWithAttribute<PenFormats>("Format") { Or = true, OnlyGiven = true });
