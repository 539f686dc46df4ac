using Stylize.Engine.Segmentation.Labels;
using Stylize.Engine.Segmentation.Plates.Output;
using Stylize.Engine.Segmentation.Plates.Tiles;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates.Steps;

/// <summary>A well at a timepoint in work: what its steps share and report.</summary>
/// <param name="keep">True to keep pixels in memory between threshold and measurement, false to read tiles
/// twice.</param>
/// <param name="files">The files of the well, which the caller commits.</param>
internal sealed class WellWork(
    PlannedPlate plate, WellTimepoint well, bool keep, FileGroup files, OperationContext context)
    : IDisposable
{
    private readonly Dictionary<string, ChannelReaders> _readers = [];
    private readonly List<LabeledPlane> _planes = [];

    public PlannedPlate Plate => plate;
    public PlateOptions Options => plate.Options;
    public WellTimepoint Well => well;
    public FileGroup Files => files;
    public OperationContext Context => context;
    public CancellationToken Cancellation => context.Cancellation;

    /// <summary>The errors of tiles that cannot be read or segmented.</summary>
    public ConcurrentQueue<StylizeException> Failures { get; } = [];

    public ConcurrentQueue<WellRemark> Remarks { get; } = [];
    public List<PlateOutput> Written { get; } = [];
    public IReadOnlyList<ChannelReaders> Readers => [.. _readers.Values];

    /// <summary>Places the tiles of its channels.</summary>
    public PlaceStep Place => field ??= new(this);

    /// <summary>The segmented channels, of which no file is written yet.</summary>
    public List<SegmentedChannel> Segmented { get; } = [];

    /// <summary>The quality of the images of each segmented channel.</summary>
    public Dictionary<string, IReadOnlyList<ImageQuality>> Images { get; set; } = [];

    /// <summary>Shift of the image; null without alignment.</summary>
    public WellShift? Shift { get; set; }

    /// <summary>The time of segmenting.</summary>
    public TimeSpan Elapsed { get; set; }

    /// <summary>Side of a pixel in the unit of measurements.</summary>
    public double PixelSize => Options.Micrometers ? PixelSizes.Require(well) : Options.Segmentation.PixelSize;

    /// <summary>
    /// Reads the tiles of a channel once: projects their stacks, and corrects illumination and background.
    /// </summary>
    public ChannelReaders Read(ChannelTiles tiles)
    {
        if (_readers.TryGetValue(tiles.Channel, out var open)) return open;

        var field = plate.Statistics.FieldFor(tiles.Tiles[0], context.MaxThreads, Written.Add, Cancellation);
        return _readers[tiles.Channel] = ChannelReaders.Open(
            tiles, Options, plate.Statistics, keep, field, Failures.Enqueue, Cancellation);
    }

    /// <summary>
    /// Returns the channels to measure in the regions of a channel: those whose tiles have the same size.
    /// </summary>
    public List<ChannelReaders> MeasuredWith(ChannelReaders tiles) =>
        [.. well.Measured.Select(Read).Where(r => (r.Width, r.Height) == (tiles.Width, tiles.Height))];

    /// <summary>Returns the regions of a montage in a segmented channel; null if none of its tiles could be
    /// read.</summary>
    public LabeledRuns? Labels(string channel) =>
        Segmented.Find(result => result.Name == channel)?.Planes.FirstOrDefault() is { } plane
            ? plane.Stack ?? plane.Labels : null;

    /// <summary>
    /// Discards all channels if one of them has no tile left, so that a well appears with all its files or without any.
    /// </summary>
    public void DiscardIncomplete()
    {
        string[] lost =
        [
            .. well.Segmented.Select(c => c.Channel)
                .Where(channel => Segmented.Find(r => r.Name == channel) is not { Tiles.Numbers.Count: > 0 }),
        ];
        if (lost.Length == 0) return;

        if (Segmented.Exists(r => !lost.Contains(r.Name)))
        {
            Failures.Enqueue(well.Incomplete(lost));
        }

        Segmented.Clear();
    }

    /// <param name="share">Completed share of the channel, [0,1].</param>
    public void Report(double share, string channel) => context.Progress?.Invoke(
        new OperationProgress((Segmented.Count + share) / well.Segmented.Count, channel));

    /// <summary>Takes ownership of a plane.</summary>
    public LabeledPlane Own(LabeledPlane plane)
    {
        _planes.Add(plane);
        return plane;
    }

    /// <summary>Shows and records a remark; may be called by several threads.</summary>
    public void Remark(WellRemark remark)
    {
        remark.Show(context);
        Remarks.Enqueue(remark);
    }

    public void ForEach(int count, Action<int> body) =>
        RowBands.ForEach(count, context.MaxThreads, Cancellation, (index, _, _) => body(index), bandHeight: 1);

    public void ReleasePixels()
    {
        foreach (var readers in _readers.Values)
        {
            readers.Dispose();
        }
    }

    public void Dispose()
    {
        _planes.ForEach(plane => plane.Dispose());
        ReleasePixels();
    }
}

/// <summary>A segmented channel of a well, or a part of its cells.</summary>
/// <param name="Tiles">The tiles that were read; those of the channel of cells for a part of them.</param>
/// <param name="Regions">The measurements of each plane.</param>
/// <param name="Areas">The areas of the regions of interest.</param>
internal sealed record SegmentedChannel(
    ChannelTiles Channel, ChannelReaders Tiles, MontageGrid Grid, IReadOnlyList<LabeledPlane> Planes,
    IReadOnlyList<PlaneMeasurement> Regions, IReadOnlyList<double> Areas)
{
    public string Name => Channel.Channel;

    /// <summary>The registration of overlapping tiles; null without.</summary>
    public TileRegistration? Registration { get; init; }

    /// <summary>Returns the regions of interest with the number of their regions.</summary>
    public IReadOnlyList<InterestArea> Interests() => Areas.Count == 0 ? [] :
    [
        .. Areas.Select((area, index) => new InterestArea(
            Regions[0].Interests[index], area, Regions.Sum(
                plane => plane.InterestOfRegion!.Count(number => number == index + 1)))),
    ];
}
