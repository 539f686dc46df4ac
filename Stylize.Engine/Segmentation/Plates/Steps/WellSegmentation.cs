using Stylize.Engine.Segmentation.Images;
using Stylize.Engine.Segmentation.Labels;
using Stylize.Engine.Segmentation.Plates.Output;
using Stylize.Engine.Segmentation.Plates.Tiles;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates.Steps;

/// <summary>
/// The steps of a well at a timepoint, in order: read its tiles; for each segmented channel place them, find their
/// foreground, label it and measure the regions, or find the cells around the nuclei; measure the quality of the
/// images; and write the files. Single use.
/// </summary>
internal sealed class WellSegmentation(WellWork work)
{
    /// <summary>Share of a channel's time in which its foreground is found.</summary>
    private const double ForegroundShare = .6;

    private readonly PlaceStep _place = new(work);
    private readonly MeasureStep _measure = new(work);
    private readonly List<SegmentedChannel> _results = [];
    private Dictionary<string, IReadOnlyList<ImageQuality>> _images = [];
    private TimeSpan _elapsed;

    public WellWork Work => work;

    /// <summary>
    /// Returns the regions of a montage in a segmented channel; null if none of its tiles could be read.
    /// </summary>
    public LabeledRuns? Labels(string channel) =>
        _results.Find(r => r.Name == channel)?.Planes.FirstOrDefault() is { } plane
            ? plane.Stack ?? plane.Labels : null;

    /// <summary>Runs all steps but the last.</summary>
    public void Measure()
    {
        var began = Stopwatch.GetTimestamp();
        using (work.Context.Phases.Start("open"))
        {
            work.Well.Measured.ToList().ForEach(tiles => work.Read(tiles));
        }

        foreach (var channel in work.Well.Segmented)
        {
            Report(0, channel);
            if (channel.Part == CellPart.None)
            {
                if (work.Read(channel) is { Numbers.Count: > 0 } tiles) _results.Add(Segment(channel, tiles));
            }
            else if (_results is [var nuclei, ..] && new CellStep(work, _measure)
                .Run(channel, nuclei, channel.Part == CellPart.Cells ? null : _results[1]) is { } found)
            {
                _results[0] = found.Nuclei;
                _results.Add(found.Part);
            }
        }

        DiscardIncomplete();
        _images = new QualityStep(work).Run(_results);
        _elapsed += Stopwatch.GetElapsedTime(began);
    }

    /// <summary>
    /// Returns the montage of a channel, reduced if large; null if no tile can be read or all are empty.
    /// </summary>
    public Raster<float>? Picture(ChannelTiles tiles, out int scale)
    {
        scale = 1;
        var readers = work.Read(tiles);
        if (readers.Numbers.Count == 0) return null;

        var grid = _place.Run(readers);
        return readers.Numbers.Count == 0 ? null : AlignmentImage.Make(grid, readers, out scale, work.Cancellation);
    }

    /// <param name="shift">Shift of the image; null without alignment.</param>
    /// <param name="tracks">
    /// Returns the track of each region, the parents of tracks, and the number of tracks that begin here, of a
    /// segmented channel; null without tracking.
    /// </param>
    public WellMeasurement Write(
        WellShift? shift, Func<string, (int[] OfRegion, IReadOnlyDictionary<int, int> Parents, int Begin)?> tracks)
    {
        var began = Stopwatch.GetTimestamp();
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
            foreach (var measured in _results)
            {
                var tracked = tracks(measured.Name);
                var result = tracked is not { } t ? measured
                    : measured with
                    {
                        Regions = [.. measured.Regions.Select(p => p with { TrackOfRegion = t.OfRegion })],
                    };
                work.Written.AddRange(
                    new WriteStep(work, result, shift, tracked?.Parents).Run(_place.RegistrationOf(result.Tiles)));
                measurements.AddRange(result.Regions);
                var interests = result.Interests();
                if (interests.Count > 0) ofInterest.Add(result.Name, interests);
                var images = _images.GetValueOrDefault(result.Name) ?? [];
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
                        NewTracks = tracked?.Begin,
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
            Images = _images,
            Interests = ofInterest,
            InputDigest = !work.Options.IsSeries && work.Context.Provenance is { } provenance ? provenance.SourceSha256
                : InputDigest.Compute(well, work.Cancellation),
            Shift = shift,
            Files = work.Written,
            Failures = [.. work.Failures],
            ImageTime = _elapsed + Stopwatch.GetElapsedTime(began),
        };
    }

    private SegmentedChannel Segment(ChannelTiles channel, ChannelReaders tiles)
    {
        var grid = _place.Run(tiles);
        var interest = work.Options.Region is { } path ? new WellInterest(path, work.Well, channel) : null;
        var foreground = new ForegroundStep(work, share => Report(ForegroundShare * share, channel)).Run(tiles, grid);
        var isSuited = RemarkKinds(channel.Channel, foreground) && interest is null;
        var planes = new LabelStep(work, interest).Run(foreground, grid);
        var channels = work.MeasuredWith(tiles);
        using (work.Context.Phases.Start("measure"))
        {
            PlaneMeasurement[] regions =
                [.. planes.Select(plane => _measure.Run(channel, plane, grid, channels, null, interest, isSuited))];
            return new(channel, tiles, grid, planes, regions, interest?.Areas(planes, grid, work.PixelSize) ?? []);
        }
    }

    /// <summary>
    /// Remarks on images that the method is not made for if most of the tiles that show something are of their kind.
    /// The sentence does not name the well, because it is shown once for a plate.
    /// </summary>
    /// <returns>False if there is a remark.</returns>
    private bool RemarkKinds(string channel, List<TileForeground> tiles)
    {
        var options = work.Options.Segmentation;
        var kinds = tiles.Where(tile => tile.Tile.Kind != ImageKind.Faint).CountBy(tile => tile.Tile.Kind).ToList();
        if (kinds.Count == 0 || options.Method == ThresholdMethod.Labels
            || ImageCheck.Advice(
                kinds.MaxBy(kind => kind.Value).Key, options,
                StylizeException.Verbatim($"{work.Well.Experiment}, channel {channel}")) is not { } advice)
        {
            return true;
        }

        var remark = WellRemark.Warning(advice);
        work.Remarks.Enqueue(remark);
        if (work.Plate.Statistics.IsFirst(advice)) remark.Show(work.Context);

        return false;
    }

    /// <summary>
    /// Discards all channels if one of them has no tile left, so that a well appears with all its files or without any.
    /// </summary>
    private void DiscardIncomplete()
    {
        string[] lost =
        [
            .. work.Well.Segmented.Select(c => c.Channel)
                .Where(channel => _results.Find(r => r.Name == channel) is not { Tiles.Numbers.Count: > 0 }),
        ];
        if (lost.Length == 0) return;

        if (_results.Exists(r => !lost.Contains(r.Name)))
        {
            work.Failures.Enqueue(work.Well.Incomplete(lost));
        }

        _results.Clear();
    }

    /// <param name="share">Completed share of the channel, [0,1].</param>
    private void Report(double share, ChannelTiles channel) => work.Context.Progress?.Invoke(
        new OperationProgress((_results.Count + share) / work.Well.Segmented.Count, channel.Channel));
}
