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

/// <summary>The steps of segmentation in the order in which they run.</summary>
internal static class StepTable
{
    public static IReadOnlyList<WellStep> All { get; } =
    [
        new("plan", "select files, wells and channels", WellParts.None,
            WellParts.Tiles),
        PlaceStep.Step, FindStep.Step, CellStep.Step, MeasureStep.Step, PunctaStep.Step, QualityStep.Step,
        AlignStep.Step, MapStep.Step, TrackStep.Step, PositiveStep.Step, WriteStep.Step, CropStep.Step,
        new("page", "draw the plate and write the page", WellParts.Statistics | WellParts.Files,
            WellParts.Page) { IsRepeatable = true },
    ];

    /// <summary>The steps of a timepoint before those through time.</summary>
    public static IEnumerable<WellStep> BeforeSeries => All.TakeWhile(step => step.OfSeries is null);

    /// <summary>The other steps of a timepoint.</summary>
    public static IEnumerable<WellStep> AfterSeries => All.SkipWhile(step => step.OfSeries is null);

    /// <summary>Returns the steps that run again because options of theirs changed, or because they read what others of
    /// them give; with those that write the options into files. All if one of them needs the steps before it.</summary>
    /// <param name="changed">The changed options with the earlier value and the new one, null for the default. All but
    /// the plate map are in the provenance of files.</param>
    public static WellUpdate Update(
        IReadOnlyDictionary<string, (string? Made, string? Now)> changed, PlateOptions options)
    {
        bool IsChanged(WellStep step) => step.Options.Any(
            option => changed.TryGetValue(option.Name, out var value) && step.Matters(value.Made, value.Now));
        var stale = new List<WellStep>();
        var given = changed.Keys.Any(name => name != nameof(PlateOptions.PlateMap)) ? WellParts.Options : 0;
        foreach (var step in All.Where(step => (step.Reads & given) != 0 || IsChanged(step)))
        {
            stale.Add(step);

            // Of files, only those that show what changed.
            given |= step.OfFiles is null || IsChanged(step) ? step.Gives : WellParts.None;
        }

        return !stale.TrueForAll(step => step.IsRepeatable)
            || changed.Keys.Any(name => All.All(step => step.Options.All(option => option.Name != name)))
            ? WellUpdate.All
            : new(
                [.. All.Where(step => (stale.Contains(step) || step.WritesOptions) && step.IsOn(options))
                    .Select(step => step.Name)],
                given);
    }
}
