using Stylize.Engine.Imaging;
using Stylize.Engine.Operations.Options;
using Stylize.Engine.Operations;
using Stylize.Engine.Runs.Targets;
using Stylize.Engine.Segmentation.Puncta;
using Stylize.Engine.Segmentation.Tracking;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates;

#pragma warning disable CS1591 // The attributes describe the options.

/// <summary>Which tiles of a plate are segmented, how they lie together, and what is written.</summary>
public sealed record PlateOptions : IOperationOptions
{
    internal const string OperationName = "segment";
    internal const int OperationVersion = 1;

    [Option("Only these experiments; or the name of the experiment where file names do not give it.", Name = "Experiment")]
    public IReadOnlyList<string> Experiments { get; init; } = [];

    [Option("Only these wells, such as E4.", Name = "Well", Default = "all")]
    public IReadOnlyList<string> Wells { get; init; } = [];

    [Option("Only these timepoints.", Name = "Timepoint", Default = "all")]
    public IReadOnlyList<int> Timepoints { get; init; } = [];

    [Option("Channels to segment.", Name = "Channel", Default = "each")]
    public IReadOnlyList<string> Channels { get; init; } = [];

    [Option("Further channels to measure in the regions; \"*\" for all.", Name = "MeasureChannel")]
    public IReadOnlyList<string> MeasureChannels { get; init; } = [];

    [Option("Regular expression with the groups experiment, well, timepoint, channel and tile.", ValueName = "regex",
        Default = "EXPERIMENT_WELL_T0_1_CHANNEL and the like")]
    public string NamePattern { get; init; } = Plates.NamePattern.Default;

    [OptionGroup("")]
    public SegmentationOptions Segmentation { get; init; } = new();

    [Option("The light by which pixels are divided: that of each well's or of the whole plate's tiles, or an image of it; or a folder with "
        + "the images that a run wrote.",
        IsFile = true, Words = ["None", "Well", "Plate"])]
    public string FlatField { get; init; } = "None";

    [Option("What the camera adds without light; it is subtracted before pixels are divided by the flat field.", Min = 0, Max = 65535)]
    public double DarkOffset { get; init; }

    [Option("Percentile of each pixel over the tiles that is taken for the light; less than 50 where cells cover much of them.",
        Unit = "percent", Min = 0, Max = 100)]
    public double FlatFieldPercentile { get; init; } = 50;

    [Option("Channel by which the timepoints of a well are aligned.", ValueName = "channel", Default = "no alignment")]
    public string? Align { get; init; }

    [Option("What each timepoint is compared with: the first, or the one before where the picture changes much over time.")]
    public AlignmentReference AlignTo { get; init; } = AlignmentReference.First;

    [Option("How cells are linked through time.")]
    public TrackMethod Track { get; init; } = TrackMethod.None;

    [Option("Largest distance between a cell and itself a timepoint later; of Motion, from where it is expected then.", Unit = "pixels",
        Above = 0, Max = 10_000)]
    public double TrackDistance { get; init; } = 30;

    [Option("Largest number of timepoints in a row at which a cell may be missing.", Unit = "timepoints", Min = 0, Max = 100)]
    public int TrackGap { get; init; } = 1;

    [Option("Keep tracks that are present in at least this share of the timepoints; 0 keeps all.", Unit = "share", Min = 0, Max = 1)]
    public double Stable { get; init; }

    [Option("Channels in which bright spots are counted in each region; their number, mean and total are measured.", Default = "none")]
    public IReadOnlyList<string> Puncta { get; init; } = [];

    [Option("How spots are found.")]
    public SpotMethod PunctaMethod { get; init; } = SpotMethod.DifferenceOfGaussians;

    [Option("Standard deviation of the smallest spots; their radius is 1.4 times that.", Unit = "pixels", Min = .3, Max = 100)]
    public double PunctaMinimumSigma { get; init; } = 1;

    [Option("Standard deviation of the largest spots.", Unit = "pixels", Min = .3, Max = 100)]
    public double PunctaMaximumSigma { get; init; } = 3;

    [Option("By how much a spot is brighter than its surroundings, in values of pixels.", Above = 0, Max = 65535,
        Default = "six times the noise of each tile")]
    public double? PunctaThreshold { get; init; }

    [Option("Order of the tiles.")]
    public MontageLayout Layout { get; init; } = MontageLayout.RowMajor;

    [Option("Tiles in a row of the montage.", Unit = "tiles", Min = 0, Max = 10_000, Default = "0, the smallest square that holds them")]
    public int Columns { get; init; }

    [Option("Label each tile for itself; otherwise an object across tiles is one.")]
    public bool PerTile { get; init; }

    [Option("Write no montages and overlays.")]
    public bool NoMontage { get; init; }

    [Option("Measure in micrometers, by the pixel size that OME-TIFF and OME-Zarr tell.")]
    public bool Micrometers { get; init; }

    [Option("Plane of a stack to segment, from 0.", Min = 0, Max = 100_000, Default = "the middle one")]
    public int? StackPlane { get; init; }

    [Option("Write no labels into an OME-Zarr that is segmented.")]
    public bool NoZarrLabels { get; init; }

    [Option("Write a crop of each cell, this wide and high, of all measured channels: a multiple of 16.", Unit = "pixels", Min = 0,
        Max = 2048, Default = "0, none")]
    public int Crop { get; init; }

    [Option("Numbers in overlays.")]
    public OverlayNumbers Numbers { get; init; }

    [Option("Do not compress masks and montages.")]
    public bool Uncompressed { get; init; }

    [Option("Name of the run that rows in the database belong to; rows of other runs stay beside them. Its files go to Runs/NAME below "
        + "the destination.",
        ValueName = "name")]
    public string Run { get; init; } = RunRecord.DefaultName;

    [Option("CSV file that says what each well holds: a column \"well\" and any others, such as compound and dose. They join tables and "
        + "views.",
        IsFile = true)]
    public string? PlateMap { get; init; }

    /// <summary>Full path of the folder to write to; empty for the folder of the first tile.</summary>
    public string Destination { get; init; } = "";

    /// <summary>Full path of an SQLite file, or a PostgreSQL connection; null for segmentation.sqlite in the destination.</summary>
    public string? Database { get; init; }

    /// <summary>Largest number of pixels of a tile; default 4,294,967,296, since large tiles are read in strips.</summary>
    public long MaxPixels { get; init; } = 1L << 32;

    /// <summary>True to replace existing files.</summary>
    public bool Force { get; init; }

    internal string Folder => Run == RunRecord.DefaultName ? Destination : Path.Combine(Destination, "Runs", Run);
    internal bool IsSeries => Track != TrackMethod.None || Align is not null;

    /// <summary>True where what is made of a well depends on all tiles of its experiment.</summary>
    internal bool LearnsFromPlate => Segmentation.Statistics == StatisticsScope.Plate || FlatField == "Plate";

    internal DecodeOptions DecodeOptions => DecodeOptions.Default with { MaxPixels = MaxPixels };
    internal LosslessCompression Compression => Uncompressed ? LosslessCompression.None : LosslessCompression.Fast;

    /// <inheritdoc/>
    public void Validate()
    {
        Segmentation.Validate();
        OptionSet.Of<PlateOptions>().Check(this);
        _ = new NamePattern(NamePattern);
        if (Run.Trim() != Run || Run.Length is 0 or > 100 || Run[0] == '.' || Run.IndexOfAny(Path.GetInvalidFileNameChars()) >= 0
            || Run.AsSpan().IndexOfAny('/', '\\', ':') >= 0)
        {
            throw StylizeException.Option(nameof(Run), Run, "a name that a folder can have");
        }

        if (Crop % 16 != 0) throw StylizeException.Option(nameof(Crop), Crop, "a multiple of 16, such as 64");

        if (Micrometers && Segmentation.PixelSize != 1)
        {
            throw StylizeException.Together(nameof(Micrometers), "PixelSize", "both say how large a pixel is");
        }

        RefuseNeedless();
        if (PerTile && IsSeries)
        {
            throw new StylizeException(
                StylizeError.OptionInvalid, nameof(PerTile),
                "{PerTile} labels each tile for itself, and {Align} and {Track} need the whole montage.",
                "Leave out {PerTile}, or {Align} and {Track}.");
        }

        if (PunctaMaximumSigma < PunctaMinimumSigma)
        {
            throw StylizeException.Option(
                nameof(PunctaMaximumSigma), PunctaMaximumSigma,
                FormattableString.Invariant($"at least {{PunctaMinimumSigma}}, which is {PunctaMinimumSigma}"));
        }

        if (MaxPixels < 1) throw StylizeException.Option(nameof(MaxPixels), MaxPixels, "1 or more");

        if (Destination.Length > 0 && !Path.IsPathFullyQualified(Destination))
        {
            throw StylizeException.Option(TargetOptions.DestinationName, Destination, "a folder");
        }
    }

    /// <summary>Refuses options that only mean something with another one, which is not given.</summary>
    private void RefuseNeedless()
    {
        var plain = new PlateOptions();
        if (FlatField == "None")
        {
            const string None = "no flat field is taken";
            Refuse(DarkOffset > 0, nameof(DarkOffset), nameof(FlatField), None);
            Refuse(FlatFieldPercentile != plain.FlatFieldPercentile, nameof(FlatFieldPercentile), nameof(FlatField), None);
        }

        if (Track == TrackMethod.None)
        {
            Refuse(Stable > 0, nameof(Stable), nameof(Track), "no cells are tracked");
            Refuse(TrackDistance != plain.TrackDistance, nameof(TrackDistance), nameof(Track), "no cells are tracked");
            Refuse(TrackGap != plain.TrackGap, nameof(TrackGap), nameof(Track), "no cells are tracked");
        }

        Refuse(Align is null && AlignTo != plain.AlignTo, nameof(AlignTo), nameof(Align), "nothing is aligned");
        if (Puncta.Count == 0)
        {
            Refuse(PunctaMethod != plain.PunctaMethod, nameof(PunctaMethod), nameof(Puncta), "no spots are counted");
            Refuse(PunctaMinimumSigma != plain.PunctaMinimumSigma, nameof(PunctaMinimumSigma), nameof(Puncta), "no spots are counted");
            Refuse(PunctaMaximumSigma != plain.PunctaMaximumSigma, nameof(PunctaMaximumSigma), nameof(Puncta), "no spots are counted");
            Refuse(PunctaThreshold is not null, nameof(PunctaThreshold), nameof(Puncta), "no spots are counted");
        }

        static void Refuse(bool isGiven, string option, string missing, string because)
        {
            if (isGiven)
            {
                throw new StylizeException(
                    StylizeError.OptionInvalid, option, $"{{{option}}} has no effect, because {because}.",
                    $"Give {{{missing}}} too, or leave out {{{option}}}.");
            }
        }
    }
}

#pragma warning restore CS1591

/// <summary>What the picture of a timepoint is compared with to find by how far it moved.</summary>
public enum AlignmentReference
{
    /// <summary>The first timepoint: errors do not add up.</summary>
    First,

    /// <summary>The last timepoint before whose shift is trusted, for cells that move far over time.</summary>
    Previous,
}

/// <summary>The order in which the tiles of a montage are placed.</summary>
public enum MontageLayout
{
    /// <summary>Every row from left to right.</summary>
    RowMajor,

    /// <summary>The first row from left to right, the second from right to left, and so on.</summary>
    Snake,
}

/// <summary>What is written beside the regions of an overlay.</summary>
public enum OverlayNumbers
{
    /// <summary>The number of the region's track; its label where it has none.</summary>
    Track,

    /// <summary>The region's label, as in masks and tables.</summary>
    Label,

    /// <summary>Nothing.</summary>
    None,
}
