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

internal sealed class RunDatabase(
    Func<string, IMeasurementStore> open, PlateMap? map, PlateOptions options, TargetOptions targets) : IDisposable
{
    private readonly HashSet<StoredChannel> _rows = [];

    /// <summary>The open database; null before <see cref="Open"/>.</summary>
    public IMeasurementStore? Store { get; private set; }

    /// <summary>The channels of which the run had rows when the database was opened.</summary>
    public IReadOnlySet<StoredChannel> Rows => _rows;

    /// <summary>True if the file exists, or the database is on a server.</summary>
    public bool Exists => File is not { } file || System.IO.File.Exists(file);

    /// <summary>Full path of the file; null for a server.</summary>
    public string? File => System.IO.Path.IsPathFullyQualified(Path) ? Path : null;

    /// <summary>Name for messages, without the password of a server.</summary>
    public string Name => File ?? "PostgreSQL";

    private string Path => targets.Database ?? System.IO.Path.Combine(targets.Destination!, "segmentation.sqlite");

    /// <summary>
    /// Opens the database if it exists. A new one is created with its first rows, so that a run without a result leaves none.
    /// </summary>
    /// <exception cref="StylizeException">TargetUnwritable: the database cannot be opened or created.</exception>
    public void Prepare()
    {
        if (File is not { } file || System.IO.Path.Exists(file))
        {
            Open();
        }
        else
        {
            new TargetFolders().RequireWritable(file);
        }
    }

    /// <exception cref="StylizeException">TargetUnwritable: the database cannot be opened.</exception>
    public IMeasurementStore Open()
    {
        if (Store is null)
        {
            var version = typeof(RunDatabase).Assembly.GetName().Version!.ToString(3);
            Store = open(Path);
            KeyValuePair<string, object?>[] sums = options.Segmentation.Model is null ? [] : [.. PlateProvenance.OptionsOf(options)
                .Where(option => option.Name is nameof(SegmentationOptions.Model) or PlateProvenance.ModelFile)
                .Select(option => KeyValuePair.Create(option.Name + "Sha256", (object?)option.FileSha256))];
            var (all, changed) = (OptionJson.Serialize(options, false, sums), OptionJson.Serialize(options, true, sums));
            _rows.UnionWith(Store.Begin(new RunRecord(options.Run, DateTimeOffset.UtcNow, version, all, changed), map));
        }

        return Store;
    }

    /// <summary>Stores the measurements of a well in one transaction.</summary>
    /// <exception cref="StylizeException">
    /// TargetUnwritable: the database failed and keeps the previous rows of the well. The next run replaces the well's files.
    /// </exception>
    public WellResult Write(WellResult well)
    {
        var before = Open().Elapsed;
        Store!.Write(well);
        return well with { DatabaseTime = Store.Elapsed - before };
    }

    public void Dispose() => Store?.Dispose();
}
