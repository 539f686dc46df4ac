using Stylize.Engine.Imaging;
using Stylize.Engine.Imaging.Palettes;
using Stylize.Engine.Operations;

namespace Stylize.Engine.PixelArt;

/// <summary>
/// Options of the pixel-art operation. The defaults are those of Gerstner et al., "Pixelated Image Abstraction" (NPAR 2012), with the constants
/// of its published implementation where the two differ; what this engine adds has a switch of its own, and <see cref="Paper"/> turns all of it off.
/// </summary>
public sealed record PixelArtOptions : IOperationOptions
{
    /// <summary>Cells of the longer side where neither width nor height is given.</summary>
    public const int DefaultLongestSide = 96;

    /// <summary>Most cells of one side.</summary>
    public const int MaxSide = 4096;

    /// <summary>Most colours of a palette.</summary>
    public const int MaxColors = Imaging.Palettes.Palette.MaxColors;

    /// <summary>The defaults.</summary>
    public static PixelArtOptions Default { get; } = new();

    /// <summary>For previews: every second pixel of both axes, faster cooling, coarser stops.</summary>
    public static PixelArtOptions Fast { get; } = new()
    {
        Stride = 2,
        CoolingRate = 0.6,
        FinalTemperature = 2,
        PaletteTolerance = 2,
        StagnationTolerance = 1e-4,
        StagnationIterations = 3,
    };

    /// <summary>The published method and nothing else.</summary>
    public static PixelArtOptions Paper { get; } = new()
    {
        Finish = false,
    };

    /// <summary>The named presets.</summary>
    public static IReadOnlyDictionary<string, PixelArtOptions> Presets { get; } =
        new Dictionary<string, PixelArtOptions>(StringComparer.OrdinalIgnoreCase)
        {
            ["Default"] = Default,
            ["Fast"] = Fast,
            ["Paper"] = Paper,
        };

    /// <summary>Cells in a row, 1 to 4096; null follows from the height, keeping the aspect.</summary>
    public int? Width { get; init; }

    /// <summary>Rows of cells, 1 to 4096; null follows from the width, keeping the aspect. With neither, the longer side has 96 cells.</summary>
    public int? Height { get; init; }

    /// <summary>Most colours of the result, 1 to 256, transparency not counted. Not used where <see cref="Palette"/> is given.</summary>
    public int Colors { get; init; } = 16;

    /// <summary>The colours to use; null finds them in the image.</summary>
    public Palette? Palette { get; init; }

    /// <summary>Colours that a found palette must hold, unchanged; at most <see cref="Colors"/> of them.</summary>
    public IReadOnlyList<Rgba32> LockedColors { get; init; } = [];

    /// <summary>Side of the square that shows one cell in the written image, in pixels, 1 to 64.</summary>
    public int Scale { get; init; } = 1;

    /// <summary>Every n-th pixel of both axes takes part, 1 to 16.</summary>
    public int Stride { get; init; } = 1;

    /// <summary>Start temperature over sqrt(2 lambda_max), lambda_max being the largest variance of the image's Lab colours; 0.1 to 10.</summary>
    public double InitialTemperatureFactor { get; init; } = 1.1;

    /// <summary>Factor of the temperature each time the palette has settled, 0.1 to 0.99.</summary>
    public double CoolingRate { get; init; } = 0.7;

    /// <summary>Temperature at which annealing ends, in Lab units, 0.1 to 100.</summary>
    public double FinalTemperature { get; init; } = 1;

    /// <summary>The palette has settled when its colours moved less than this in one iteration, summed, in Lab units; above 0, to 100.</summary>
    public double PaletteTolerance { get; init; } = 1;

    /// <summary>A palette colour is split when its two halves are further apart than this, in Lab units, 0.01 to 100.</summary>
    public double SplitDistance { get; init; } = 0.25;

    /// <summary>Offset of a colour's second half along the colour's own principal axis, in Lab units, 0.01 to 10. The published implementation has 0.8 with a split distance of 1.6; this is the same share of 0.25.</summary>
    public double SplitPerturbation { get; init; } = 0.125;

    /// <summary>Most iterations, 1 to 100,000.</summary>
    public int MaxIterations { get; init; } = 1010;

    /// <summary>An iteration in which the palette moved less than this, in Lab units, counts as standing still; 0 to 1.</summary>
    public double StagnationTolerance { get; init; } = 1e-6;

    /// <summary>Iterations of standing still in a row that end the run, 1 to 1000.</summary>
    public int StagnationIterations { get; init; } = 5;

    /// <summary>Weight of the distance in space against the distance in colour: lambda = weight * sqrt(cells / pixels); 0 to 1000.</summary>
    public double SpatialWeight { get; init; } = 45;

    /// <summary>Share of a superpixel's position that comes from its 4 neighbours (Laplacian smoothing), 0 to 1.</summary>
    public double PositionSmoothing { get; init; } = 0.4;

    /// <summary>Sigma of the 3x3 bilateral filter on superpixel colours, for cells in space and Lab units in colour alike; 0 turns it off, to 100.</summary>
    public double ColorSmoothing { get; init; } = 0.87;

    /// <summary>Factor of the result's a* and b*, 0 (grey) to 4. Not applied to a given palette nor to locked colours.</summary>
    public double Saturation { get; init; } = 1.1;

    /// <summary>An image of any size that is stretched over the input: the brighter, the more a place counts when the palette is found. Null counts all alike.</summary>
    public ImageSource? ImportanceMap { get; init; }

    /// <summary>A cell whose mean opacity is below this is transparent, and so is a pixel; above 0, to 1.</summary>
    public double AlphaThreshold { get; init; } = 0.5;

    /// <summary>Every n-th iteration writes a progress image beside the result, named by the iteration: &lt;stem&gt;_n.png; 0 writes none.</summary>
    public int ProgressImageInterval { get; init; }

    /// <summary>
    /// True to finish the annealed result as this engine does: palette colours that help little go where they help most, and each cell takes
    /// the colour that most of its pixels are near to rather than the one nearest to their mean. False is the published method.
    /// </summary>
    public bool Finish { get; init; } = true;

    /// <summary>What it costs two neighbouring cells to differ when the result is finished, in Lab units, 0 to 100: the more, the fewer specks and frayed borders.</summary>
    public double Cohesion { get; init; } = 0.45;

    /// <inheritdoc/>
    public void Validate()
    {
        if (Width is < 1 or > MaxSide) throw StylizeException.Option(nameof(Width), Width, "1 to 4096");
        if (Height is < 1 or > MaxSide) throw StylizeException.Option(nameof(Height), Height, "1 to 4096");
        if (Colors is < 1 or > MaxColors) throw StylizeException.Option(nameof(Colors), Colors, "1 to 256");
        if (LockedColors.Count > Colors) throw StylizeException.Option(nameof(LockedColors), LockedColors.Count, $"at most Colors ({Colors}) of them");
        if (Scale is < 1 or > 64) throw StylizeException.Option(nameof(Scale), Scale, "1 to 64");
        if (Stride is < 1 or > 16) throw StylizeException.Option(nameof(Stride), Stride, "1 to 16");
        Within(nameof(InitialTemperatureFactor), InitialTemperatureFactor, 0.1, 10);
        Within(nameof(CoolingRate), CoolingRate, 0.1, 0.99);
        Within(nameof(FinalTemperature), FinalTemperature, 0.1, 100);
        Within(nameof(PaletteTolerance), PaletteTolerance, 1e-9, 100);
        Within(nameof(SplitDistance), SplitDistance, 0.01, 100);
        Within(nameof(SplitPerturbation), SplitPerturbation, 0.01, 10);
        if (MaxIterations is < 1 or > 100_000) throw StylizeException.Option(nameof(MaxIterations), MaxIterations, "1 to 100000");
        Within(nameof(StagnationTolerance), StagnationTolerance, 0, 1);
        if (StagnationIterations is < 1 or > 1000) throw StylizeException.Option(nameof(StagnationIterations), StagnationIterations, "1 to 1000");
        Within(nameof(SpatialWeight), SpatialWeight, 0, 1000);
        Within(nameof(PositionSmoothing), PositionSmoothing, 0, 1);
        Within(nameof(ColorSmoothing), ColorSmoothing, 0, 100);
        Within(nameof(Saturation), Saturation, 0, 4);
        Within(nameof(AlphaThreshold), AlphaThreshold, 1.0 / 255, 1);
        Within(nameof(Cohesion), Cohesion, 0, 100);
        if (ProgressImageInterval < 0) throw StylizeException.Option(nameof(ProgressImageInterval), ProgressImageInterval, "0 or more");
    }

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

    private static void Within(string parameter, double value, double least, double most)
    {
        if (!(value >= least && value <= most))
        {
            throw StylizeException.Option(parameter, value, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{least} to {most}"));
        }
    }
}
