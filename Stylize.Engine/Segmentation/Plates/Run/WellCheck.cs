using Stylize.Engine.Segmentation.Plates.Output;
using Stylize.Engine.Segmentation.Plates.Plan;
using Stylize.Engine.Segmentation.Plates.Steps;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates.Run;

/// <summary>Finds from files, rows and provenance which steps of wells run again. Safe for concurrent use.</summary>
internal sealed class WellCheck(PlannedPlate plate, PlateProvenance provenance, Predicate<WellTimepoint> hasMontage)
{
    private int _learned;

    /// <summary>Number of wells that are out of date only because statistics of the whole plate changed.</summary>
    public int ChangedByLearning => _learned;

    /// <param name="stored">The channels of which the run has rows; null to skip this check.</param>
    public WellUpdate Find(WellItem item, IReadOnlySet<StoredChannel>? stored, CancellationToken cancellation)
    {
        var channels = item.Timepoints.SelectMany(well => well.Segmented, (well, channel) => (well, channel.Channel));
        if (item.Timepoints.Any(well => File.Exists(plate.Files.Marker(well)))
            || channels.Any(of => stored?.Contains(of.well.Key(of.Channel)) == false
                || !plate.Summaries.AreWhole(of.well, of.Channel)))
        {
            return WellUpdate.All;
        }

        var now = provenance.RecordFor(item, cancellation);
        var changed = new Dictionary<string, (string? Made, string? Now)>(StringComparer.Ordinal);
        var files = item.Timepoints.SelectMany(Files).ToLookup(File.Exists);
        foreach (var path in files[true].Where(path => Path.GetExtension(path) is ".tif" or ".png"))
        {
            cancellation.ThrowIfCancellationRequested();
            var made = ProvenanceReader.Read(ImageSource.File(path), plate.Codec);
            if (made?.IsEquivalentTo(now) == true) continue;

            if (made?.Differences(now) is not { } differences) return WellUpdate.All;

            if (differences.ContainsKey(PlateProvenance.Learned))
            {
                if (differences.Count == 1) Interlocked.Increment(ref _learned);

                return WellUpdate.All;
            }

            foreach (var (name, values) in differences)
            {
                changed[name] = values;
            }
        }

        if (channels.Any(of => plate.Summaries.Find(of.well.Key(of.Channel))?.Conditions.SequenceEqual(
            plate.Map?.RowOf(of.well.Experiment, of.well.Well) ?? []) != true))
        {
            changed[nameof(PlateOptions.PlateMap)] = (null, plate.Options.PlateMap);
        }

        if (changed.Count == 0) return files[false].Any() ? WellUpdate.All : WellUpdate.None;

        var update = StepTable.Update(changed, plate.Options);
        return update.Steps is not null && channels.All(of =>
            RestoredWell.TryRead(plate.Files.Of(WellOutput.State, of.well.Key(of.Channel))) is not null)
            ? update : WellUpdate.All;
    }

    /// <summary>Returns the files of a well, without the montage if the tiles are too large for one, and without crops
    /// of a channel without cells.</summary>
    private IEnumerable<string> Files(WellTimepoint well) =>
        from channel in well.Segmented
        from file in plate.Files.KindsOf(well, channel)
        where file.Kind switch
        {
            nameof(WellOutput.Montage) => hasMontage(well),
            nameof(WellOutput.Crops) or nameof(WellOutput.CropTable) =>
                plate.Summaries.Find(well.Key(channel.Channel))?.Cells > 0,
            _ => true,
        }
        select file.Path;
}
