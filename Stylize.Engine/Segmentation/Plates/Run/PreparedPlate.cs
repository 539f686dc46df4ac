using Stylize.Engine.Imaging;
using Stylize.Engine.Runs.Update;
using Stylize.Engine.Segmentation.Plates.Plan;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates.Run;

/// <summary>A planned plate with the services that its wells need.</summary>
internal sealed class PreparedPlate : IDisposable
{
    private readonly Lazy<PlateSegmenter> _segmenter;

    private PreparedPlate(
        PlateOptions options, PlateTargetOptions targets, PlatePlan plan, IImageCodec codec, PlateMap? map, SourceHashes hashes,
        PreparedPlate? earlier)
    {
        (Options, Plan, Wells) = (options, plan, plan.CreateItems(options.IsSeries));
        _segmenter = new(() => new PlateSegmenter(
            options with { Force = options.Force || targets.Update }, plan, codec, map, earlier?.Segmenter));
        Provenance = earlier?.Provenance ?? new PlateProvenance(options, plan, hashes);
        Check = new WellCheck(options, codec, Provenance, well => Segmenter.HasMontage(well));
    }

    public PlateOptions Options { get; }
    public PlatePlan Plan { get; }
    public IReadOnlyList<WellItem> Wells { get; }
    public PlateProvenance Provenance { get; }

    /// <exception cref="StylizeException">A file that an option names cannot be read.</exception>
    public PlateSegmenter Segmenter => _segmenter.Value;

    public WellCheck Check { get; }

    /// <param name="earlier">The same plate, or null. Its plan and its statistics of all wells are reused.</param>
    public static PreparedPlate Of(
        PlateOptions options, PlateTargetOptions targets, IReadOnlyList<string> paths, IImageCodec codec, PlateMap? map,
        SourceHashes hashes, PreparedPlate? earlier, CancellationToken cancellation)
    {
        if (options.Destination.Length == 0 && (earlier is not null || paths.Count > 0))
        {
            options = options with { Destination = earlier?.Options.Destination ?? PlateFiles.FolderOf(paths) };
        }

        var plan = earlier?.Plan ?? PlatePlan.Make(paths, options, codec, map, cancellation);
        return new(options, targets, plan, codec, map, hashes, earlier);
    }

    public void Dispose()
    {
        if (_segmenter.IsValueCreated)
        {
            Segmenter.Dispose();
        }
    }
}
