using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates.Run;

/// <summary>The database of a run, which is opened when its first rows are written.</summary>
/// <param name="open">Opens a database: the full path of an SQLite file, or a connection string.</param>
/// <param name="targets">With a destination.</param>
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
    /// Opens the database if it exists. A new one is created with its first rows, so that a run without a result leaves
    /// none.
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
            var version = ProvenanceRecord.ThisVersion;
            Store = open(Path);
            var (all, changed) = (OptionJson.Serialize(options, false), OptionJson.Serialize(options, true));
            _rows.UnionWith(Store.Begin(new RunRecord(options.Run, DateTimeOffset.UtcNow, version, all, changed), map));
        }

        return Store;
    }

    /// <summary>Stores the measurements of a well in one transaction.</summary>
    /// <exception cref="StylizeException">
    /// TargetUnwritable: the database failed and keeps the previous rows of the well. The next run replaces the well's
    /// files.
    /// </exception>
    public WellResult Write(WellResult well)
    {
        var before = Open().Elapsed;
        Store!.Write(well);
        return well with { DatabaseTime = Store.Elapsed - before };
    }

    public void Dispose() => Store?.Dispose();
}
