using System.Collections.Concurrent;
using Stylize.Engine.IO;
using Stylize.Engine.Operations;
using Stylize.Engine.Imaging;
using Stylize.Engine.Segmentation.Illumination;
using Stylize.Engine.Segmentation.Images;
using Stylize.Engine.Segmentation.Plates.Plan;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates.Tiles;

/// <summary>
/// The light by which the pixels of a plate are divided: read from a file, or found from the tiles of a well or plate by the first well
/// that asks for it, for which the others wait.
/// </summary>
internal sealed class FlatFields
{
    private readonly ConcurrentDictionary<(string Experiment, string Well, string Channel), Lazy<LightProfile>> _profiles = new();
    private readonly ConcurrentDictionary<(string Experiment, string Well, int Width, int Height), bool> _told = new();
    private readonly PlateOptions _options;
    private readonly PlatePlan _plan;
    private readonly IImageCodec _codec;
    private readonly LightProfile? _given;

    /// <exception cref="StylizeException">The given file cannot be read, or has values that are not positive.</exception>
    public FlatFields(PlateOptions options, PlatePlan plan, IImageCodec codec)
    {
        (_options, _plan, _codec) = (options, plan, codec);
        if (options.FlatField is not ("None" or "Well" or "Plate") && !Directory.Exists(options.FlatField))
        {
            _given = LightProfile.Read(options.FlatField, codec);
        }
    }

    /// <summary>The light of a channel's tiles, or null where pixels stay as they are.</summary>
    /// <exception cref="StylizeException">The light cannot be found, or its file cannot be read or written.</exception>
    public LightProfile? Of(TileFile tile, ThreadGrant maxThreads, Action<PlateOutput> written, CancellationToken cancellation)
    {
        if (_options.FlatField == "None" || _given is not null) return _given;

        var ofWell = _options.FlatField == "Well" || (_options.FlatField != "Plate" && File.Exists(InFolder(tile, ofWell: true)));
        return _profiles.GetOrAdd(
            (tile.Experiment, ofWell ? tile.Well : "", tile.Channel),
            key => new Lazy<LightProfile>(() => _options.FlatField is "Well" or "Plate"
                ? Find(key.Experiment, ofWell ? key.Well : null, key.Channel, maxThreads, written, cancellation)
                : LightProfile.Read(InFolder(tile, ofWell), _codec))).Value;
    }

    /// <summary>True for the first tile of its size in a well whose flat field has another size: it is reported once.</summary>
    public bool IsFirstOfSize(TileFile tile, int width, int height) => _told.TryAdd((tile.Experiment, tile.Well, width, height), true);

    /// <exception cref="StylizeException">The tile is missing, cannot be read or is in color.</exception>
    public SampleScanner Open(TileFile tile, bool keep)
    {
        InputFile.Require(tile.Path);
        return new SampleScanner(
            new ImageInput(ImageSource.File(tile.Path), _codec, _options.DecodeOptions with { Page = tile.Page }), keep);
    }

    private string InFolder(TileFile tile, bool ofWell) =>
        Path.Combine(_options.FlatField, PlateFiles.FlatFieldName(tile.Experiment, ofWell ? tile.Well : null, tile.Channel));

    private LightProfile Find(
        string experiment, string? well, string channel, ThreadGrant maxThreads, Action<PlateOutput> written,
        CancellationToken cancellation)
    {
        var name = PlateFiles.FlatFieldName(experiment, well, channel);
        var readers = new List<SampleScanner>();
        try
        {
            foreach (var tile in _plan.Tiles.Where(
                t => t.Experiment == experiment && t.Channel == channel && (well is null || t.Well == well)))
            {
                AddReadable(readers, tile, cancellation);
            }

            if (readers.Count == 0)
            {
                throw new StylizeException(
                    StylizeError.OperationFailed, name, $"No tile of channel {channel} can be read to find the flat field '{name}'.");
            }

            var measured = PixelPercentile.Of(
                readers, _options.FlatFieldPercentile, PixelPercentile.Budget, maxThreads, cancellation);
            for (var i = 0; i < measured.Length; i++)
            {
                measured[i] -= (float)_options.DarkOffset;
            }

            var (width, height) = (readers[0].Width, readers[0].Height);
            var smooth = ProfileSmoother.Smooth(measured, width, height, maxThreads, cancellation);
            var profile = new LightProfile(width, height, smooth, name);
            var path = Path.Combine(_options.Folder, "FlatField", name);
            AtomicFile.Write(path, force: true, profile.Write, cancellation);
            written(new PlateOutput(path, "FlatField", channel, width, height, 0));
            return profile;
        }
        finally
        {
            readers.ForEach(r => r.Dispose());
        }
    }

    /// <summary>Adds a tile that is as large as those before. One that cannot be read is named when its well is segmented.</summary>
    private void AddReadable(List<SampleScanner> readers, TileFile tile, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        try
        {
            var reader = Open(tile, keep: false);
            if (readers.Count == 0 || (reader.Width, reader.Height) == (readers[0].Width, readers[0].Height))
            {
                readers.Add(reader);
            }
        }
        catch (StylizeException)
        {
            // Its well names it.
        }
    }
}
