using Stylize.Engine.Segmentation.Plates.Plan;

namespace Stylize.Engine.Segmentation.Plates.Steps;

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
