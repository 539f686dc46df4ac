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
    public IReadOnlyList<ChannelReaders> Channels => [.. _readers.Values];

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
