using Stylize.Engine.Operations;
using Stylize.Engine.Operations.Options;

namespace Stylize.Engine.Segmentation;

#pragma warning disable CS1591 // The attributes describe the options.

/// <summary>How images become regions. Foreground is strictly above the threshold.</summary>
public sealed record SegmentationOptions : IOperationOptions
{
    /// <summary>
    /// The named presets; each look-up gives a copy. The default and Nuclei suit nuclei in fluorescence, dim and bright, and split those
    /// that touch; Otsu, one threshold and a split by necks, was the default of version 2; SdFromMean, mean and 3.5 standard deviations
    /// without splitting, suits few bright cells on a large dark ground.
    /// </summary>
    public static IReadOnlyDictionary<string, SegmentationOptions> Presets { get; } = new PresetTable<SegmentationOptions>
    {
        { "Default", new() },
        { "Nuclei", new() { Method = ThresholdMethod.Nuclei, Split = true } },
        { "Otsu", new() { Method = ThresholdMethod.Otsu, Split = true } },
        { "SdFromMean", new() { Method = ThresholdMethod.SdFromMean, Split = false } },
    };

    private const double DefaultSplitDepth = 1.5;

    [Option("Whose pixels the threshold is computed from.", OnlyInGroup = true)]
    public StatisticsScope Statistics { get; init; } = StatisticsScope.Tile;

    [Option("How the threshold is found.")]
    public ThresholdMethod Method { get; init; } = ThresholdMethod.Nuclei;

    [Option("Threshold of the Manual method.", Min = 0, Max = 65535,
        Implies = nameof(Method), ImpliedValue = ThresholdMethod.Manual)]
    public double? Threshold { get; init; }

    [Option("Factor k of SdFromMean: the threshold is the mean plus k standard deviations.", ValueName = "k", Min = -100, Max = 100,
        Implies = nameof(Method), ImpliedValue = ThresholdMethod.SdFromMean)]
    public double StandardDeviations { get; init; } = 3.5;

    [Option("Side of the neighborhood of Local.", Unit = "pixels", Min = 3, Max = 1001, Odd = true,
        Implies = nameof(Method), ImpliedValue = ThresholdMethod.Local)]
    public int BlockSize { get; init; } = 3;

    [Option("What Local subtracts from the mean of the neighborhood.",
        Implies = nameof(Method), ImpliedValue = ThresholdMethod.Local)]
    public double LocalOffset { get; init; }

    [Option("Side of the window of Sauvola.", Unit = "pixels", Min = 3, Max = 1001, Odd = true,
        Implies = nameof(Method), ImpliedValue = ThresholdMethod.Sauvola)]
    public int WindowSize { get; init; } = 15;

    [Option("Factor k of Sauvola.", ValueName = "k", Min = -10, Max = 10,
        Implies = nameof(Method), ImpliedValue = ThresholdMethod.Sauvola)]
    public double SauvolaWeight { get; init; } = .2;

    [Option("Correction of the background before the threshold.")]
    public BackgroundCorrection Background { get; init; } = BackgroundCorrection.None;

    [Option("8: pixels that share only a corner belong to one region; 4: they do not.", Values = [4, 8])]
    public int Connectivity { get; init; } = 8;

    [Option("Split objects that touch.")]
    public bool Split { get; init; } = true;

    [Option("How much narrower than on both sides, as a radius, an object must be to be split there: h of the h-maxima of its "
        + "distance transform.",
        Unit = "pixels", Min = 0, Max = 1000)]
    public double SplitDepth { get; init; } = DefaultSplitDepth;

    [Option("Regions are larger than this.", Unit = "pixels", Min = 0)]
    public long MinimumArea { get; init; } = 50;

    [Option("Regions are smaller than this.", Unit = "pixels", Min = 1)]
    public long MaximumArea { get; init; } = 36_000;

    [Option("Drop regions whose centroids are closer than this; 0 drops none.", Unit = "pixels", Min = 0, Max = 1e6)]
    public double ProximityRadius { get; init; }

    [Option("Drop regions that touch the border of the image or montage.")]
    public bool DropBorder { get; init; }

    [Option("What to measure: Area, Centroid, Perimeter, ...; Standard is all but moments.", Name = "Property", Default = "standard")]
    public RegionProperties Properties { get; init; } = RegionProperties.Standard;

    [Option("Side of a pixel in the unit of the results, such as micrometers.", ValueName = "length", Above = 0, Max = 1e9)]
    public double PixelSize { get; init; } = 1;

    /// <summary>True where a tile's pixel values must all be at hand to find the threshold of one.</summary>
    internal bool IsPerPixel => Method is ThresholdMethod.Local or ThresholdMethod.Sauvola;

    /// <summary>Returns the options that differ from their defaults.</summary>
    public override string ToString() => OptionText.Differences(this);

    /// <inheritdoc/>
    public void Validate()
    {
        OptionSet.Of<SegmentationOptions>().Check(this);
        if (Method == ThresholdMethod.Manual && Threshold is null)
        {
            throw new StylizeException(
                StylizeError.OptionInvalid, nameof(Threshold), "{Method} Manual needs {Threshold}.", "Give {Threshold} 0 to 65535.");
        }

        if (Method != ThresholdMethod.Manual && Threshold is not null)
        {
            throw StylizeException.OnlyWith(nameof(Threshold), nameof(Method), nameof(ThresholdMethod.Manual));
        }

        if (IsPerPixel && Statistics != StatisticsScope.Tile)
        {
            throw StylizeException.Option(nameof(Statistics), Statistics,
                $"Tile with {{Method}} {Method}, whose thresholds are each pixel's own");
        }

        if (Method == ThresholdMethod.Nuclei && SplitDepth != DefaultSplitDepth)
        {
            throw StylizeException.Option(nameof(SplitDepth), SplitDepth,
                "left out with the Nuclei method, which takes the depth from the nuclei, or given with another method such as Otsu");
        }

        if (MaximumArea <= MinimumArea)
        {
            throw StylizeException.Option(nameof(MaximumArea), MaximumArea, $"more than {{MinimumArea}}, which is {MinimumArea}");
        }
    }
}

#pragma warning restore CS1591

/// <summary>From which pixels a threshold is computed.</summary>
public enum StatisticsScope
{
    /// <summary>From those of each tile, for that tile.</summary>
    Tile,

    /// <summary>From those of all tiles of a well at one timepoint in one channel.</summary>
    Well,

    /// <summary>From those of all tiles of an experiment in one channel.</summary>
    Plate,
}

/// <summary>Correction of the background, whose level is the median: right if objects cover less than half of the pixels.</summary>
public enum BackgroundCorrection
{
    /// <summary>No correction.</summary>
    None,

    /// <summary>The level of the tile is subtracted; negative results become 0.</summary>
    SubtractTile,

    /// <summary>The level of all tiles of the well, timepoint and channel is subtracted; negative results become 0.</summary>
    SubtractWell,

    /// <summary>Pixels are divided by the level of the tile, in thousandths: rounded half to even, at most 65535.</summary>
    DivideTile,

    /// <summary>Pixels are divided by the level of all tiles of the well, timepoint and channel, in thousandths.</summary>
    DivideWell,
}

/// <summary>How the threshold is found, as in scikit-image 0.19. Pixels strictly above it are foreground.</summary>
public enum ThresholdMethod
{
    /// <summary>A threshold for each nucleus, halfway between its brightness and the background. Not in scikit-image.</summary>
    Nuclei,

    /// <summary>The integer part of mean + k population standard deviations.</summary>
    SdFromMean,

    /// <summary>The largest variance between the two classes (Otsu 1979).</summary>
    Otsu,

    /// <summary>The minimum cross entropy, by iteration (Li and Tam 1998).</summary>
    Li,

    /// <summary>The maximum correlation criterion (Yen, Chang and Chang 1995).</summary>
    Yen,

    /// <summary>The point of the histogram farthest from the line from its peak to its longer tail (Zack et al. 1977).</summary>
    Triangle,

    /// <summary>The lowest intensity midway between the means of its two classes (Ridler and Calvard 1978).</summary>
    IsoData,

    /// <summary>The mean intensity.</summary>
    Mean,

    /// <summary>The lowest point between the two maxima of the smoothed histogram (Prewitt and Mendelsohn 1966).</summary>
    Minimum,

    /// <summary>For each pixel the Gaussian-weighted mean of its neighborhood less an offset.</summary>
    Local,

    /// <summary>For each pixel from the mean and deviation of its neighborhood (Sauvola and Pietikainen 2000).</summary>
    Sauvola,

    /// <summary>A threshold that the user gives.</summary>
    Manual,
}
