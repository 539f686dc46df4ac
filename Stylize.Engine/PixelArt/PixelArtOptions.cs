using Stylize.Engine.Imaging;
using Stylize.Engine.Imaging.Palettes;
using Stylize.Engine.Operations;
using Stylize.Engine.Operations.Options;
using Stylize.Engine.PixelArt.Sheets;

namespace Stylize.Engine.PixelArt;

/// <summary>Options of the pixel-art operation. The defaults are those of Gerstner et al., "Pixelated Image Abstraction" (NPAR 2012), with
/// the constants of its published implementation where the two differ; what this engine adds has a switch of its own, and
/// <see cref="Paper"/> turns all of it off. The file has more than 300 lines because an option is declared here and nowhere else.</summary>
public sealed record PixelArtOptions : IOperationOptions
{
    /// <summary>Cells of the longer side where neither width nor height is given.</summary>
    public const int DefaultLongestSide = 96;

    /// <summary>Pixels of the longer side, about, where no scale is given: what a viewer shows as pixel art.</summary>
    public const int ShownSide = 768;

    /// <summary>Largest side of a written cell in pixels.</summary>
    public const int MaxScale = 64;

    /// <summary>Largest number of cells of one side.</summary>
    public const int MaxSide = 4096;

    /// <summary>Largest number of colors of a palette.</summary>
    public const int MaxColors = Imaging.Palettes.Palette.MaxColors;

    /// <summary>The named presets; each look-up gives a copy.</summary>
    public static IReadOnlyDictionary<string, PixelArtOptions> Presets { get; } = new PresetTable<PixelArtOptions>
    {
        { "Default", new() },
        {
            "Fast", new()
            {
                Stride = 2,
                CoolingRate = 0.6,
                FinalTemperature = 2,
                PaletteTolerance = 2,
                StagnationTolerance = 1e-4,
                StagnationIterations = 3,
            }
        },
        { "Paper", new() { Refinement = false } },
    };

    /// <summary>The defaults.</summary>
    public static PixelArtOptions Default => new();

    /// <summary>For previews: every second pixel of both axes, faster cooling, coarser stops.</summary>
    public static PixelArtOptions Fast => Presets["Fast"];

    /// <summary>The published method and nothing else.</summary>
    public static PixelArtOptions Paper => Presets["Paper"];

    [Option("Cells in a row; alone it keeps the aspect.", Unit = "cells", Min = 1, Max = MaxSide, InsteadOf = [nameof(Height)],
        Default = "the longer side has 96")]
    public int? Width { get; init; }

    [Option("Rows of cells; alone it keeps the aspect.", Unit = "cells", Min = 1, Max = MaxSide, InsteadOf = [nameof(Width)])]
    public int? Height { get; init; }

    [Option("Largest number of colors.", Unit = "colors", ValueName = "n", Min = 1, Max = MaxColors,
        InsteadOf = [nameof(Palette)], NotWith = [nameof(Palette)])]
    public int Colors { get; init; } = 16;

    [Option("Colors to use: a palette's name, a .gpl, .hex, .pal or image file, or colors as hex digits or names.",
        Default = "found in the image", InsteadOf = [nameof(Colors), "LockedColor"])]
    public Palette? Palette { get; init; }

    [Option("Colors that a found palette must hold unchanged, as hex digits or names.", Name = "LockedColor", ValueName = "color",
        InsteadOf = [nameof(Palette)], NotWith = [nameof(Palette)])]
    public IReadOnlyList<Rgba32> LockedColors { get; init; } = [];

    [Option("Side of a written cell; 1 gives one pixel a cell.", Unit = "pixels", Min = 1, Max = MaxScale,
        Default = "so that the longer side has about 768 pixels; in a sprite sheet 1")]
    public int? Scale { get; init; }

    [Option("Format of the result. png shows an animation's first frame only; frames are numbered PNGs; "
        + "a sprite sheet has a JSON beside it.",
        Default = "by the destination's extension, else png, or the animation's own")]
    public PixelArtFormat? Format { get; init; }

    [Option(FrameOptions.Help, ValueName = "n", Min = 0, Default = "all frames of an animation, and of a TIFF the first page")]
    public int? Frame { get; init; }

    [Option("How long each frame of an animation is shown.", Unit = "milliseconds", Min = 0, Max = 600_000,
        Default = "as in the input; numbered frames 100")]
    public int? FrameTime { get; init; }

    [Option("Frames in a row of a sprite sheet.", Unit = "frames", Min = 1, Max = 10_000, Aliases = ["Columns"],
        Default = "so that the sheet is nearly square")]
    public int? SheetColumns { get; init; }

    [Option("Transparent pixels between the frames of a sprite sheet and around them.", Unit = "pixels", Min = 0, Max = 1024,
        Aliases = ["Padding"], Default = "0")]
    public int? SheetPadding { get; init; }

    [Option("Make the sides of a sprite sheet powers of two, as some engines need.", Aliases = ["PowerOfTwo"])]
    public bool SheetPowerOfTwo { get; init; }

    [Option("Shape of the JSON beside a sprite sheet: frames as an object by their names, or as an array.", Default = "Hash")]
    public SheetData? SheetData { get; init; }

    [Option("Use every n-th pixel of both axes.", Min = 1, Max = 16)]
    public int Stride { get; init; } = 1;

    [Option("Start temperature of the annealing over the critical one.", Unit = "factor", Min = 0.1, Max = 10)]
    public double InitialTemperatureFactor { get; init; } = 1.1;

    [Option("Factor of the temperature each time the palette has converged.", Unit = "factor", Min = 0.1, Max = 0.99)]
    public double CoolingRate { get; init; } = 0.7;

    [Option("Temperature at which annealing ends, in Lab units.", Min = 0.1, Max = 100)]
    public double FinalTemperature { get; init; } = 1;

    [Option("The palette has converged when its colors moved less than this in one iteration, summed, in Lab units.", Min = 1e-9,
        Max = 100)]
    public double PaletteTolerance { get; init; } = 1;

    [Option("A color is split when its halves are further apart than this, in Lab units.", Min = 0.01, Max = 100)]
    public double SplitDistance { get; init; } = 0.25;

    [Option("Offset of a color's second half along its principal axis, in Lab units.", Min = 0.01, Max = 10)]
    public double SplitPerturbation { get; init; } = 0.125;

    [Option("Largest number of iterations.", Min = 1, Max = 100_000)]
    public int MaxIterations { get; init; } = 1010;

    [Option("An iteration that moves the palette less than this stands still, in Lab units.", Min = 0, Max = 1)]
    public double StagnationTolerance { get; init; } = 1e-6;

    [Option("Iterations of standing still in a row that end the run.", Min = 1, Max = 1000)]
    public int StagnationIterations { get; init; } = 5;

    [Option("Weight of the distance in space against the distance in color.", Unit = "weight", Min = 0, Max = 1000)]
    public double SpatialWeight { get; init; } = 45;

    [Option("Share of a superpixel's position that comes from its neighbors.", Unit = "share", Min = 0, Max = 1)]
    public double PositionSmoothing { get; init; } = 0.4;

    [Option("Sigma of the bilateral filter on superpixel colors; 0 turns it off.", Unit = "sigma", Min = 0, Max = 100)]
    public double ColorSmoothing { get; init; } = 0.87;

    [Option("End with the published method's result, without refining palette and cells.", Name = "NoRefinement", Negated = true)]
    public bool Refinement { get; init; } = true;

    [Option("Cost of a difference between neighboring cells in the refinement, in Lab units: more gives fewer specks.", Unit = "weight",
        Min = 0, Max = 100)]
    public double SmoothnessWeight { get; init; } = 0.45;

    [Option("Factor of the result's colorfulness; 0 is gray.", Unit = "factor", Min = 0, Max = 4)]
    public double Saturation { get; init; } = 1.1;

    [Option("How to mix two colors where the photograph is smooth between them; edges stay clean.")]
    public DitherMethod Dither { get; init; }

    [Option("How much of the dither is done.", Unit = "share", Min = 0, Max = 1, Default = "1")]
    public double? DitherStrength { get; init; }

    [Option("Side of the pattern of Bayer or BlueNoise.", Unit = "cells", Values = [2, 4, 8, 16, 32, 64],
        Default = "4 for Bayer, 32 for BlueNoise")]
    public int? DitherSize { get; init; }

    [Option("Draw contours of one cell's width at strong edges: in the darkest color, or in a darker one of the palette.")]
    public OutlineStyle Outline { get; init; }

    [Option("Make a tile: copies side by side show no seam. An eighth of both sides fades into the other end.")]
    public bool Tileable { get; init; }

    [Option("Image whose bright places count more when the palette is found.", IsImage = true)]
    public ImageSource? ImportanceMap { get; init; }

    [Option("Cells and pixels less opaque than this are transparent.", Unit = "share", Above = 0, Max = 1)]
    public double AlphaThreshold { get; init; } = 0.5;

    [Option("Write <stem>_<iteration>.png every n iterations; 0 writes none.", Min = 0)]
    public int ProgressImageInterval { get; init; }

    /// <summary>What a command begins with: the format that its destination's file name asks for, where that is not PNG's.</summary>
    /// <param name="destination">A folder or file as typed, or null.</param>
    /// <param name="options">What to begin with else.</param>
    public static PixelArtOptions Start(string? destination, PixelArtOptions options) =>
        Path.GetExtension(destination ?? "").ToLowerInvariant() switch
        {
            ".gif" => options with { Format = PixelArtFormat.Gif },
            ".webp" => options with { Format = PixelArtFormat.Webp },
            _ => options,
        };

    /// <summary>Returns the options that differ from their defaults.</summary>
    public override string ToString() => OptionText.Differences(this);

    /// <inheritdoc/>
    public void Validate()
    {
        OptionSet.Of<PixelArtOptions>().Check(this);
        if (LockedColors.Count > Colors)
        {
            throw new StylizeException(StylizeError.OptionInvalid, "LockedColor",
                $"{{LockedColor}} gives {LockedColors.Count} colors, and {{Colors}} allows {Colors}.",
                "Lock fewer colors, or give {Colors} too.");
        }

        if (Dither == DitherMethod.None && DitherStrength is not null)
        {
            throw StylizeException.OnlyWith(nameof(DitherStrength), nameof(Dither), "Bayer, BlueNoise or Diffusion");
        }

        if (Dither is DitherMethod.None or DitherMethod.Diffusion && DitherSize is not null)
        {
            throw StylizeException.OnlyWith(nameof(DitherSize), nameof(Dither), "Bayer or BlueNoise");
        }

        RefuseWithoutSheet();
        if (FrameTime is { } && Format is PixelArtFormat.Png or PixelArtFormat.Frames)
        {
            throw Meaningless(nameof(FrameTime), $"Format {Format} holds no times");
        }

        if (FrameTime is { } && Frame is not null && Format != PixelArtFormat.SpriteSheet)
        {
            throw Meaningless(nameof(FrameTime), "of one frame a still image is made");
        }
    }

    private void RefuseWithoutSheet()
    {
        (string Name, bool IsGiven)[] sheet =
        [
            (nameof(SheetColumns), SheetColumns is not null),
            (nameof(SheetPadding), SheetPadding is not null),
            (nameof(SheetPowerOfTwo), SheetPowerOfTwo),
            (nameof(SheetData), SheetData is not null),
        ];
        if (Format != PixelArtFormat.SpriteSheet && sheet.FirstOrDefault(option => option.IsGiven) is { Name: { } name })
        {
            throw new StylizeException(
                StylizeError.OptionInvalid, name, $"{name} is for sprite sheets, and none is made.",
                "Give {Format} SpriteSheet, or leave out {" + name + "}.");
        }
    }

    private static StylizeException Meaningless(string option, string reason) => new(
        StylizeError.OptionInvalid, option, $"{option} has no meaning here: {reason}.", "Leave out {" + option + "}.");

    /// <summary>Side of a written cell in pixels, for a grid of the given size.</summary>
    public int CellSide(int width, int height) =>
        Scale ?? (int)Math.Clamp(Math.Round((double)ShownSide / Math.Max(width, height), MidpointRounding.AwayFromZero), 1, MaxScale);

    /// <summary>Cells of the result for an image of the given size.</summary>
    public (int Width, int Height) GridSize(int imageWidth, int imageHeight)
    {
        var (width, height) = (Width, Height);
        if (width is null && height is null)
        {
            if (imageWidth >= imageHeight)
            {
                width = DefaultLongestSide;
            }
            else
            {
                height = DefaultLongestSide;
            }
        }

        return (width ?? Follow(height!.Value, imageWidth, imageHeight), height ?? Follow(width!.Value, imageHeight, imageWidth));

        static int Follow(int given, int side, int otherSide) =>
            (int)Math.Clamp(Math.Round((double)given * side / otherSide, MidpointRounding.AwayFromZero), 1, MaxSide);
    }
}
