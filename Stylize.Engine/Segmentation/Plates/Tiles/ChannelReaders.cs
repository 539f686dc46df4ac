using Stylize.Engine.Segmentation.Illumination;
using Stylize.Engine.Segmentation.Images;
using Stylize.Engine.Segmentation.Thresholds;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates.Tiles;

/// <summary>Reads and corrects the tiles of one channel. Skips and reports unreadable tiles and tiles of a different
/// size.</summary>
internal sealed class ChannelReaders(string channel) : IDisposable
{
    private readonly SortedDictionary<int, SampleScanner> _readers = [];
    private readonly Dictionary<int, TileFile> _files = [];

    public string Channel => channel;
    public IReadOnlyCollection<int> Numbers => _readers.Keys;

    public int Width => _readers.Count > 0 ? _readers.First().Value.Width : 0;

    public int Height => _readers.Count > 0 ? _readers.First().Value.Height : 0;

    /// <summary>The ranges of the tiles' samples as stored, and the bits per sample; available after the first
    /// pass.</summary>
    public IEnumerable<(SampleRange Range, int Bits)> Ranges => _readers.Values.Select(r => (r.Range, r.Bits));

    /// <summary>Converts samples to the numbers of the files; all tiles have the same scale.</summary>
    public SampleScale Scale => _readers.Count > 0 ? _readers.First().Value.Scale : SampleScale.Identity;

    /// <summary>True if the tiles have floating-point numbers, which are measured instead of samples.</summary>
    public bool HasNumbers => _readers.Count > 0 && _readers.First().Value.HasNumbers;

    /// <summary>True if all tiles were read and the pixels of each are all equal.</summary>
    public bool IsEmpty => _readers.Count > 0 && _readers.Values.All(r => r.Range.IsConstant);

    /// <summary>True if the pixels of all tiles are in memory, where several threads may read them.</summary>
    public bool AreLoaded => _readers.Values.All(r => r.IsLoaded);

    public SampleScanner this[int number] => _readers[number];

    public TileFile File(int number) => _files[number];

    /// <summary>Reads the tiles of several channels that are to be kept and are not in memory yet.</summary>
    public static void Load(IEnumerable<ChannelReaders> channels, Action<int, Action<int>> forEach)
    {
        SampleScanner[] readers = [.. channels.SelectMany(c => c._readers.Values).Where(r => !r.IsLoaded)];
        forEach(readers.Length, index => readers[index].TryLoad());
    }

    public void Remove(int number)
    {
        _readers.Remove(number, out var reader);
        reader?.Dispose();
    }

    /// <param name="keep">True to keep pixels between passes.</param>
    /// <param name="plate">Illumination of the plate, which records the reported sizes; null to report nothing about
    /// sizes.</param>
    public static ChannelReaders Open(
        ChannelTiles tiles, PlateOptions options, PlateStatistics plate, bool keep, IlluminationField? profile,
        Action<StylizeException>? failures, CancellationToken cancellation)
    {
        var tell = failures ?? (_ => { });
        var readers = new ChannelReaders(tiles.Channel);
        var range = plate.RangeOf(tiles.Tiles);
        foreach (var tile in tiles.Tiles)
        {
            try
            {
                var reader = plate.Open(tile, keep, range);
                if (readers._readers.Count > 0 && (reader.Width, reader.Height) != (readers.Width, readers.Height))
                {
                    tell(Errors.TileSizes.With(tile.Path, reader.Width, reader.Height, readers.Width, readers.Height));
                    continue;
                }

                if (readers._readers.Count > 0 && (reader.Bits == 32) != (readers._readers.First().Value.Bits == 32))
                {
                    tell(Errors.TileSamples.With(tile.Path, reader.Bits == 32 ? "32-bit floating-point" : "integer"));
                    continue;
                }

                if (profile is not null && (reader.Width, reader.Height) != (profile.Width, profile.Height))
                {
                    if (failures is not null && plate.IsFirstOfSize(tile, reader.Width, reader.Height))
                    {
                        tell(reader.OtherSize(profile));
                    }

                    continue;
                }

                if (profile is not null) reader.Flatten(profile, options.DarkOffset);
                readers._readers.Add(tile.Tile, reader);
                readers._files.Add(tile.Tile, tile);
            }
            catch (StylizeException e)
            {
                tell(e);
            }
        }

        if (options.Segmentation.Background != BackgroundCorrection.None)
        {
            readers.Correct(options.Segmentation.Background, tell, cancellation);
        }

        return readers;
    }

    /// <summary>Returns the histogram of each tile after correction. Skips and reports unreadable tiles.</summary>
    public Dictionary<int, IntensityHistogram> Histograms(
        Action<StylizeException> failures, CancellationToken cancellation)
    {
        var histograms = new Dictionary<int, IntensityHistogram>();
        foreach (var number in Numbers.ToList())
        {
            cancellation.ThrowIfCancellationRequested();
            if (StylizeException.OrDefault(() => ForegroundFinder.Histogram(_readers[number], cancellation), failures)
                is { } histogram)
            {
                histograms.Add(number, histogram);
            }
            else
            {
                Remove(number);
            }
        }

        return histograms;
    }

    /// <summary>Returns one histogram of all tiles, or null if none can be read.</summary>
    public IntensityHistogram? Pool(Action<StylizeException> failures, CancellationToken cancellation)
    {
        var histograms = Histograms(failures, cancellation);
        return histograms.Count == 0 ? null : Sum(histograms.Values);
    }

    public void Dispose() => _readers.Values.ToList().ForEach(reader => reader.Dispose());

    private void Correct(
        BackgroundCorrection background, Action<StylizeException> failures, CancellationToken cancellation)
    {
        var histograms = Histograms(failures, cancellation);
        if (histograms.Count == 0) return;

        BackgroundLevel? ofAll = background is BackgroundCorrection.SubtractTile or BackgroundCorrection.DivideTile
            ? null : ForegroundFinder.Correction(background, Sum(histograms.Values));
        foreach (var (number, histogram) in histograms)
        {
            _readers[number].Correct(ofAll ?? ForegroundFinder.Correction(background, histogram));
        }
    }

    private static IntensityHistogram Sum(IEnumerable<IntensityHistogram> histograms)
    {
        var sum = new IntensityHistogram();
        foreach (var histogram in histograms)
        {
            sum.Add(histogram);
        }

        return sum;
    }
}
