using Stylize.Engine.Segmentation.Plates.Plan;
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
    public Func<WellTimepoint, StepContext, WellTimepoint>? OfTimepoint { get; init; }

    /// <summary>Returns the data of a well through time with what it gives; null for a step of another kind.</summary>
    public Func<WellResult, PlateOptions, OperationContext, WellResult>? OfSeries { get; init; }

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

/// <summary>Files of a segmented channel that a step writes.</summary>
/// <param name="Shows">The parts of the well that the files depend on.</param>
/// <param name="NeedsPixels">True if they are written from the pixels of tiles.</param>
internal readonly record struct FileJob(
    WellParts Shows, bool NeedsPixels, IReadOnlyList<string> Paths, Func<PlateOutput> Write);
