using Stylize.Engine.Segmentation.Images;
using Stylize.Engine.Segmentation.Labels;
using Stylize.Engine.Segmentation.Nuclei;
using Stylize.Engine.Segmentation.Plates.Steps;
using Stylize.Engine.Segmentation.Plates.Output;
using Stylize.Engine.Segmentation.Plates.Plan;
using Stylize.Engine.Segmentation.Plates.Tiles;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates.Run;

/// <summary>A planned plate. Segments its wells, several at once if requested, and estimates their memory.</summary>
/// <param name="targets">With a destination.</param>
/// <param name="earlier">A segmenter of the same plan and options whose statistics of the whole plate are reused, or
/// null.</param>
internal sealed class PlateSegmenter(
    PlateOptions options, TargetOptions targets, PlatePlan plan, IImageCodec codec, PlateMap? map = null,
    PlateSegmenter? earlier = null)
    : IDisposable
{
    /// <summary>
    /// Maximum pixels of a well that are kept between threshold and measurement; larger wells are read twice.
    /// </summary>
    private const long KeptPixels = SampleScanner.KeptPixels + SampleScanner.KeptPixels;

    private readonly ConcurrentDictionary<string, long> _pixels = new(StringComparer.Ordinal);

    public PlannedPlate Work { get; } =
        new(options, plan, codec, map, new(targets.Destination!, options), earlier?.Work);

    public TargetOptions Targets => targets;
    public IReadOnlyList<WellItem> Wells { get; } = plan.CreateItems(options.IsSeries);
    public WellMarks Marks { get; } = new(new PlateFiles(targets.Destination!, options), options, targets);

    /// <summary>Estimates the peak bytes of segmenting a well, from the header of its first readable tile.</summary>
    public long EstimateMemory(IReadOnlyList<WellTimepoint> timepoints)
    {
        var well = timepoints[0];
        var tile = TilePixels(well);
        var montage = well.TileNumbers.Count * tile;
        var (kept, decoded) =
            (2 * Math.Min(montage * well.Measured.Count, KeptPixels), 4 * Math.Min(tile, SampleScanner.KeptPixels));
        // Two images, their band-passed copies and a complex one, and the regions of the other timepoints.
        var aligned = options.Align is null ? 0 : 36 * Math.Min(montage, AlignmentImage.MaxPixels);
        var others = (timepoints.Count - 1) * (montage / 8);
        var flat = options.FlatField is "Well" or "Plate" ? PixelPercentile.Budget : 0;
        var planes = well.Measured.SelectMany(c => c.Tiles).Max(t => t.Planes.Count);
        var found = options.Segmentation switch
        {
            _ when options.Volume => Math.Min(well.TileNumbers.Count, Environment.ProcessorCount)
                * StackRegions.EstimateMemory(tile, planes),
            { FindsObjects: true } => Math.Min(well.TileNumbers.Count, Environment.ProcessorCount)
                * ForegroundFinder.EstimateObjects(tile),
            { Method: ThresholdMethod.Labels } => LabelMaskReader.EstimateMemory(
                Mask(well), options.IsPerTile ? tile : montage, options.Segmentation.Properties, well.Measured.Count),
            { Split: true } => ObjectSplitter.EstimateMemory(options.IsPerTile ? tile : montage),
            _ => 0,
        };
        var cells = options.CellChannel is null ? 0
            : CellPropagation.BytesPerPixel * (options.IsPerTile ? tile : montage);
        var spectra = options.Quality == QualityGates.None ? 0
            : Environment.ProcessorCount * ImageSharpness.EstimateMemory(tile);
        return kept + decoded + (montage / 2) + found + aligned + others + flat + cells + spectra + (64 << 20);
    }

    /// <summary>Segments a well and writes its files, or repeats some steps. Failed tiles are listed in the
    /// result.</summary>
    /// <param name="update">The steps to repeat; null for all steps from the tiles.</param>
    /// <exception cref="StylizeException">TargetExists, TargetConflict: another run segments the well.
    /// TargetUnwritable.</exception>
    public WellResult Segment(
        IReadOnlyList<WellTimepoint> timepoints, OperationContext context, WellUpdate? update = null)
    {
        var marked = new List<WellTimepoint>();
        var hasNewFiles = false;
        try
        {
            foreach (var timepoint in timepoints)
            {
                Marks.Set(timepoint);
                marked.Add(timepoint);
            }

            if (update is { Steps: not null })
            {
                try
                {
                    return Run(update);
                }
                catch (InvalidDataException) when (!hasNewFiles)
                {
                    // A file of the earlier run was changed: the well is segmented again.
                }
            }

            return Run(WellUpdate.All);
        }
        catch
        {
            marked.ForEach(timepoint => Marks.Release(timepoint, hasNewFiles));
            throw;
        }

        WellResult Run(WellUpdate update)
        {
            var keep =
                TilePixels(timepoints[0]) * timepoints.Max(t => t.Measured.Sum(c => c.Tiles.Count)) <= KeptPixels;
            using var files = new FileGroup();
            var result = new WellPipeline(Work, update, keep, files, context).Run(timepoints);
            if (!result.Timepoints.Any(timepoint => timepoint.IsSegmented))
            {
                marked.ForEach(timepoint => Marks.Release(timepoint, hasNewFiles: false));
                return result;
            }

            try
            {
                files.Commit();
            }
            finally
            {
                hasNewFiles = files.HasNewFiles;
            }

            return result;
        }
    }

    public void Dispose()
    {
        Marks.Dispose();
        if (earlier is null) Work.Inputs.Dispose();
    }

    /// <summary>Returns the number of pixels of a file, whose header is read once; 0 if it cannot be read.</summary>
    public long PixelsOf(string path) => _pixels.GetOrAdd(path, _ => StylizeException.OrDefault(
        () => new ImageInput(ImageSource.File(path), codec, plan.Limits).Info.PixelCount));

    public bool HasMontage(WellTimepoint well) => TilePixels(well) <= SampleScanner.KeptPixels;

    private ImageInfo? Mask(WellTimepoint well) => StylizeException.OrDefault(
        () => well.Segmented.SelectMany(c => c.Tiles).Select(t => t.Mask)
            .FirstOrDefault(mask => mask is not null) is { } first
            ? LabelMaskReader.Open(first.Path, first.Page, codec, plan.Limits).Info
            : null);

    /// <summary>Returns the number of pixels of the first tile with a readable header; 0 without such a tile.</summary>
    private long TilePixels(WellTimepoint well) => well.Measured.SelectMany(c => c.Tiles)
        .Select(tile => PixelsOf(tile.Path)).FirstOrDefault(pixels => pixels > 0);
}
