using Stylize.Engine.Segmentation.Images;
using Stylize.Engine.Segmentation.Puncta;
using Stylize.Engine.Segmentation.Tracking;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates;

#pragma warning disable CS1591 // The attributes describe the options.

/// <summary>Options of a plate: which tiles to segment, their layout, and the outputs.</summary>
[FormerOption("PunctaMinSigma", UsePunctaSigma, "1")]
[FormerOption("PunctaMinimumSigma", UsePunctaSigma, "1")]
[FormerOption("PunctaMaxSigma", UsePunctaSigma, "3")]
[FormerOption("PunctaMaximumSigma", UsePunctaSigma, "3")]
[FormerOption("CellRegularization", "The weight is 0.05. Give other borders of cells as {LabelPath}.", "0.05")]
[FormerOption(
    "Uncompressed", "Masks and montages are compressed without loss. `tiffcp -c none in.tif out.tif` writes a copy "
        + "without compression.", "true")]
internal sealed record PlateOptions : IOperationOptions
{
    internal const string OperationName = "segment";
    internal const int OperationVersion = 14;
    private const string UsePunctaSigma = "Use {PunctaSigma} with both, such as 1,3.";
    private static readonly float[] UsualSigma = [1, 3];

    [Option("Channels to segment; ! excludes.", "plan", Name = "Channel", Default = "each", Group = HelpGroup.Common,
        InFileNames = true, Synonyms = ["c"])]
    public IReadOnlyList<string> Channels { get; init; } = [];

    [Option("Additional channels to measure in the regions; \"*\" for all.", "plan", Name = "MeasureChannel",
        Group = HelpGroup.Common, InFileNames = true)]
    public IReadOnlyList<string> MeasureChannels { get; init; } = [];

    [Option("Wells to segment: E4, A1-B6, A*; ! excludes.", "plan", Name = "Well", Default = "all",
        Group = HelpGroup.Common, InFileNames = true)]
    public IReadOnlyList<string> Wells { get; init; } = [];

    [OptionGroup("")]
    public SegmentationOptions Segmentation { get; init; } = new();

    [Option("Further measurements of each region, in tables and statistics of wells.", "measure", Default = "none")]
    public RegionMeasures Measure { get; init; }

    [Option("Maximum distance of the neighbors that are counted.", "measure", Unit = "pixels", Min = 1, Max = 100,
        Group = HelpGroup.Expert)]
    [OnlyWith(nameof(Measure), RegionMeasures.Neighbors)]
    public int NeighborDistance { get; init; } = 5;

    [Option("Channel of the cells around the nuclei of the segmented channel.", "cells", ValueName = "channel",
        Default = "no cells", InFileNames = true)]
    public string? CellChannel { get; init; }

    [Option("Pixel value above which pixels are cells.", "cells", Min = 0, Max = 65535,
        Default = "from the well by minimum cross entropy", Group = HelpGroup.Expert)]
    [OnlyWith(nameof(CellChannel))]
    public double? CellThreshold { get; init; }

    [Option("CSV or Excel file with a column \"well\", or plate layouts.", "map", IsFile = true)]
    public string? PlateMap { get; init; }

    [Option("Flat field: estimated per Well or Plate, an image, or a folder.", "place", IsFile = true,
        Words = ["None", "Well", "Plate"], Group = HelpGroup.Method)]
    public string FlatField { get; init; } = "None";

    [Option("Camera signal without light, subtracted before dividing by the flat field.", "place", Min = 0,
        Max = 65535)]
    [OnlyWith(nameof(FlatField))]
    public double DarkOffset { get; init; }

    [Option("Channel by which the timepoints of a well are aligned.", "align", ValueName = "channel",
        Default = "no alignment", InFileNames = true)]
    public string? Align { get; init; }

    [Option("Timepoint with which each timepoint is aligned.", "align")]
    [OnlyWith(nameof(Align))]
    public AlignmentReference AlignTo { get; init; } = AlignmentReference.First;

    [Option("Method that links cells through time.", "track", Group = HelpGroup.Method)]
    public TrackMethod Track { get; init; } = TrackMethod.None;

    [Option("Maximum distance that a cell moves between timepoints.", "track", Unit = "pixels", Above = 0,
        Max = 10_000)]
    [OnlyWith(nameof(Track))]
    public double TrackDistance { get; init; } = 30;

    [Option("Maximum consecutive timepoints at which a cell may be missing.", "track", Unit = "timepoints", Min = 0,
        Max = 100)]
    [OnlyWith(nameof(Track))]
    public int TrackGap { get; init; } = 1;

    [Option("Minimum share of the timepoints that a track covers; 0 keeps all.", "track", Unit = "share", Min = 0,
        Max = 1)]
    [OnlyWith(nameof(Track))]
    public double Stable { get; init; }

    [Option("Find divisions of tracked cells, and the parents of tracks.", "track")]
    [OnlyWith(nameof(Track))]
    public bool Divisions { get; init; }

    [Option("Channels in which bright spots are counted in each region.", "puncta", Default = "none",
        InFileNames = true)]
    public IReadOnlyList<string> Puncta { get; init; } = [];

    [Option("Method that finds spots.", "puncta")]
    [OnlyWith(nameof(Puncta))]
    public SpotMethod PunctaMethod { get; init; } = SpotMethod.DifferenceOfGaussians;

    [Option("Minimum contrast of a spot, in pixel values.", "puncta", Above = 0, Max = 65535,
        Default = "six times the noise of each tile")]
    [OnlyWith(nameof(Puncta))]
    public double? PunctaThreshold { get; init; }

    [Option("Values above which cells are positive, such as MeanIntensity_GFP=500.", "positives",
        ValueName = "measurement=value", Default = "none")]
    public IReadOnlyList<string> Positive { get; init; } = [];

    [Option("Regions of interest (ImageJ, GeoJSON), or a folder of them by image.", "find", Name = "RegionPath",
        Aliases = ["Region"], IsFile = true, Default = "whole images")]
    public string? Region { get; init; }

    [Option("Gates whose images do not count in statistics; Report excludes none.", "quality", Name = "QualityGate",
        Aliases = ["Quality"])]
    public QualityGates Quality { get; init; } = QualityGates.Report;

    [Option("Experiments to segment, or the experiment if file names lack it.", "plan", Name = "Experiment",
        InFileNames = true)]
    public IReadOnlyList<string> Experiments { get; init; } = [];

    [Option("Timepoints to segment: 3, 2-12; ! excludes.", "plan", Name = "Timepoint", Default = "all",
        InFileNames = true)]
    public IReadOnlyList<string> Timepoints { get; init; } = [];

    [Option("Names of files: a preset, parts in braces, or a regular expression.", "plan", ValueName = "pattern",
        Default = "Auto, recognized from the names", Group = HelpGroup.Method)]
    public string NamePattern { get; init; } = NamePresets.Auto;

    [Option("Measure in micrometers with the pixel size of the files.", "measure")]
    [NotWith(nameof(SegmentationOptions.PixelSize))]
    public bool Micrometers { get; init; }

    [Option("Projection of the planes of a stack.", "place", Default = "none, one plane")]
    public StackProjection? Projection { get; init; }

    [Option("Plane of a stack, or planes to project, such as 2-8.", "place", ValueName = "plane|range",
        Default = "the middle one; with {Projection} all")]
    public string? StackPlane { get; init; }

    [Option("Find and measure nuclei of stacks in three dimensions, in each tile.", "find")]
    [NotWith(nameof(SegmentationOptions.LabelPath))]
    [NotWith(nameof(CellChannel))]
    [NotWith(nameof(Puncta))]
    [NotWith("RegionPath")]
    [NotWith(nameof(Measure))]
    [NotWith(nameof(FlatField))]
    [NotWith(nameof(Overlap))]
    public bool Volume { get; init; }

    [Option("Distance of the planes of a stack, in the unit of measurements.", "find", ValueName = "length", Above = 0,
        Max = 1e9, Default = "that of the files, or of pixels")]
    [OnlyWith(nameof(Volume))]
    public double? PlaneDistance { get; init; }

    [Option("Floating-point numbers that become 0 and 65,535, such as 0,1.", "place",
        Default = "the range of each channel of a well")]
    public IReadOnlyList<float> FloatRange { get; init; } = [];

    [Option("Overlap of neighboring tiles, refined by registration.", "place", ValueName = "pixels|percent",
        Default = "none", Group = HelpGroup.Method)]
    public TileOverlap? Overlap { get; init; }

    [Option("Places of the tiles in a montage.", "place")]
    public MontageLayout Layout { get; init; } = MontageLayout.Stage;

    [Option("Tiles per row of a montage.", "place", Unit = "tiles", Min = 0, Max = 10_000,
        Default = "0, the smallest square that holds them")]
    public int Columns { get; init; }

    [Option("What several acquisitions of an OME-Zarr plate become.", "plan")]
    public PlateAcquisitions Acquisitions { get; init; } = PlateAcquisitions.Experiments;

    [Option("Label each tile separately instead of across seams.", "find")]
    [NotWith(nameof(Align))]
    [NotWith(nameof(Track))]
    [NotWith(nameof(Overlap))]
    public bool PerTile { get; init; }

    [Option("Name of the run in the database, next to other runs.", "plan", ValueName = "name",
        Group = HelpGroup.Output)]
    public string Run { get; init; } = RunRecord.DefaultName;

    [Option("Side of a crop of each cell in all measured channels.", "crops", Name = "CropSize", Aliases = ["Crop"],
        Unit = "pixels", Min = 0, Max = 2048, Default = "0, no crops", Group = HelpGroup.Output)]
    public int Crop { get; init; }

    [Option("Set pixels of crops outside the cell to 0.", "crops", Group = HelpGroup.Output)]
    [OnlyWith("CropSize")]
    public bool MaskCrops { get; init; }

    [Option("Numbers in overlays.", "write", Group = HelpGroup.Output)]
    public OverlayNumbers Numbers { get; init; }

    [Option("Write no montages and overlays.", "write", Group = HelpGroup.Output)]
    public bool NoMontage { get; init; }

    [Option("Write no labels into a segmented OME-Zarr.", "write", Group = HelpGroup.Output)]
    public bool NoZarrLabels { get; init; }

    [Option("Percentile of each pixel over the tiles that estimates the illumination.", "place", Unit = "percent",
        Min = 0, Max = 100, Group = HelpGroup.Expert)]
    [OnlyWith(nameof(FlatField))]
    public double FlatFieldPercentile { get; init; } = 50;

    [Option("Standard deviations of the smallest and the largest spots.", "puncta", ValueName = "smallest,largest",
        Min = .3, Max = 100, Default = "1,3", Group = HelpGroup.Expert)]
    [OnlyWith(nameof(Puncta))]
    public IReadOnlyList<float> PunctaSigma { get; init; } = UsualSigma;

    /// <summary>True if each tile is labeled separately.</summary>
    internal bool IsPerTile => PerTile || Volume;

    /// <summary>The columns of tracks in tables.</summary>
    internal string[] TrackColumns => Divisions ? ["Track", "Parent"] : ["Track"];

    internal bool IsSeries => Track != TrackMethod.None || Align is not null;

    /// <summary>True if the outputs of a well depend on all tiles of its experiment.</summary>
    internal bool LearnsFromPlate => Segmentation.Statistics == StatisticsScope.Plate || FlatField == "Plate";

    /// <summary>The values above which cells are positive, by measurement.</summary>
    internal IReadOnlyDictionary<string, double> PositiveThresholds => Positive.Select(ParsePositive).ToDictionary();

    /// <inheritdoc/>
    public void Validate()
    {
        Segmentation.Validate();
        OptionSet.ForRecord<PlateOptions>().Check(this);
        if (!NamePresets.IsAuto(NamePattern))
        {
            _ = new NamePattern(NamePattern);
        }

        if (Positive.Select(ParsePositive).GroupBy(pair => pair.Key)
            .FirstOrDefault(group => group.Count() > 1) is { Key: var twice })
        {
            throw StylizeException.Option(nameof(Positive), twice, "one value for each measurement");
        }

        _ = new PlateSelection(this);
        _ = StackChoice.FromOptions(this);
        if (FloatRange.Count > 0) RequireOrdered(nameof(FloatRange), FloatRange, "0,1");
        RequireOrdered(nameof(PunctaSigma), PunctaSigma, "1,3", canBeEqual: true);
        if (!PlateFiles.IsFolderName(Run)) throw StylizeException.Option(nameof(Run), Run, "a valid folder name");

        if (Volume) RegionFiles.RequireVolume(Segmentation);

        if (Crop % 16 != 0) throw StylizeException.Option("CropSize", Crop, "a multiple of 16, such as 64");
    }

    private static void RequireOrdered(
        string option, IReadOnlyList<float> values, string example, bool canBeEqual = false)
    {
        if (values is [var low, var high] && (low < high || (canBeEqual && low == high))) return;

        throw StylizeException.Option(
            option, string.Join(',', values), $"a low and a higher number, such as {example}");
    }

    private static KeyValuePair<string, double> ParsePositive(string text)
    {
        // Names of channels can contain an equals sign.
        var at = text.LastIndexOf('=');
        return at > 0
            && TryNumber(text.AsSpan(at + 1), out var value) && double.IsFinite(value)
            ? KeyValuePair.Create(text[..at].Trim(), value)
            : throw StylizeException.Option(
                nameof(Positive), text, "a measurement and a value, such as MeanIntensity_GFP=500");
    }
}

#pragma warning restore CS1591

/// <summary>The timepoint with which a timepoint is aligned.</summary>
internal enum AlignmentReference
{
    /// <summary>The first timepoint, so that errors do not accumulate.</summary>
    First,

    /// <summary>The last timepoint with a reliable shift, for cells that move far over time.</summary>
    Previous,
}

/// <summary>What several acquisitions of an OME-Zarr plate become.</summary>
internal enum PlateAcquisitions
{
    /// <summary>Experiments: PLATE_ACQUISITION.</summary>
    Experiments,

    /// <summary>Timepoints, in the order of the plate's list of acquisitions.</summary>
    Timepoints,
}

/// <summary>The places of the tiles in a montage.</summary>
internal enum MontageLayout
{
    /// <summary>By the positions of the stage that files or names give, with y downward; otherwise every row from left
    /// to right.</summary>
    Stage,

    /// <summary>The same for a stage whose y axis points upward.</summary>
    StageUp,

    /// <summary>Every row from left to right.</summary>
    RowMajor,

    /// <summary>The first row from left to right, the second from right to left, and so on.</summary>
    Snake,
}

/// <summary>Numbers of the regions in an overlay.</summary>
internal enum OverlayNumbers
{
    /// <summary>The number of the track, or the label if the region has no track.</summary>
    Track,

    /// <summary>The region's label, as in masks and tables.</summary>
    Label,

    /// <summary>No numbers.</summary>
    None,
}

/// <summary>The planes of a stack that are read: one, or those of a range that are projected.</summary>
/// <param name="First">First plane, or null for the default.</param>
internal sealed partial record StackChoice(StackProjection? Projection, int? First, int? Last)
{
    /// <exception cref="StylizeException">OptionInvalid: not a plane or a range, or a range without a
    /// projection.</exception>
    public static StackChoice FromOptions(PlateOptions options)
    {
        var projection = options.Projection ?? (options.Volume ? StackProjection.Max : null);
        if (options.StackPlane is not { } text) return new(projection, null, null);

        var match = Planes().Match(text.Trim());
        var first = match.Success ? int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) : 0;
        var last = match.Groups[2].Success ? int.Parse(match.Groups[2].ValueSpan, CultureInfo.InvariantCulture) : first;
        if (!match.Success || last < first)
        {
            throw StylizeException.Option(
                nameof(options.StackPlane), text, "a plane such as 5, or a range such as 2-8");
        }

        if (last > first && projection is null)
        {
            // Whether a text is a range is not a value that a rule can name.
            throw Errors.RangeWithoutProjection.With(nameof(options.StackPlane));
        }

        return new(projection, first, last);
    }

    /// <summary>Returns the chosen ones of a stack's planes.</summary>
    /// <param name="planes">Numbers of the planes in order.</param>
    public IReadOnlyList<int> From(IReadOnlyList<int> planes) =>
        First is { } first ? [.. planes.Where(plane => plane >= first && plane <= Last)]
        : Projection is null ? [planes[planes.Count / 2]]
        : planes;

    [GeneratedRegex(@"^(\d{1,6})(?:\s*-\s*(\d{1,6}))?$", RegexOptions.CultureInvariant)]
    private static partial Regex Planes();
}

/// <summary>The nominal overlap of neighboring tiles, in pixels or as a share of the side of a tile.</summary>
[ValueForm<TileOverlap>("pixels such as 205, or a percentage of the side of a tile such as 10%")]
internal readonly record struct TileOverlap(double Value, bool IsPercent) : IParsable<TileOverlap>
{
    /// <inheritdoc/>
    public static TileOverlap Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out var overlap)
            ? overlap : throw new FormatException($"'{s}' is not an overlap such as 10%.");

    /// <summary>Parses 205, 205px or 10%.</summary>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out TileOverlap result)
    {
        var text = (s ?? "").Trim();
        var isPercent = text.EndsWith('%');
        var number = isPercent ? text[..^1] : text.EndsWith("px", StringComparison.OrdinalIgnoreCase)
            ? text[..^2] : text;
        var isNumber = TryNumber(number.Trim(), out var value);
        result = new(value, isPercent);
        return isNumber && value >= 0 && value <= (isPercent ? 50 : 100_000);
    }

    /// <summary>Returns the overlap in pixels for tiles of a side, at most half of it.</summary>
    public int Pixels(int side) => (int)Math.Min(Math.Round(IsPercent ? side * Value / 100 : Value), side / 2.0);

    /// <summary>Returns the overlap as text, such as 10%.</summary>
    public override string ToString() => Invariant($"{Value:0.####}{(IsPercent ? "%" : "")}");
}
