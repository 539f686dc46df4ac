using Stylize.Engine.Drawings;
using Stylize.Engine.VectorArt.Areas;
using Stylize.Engine.VectorArt.Drawing;

namespace Stylize.Engine.VectorArt;

/// <summary>What a run traces in one image and how it is drawn, resolved once from the options and the size of the
/// image. Everything below the operation reads it.</summary>
internal sealed record VectorArtPlan : IOperationPlan
{
    /// <summary>Largest number of colors that are found, and in photographs for screens and pages, on which nobody
    /// changes inks, pens or blades.</summary>
    private const int UsualColors = 12, PhotographColors = 64;

    /// <summary>Area in pixels below which a speck joins a neighbor, and in photographs of many colors.</summary>
    private const int UsualArea = 10, PhotographArea = 5;

    /// <summary>Weight of chroma and hue in inks, which are steps of lightness first, and in the many colors of a
    /// photograph, of which some have any hue: shading matters more.</summary>
    private const float WeakChroma = 0.5f;

    private readonly int _width, _height;
    private readonly bool _isRich;

    /// <param name="scanned">Pixels per inch that the file of the image states; null for none.</param>
    public VectorArtPlan(VectorArtOptions options, int width, int height, double? scanned = null)
    {
        (Options, _width, _height) = (options, width, height);
        Format = DrawingFormatDefinition.ForFormat(options.Format);
        LeavesBackground = !options.Outline && (options.Centerline || options.Background == AreaBackground.Transparent);
        IsStacked = options.Layers == AreaLayers.Stacked;

        // Lines are darker than their paper.
        var isPair = options.Outline || (options.Centerline && options.Colors is null);
        (Wanted, IsWantedChosen) = (isPair ? 2 : MaxColors(options), isPair || options.Colors is not null);
        _isRich = IsStacked && Format.HasTransparency && !IsWantedChosen
            && options is { Palette: null, Hatch: AreaHatching.None, Separate: false, Gradients: false };
        Inks = options.Separate ? MaxColors(options) : 0;
        Sheet = options.HasSheet ? PaperLayout.ForImage(options.Sheet, width, height, scanned) : null;
        Pixel = options.Sheet.Pixel ?? Length.OfPixel(scanned);
        Tool = options.Machine.Tool(options.Format);
        Canvas = Format.Pixels is null ? null : CanvasOf(options.PngSize);
    }

    public DrawingFormatDefinition Format { get; }

    /// <summary>What the caller asked for.</summary>
    public VectorArtOptions Options { get; }

    /// <summary>Largest number of colors to find.</summary>
    public int Wanted { get; }

    /// <summary>Largest number of colors to find in a photograph.</summary>
    public int WantedOfPhotograph => _isRich ? PhotographColors : Wanted;

    /// <summary>Weight of chroma and hue in a photograph, beyond the space of the colors.</summary>
    public float Chroma => Options.Palette is null && (_isRich || !IsStacked) ? WeakChroma : 1;

    /// <summary>True if <see cref="Wanted"/> also holds for a graphic, whose colors are fewer than those of a
    /// photograph.</summary>
    public bool IsWantedChosen { get; }

    /// <summary>Width in pixels of the pen that fills areas.</summary>
    public double HatchWidth => Sheet is { } sheet ? Pen.DefaultWidth / sheet.Scale : 1;

    /// <summary>True to leave out the color that most of the frame has.</summary>
    public bool LeavesBackground { get; }

    /// <summary>True to let areas continue below those that they surround.</summary>
    public bool IsStacked { get; }

    /// <summary>The number of files of single inks.</summary>
    public int Inks { get; }

    /// <summary>The position of the image on its sheet; null for a drawing in pixels.</summary>
    public PaperLayout? Sheet { get; init; }

    /// <summary>Millimeters of a pixel of a drawing without a sheet; null if unknown.</summary>
    public double? Pixel { get; }

    public PlotTool Tool { get; }

    /// <summary>Width in pixels of a cut line; a quarter of a pixel of unknown size.</summary>
    public double CutWidth => CutContour.Width / (Sheet?.Scale ?? Pixel ?? 4 * CutContour.Width);

    /// <summary>Width in pixels by which lighter inks continue below darker ones.</summary>
    public double Trap => (Options.Trap ?? default).Millimeters / (Sheet?.Scale ?? Pixel ?? 1);

    /// <summary>The pixels of a PNG; null for other formats.</summary>
    public PixelCanvas? Canvas { get; }

    public IEnumerable<(string Name, object? Value)> Decisions =>
    [
        ("format", Format.Format),
        ("colors", Options.Palette is null
            ? $"up to {WantedOfPhotograph}" : string.Join(' ', Options.Palette.Select(color => color.ToHex()))),
        ("strokes", Options.Centerline ? "along the middle of areas" : null),
        ("drawn", Options.Outline ? "the darkest color" : LeavesBackground ? "all but the background" : "all"),
        ("hatching", Options.Hatch == AreaHatching.None ? null
            : Invariant($"{Options.Hatch}, {Options.HatchAngle:0.#} degrees, {HatchWidth:0.##} pixels wide")),
        ("gradients", Options.Gradients ? "along ramps" : null),
        ("minimum area", Options.MinimumArea ?? (_isRich ? PhotographArea : UsualArea)),
        ("smoothness", Options.Smoothness),
        ("layers", IsStacked ? AreaLayers.Stacked : AreaLayers.Flat),
        ("inks", Inks > 0 ? Inks : null),
        ("sheet", Sheet is { } sheet ? Invariant($"{sheet.Width:0.#} x {sheet.Height:0.#} mm")
            : Pixel is { } pixel ? Invariant($"{pixel * _width:0.#} x {pixel * _height:0.#} mm") : null),
        ("canvas", Canvas is { } canvas ? Invariant($"{canvas.Width} x {canvas.Height}") : null),
    ];

    /// <summary>Returns the largest number of colors that an output can have.</summary>
    public static int MaxColors(VectorArtOptions options) =>
        options.Outline ? 1 : options.Palette?.Count ?? options.Colors ?? UsualColors;

    /// <summary>Returns the smallest area in pixels of an enlarged picture. Its marks and those of a small picture
    /// need fewer pixels of the image if none are asked for.</summary>
    /// <param name="scale">The factor by which the image is enlarged.</param>
    /// <param name="areMany">True for colors of a photograph, or more than usual.</param>
    public int MinimumArea(int scale, bool areMany)
    {
        var copy = Options.CopyScale * Options.CopyScale;
        var pixels = (long)((double)_width * _height / copy);
        var usual = scale > 1 || pixels <= ThinMarks.SmallPixels ? (double)UsualArea / ThinMarks.MaxScaleFor(pixels)
            : areMany && _isRich ? PhotographArea : UsualArea;
        return (int)Math.Round((Options.MinimumArea ?? usual) * copy * scale * scale);
    }

    /// <summary>Returns the pixels of a drawing, with its sheet if a PNG has one.</summary>
    /// <param name="side">The longest side; null for that of the image.</param>
    public PixelCanvas CanvasOf(int? side) =>
        PixelCanvas.ForImage(
            Format.Pixels is null ? null : Sheet, _width, _height, Pixel,
            _ => side ?? Sheet?.Longest(Options.Sheet.Dpi) ?? Math.Max(_width, _height))
            .At(side is null ? Options.Sheet.Dpi : null);
}
