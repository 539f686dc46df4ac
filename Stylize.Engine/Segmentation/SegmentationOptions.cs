using Stylize.Engine.Operations;
using Stylize.Engine.Segmentation.Regions;
using Stylize.Engine.Segmentation.Thresholds;

namespace Stylize.Engine.Segmentation;

/// <summary>How images become regions. Foreground is strictly above the threshold.</summary>
public sealed record SegmentationOptions : IOperationOptions
{
    /// <summary>Named starting points: Default, and Nuclei, which suits bright nuclei on a dark ground and splits those that touch.</summary>
    public static IReadOnlyDictionary<string, SegmentationOptions> Presets { get; } = new Dictionary<string, SegmentationOptions>(StringComparer.OrdinalIgnoreCase)
    {
        ["Default"] = new(),
        ["Nuclei"] = new() { Method = ThresholdMethod.Otsu, Split = true },
    };

    /// <summary>How the threshold is found; default SdFromMean.</summary>
    public ThresholdMethod Method { get; init; } = ThresholdMethod.SdFromMean;

    /// <summary>The threshold of the Manual method, 0 to 65535.</summary>
    public double? Threshold { get; init; }

    /// <summary>k of SdFromMean, -100 to 100; default 3.5.</summary>
    public double StandardDeviations { get; init; } = 3.5;

    /// <summary>Side of the neighbourhood of the Local method, odd, 3 to 1001; default 3, as in scikit-image.</summary>
    public int BlockSize { get; init; } = 3;

    /// <summary>What the Local method subtracts from the neighbourhood's mean; default 0.</summary>
    public double LocalOffset { get; init; }

    /// <summary>Side of the window of the Sauvola method, odd, 3 to 1001; default 15.</summary>
    public int WindowSize { get; init; } = 15;

    /// <summary>k of the Sauvola method, -10 to 10; default 0.2.</summary>
    public double SauvolaWeight { get; init; } = .2;

    /// <summary>Whose pixels the threshold is computed from; default each tile's own.</summary>
    public StatisticsScope Statistics { get; init; } = StatisticsScope.Tile;

    /// <summary>What is done to pixels first; default nothing.</summary>
    public BackgroundCorrection Background { get; init; } = BackgroundCorrection.None;

    /// <summary>8 or 4: whether pixels that share only a corner belong together; default 8.</summary>
    public int Connectivity { get; init; } = 8;

    /// <summary>True to split objects that touch, by a watershed of the distance to the background.</summary>
    public bool Split { get; init; }

    /// <summary>How much narrower, as a radius in pixels, an object must be at its neck than at both its bellies to be split there, 0 to 1000; default 1.5.</summary>
    public double SplitDepth { get; init; } = 1.5;

    /// <summary>Regions are larger than this, in pixels; default 50.</summary>
    public long MinimumArea { get; init; } = 50;

    /// <summary>Regions are smaller than this, in pixels; default 36000.</summary>
    public long MaximumArea { get; init; } = 36_000;

    /// <summary>Regions whose centroids are closer than this, in pixels, are all dropped; default 0, none.</summary>
    public double ProximityRadius { get; init; }

    /// <summary>True to drop regions that touch the border of the image or montage.</summary>
    public bool DropBorder { get; init; }

    /// <summary>What is measured; default everything but moments.</summary>
    public RegionProperties Properties { get; init; } = RegionProperties.Standard;

    /// <summary>Side of a pixel in the unit of the results, such as micrometres; lengths are multiplied by it and areas by its square. Positions stay in pixels. Default 1.</summary>
    public double PixelSize { get; init; } = 1;

    /// <summary>True where a tile's pixel values must all be at hand to find the threshold of one.</summary>
    internal bool IsPerPixel => Method is ThresholdMethod.Local or ThresholdMethod.Sauvola;

    public void Validate()
    {
        if (!Enum.IsDefined(Method)) throw StylizeException.Option(nameof(Method), Method, $"one of {string.Join(", ", Enum.GetNames<ThresholdMethod>())}");
        if (Method == ThresholdMethod.Manual && Threshold is not (>= 0 and <= 65535)) throw StylizeException.Option(nameof(Threshold), Threshold, "0 to 65535 with the Manual method");
        if (Method != ThresholdMethod.Manual && Threshold is not null) throw StylizeException.Option(nameof(Threshold), Threshold, "left out unless the method is Manual");
        if (!(Math.Abs(StandardDeviations) <= 100)) throw StylizeException.Option(nameof(StandardDeviations), StandardDeviations, "-100 to 100");
        if (BlockSize is < 3 or > 1001 || BlockSize % 2 == 0) throw StylizeException.Option(nameof(BlockSize), BlockSize, "an odd number, 3 to 1001");
        if (!double.IsFinite(LocalOffset)) throw StylizeException.Option(nameof(LocalOffset), LocalOffset, "a finite number");
        if (WindowSize is < 3 or > 1001 || WindowSize % 2 == 0) throw StylizeException.Option(nameof(WindowSize), WindowSize, "an odd number, 3 to 1001");
        if (!(Math.Abs(SauvolaWeight) <= 10)) throw StylizeException.Option(nameof(SauvolaWeight), SauvolaWeight, "-10 to 10");
        if (!Enum.IsDefined(Statistics)) throw StylizeException.Option(nameof(Statistics), Statistics, "Tile, Well or Plate");
        if (IsPerPixel && Statistics != StatisticsScope.Tile) throw StylizeException.Option(nameof(Statistics), Statistics, $"Tile with the {Method} method, whose thresholds are each pixel's own");
        if (!Enum.IsDefined(Background)) throw StylizeException.Option(nameof(Background), Background, $"one of {string.Join(", ", Enum.GetNames<BackgroundCorrection>())}");
        if (Connectivity is not (4 or 8)) throw StylizeException.Option(nameof(Connectivity), Connectivity, "4 or 8");
        if (SplitDepth is not (>= 0 and <= 1000)) throw StylizeException.Option(nameof(SplitDepth), SplitDepth, "0 to 1000");
        if (MinimumArea < 0) throw StylizeException.Option(nameof(MinimumArea), MinimumArea, "0 or more");
        if (MaximumArea <= MinimumArea) throw StylizeException.Option(nameof(MaximumArea), MaximumArea, $"more than MinimumArea ({MinimumArea})");
        if (ProximityRadius is not (>= 0 and <= 1e6)) throw StylizeException.Option(nameof(ProximityRadius), ProximityRadius, "0 to 1000000");
        if ((Properties & ~RegionProperties.All) != 0) throw StylizeException.Option(nameof(Properties), Properties, "properties of a region");
        if (PixelSize is not (> 0 and <= 1e9)) throw StylizeException.Option(nameof(PixelSize), PixelSize, "more than 0 and at most 1e9");
    }
}
