using Stylize.Engine.Segmentation.Plates.Output;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates.Steps;

/// <summary>A step of segmentation: what it reads and gives, and the function from those to these.</summary>
/// <param name="Name">The name by which options, messages and help refer to it.</param>
/// <param name="Summary">What it does, in the imperative, for help.</param>
/// <param name="Gives">Never a part that an earlier step gives.</param>
internal sealed record WellStep(string Name, string Summary, WellParts Reads, WellParts Gives)
{
    /// <summary>Returns true if the options ask for it.</summary>
    public Predicate<PlateOptions> IsOn { get; init; } = _ => true;

    /// <summary>Returns the data of a well at a timepoint with what it gives; null for a step of another
    /// kind.</summary>
    public Func<WellData, StepContext, WellData>? OfTimepoint { get; init; }

    /// <summary>Returns the data of a well through time with what it gives; null for a step of another kind.</summary>
    public Func<WellSeries, PlateOptions, OperationContext, WellSeries>? OfSeries { get; init; }

    /// <summary>Returns the files of a segmented channel, in order; null for a step of another kind.</summary>
    public Func<ChannelFiles, IEnumerable<FileJob>>? OfFiles { get; init; }

    /// <summary>The kinds of files that it writes.</summary>
    public IReadOnlyList<WellOutput> Files { get; init; } = [];

    /// <summary>The columns that it adds to tables of regions, without those of its channels at the end of
    /// names.</summary>
    public IReadOnlyList<StepColumn> Columns { get; init; } = [];

    /// <summary>True if it can run again on what the files of an earlier run hold. Other steps need all steps before
    /// them.</summary>
    public bool IsRepeatable { get; init; }

    /// <summary>True if its results contain all options.</summary>
    public bool WritesOptions => OfFiles is not null || (Gives & (WellParts.Statistics | WellParts.Page)) != 0;

    /// <summary>Returns false if results stay the same with another value of an option.</summary>
    /// <remarks>The arguments are the earlier value and the new one, null for the default.</remarks>
    public Func<string?, string?, bool> Matters { get; init; } = (_, _) => true;

    /// <summary>The options that declare the step.</summary>
    public IEnumerable<OptionDeclaration> Options =>
        OptionSet.ForRecord<PlateOptions>().All.Where(option => option.Declared.Step == Name);
}

/// <summary>A column that a step adds to tables of regions.</summary>
/// <param name="Unit">Unit of the values.</param>
/// <param name="Source">Where the values come from.</param>
internal sealed record StepColumn(string Name, string Unit, string Source);

/// <summary>The parts of a well that steps read and give.</summary>
[Flags]
internal enum WellParts
{
    None = 0,

    /// <summary>The tiles of the well.</summary>
    Tiles = 4096,

    /// <summary>The corrected pixels of the tiles, and their places.</summary>
    Pixels = 1,

    /// <summary>The labels of segmented channels.</summary>
    Labels = 2,

    /// <summary>The labels of parts of cells.</summary>
    Cells = 4,

    /// <summary>The rows of regions.</summary>
    Rows = 8,

    /// <summary>The columns of spots.</summary>
    Spots = 16,

    /// <summary>The quality of images.</summary>
    Quality = 32,

    /// <summary>The shift of the timepoint.</summary>
    Shift = 64,

    /// <summary>The tracks of cells.</summary>
    Tracks = 128,

    /// <summary>The statistics of the well.</summary>
    Statistics = 256,

    /// <summary>The crops of cells.</summary>
    Crops = 512,

    /// <summary>The other files of the well.</summary>
    Files = 1024,

    /// <summary>The page of the run.</summary>
    Page = 2048,
}

/// <summary>A well through time.</summary>
internal sealed record WellSeries(IReadOnlyList<WellData> Timepoints)
{
    /// <summary>The tracks of each segmented channel; empty without tracking.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<CellTrack>> Tracks { get; init; } =
        new Dictionary<string, IReadOnlyList<CellTrack>>();
}

/// <summary>A file of a segmented channel that a step writes.</summary>
/// <param name="NeedsPixels">True if it is written from the pixels of tiles.</param>
internal readonly record struct FileJob(bool NeedsPixels, Func<PlateOutput> Write);
