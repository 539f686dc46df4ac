namespace Stylize.Engine.Segmentation;

#pragma warning disable CS1591 // The attributes describe the options.

/// <summary>Options of segmentation and measurement. Pixels strictly above the threshold are foreground.</summary>
[FormerOption("Method", "", "\"Nuclei\"")]
[FormerOption("Model", "Give the masks that the other program wrote with {LabelPath}.")]
public sealed record SegmentationOptions : IOperationOptions
{
    /// <summary>Minimum and maximum diameter of a nucleus in pixels.</summary>
    internal const double MinNucleusDiameter = 5, MaxNucleusDiameter = 200;

    /// <summary>
    /// The named presets; each look-up returns a copy. Default suits nuclei in fluorescence, dim and bright, and splits
    /// touching ones. Otsu has one threshold and splits by the distance transform. SdFromMean, mean plus 3.5 standard
    /// deviations without splitting, suits few bright cells on a large dark background.
    /// </summary>
    public static IReadOnlyDictionary<string, SegmentationOptions> Presets { get; } =
        new PresetTable<SegmentationOptions>
        {
            { "Default", new() },
            { "Otsu", new() { Method = ThresholdMethod.Otsu, Split = true } },
            { "SdFromMean", new() { Method = ThresholdMethod.SdFromMean, Split = false } },
        };

    private const long DefaultMinimumArea = 50;
    private const long DefaultMaximumArea = 36_000;

    [Option("Method that finds the threshold.", Group = HelpGroup.Common, Step = "find")]
    [Requires(nameof(Threshold), When = [ThresholdMethod.Manual])]
    [Requires(nameof(LabelPath), When = [ThresholdMethod.Labels])]
    public ThresholdMethod Method { get; init; } = ThresholdMethod.Learned;

    [Option("Threshold of the Manual method, or of positive pixels in label masks.", Min = 0, Max = 65535,
        Group = HelpGroup.Common, Step = "find")]
    [Implies(nameof(Method), ThresholdMethod.Manual, Unless = nameof(LabelPath))]
    public double? Threshold { get; init; }

    [Option("Label mask of each image, such as {name}_cp_masks.png, instead of a threshold.", ValueName = "file",
        Aliases = ["LabelPattern", "Labels"], Group = HelpGroup.Common, Step = "find")]
    [Implies(nameof(Method), ThresholdMethod.Labels)]
    public string? LabelPath { get; init; }

    [Option("Stain of pictures in color to segment, such as hematoxylin.", ValueName = "name",
        Default = "none; pictures must be gray", Step = "place")]
    public Stain? Stain { get; init; }

    [Option("Find objects darker than the ground; measurements keep the original pixels.", Step = "find")]
    [NotWith(nameof(Method), ThresholdMethod.Labels)]
    [NotWith("BackgroundCorrection", BackgroundCorrection.SubtractTile, BackgroundCorrection.SubtractWell)]
    public bool Invert { get; init; }

    [Option("Split touching objects.", Group = HelpGroup.Common, Step = "find")]
    public bool Split { get; init; } = true;

    [Option("Regions must have more pixels than this.", Name = "MinArea", Aliases = ["MinimumArea"],
        Unit = "pixels", Min = 0, Default = "from the diameter of the nuclei; 50 with other methods",
        Group = HelpGroup.Common, Step = "find")]
    public long? MinimumArea { get; init; }

    [Option("Regions must have fewer pixels than this.", Name = "MaxArea", Aliases = ["MaximumArea"],
        Unit = "pixels", Min = 1, Group = HelpGroup.Expert, Step = "find")]
    [AtLeast("MinArea", Above = true)]
    public long MaximumArea { get; init; } = DefaultMaximumArea;

    [Option("Properties to measure; Standard is all except moments.", Name = "Property", Default = "standard",
        Group = HelpGroup.Common, Step = "measure")]
    public RegionProperties Properties { get; init; } = RegionProperties.Standard;

    [Option("Ring around each region to measure: inner and outer radius.", ValueName = "inner,outer",
        Default = "no ring", Group = HelpGroup.Expert, Step = "measure")]
    [OnlyWith("Property", RegionProperties.Ring)]
    public RingRadii? Ring { get; init; }

    [Option("Drop regions that touch the border of the image or montage.", Step = "find")]
    public bool DropBorder { get; init; }

    [Option("Side of a pixel in the unit of measurements, such as micrometers.", ValueName = "length",
        Above = 0, Max = 1e9, Step = "measure")]
    public double PixelSize { get; init; } = 1;

    [Option("Pixels from which the threshold is computed.", Name = "ThresholdScope",
        Aliases = ["Statistics"], OnlyInGroup = true, Group = HelpGroup.Expert, Step = "find")]
    [NotWith(nameof(Method), ThresholdMethod.Local, ThresholdMethod.Sauvola)]
    public StatisticsScope Statistics { get; init; } = StatisticsScope.Tile;

    [Option("Background correction before the threshold.", Name = "BackgroundCorrection", Aliases = ["Background"],
        Group = HelpGroup.Expert, Step = "place")]
    public BackgroundCorrection Background { get; init; } = BackgroundCorrection.None;

    [Option("Drop regions whose centroids are closer than this; 0 keeps all.", Unit = "pixels", Min = 0, Max = 1e6,
        Group = HelpGroup.Expert, Step = "find")]
    public double ProximityRadius { get; init; }

    [Option("Minimum depth of a concavity that splits an object.", Unit = "pixels", Min = 0, Max = 1000,
        Group = HelpGroup.Expert, Step = "find")]
    [OnlyWith(nameof(Split), OnlyGiven = true)]
    [NotWith(nameof(Method), ThresholdMethod.Learned)]
    public double SplitDepth { get; init; } = 1.5;

    [Option("Diameter of the nuclei that the Learned method finds.", Unit = "pixels", Min = MinNucleusDiameter,
        Max = MaxNucleusDiameter, Default = "from the image", Group = HelpGroup.Expert, Step = "find")]
    [Implies(nameof(Method), ThresholdMethod.Learned)]
    public double? NucleusDiameter { get; init; }

    [Option("Factor k of SdFromMean: mean plus k standard deviations.", ValueName = "k", Min = -100, Max = 100,
        Group = HelpGroup.Expert, Step = "find")]
    [Implies(nameof(Method), ThresholdMethod.SdFromMean)]
    public double StandardDeviations { get; init; } = 3.5;

    [Option("Side of the neighborhood of the Local method.", Unit = "pixels", Min = 3, Max = 1001, Odd = true,
        Group = HelpGroup.Expert, Step = "find")]
    [Implies(nameof(Method), ThresholdMethod.Local)]
    public int BlockSize { get; init; } = 3;

    [Option("Value that the Local method subtracts from the neighborhood's mean.", Group = HelpGroup.Expert,
        Step = "find")]
    [Implies(nameof(Method), ThresholdMethod.Local)]
    public double LocalOffset { get; init; }

    [Option("Side of the window of the Sauvola method.", Unit = "pixels", Min = 3, Max = 1001, Odd = true,
        Group = HelpGroup.Expert, Step = "find")]
    [Implies(nameof(Method), ThresholdMethod.Sauvola)]
    public int WindowSize { get; init; } = 15;

    [Option("Factor k of the Sauvola method.", ValueName = "k", Min = -10, Max = 10, Group = HelpGroup.Expert,
        Step = "find")]
    [Implies(nameof(Method), ThresholdMethod.Sauvola)]
    public double SauvolaWeight { get; init; } = .2;

    [Option("Neighbors that connect pixels: 8 includes diagonals, 4 does not.", Values = [4, 8],
        Group = HelpGroup.Expert, Step = "find")]
    public int Connectivity { get; init; } = 8;

    /// <summary>True if a method finds nuclei or other objects in a whole image instead of a threshold.</summary>
    internal bool FindsObjects => Method == ThresholdMethod.Learned;

    /// <summary>True if the objects have any size, because another program found them.</summary>
    private bool HasAnySize => Method == ThresholdMethod.Labels;

    /// <summary>True if each pixel has its own threshold.</summary>
    internal bool IsPerPixel => Method is ThresholdMethod.Local or ThresholdMethod.Sauvola;

    /// <summary>Returns the options with the full path of the label mask. A template stays relative to the folder of
    /// each image.</summary>
    public SegmentationOptions WithFullLabelPath(Func<string, string> fullPath) =>
        LabelPath is { } path && !path.Contains('{')
            ? this with { LabelPath = fullPath(path) } : this;

    /// <summary>Returns the exclusive limits of the area. The defaults do not apply to objects of a label
    /// mask.</summary>
    /// <param name="found">The minimum that the Learned method derived from the diameter; null for other
    /// methods.</param>
    internal (long Minimum, long Maximum) AreaLimits(long? found) =>
        (MinimumAreaOf(found), HasAnySize && MaximumArea == DefaultMaximumArea ? long.MaxValue : MaximumArea);

    /// <summary>Returns the number of pixels that regions must exceed.</summary>
    /// <param name="found">The number that the Learned method derived from the diameter; null for other
    /// methods.</param>
    internal long MinimumAreaOf(long? found) => MinimumArea ?? found ?? (HasAnySize ? 0 : DefaultMinimumArea);

    /// <summary>Returns the options that differ from their defaults.</summary>
    public override string ToString() => OptionText.Differences(this);

    /// <inheritdoc/>
    public void Validate()
    {
        OptionSet.ForRecord<SegmentationOptions>().Check(this);
        LabelPathTemplate.Check(LabelPath);
        ValidateRing();
    }

    private void ValidateRing()
    {
        var measured = Properties & RegionProperties.Ring;
        if (Ring is { } ring && !(ring.Inner >= 0 && ring.Inner < ring.Outer && ring.Outer <= RingRadii.MaxRadius))
        {
            throw StylizeException.Option(
                nameof(Ring), ring, $"a ring of at most {RingRadii.MaxRadius} pixels, such as 2,8");
        }

        // The standard properties include those of the ring, but do not need it.
        if (Ring is null && measured != 0 && (Properties & RegionProperties.Standard) != RegionProperties.Standard)
        {
            throw Errors.RingMissing.With(nameof(Ring), measured);
        }
    }
}

#pragma warning restore CS1591

/// <summary>Pixels from which a threshold is computed.</summary>
public enum StatisticsScope
{
    /// <summary>Those of the tile itself.</summary>
    Tile,

    /// <summary>Those of all tiles of a well at one timepoint in one channel.</summary>
    Well,

    /// <summary>Those of all tiles of an experiment in one channel.</summary>
    Plate,
}

/// <summary>Background correction. The background is the median, so objects must cover less than half of the
/// pixels.</summary>
public enum BackgroundCorrection
{
    /// <summary>No correction.</summary>
    None,

    /// <summary>Subtracts the background of the tile; negative results become 0.</summary>
    SubtractTile,

    /// <summary>Subtracts the background of all tiles of the well, timepoint and channel; negative results become
    /// 0.</summary>
    SubtractWell,

    /// <summary>Divides by the background of the tile and multiplies by 1000; rounds half to even, at most
    /// 65,535.</summary>
    DivideTile,

    /// <summary>Divides by the background of all tiles of the well, timepoint and channel, and multiplies by
    /// 1000.</summary>
    DivideWell,
}

/// <summary>Threshold methods, as in scikit-image 0.19. Pixels strictly above the threshold are foreground.</summary>
public enum ThresholdMethod
{
    /// <summary>A network trained on nuclei in fluorescence (Ronneberger et al. 2015). Not in scikit-image.</summary>
    Learned,

    /// <summary>The integer part of mean + k population standard deviations.</summary>
    SdFromMean,

    /// <summary>Maximum variance between the two classes (Otsu 1979).</summary>
    Otsu,

    /// <summary>Minimum cross entropy, by iteration (Li and Tam 1998).</summary>
    Li,

    /// <summary>Maximum correlation criterion (Yen, Chang and Chang 1995).</summary>
    Yen,

    /// <summary>The point of the histogram farthest from the line from its peak to its longer tail (Zack et al.
    /// 1977).</summary>
    Triangle,

    /// <summary>The lowest intensity midway between the means of its two classes (Ridler and Calvard 1978).</summary>
    IsoData,

    /// <summary>The mean intensity.</summary>
    Mean,

    /// <summary>The minimum between the two maxima of the smoothed histogram (Prewitt and Mendelsohn 1966).</summary>
    Minimum,

    /// <summary>Per pixel: the Gaussian-weighted mean of the neighborhood minus an offset.</summary>
    Local,

    /// <summary>Per pixel: from mean and standard deviation of the neighborhood (Sauvola and Pietikainen
    /// 2000).</summary>
    Sauvola,

    /// <summary>The threshold given by the user.</summary>
    Manual,

    /// <summary>No threshold: the objects of a label mask that another program or a person made.</summary>
    Labels,
}

/// <summary>
/// The path of the label mask of an image. Words in braces stand for parts of the image's name; the path is relative to
/// the folder of the image.
/// </summary>
internal static partial class LabelPathTemplate
{
    public static IReadOnlyList<string> Words { get; } = ["name", "experiment", "well", "timepoint", "channel", "tile"];

    /// <summary>Returns the full path of the mask of an image.</summary>
    /// <param name="folder">Folder to which the path is relative.</param>
    /// <param name="valueOf">Returns the text for a word.</param>
    public static string Resolve(string template, string folder, Func<string, string> valueOf) =>
        Path.GetFullPath(Path.Combine(
            folder, Word().Replace(template, match => valueOf(match.Groups[1].Value.ToLowerInvariant()))));

    /// <exception cref="StylizeException">OptionInvalid: a word in braces is unknown.</exception>
    public static void Check(string? template)
    {
        foreach (var word in template is null ? [] : Word().Matches(template).Select(match => match.Groups[1].Value))
        {
            if (!Words.Contains(word, StringComparer.OrdinalIgnoreCase))
            {
                throw StylizeException.Option(
                    "LabelPath", template, $"a path whose words in braces are {string.Join(", ", Words)}");
            }
        }
    }

    [GeneratedRegex(@"\{([^{}]*)\}", RegexOptions.CultureInvariant)]
    private static partial Regex Word();
}

/// <summary>
/// A ring around each region, such as "2,8": pixels farther than the inner and at most the outer radius from the
/// nearest region. One number is the outer radius of an expansion, whose inner radius is 0.
/// </summary>
/// <param name="IsMicrometers">True for micrometers, written "2um,8um"; false for pixels.</param>
[ValueForm<RingRadii>(
    "an inner and a larger outer radius, such as 2,8 pixels or 1um,5um, or the radius of an expansion, such as 8")]
public readonly record struct RingRadii(double Inner, double Outer, bool IsMicrometers = false) : IParsable<RingRadii>
{
    /// <summary>Maximum outer radius.</summary>
    public const double MaxRadius = 1000;

    /// <inheritdoc/>
    public static RingRadii Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out var result) ? result : throw new FormatException($"'{s}' is not a ring.");

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out RingRadii result)
    {
        result = default;
        if (s?.Split(',') is not { Length: 1 or 2 } parts
            || !TryRadius(parts[^1], out var outer, out var isMicrometers)) return false;

        var (inner, isInnerMicrometers) = (0.0, isMicrometers);
        if (parts.Length == 2 && !TryRadius(parts[0], out inner, out isInnerMicrometers)) return false;

        // A unit at the end applies to both numbers.
        if (isInnerMicrometers && !isMicrometers) return false;

        result = new RingRadii(inner, outer, isMicrometers);
        return inner >= 0 && inner < outer && outer <= MaxRadius;
    }

    /// <summary>Returns the ring in pixels.</summary>
    /// <param name="pixelSize">Size of a pixel in micrometers.</param>
    /// <exception cref="StylizeException">OptionInvalid: radii in micrometers, and pixels that are not square.
    /// </exception>
    public RingRadii InPixels(PixelSize pixelSize) => !IsMicrometers ? this
        : pixelSize.IsSquare ? new RingRadii(Inner / pixelSize.X, Outer / pixelSize.X)
        : throw Errors.RingOblong.With(nameof(SegmentationOptions.Ring), pixelSize.X, pixelSize.Y);

    /// <inheritdoc/>
    public override string ToString()
    {
        var unit = IsMicrometers ? "um" : "";
        return Invariant($"{Inner:R}{unit},{Outer:R}{unit}");
    }

    private static bool TryRadius(string text, out double radius, out bool isMicrometers)
    {
        var number = text.Trim();
        isMicrometers = number.Length > 2 && PixelSize.Micrometers(number[^2..].ToLowerInvariant()) == 1;
        return double.TryParse(
            isMicrometers ? number[..^2] : number, NumberStyles.AllowDecimalPoint | NumberStyles.AllowTrailingWhite,
            CultureInfo.InvariantCulture, out radius);
    }
}
