using Stylize.Engine.Segmentation.Models;
using Stylize.Engine.Segmentation.Plates.Plan;

namespace Stylize.Engine.Segmentation.Plates.Run;

/// <summary>A planned plate with the services that its wells need.</summary>
/// <param name="targets">With a destination.</param>
/// <param name="openStore">Opens a database: the full path of an SQLite file, or a connection string.</param>
/// <param name="earlier">The same plate, or null. Its statistics of all wells are reused.</param>
internal sealed class PreparedPlate(
    PlateOptions options, TargetOptions targets, PlatePlan plan, IImageCodec codec, PlateMap? map, SourceHashes hashes,
    Func<string, IMeasurementStore> openStore, PreparedPlate? earlier) : IDisposable
{
    private PlateSegmenter? _segmenter;

    public TargetOptions Targets => targets;
    public PlatePlan Plan => plan;
    public IReadOnlyList<WellItem> Wells { get; } = plan.CreateItems(options.IsSeries);
    public PlateFiles Files { get; } = new(targets.Destination!, options);
    public RunDatabase Database { get; } = new(openStore, map, options, targets);
    public PlateProvenance Provenance { get; } = earlier?.Provenance ?? new PlateProvenance(options, plan, hashes);
    public WellCheck Check => field ??= new WellCheck(Files, codec, Provenance, Segmenter.Summaries, Segmenter.HasMontage);

    /// <summary>Segments the wells; available after <see cref="Open"/>.</summary>
    public PlateSegmenter Segmenter => _segmenter ?? throw new InvalidOperationException("The plate is not open.");

    /// <summary>Reads the files that options name.</summary>
    /// <exception cref="StylizeException">A file cannot be read.</exception>
    public PlateSegmenter Open()
    {
        if (_segmenter is null) SegmentationModel.Require(options.Segmentation, CancellationToken.None);
        return _segmenter ??= new PlateSegmenter(
            options, targets with { Force = targets.Force || targets.Update }, plan, codec, map, earlier?.Open());
    }

    public void Dispose()
    {
        _segmenter?.Dispose();
        Database.Dispose();
    }
}
