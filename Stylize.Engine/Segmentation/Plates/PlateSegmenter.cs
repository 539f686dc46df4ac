using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;
using Stylize.Engine.Segmentation.Images;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates;

/// <summary>Segments the wells of a plate, several at once if the caller wants, and estimates their memory.</summary>
internal sealed class PlateSegmenter : IDisposable
{
    /// <summary>
    /// Pixels of a well that are kept in memory between threshold and measurement; the tiles of larger wells are read twice.
    /// </summary>
    private const long KeptPixels = 1L << 27;

    private readonly PlateOptions _options;
    private readonly IImageCodec _codec;
    private readonly PlateHistograms _histograms;
    private readonly PlateMap? _map;

    /// <param name="options">Validated options.</param>
    /// <param name="plan">The plate, for thresholds of all its tiles.</param>
    /// <param name="codec">Reads tiles and writes overlays.</param>
    /// <param name="map">What the wells hold, or null.</param>
    public PlateSegmenter(PlateOptions options, PlatePlan plan, IImageCodec codec, PlateMap? map = null)
    {
        _map = map;
        _options = options;
        _codec = codec;
        _histograms = new PlateHistograms(options, plan, codec);
        Marks = new WellMarks(options);
    }

    /// <summary>The marks of the wells that are segmented and not stored.</summary>
    public WellMarks Marks { get; }

    /// <summary>Peak bytes of a well's segmentation, from the header of its first readable tile.</summary>
    public long EstimateMemory(WellTimepoint well)
    {
        var tile = TilePixels(well);
        var montage = well.TileNumbers.Count * tile;
        var (kept, decoded) = (2 * Math.Min(montage * well.Measured.Count, KeptPixels), 4 * Math.Min(tile, SampleReader.KeptPixels));
        return kept + decoded + (montage / 2) + (64 << 20);
    }

    /// <summary>Segments a well and writes its files. A tile that fails is named in the result; the rest goes on.</summary>
    /// <exception cref="StylizeException">
    /// TargetExists: a file is there, Force was not given, and no killed run left it. TargetConflict: another run segments the well.
    /// TargetUnwritable: the destination cannot be written.
    /// </exception>
    public SegmentedWell Segment(WellTimepoint well, OperationContext context)
    {
        var keep = TilePixels(well) * well.Measured.Sum(c => c.Tiles.Count) <= KeptPixels;
        Marks.Set(well);
        try
        {
            using var segmentation = new WellSegmentation(_options, _codec, _histograms, _map, well, keep, context);
            return segmentation.Run();
        }
        catch
        {
            Marks.Release(well);
            throw;
        }
    }

    /// <summary>Lets go of the marks.</summary>
    public void Dispose() => Marks.Dispose();

    /// <summary>Pixels of the first tile whose header can be read; 0 where there is none.</summary>
    private long TilePixels(WellTimepoint well)
    {
        foreach (var tile in well.Measured.SelectMany(c => c.Tiles))
        {
            try
            {
                return new ImageInput(ImageSource.File(tile.Path), _codec, _options.DecodeOptions).Info.PixelCount;
            }
            catch (StylizeException)
            {
                // The tile is named when the well is segmented.
            }
        }

        return 0;
    }
}
