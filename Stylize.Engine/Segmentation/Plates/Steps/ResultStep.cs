using Stylize.Engine.Segmentation.Plates.Output;
using Stylize.Engine.Segmentation.Plates.Tiles;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates.Steps;

/// <summary>Writes the files of a segmented well at a timepoint, and returns its measurements.</summary>
/// <param name="tracks">The tracks of each segmented channel; none without tracking.</param>
/// <param name="index">Number of the timepoint in the tracks, from 0.</param>
internal sealed class ResultStep(Dictionary<string, WellTracks> tracks, int index)
{
    public WellMeasurement Run(SegmentedWell segmented)
    {
        var began = Stopwatch.GetTimestamp();
        var work = segmented.Work;
        var (plate, well) = (work.Plate, work.Well);
        var measurements = new List<PlaneMeasurement>();
        var statistics = new List<WellStatistic>();
        var ofInterest = new Dictionary<string, IReadOnlyList<InterestArea>>();
        WellRemark[] remarks =
        [
            .. work.Failures.Select(f => WellRemark.Warning(f.Message)),
            .. TileRemarks.Collect([(well, work.Channels)], work.Options.Align), .. work.Remarks,
        ];
        using (work.Context.Phases.Start("write"))
        {
            foreach (var measured in segmented.Channels)
            {
                var track = tracks.GetValueOrDefault(measured.Name);
                var result = track is null ? measured
                    : measured with
                    {
                        Regions = [.. measured.Regions.Select(p => p with { TrackOfRegion = track.OfRegion[index] })],
                    };
                work.Written.AddRange(new WriteStep(work, result, segmented.Shift, track?.Parents).Run());
                measurements.AddRange(result.Regions);
                var interests = result.Interests();
                if (interests.Count > 0) ofInterest.Add(result.Name, interests);
                var images = segmented.Images.GetValueOrDefault(result.Name) ?? [];
                var positive = work.Options.PositiveThresholds;
                WellStatistic[] rows =
                [
                    .. WellStatistic.Compute(result.Name, result.Regions, positive),
                    .. images.Count == 0 ? [] : new[] { WellStatistic.PerImage(result.Name, images, positive) },
                ];
                statistics.AddRange(rows);
                plate.Summaries.Write(
                    well,
                    WellSummary.FromMeasurements(well, result.Name, result.Regions, rows, remarks) with
                    {
                        NewTracks = track?.Tracks.Count(t => t.First == well.Timepoint),
                        Images = images,
                        Saturated = TileRemarks.Saturated(work.Channels),
                        Interests = interests,
                        Conditions = plate.Map?.RowOf(well.Well) ?? [],
                    },
                    work.Files,
                    work.Cancellation);
            }
        }

        return new WellMeasurement(well, measurements)
        {
            Statistics = statistics,
            Images = segmented.Images,
            Interests = ofInterest,
            InputDigest = !work.Options.IsSeries && work.Context.Provenance is { } provenance ? provenance.SourceSha256
                : InputDigest.Compute(well, work.Cancellation),
            Shift = segmented.Shift,
            Files = work.Written,
            Failures = [.. work.Failures],
            ImageTime = segmented.Elapsed + Stopwatch.GetElapsedTime(began),
        };
    }
}
