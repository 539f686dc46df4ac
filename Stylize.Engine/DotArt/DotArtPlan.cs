using Stylize.Engine.Drawings;

namespace Stylize.Engine.DotArt;

/// <summary>What a run draws with one image, resolved once from the options, the image and the time that is left.
/// Everything below the operation reads it.</summary>
internal sealed record DotArtPlan : IOperationPlan
{
    /// <summary>Shortest and longest side of a PNG if no size is given.</summary>
    private const int ShortestSide = 2048, LongestSide = 4096;

    private static readonly Rgba32 White = new(255, 255, 255), Black = new(0, 0, 0);

    /// <param name="width">Width of the image in pixels.</param>
    /// <param name="height">Height of the image in pixels.</param>
    /// <param name="pens">Those of the pens of the options that fit the image best; null for all.</param>
    /// <param name="palette">The colors of the palette or the image that fit best; null for the palette of the
    /// options.</param>
    public DotArtPlan(
        DotArtOptions options, DrawingKind kind, int width, int height, IReadOnlyList<Pen>? pens = null,
        IReadOnlyList<Rgba32>? palette = null)
    {
        (Options, Kind, Width, Height) = (options, kind, width, height);
        (pens, palette) = (pens ?? options.Plot.Pens, palette ?? options.Palette);
        Format = DrawingFormatDefinition.ForFormat(options.Format);
        IsForPens = options.Plot.IsForPens(options.Format);
        Inks = pens is not null ? [.. pens.Select(pen => pen.Color)]
            : palette ?? (options.Color is { } color ? [color]
            : options.Inks.Separation == Separation.Cmyk ? CmykInks
            : IsForPens || options.SingleLine ? [Black] : []);
        Plates = pens ?? [.. Inks.Select(ink => new Pen(Pen.DefaultWidth, ink))];
        (Color, Palette) = (options.Color, palette);
        if (options.Inks.Separation == Separation.None
            && (pens is not null || IsForPens || (options.SingleLine && palette is not { Count: > 1 })))
        {
            var drawn = Inks.Distinct().ToArray();
            (Color, Palette) = drawn.Length == 1 ? (drawn[0], null) : ((Rgba32?)null, drawn);
        }

        Sheet = PaperLayout.ForImage(options.Plot.Sheet, width, height);
        PaperOrWhite = options.PaperColor is { A: > 0 } paper ? paper : White;
        Paper = options.PaperColor is { A: 0 }
            || (options.PaperColor is null && (IsForPens || (options.PlotterOrder && Format.HasShapes)))
            ? null : PaperOrWhite;
        (PngSize, AdaptiveSizing, DensityThreshold) =
            (options.PngSize, options.AdaptiveSizing, options.DensityThreshold);
    }

    /// <summary>Cyan, magenta, yellow and black.</summary>
    public static IReadOnlyList<Rgba32> CmykInks { get; } =
        [new(0, 255, 255), new(255, 0, 255), new(255, 255, 0), Black];

    /// <summary>What the user gave, for values that the plan does not decide.</summary>
    public DotArtOptions Options { get; }

    public DrawingKind Kind { get; }
    public int Width { get; }
    public int Height { get; }
    public long PixelCount => (long)Width * Height;
    public DrawingFormatDefinition Format { get; }

    /// <summary>True if pens draw what the file contains.</summary>
    public bool IsForPens { get; }

    /// <summary>The colors of the pens or inks, in drawing order; empty if each dot has the color of the
    /// image.</summary>
    public IReadOnlyList<Rgba32> Inks { get; }

    /// <summary>The pens, or pens of the usual width for the inks, each of which can be drawn to a file of its
    /// own.</summary>
    public IReadOnlyList<Pen> Plates { get; }

    /// <summary>The pens that draw; empty if <see cref="IsForPens"/> is false.</summary>
    public IReadOnlyList<Pen> Pens => IsForPens ? Plates : [];

    /// <summary>The one color of all dots; null if they have several.</summary>
    public Rgba32? Color { get; }

    /// <summary>The colors to which those of dots are mapped; null for those of the image.</summary>
    public IReadOnlyList<Rgba32>? Palette { get; }

    /// <summary>The position of the image on the sheet, which is A4 if none is given.</summary>
    public PaperLayout Sheet { get; }

    /// <summary>The position of the image on the sheet of a drawing without pens; null without a sheet.</summary>
    public PaperLayout? Layout => Options.Plot.HasSheet ? Sheet : null;

    /// <summary>The page of a drawing without pens.</summary>
    public DrawingPage Page => DrawingPage.ForImage(
        Layout, Width, Height, Paper, Options.Plot.Sheet.Pixel);

    /// <summary>The color of the paper that is drawn; null if none is drawn.</summary>
    public Rgba32? Paper { get; init; }

    /// <summary>The color of the paper for which the coverage by ink is computed.</summary>
    public Rgba32 PaperOrWhite { get; }

    /// <summary>Longest side of a PNG: see <see cref="DotArtOptions.PngSize"/>.</summary>
    public int? PngSize { get; init; }

    private PaperOptions Resolution => Options.Plot.Sheet;

    /// <summary>The pixels of a PNG.</summary>
    public PixelCanvas Canvas => PixelCanvas.ForImage(Layout, Width, Height, Resolution.Pixel, longest => PngSize switch
    {
        null when Resolution.Dpi is { } dpi => Layout?.Longest(dpi) ?? longest,
        null => Math.Clamp(longest, ShortestSide, LongestSide),
        0 => longest,
        { } size => size,
    }).At(PngSize is null ? Resolution.Dpi : null);

    /// <summary>True if the edge of the image cuts dots, because their grids have cells that are partly outside. Pens
    /// draw whole dots.
    /// </summary>
    public bool CutsDots => (Options.Pattern != DotPattern.Free || Options.Inks.HasScreens) && !IsForPens;

    /// <summary>The quality of dots; lower than that of the options if time is short.</summary>
    public bool AdaptiveSizing { get; init; }
    public float DensityThreshold { get; init; }

    /// <summary>Number of rounds in which dots of tone move.</summary>
    public int Rounds { get; init; } = FullRounds;

    /// <summary>Number of rounds at full quality, and that below which the dots look uneven.</summary>
    public const int FullRounds = 10, MinRounds = 2;

    public ThreadGrant Threads { get; init; }

    /// <summary>Expected time of the run, including decoding.</summary>
    public TimeSpan Predicted { get; init; }

    /// <summary>Descriptions of the lowered settings; empty if quality is full.</summary>
    public IReadOnlyList<string> Lowered { get; init; } = [];

    public IEnumerable<(string Name, object? Value)> Decisions =>
    [
        ("distribution", Options.Distribution),
        ("dots", Options.DotCount),
        ("inks", Inks.Count == 0 ? "of the image" : string.Join(' ', Inks.Select(ink => ink.ToHex()))),
        ("paper", Paper?.ToHex() ?? "none"),
        ("sheet", IsForPens || Layout is not null
            ? Invariant($"{Sheet.Width:0.#}x{Sheet.Height:0.#} mm at {Sheet.Scale:0.####} mm per pixel") : null),
        ("canvas", Format.Pixels is null ? null : $"{Canvas.Width}x{Canvas.Height} pixels"),
        ("format", Format.Name),
        ("lowered", Lowered.Count == 0 ? null : string.Join("; ", Lowered)),
    ];
}
