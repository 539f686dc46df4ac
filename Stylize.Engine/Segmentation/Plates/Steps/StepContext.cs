using Stylize.Engine.Segmentation.Plates.Output;
using Stylize.Engine.Segmentation.Plates.Plan;
using Stylize.Engine.Segmentation.Plates.Tiles;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates.Steps;

/// <summary>
/// What a step uses in addition to its data: options and plan of the plate, limits of the run, and the pixels of the
/// well at a timepoint, which it opens when they are first needed. Collects what steps report until their data take it.
/// </summary>
/// <param name="keeps">True to keep pixels in memory between threshold and measurement, false to read tiles
/// twice.</param>
/// <param name="files">The files of the well, which the caller commits.</param>
/// <param name="aligner">The timepoint with which this one is aligned.</param>
/// <param name="changed">The parts of the well that differ from those of an earlier run.</param>
internal sealed class StepContext(
    PlannedPlate plate, WellTimepoint well, bool keeps, FileGroup files, OperationContext run, Aligner aligner,
    WellParts changed) : IDisposable
{
    private readonly Dictionary<string, ChannelReaders> _readers = [];
    private readonly Dictionary<string, MontageGrid> _grids = [];
    private readonly Dictionary<(int Width, int Height), TileRegistration> _registrations = [];
    private readonly ConcurrentQueue<StylizeException> _failures = [];
    private readonly ConcurrentQueue<WellRemark> _remarks = [];
    private readonly List<PlateOutput> _written = [];

    public PlannedPlate Plate => plate;
    public WellTimepoint Well => well;
    public FileGroup Files => files;
    public OperationContext Run => run;
    public Aligner Aligner => aligner;
    public WellParts Changed => changed;
    public PlateOptions Options => plate.Options;
    public CancellationToken Cancellation => run.Cancellation;

    /// <summary>The channels that were opened, in order.</summary>
    public IReadOnlyList<ChannelReaders> Opened => [.. _readers.Values];

    /// <summary>Side of a pixel in the unit of measurements.</summary>
    public PixelSize PixelSize => Options.Micrometers ? PixelSizes.Require(Well) : Options.Segmentation.PixelSize;

    /// <summary>
    /// Returns the tiles of a channel, opened once: their stacks projected, illumination and background corrected.
    /// </summary>
    public ChannelReaders Read(ChannelTiles tiles)
    {
        if (_readers.TryGetValue(tiles.Channel, out var open)) return open;

        var field = Plate.Statistics.FieldFor(tiles.Tiles[0], Run.MaxThreads, _written.Add, Cancellation);
        return _readers[tiles.Channel] =
            ChannelReaders.Open(tiles, Options, Plate.Statistics, keeps, field, Fail, Cancellation);
    }

    /// <summary>Returns the tiles in which the labels of a channel were found.</summary>
    public ChannelReaders PixelsOf(ChannelTiles channel) => Read(!channel.IsPart ? channel
        : Well.Measured.First(c => c.Channel.Equals(Options.CellChannel, StringComparison.OrdinalIgnoreCase)));

    /// <summary>
    /// Returns the channels to measure in the regions of a channel: those whose tiles have the same size.
    /// </summary>
    public List<ChannelReaders> MeasuredWith(ChannelReaders tiles) =>
        [.. Well.Measured.Select(Read).Where(r => (r.Width, r.Height) == (tiles.Width, tiles.Height))];

    /// <summary>Returns the places of a segmented channel's tiles, which later failures do not change; parts of cells
    /// have those of their nuclei.</summary>
    public MontageGrid GridOf(ChannelTiles channel)
    {
        channel = channel.IsPart ? Well.Segmented[0] : channel;
        return _grids.TryGetValue(channel.Channel, out var known) ? known
            : _grids[channel.Channel] = Place(Read(channel));
    }

    /// <summary>Places tiles of a known size, if they do not overlap, so that they need not be read.</summary>
    public void Place(ChannelTiles channel, TileMeasurement tile)
    {
        if (Options.Overlap is null || Well.TileNumbers.Count == 1)
        {
            _grids.TryAdd(channel.Channel, Plate.GridOf(Well, tile.Width, tile.Height));
        }
    }

    /// <summary>Places the tiles of a channel in a montage. If they overlap, the first channel with tiles of a size
    /// registers them.</summary>
    public MontageGrid Place(ChannelReaders tiles)
    {
        var plain = Plate.GridOf(Well, tiles.Width, tiles.Height);
        if (Options.Overlap is not { } overlap || Well.TileNumbers.Count == 1 || tiles.Numbers.Count == 0)
        {
            return plain;
        }

        var registration = RegistrationOf(tiles) ?? Register(plain, tiles, overlap);
        return tiles.Numbers.Count == 0 ? plain : registration.GridOf(plain, tiles);
    }

    /// <summary>Returns the registration of overlapping tiles; null without.</summary>
    public TileRegistration? RegistrationOf(ChannelReaders tiles) =>
        _registrations.GetValueOrDefault((tiles.Width, tiles.Height));

    /// <param name="share">Completed share of the work on the timepoint, [0,1].</param>
    public void Report(double share, string channel) =>
        Run.Progress?.Invoke(new OperationProgress(share, channel));

    /// <summary>Records the error of a tile; may be called by several threads.</summary>
    public void Fail(StylizeException failure) => _failures.Enqueue(failure);

    /// <summary>Records a remark, and shows it unless another well did; may be called by several threads.</summary>
    public void Remark(WellRemark remark, bool isShown = true)
    {
        if (isShown) remark.Show(Run);
        _remarks.Enqueue(remark);
    }

    /// <summary>Returns data with what was reported since the last call. What an earlier run reported is not
    /// repeated.</summary>
    public WellTimepoint Take(WellTimepoint data)
    {
        var taken = data with
        {
            Failures = [.. data.Failures, .. _failures],
            Remarks = data.IsStored ? data.Remarks : [.. data.Remarks, .. _remarks],
            Files = [.. data.Files, .. _written],
        };
        _failures.Clear();
        _remarks.Clear();
        _written.Clear();
        return taken;
    }

    public void ForEach(int count, Action<int> body) =>
        RowBands.ForEach(count, Run.MaxThreads, Cancellation, (index, _, _) => body(index), bandHeight: 1);

    /// <summary>Releases the pixels, which are read again when they are needed.</summary>
    public void Dispose() => _readers.Values.ToList().ForEach(readers => readers.Dispose());

    private TileRegistration Register(MontageGrid plain, ChannelReaders tiles, TileOverlap overlap)
    {
        using (Run.Phases.Start("register"))
        {
            var registration = TileRegistration.Register(plain, tiles, overlap, Fail, Run);
            registration.Remarks(Well.Name, tiles.Channel).ToList().ForEach(remark => Remark(remark));
            return _registrations[(tiles.Width, tiles.Height)] = registration;
        }
    }
}
