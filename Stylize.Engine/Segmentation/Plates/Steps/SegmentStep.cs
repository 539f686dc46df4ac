using Stylize.Engine.Segmentation.Images;
using Stylize.Engine.Segmentation.Plates.Tiles;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates.Steps;

/// <summary>
/// Segments and measures a well at a timepoint: reads its tiles; for each segmented channel places them, finds their
/// foreground, labels it and measures the regions, or finds the cells around the nuclei; and measures the quality of
/// the images. Single use.
/// </summary>
internal sealed class SegmentStep(WellWork work)
{
    /// <summary>Share of a channel's time in which its foreground is found.</summary>
    private const double ForegroundShare = .6;

    private readonly PlaceStep _place = new(work);
    private readonly MeasureStep _measure = new(work);
    private readonly List<SegmentedChannel> _results = [];

    public SegmentedWell Run()
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
        var images = new QualityStep(work).Run(_results);
        return new(work, _place, _results, images, Stopwatch.GetElapsedTime(began));
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
            return new(channel, tiles, grid, planes, regions, interest?.Areas(planes, grid, work.PixelSize) ?? [])
            {
                Registration = _place.RegistrationOf(tiles),
            };
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
