using Stylize.Engine.Segmentation.Illumination;
using Stylize.Engine.Segmentation.Images;
using Stylize.Engine.Segmentation.Labels;
using Stylize.Engine.Segmentation.Plates.Plan;
using Stylize.Engine.Segmentation.Thresholds;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates.Tiles;

/// <summary>
/// What the tiles of a plate share: illumination fields, read from a file or estimated from the tiles of a well or
/// plate, and histograms. The first well that needs one computes it, while other wells wait.
/// </summary>
/// <exception cref="StylizeException">The given file cannot be read or contains values that are not
/// positive.</exception>
internal sealed class PlateStatistics(PlateOptions options, PlateFiles files, PlatePlan plan, IImageCodec codec)
{
    private readonly ConcurrentDictionary<(string Experiment, string Channel), Lazy<IntensityHistogram>> _histograms =
        new();
    private readonly ConcurrentDictionary<(string Experiment, string Well, string Channel),
        Lazy<IlluminationField>> _profiles = new();
    private readonly ConcurrentDictionary<(string Experiment, string Well, int Width, int Height), bool> _reported =
        new();
    private readonly ConcurrentDictionary<string, bool> _shown = new(StringComparer.Ordinal);
    private readonly IlluminationField? _given = options.FlatField is "None" or "Well" or "Plate"
        || Directory.Exists(options.FlatField)
        ? null
        : IlluminationField.Read(options.FlatField, codec);

    /// <summary>Returns the illumination field of a channel's tiles; null if pixels are not corrected.</summary>
    /// <exception cref="StylizeException">The field cannot be estimated, or its file cannot be read or
    /// written.</exception>
    public IlluminationField? FieldFor(
        TileFile tile, ThreadGrant maxThreads, Action<PlateOutput> written, CancellationToken cancellation)
    {
        if (options.FlatField == "None" || _given is not null) return _given;

        var ofWell = options.FlatField == "Well"
            || (options.FlatField != "Plate" && File.Exists(InFolder(tile, ofWell: true)));
        return _profiles.GetOrAdd(
            (tile.Experiment, ofWell ? tile.Well : "", tile.Channel),
            key => new Lazy<IlluminationField>(() => options.FlatField is "Well" or "Plate"
                ? Find(key.Experiment, ofWell ? key.Well : null, key.Channel, maxThreads, written, cancellation)
                : IlluminationField.Read(InFolder(tile, ofWell), codec))).Value;
    }

    /// <summary>Returns the background-corrected histogram of an experiment's channel, computed by the first well that
    /// needs it.</summary>
    public IntensityHistogram HistogramFor(string experiment, string channel, CancellationToken cancellation) =>
        _histograms.GetOrAdd(
            (experiment, channel),
            key => new Lazy<IntensityHistogram>(
                () => ComputeHistogram(key.Experiment, key.Channel, cancellation))).Value;

    /// <summary>
    /// Returns true for the first tile of its size in a well whose flat field differs in size, so that it is reported
    /// once.
    /// </summary>
    public bool IsFirstOfSize(TileFile tile, int width, int height) =>
        _reported.TryAdd((tile.Experiment, tile.Well, width, height), true);

    /// <summary>Returns true for the first time that a sentence about the plate is shown.</summary>
    public bool IsFirst(string sentence) => _shown.TryAdd(sentence, true);

    /// <param name="range">Range of the floating-point numbers of the channel.</param>
    /// <exception cref="StylizeException">The tile is missing, cannot be read or is in color.</exception>
    public SampleScanner Open(TileFile tile, bool keep, Lazy<NumberRange>? range = null)
    {
        ISampleSource[] planes = [.. tile.Planes.Select(plane => Source(plane, range))];
        return new SampleScanner(
            planes is [var one] ? one : new StackSource(planes, options.Projection ?? StackProjection.Max), keep);
    }

    /// <summary>Returns the range of the floating-point numbers of tiles; unreadable tiles count as empty.</summary>
    public Lazy<NumberRange> RangeOf(IReadOnlyList<TileFile> tiles) => new(() =>
    {
        if (options.FloatRange is [var low, var high]) return new(low, high);

        var range = NumberRange.None;
        foreach (var plane in tiles.SelectMany(tile => tile.Planes))
        {
            range = StylizeException.OrDefault<NumberRange?>(
                () => Input(plane) is { Info.IsFloat: true } input ? range.And(NumberRange.FromImage(input)) : null)
                ?? range;
        }

        return range;
    });

    /// <summary>Returns the runs of the objects of a label mask.</summary>
    /// <exception cref="StylizeException">The mask is missing, unreadable, of another size, or not a label
    /// mask.</exception>
    public RunTable Labels(TilePlane mask, (int Width, int Height) size, string of, CancellationToken cancellation) =>
        LabelMaskReader.Read(mask.Path, mask.Page, codec, plan.Limits, size, of, cancellation);

    private ISampleSource Source(TilePlane plane, Lazy<NumberRange>? range)
    {
        InputFile.Require(plane.Path);
        var input = Input(plane);
        if (options.Segmentation.Stain is { } stain) return new StainSource(input, stain);
        if (!input.Info.IsFloat) return new StoredSource(input);

        return options.FloatRange.Count > 0 || (options.FlatField == "None" && !options.LearnsFromPlate)
            ? new NumberSource(input, range ?? RangeOf([]))
            : throw Errors.FloatRangeMissing.With(plane.Path);
    }

    private ImageInput Input(TilePlane plane)
    {
        var input = new ImageInput(ImageSource.File(plane.Path), codec, plan.Limits with { Page = plane.Page });
        return plan.IsStrict ? input : input.Tolerant();
    }

    private string InFolder(TileFile tile, bool ofWell) =>
        Path.Combine(
            options.FlatField, PlateFiles.FlatFieldName(tile.Experiment, ofWell ? tile.Well : null, tile.Channel));

    private IlluminationField Find(
        string experiment, string? well, string channel, ThreadGrant maxThreads, Action<PlateOutput> written,
        CancellationToken cancellation)
    {
        var name = PlateFiles.FlatFieldName(experiment, well, channel);
        var readers = new List<SampleScanner>();
        try
        {
            foreach (var tile in plan.Tiles.Where(
                t => t.Experiment == experiment && t.Channel == channel && (well is null || t.Well == well)))
            {
                AddReadable(readers, tile, cancellation);
            }

            if (readers.Count == 0) throw Errors.NoFlatField.With(name, channel);

            var measured = PixelPercentile.Compute(
                readers, options.FlatFieldPercentile, PixelPercentile.Budget, maxThreads, cancellation);
            TensorPrimitives.Subtract(measured, (float)options.DarkOffset, measured);
            var (width, height) = (readers[0].Width, readers[0].Height);
            var smooth = IlluminationSmoother.Smooth(measured, width, height, maxThreads, cancellation);
            var profile = new IlluminationField(width, height, smooth, name);
            var path = Path.Combine(files.Folder, "FlatField", name);
            AtomicFile.Write(path, force: true, profile.Write, cancellation);
            written(new PlateOutput(path, "FlatField", channel, width, height, 0));
            return profile;
        }
        finally
        {
            readers.ForEach(r => r.Dispose());
        }
    }

    /// <summary>Adds a tile of the same size as the others. An unreadable tile is reported when its well is
    /// segmented.</summary>
    private void AddReadable(List<SampleScanner> readers, TileFile tile, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (StylizeException.OrDefault(() => Open(tile, keep: false)) is { } reader
            && (readers.Count == 0 || (reader.Width, reader.Height) == (readers[0].Width, readers[0].Height)))
        {
            readers.Add(reader);
        }
    }

    private IntensityHistogram ComputeHistogram(string experiment, string channel, CancellationToken cancellation)
    {
        var plate = new IntensityHistogram();
        foreach (var well in plan.Tiles.Where(t => t.Experiment == experiment && t.Channel == channel)
            .GroupBy(t => (t.Well, t.Timepoint)))
        {
            // A tile that fails here fails again in its own well, where it is reported.
            var tiles = new ChannelTiles(channel, [.. well]);
            var profile = FieldFor(tiles.Tiles[0], 1, _ => { }, cancellation);
            using var readers = ChannelReaders.Open(tiles, options, this, keep: false, profile, null, cancellation);
            foreach (var histogram in readers.Histograms(_ => { }, cancellation).Values)
            {
                plate.Add(histogram);
            }
        }

        return plate;
    }
}
