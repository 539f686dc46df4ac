using Stylize.Engine.Segmentation.Regions;

namespace Stylize.Storage;

/// <summary>Writes measurements into the tables of <see cref="StoreSchema"/>. Subclasses add the SQL dialect and bulk
/// insertion.</summary>
/// <remarks>Keys are stable: a tile keeps its key within a run, and a cell's key is the tile's times 2^32 plus its
/// label.</remarks>
internal abstract class DatabaseStore(DbConnection connection, string database, StoreDialect dialect)
    : IMeasurementStore
{
    private readonly StoreConnection _sql = new(connection, keeps: true);
    private RunRows? _run;
    private bool _isWritten;

    public TimeSpan Elapsed { get; private set; }
    public long Rows { get; private set; }
    public string? Limitation { get; private set; }

    /// <summary>Creates tables and views if the database has none, and converts those of an earlier version, in one
    /// transaction.</summary>
    /// <exception cref="StylizeException">TargetUnwritable: the version is newer, tables are missing, or a file has
    /// tables of another program. The database is unchanged.</exception>
    public void CreateTables() => _sql.InTransaction(() =>
    {
        if (!dialect.IsServer && StoreSchema.MissingTable(_sql, dialect) == StoreSchema.VersionTable
            && _sql.Scalar($"SELECT COUNT(*) FROM sqlite_schema") is not 0)
        {
            throw DatabaseFailure.OfTable(
                StylizeError.TargetUnwritable, "Database", database, StoreSchema.VersionTable);
        }

        _sql.Run($"CREATE TABLE IF NOT EXISTS stylize_schema (Version INTEGER NOT NULL)");
        LockSchema(_sql);
        switch (_sql.Scalar($"SELECT COALESCE(MAX(Version), 0) FROM stylize_schema"))
        {
            case StoreSchema.Version when StoreSchema.MissingTable(_sql, dialect) is { } missing:
                throw DatabaseFailure.OfTable(StylizeError.TargetUnwritable, "Database", database, missing);
            case StoreSchema.Version:
                var columns = ReadColumns();
                if (!dialect.IsServer && StoreViews.AreOutdated(_sql, columns)) MakeViews();
                return;
            case >= StoreSchema.FirstVersion and < StoreSchema.Version:
                StoreSchema.Convert(_sql, dialect);
                MakeViews();
                return;
            case not 0 and var other:
                throw DatabaseFailure.OfVersion(StylizeError.TargetUnwritable, "Database", database, other);
        }

        _sql.Run($"{StoreSchema.Create(dialect):sql}");
        _sql.Run($"INSERT INTO stylize_schema (Version) VALUES ({StoreSchema.Version})");
        MakeViews();
    });

    public IReadOnlyCollection<StoredChannel> Begin(RunRecord run, PlateMap? map = null)
    {
        IReadOnlyCollection<StoredChannel> stored = [];
        Timed(() => _sql.InTransaction(() =>
        {
            _run = RunRows.Begin(_sql, run, map);
            stored = _run.Stored();
        }));
        return stored;
    }

    public void Write(WellResult series) => Change(run =>
    {
        var names = ColumnNames();
        var first = series.Timepoints[0];
        var well = run.Well(first.Experiment, first.Well);
        foreach (var measurement in series.Timepoints)
        {
            if (!measurement.IsSegmented)
            {
                foreach (var segmented in measurement.Segmented)
                {
                    run.Remove(
                        new StoredChannel(first.Experiment, first.Well, measurement.Timepoint, segmented.Channel));
                }

                continue;
            }

            foreach (var segmented in measurement.Segmented)
            {
                var found = measurement.Channels.First(found => found.Channel == segmented.Channel);
                var channel = _sql.Key("channel", "WellId", well, segmented.Channel);
                Replace(run, channel, well, measurement.Timepoint, found.Planes);
                run.Record(channel, measurement);
                var timepoint = measurement.Timepoint;
                run.Statistics(
                    channel, timepoint, measurement.Statistics.Where(row => row.Channel == segmented.Channel));
                run.Interests(channel, timepoint, found.Interests());
                run.Images(channel, timepoint, measurement.Images.GetValueOrDefault(segmented.Channel) ?? []);
            }

            run.Shift(well, measurement);
        }

        var tracks = series.Tracks;
        foreach (var channel in first.Segmented.Select(segmented => segmented.Channel))
        {
            run.Tracks(_sql.Key("channel", "WellId", well, channel), tracks.GetValueOrDefault(channel));
        }

        UpdateViews(names);
    }, series.Timepoints.Sum(m => m.RowCount));

    public void Judge(IReadOnlyCollection<JudgedChannel> judged) => Change(run => judged.ToList().ForEach(run.Judge));

    public void Remove(IReadOnlyCollection<StoredChannel> removed) =>
        Change(run => removed.ToList().ForEach(run.Remove));

    public void Merge(IReadOnlyList<string> paths) => Timed(() =>
    {
        var merge = new SqliteMerge(new StoreConnection(connection));
        foreach (var path in paths)
        {
            try
            {
                merge.Add(path);
            }
            catch (SqliteException failure) when (failure.SqliteErrorCode == SQLitePCL.raw.SQLITE_CONSTRAINT)
            {
                throw DatabaseFailure.OfContent(path, "two of its rows have the same key", failure);
            }
        }

        _sql.InTransaction(() =>
        {
            _sql.Read($"SELECT Id FROM run", row => row.GetInt64(0)).ForEach(run => RunRows.End(_sql, run));
            MakeViews();
        });
    });

    /// <summary>Ends the run and closes the connection. A subclass first disposes its prepared statements.</summary>
    public virtual void Dispose()
    {
        // If it fails, the rows of the wells are already stored, each with the digest of its own inputs.
        if (_isWritten) StoreConnection.IgnoreFailure(() => _sql.InTransaction(_run!.End));
        StoreConnection.IgnoreFailure(connection.Dispose);
    }

    /// <summary>Locks tables and views against other writers until the transaction ends.</summary>
    protected abstract void LockSchema(StoreConnection sql);

    /// <summary>Inserts a row per region: its keys, with 0 for NULL, followed by values of the table.</summary>
    /// <param name="names">The columns, keys first.</param>
    /// <param name="keys">The keys of the first region, followed by those of the second, and so on.</param>
    /// <param name="columns">For each other column its index in the table of regions, or -1 for NULL.</param>
    protected abstract void Insert(
        string table, IReadOnlyList<string> names, RegionTable regions, ReadOnlySpan<long> keys,
        ReadOnlySpan<int> columns);

    private void Replace(RunRows run, long channel, long well, int timepoint, IReadOnlyList<PlaneMeasurement> planes)
    {
        var old = run.ClearCells(channel, timepoint);
        var present = planes.SelectMany(p => p.Tiles).Select(t => (long)t.Tile.Tile).ToHashSet();
        foreach (var (_, key) in old.Where(t => !present.Contains(t.Key)))
        {
            _sql.Run($"DELETE FROM tile WHERE Id = {key}");
        }

        foreach (var plane in planes)
        {
            long[] tiles = [.. plane.Tiles.Select(t => run.Tile(channel, timepoint, t, old))];
            var cells = new long[5 * plane.Regions.Count];
            for (var region = 0; region < plane.Regions.Count; region++)
            {
                var tile = tiles[plane.TileOfRegion[region]];
                var label = plane.LabelOf(region);
                ReadOnlySpan<long> keys =
                    [(tile << 32) + label, tile, label, plane.TrackOfRegion?[region] ?? 0,
                        plane.InterestOfRegion?[region] ?? 0];
                keys.CopyTo(cells.AsSpan(5 * region));
            }

            Insert("cell", ["Id", "TileId", "Label", "Track", "Roi"], StoreColumns.Cell, "", plane.Regions, cells);
            foreach (var name in plane.MeasuredChannels)
            {
                var measured = _sql.Key("channel", "WellId", well, name);
                long[] keys = [.. Enumerable.Range(0, plane.Regions.Count)
                    .SelectMany(region => (long[])[cells[5 * region], measured])];
                Insert("intensity", ["CellId", "ChannelId"], StoreColumns.Intensity, "_" + name, plane.Regions, keys);
            }
        }
    }

    private void Insert(
        string table, string[] keyNames, string[] columns, string suffix, RegionTable regions, long[] keys) =>
        Insert(
            table, [.. keyNames, .. columns.Select(dialect.Quote)], regions, keys,
            (int[])[.. columns.Select(c => regions.Find(c + suffix))]);

    /// <param name="names">The columns before the change.</param>
    private void UpdateViews(string names)
    {
        if (ColumnNames() == names) return;

        LockSchema(_sql);
        MakeViews();
    }

    private void MakeViews() => _sql.Run($"{StoreViews.Replace(ReadColumns(), dialect):sql}");

    private ViewColumns ReadColumns()
    {
        var columns = ViewColumns.Read(_sql);
        Limitation = StoreViews.Limitation(columns, dialect);
        return columns;
    }

    private string ColumnNames() => string.Join('\n', _sql.Read(
        $"""
        SELECT DISTINCT 'channel', Name, 0 FROM channel {ViewColumns.Measured:sql}
        UNION ALL SELECT 'condition', Name, COUNT(*) - COUNT(Number) FROM condition GROUP BY Name ORDER BY 1, 2
        """,
        r => Invariant($"{r.GetString(0)} {r.GetString(1)} {r.GetValue(2)}")));

    /// <summary>Changes the rows of the run in one transaction.</summary>
    private void Change(Action<RunRows> change, int rows = 0) => Timed(() =>
    {
        var run = _run ?? throw new InvalidOperationException("No run was begun.");
        _sql.InTransaction(() => change(run));
        _isWritten = true;
        Rows += rows;
    });

    private void Timed(Action work)
    {
        var began = Stopwatch.GetTimestamp();
        try
        {
            work();
        }
        catch (Exception e) when (e is DbException or InvalidOperationException)
        {
            throw DatabaseFailure.FromException(database, e);
        }
        finally
        {
            Elapsed += Stopwatch.GetElapsedTime(began);
        }
    }
}
