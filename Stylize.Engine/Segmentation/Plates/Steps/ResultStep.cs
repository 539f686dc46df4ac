using Stylize.Engine.Segmentation.Plates.Output;
using Stylize.Engine.Segmentation.Plates.Tiles;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates.Steps;

/// <summary>Writes the files of a segmented well at a timepoint, and returns its measurements.</summary>
/// <param name="tracks">The tracks of each segmented channel; none without tracking.</param>
/// <param name="index">Number of the timepoint in the tracks, from 0.</param>
internal sealed class ResultStep(Dictionary<string, WellTracks> tracks, int index)
{
    public WellMeasurement Run(WellWork work)
    {
        var began = Stopwatch.GetTimestamp();
        var (plate, well, positive) = (work.Plate, work.Well, work.Options.PositiveThresholds);
        var statistics = new List<WellStatistic>();
        WellRemark[] remarks =
        [
            .. work.Failures.Select(f => WellRemark.Warning(f.Message)),
            .. TileRemarks.Collect([(well, work.Readers)], work.Options.Align), .. work.Remarks,
        ];
        SegmentedChannel[] results =
        [
            .. work.Segmented.Select(measured => tracks.GetValueOrDefault(measured.Name) is not { } track ? measured
                : measured with
                {
                    Regions = [.. measured.Regions.Select(p => p with { TrackOfRegion = track.OfRegion[index] })],
                }),
        ];
        using (work.Context.Phases.Start("write"))
        {
            foreach (var result in results)
            {
                var track = tracks.GetValueOrDefault(result.Name);
                work.Written.AddRange(new WriteStep(work, result, track?.Parents).Run());
                var images = work.Images.GetValueOrDefault(result.Name) ?? [];
                WellStatistic[] rows =
                [
                    .. WellStatistic.Compute(result.Name, result.Regions, positive),
                    .. images.Count == 0 ? [] : new[] { WellStatistic.PerImage(result.Name, images, positive) },
                ];
                statistics.AddRange(rows);
                plate.Summaries.Write(
                    well,
                    WellSummary.FromMeasurements(well.Key(result.Name), result.Regions, rows, remarks) with
                    {
                        NewTracks = track?.Tracks.Count(t => t.First == well.Timepoint),
                        Images = images,
                        Saturated = TileRemarks.Saturated(work.Readers),
                        Interests = result.Interests(),
                        Conditions = plate.Map?.RowOf(well.Well) ?? [],
                    },
                    work.Files, work.Cancellation);
            }
        }

        return new WellMeasurement(well, [.. results.SelectMany(result => result.Regions)])
        {
            Statistics = statistics,
            Images = work.Images,
            Interests = results.Where(r => r.Areas.Count > 0).ToDictionary(r => r.Name, r => r.Interests()),
            InputDigest = !work.Options.IsSeries && work.Context.Provenance is { } provenance ? provenance.SourceSha256
                : InputDigest.Compute(well, work.Cancellation),
            Shift = work.Shift,
            Files = work.Written,
            Failures = [.. work.Failures],
            ImageTime = work.Elapsed + Stopwatch.GetElapsedTime(began),
        };
    }
}
