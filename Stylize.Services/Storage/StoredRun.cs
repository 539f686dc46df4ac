using Stylize.Engine.Segmentation;
using Stylize.Engine.Segmentation.Export;
using Stylize.Engine.Segmentation.Regions;

namespace Stylize.Storage;

/// <summary>Reads the regions of one run for an export.</summary>
internal sealed class StoredRun : IStoredRegions
{
    private const string CellTable = "cell_measurement";

    /// <summary>Positions, which are in pixels whatever the size of a pixel is.</summary>
    private static readonly HashSet<string> Positions = new(
        [
            .. RegionColumn.For(
                RegionProperties.BoundingBox | RegionProperties.Centroid | RegionProperties.WeightedCentroid, [""])
                .Skip(1).Select(column => column.Name),
            "AlignedX", "AlignedY", "OriginX", "OriginY",
        ],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>The powers of the size of a pixel in the values of columns.</summary>
    private static readonly Dictionary<string, int> Powers = RegionColumn.For(RegionProperties.Standard, [])
        .Select(column => (column.Name, column.Power))
        .Concat([("TotalArea", 2), ("MeanArea", 2), ("SurfaceArea", 2), ("Volume", 3)])
        .ToDictionary(StringComparer.OrdinalIgnoreCase);

    private readonly DbConnection _connection;
    private readonly StoreConnection _sql;
    private readonly string _database;
    private readonly long _run;
    private readonly StoredCells _cells;
    private readonly bool _isInMicrometers;
    private readonly List<(long Channel, long Well)> _channels = [];

    private StoredRun(DbConnection connection, string database, RegionExportOptions options)
    {
        (_connection, _database, _sql) = (connection, database, new StoreConnection(connection));
        Run = StoredDatabase.RunName(_sql, database, options.Run, $"SELECT Name FROM run ORDER BY Time DESC, Id DESC")
            ?? throw Errors.NoRun.With("Database", database);
        _run = _sql.Scalar($"SELECT Id FROM run WHERE Name = {Run}");
        IsOfStacks = _sql.Scalar($"SELECT COUNT(*) FROM statistic WHERE RunId = {_run} AND Measurement = 'Volume'") > 0;
        _isInMicrometers = _sql.Scalar($"""
            SELECT COUNT(*) FROM run WHERE Id = {_run} AND (Options LIKE '%"Micrometers":true%'
                OR (Options LIKE '%"PixelSize":%' AND Options NOT LIKE '%"PixelSize":1,%'))
            """) > 0;
        _cells = new StoredCells(_sql, StoreDialect.ForDatabase(database));
        Series = ReadSeries(options);
    }

    /// <inheritdoc/>
    public string Run { get; }

    /// <inheritdoc/>
    public string? Folder => MeasurementStores.IsPostgres(_database) ? null : Path.GetDirectoryName(_database);

    /// <inheritdoc/>
    public IReadOnlyList<StoredSeries> Series { get; }

    /// <inheritdoc/>
    public bool IsOfStacks { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Tables { get; } = [CellTable, "run_summary", .. StoreSchema.Tables];

    /// <summary>Opens the requested run of a database, or its latest one.</summary>
    /// <param name="database">Full path of an SQLite file, or a connection string or address of PostgreSQL.</param>
    /// <param name="options">The regions to read.</param>
    /// <param name="credential">User and password of PostgreSQL, null to use the connection string or the
    /// environment.</param>
    /// <exception cref="StylizeException">
    /// ImageMissing, ImageUnreadable, TargetUnwritable: the database. OptionInvalid: the run does not exist.
    /// </exception>
    public static StoredRun Open(string database, RegionExportOptions options, NetworkCredential? credential = null) =>
        StoredDatabase.Guarded(database, () => StoredDatabase.Open(database, credential)
            .HandedTo(connection => new StoredRun(connection, database, options)));

    /// <summary>Returns the destination of the run, which contains its masks. Default: the folder of the
    /// database.</summary>
    /// <exception cref="StylizeException">OptionInvalid: masks are requested, and the database is on a
    /// server.</exception>
    public static string FolderOf(string database, RegionExportOptions options)
    {
        if (options.MaskPath is { } folder) return folder;

        if (!MeasurementStores.IsPostgres(database)) return Path.GetDirectoryName(database)!;

        return (options.Formats & ~(RegionExporter.OfTables | RegionExportFormats.CellProfiler)) == 0
            ? "" : throw Errors.MasksOnServer.With("MaskPath");
    }

    /// <inheritdoc/>
    public IReadOnlyList<StoredRegion> Read(StoredFrame frame) => StoredDatabase.Guarded(_database, () =>
    {
        var (label, track, parent, x, y) =
            (_cells["Label"], _cells["Track"], _cells["Parent"], _cells["CentroidX"], _cells["CentroidY"]);
        int[] measured =
            [.. _cells.Measurements.Where(i => IsOfStacks || !StoreColumns.Volume.Contains(_cells.Columns[i]))];
        return (IReadOnlyList<StoredRegion>)
        [
            .. frame.Tiles.SelectMany(tile => _cells.CellsOf(tile.Key).Select(cell => new StoredRegion(
                tile.Key, Integer(cell[label]) ?? 0, Integer(cell[track]), Integer(cell[parent]), Number(cell[x]) ?? 0,
                Number(cell[y]) ?? 0,
                [.. measured.Select(i => new KeyValuePair<string, double?>(_cells.Columns[i], Number(cell[i])))]))),
        ];
    });

    /// <inheritdoc/>
    public int WriteTable(
        string table, RegionExportFormats format, Stream target, CancellationToken cancellation) =>
        StoredDatabase.Guarded(_database, () =>
        {
            if (table == CellTable) return Write(_cells.Columns, Tiles.SelectMany(_cells.CellsOf));

            using var command = _sql.Command(RowsOf(table));
            using var reader = command.ExecuteReader();
            return Write([.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)], Rows(reader));

            int Write(IReadOnlyList<string> columns, IEnumerable<object[]> rows) =>
                format == RegionExportFormats.Parquet
                    ? ParquetTable.Write(
                        target, [.. columns.Select(column => ColumnOf(table, column))], rows, cancellation)
                    : WriteCsv(target, columns, rows, cancellation);
        });

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();

    private static int WriteCsv(
        Stream target, IEnumerable<string> columns, IEnumerable<object[]> rows, CancellationToken cancellation)
    {
        using var writer = new StreamWriter(target, leaveOpen: true);
        writer.Write(CsvField.Line(columns));
        var count = 0;
        foreach (var row in rows)
        {
            cancellation.ThrowIfCancellationRequested();
            writer.Write(CsvField.Line(row));
            count++;
        }

        return count;
    }

    private static IEnumerable<object[]> Rows(DbDataReader reader)
    {
        while (reader.Read())
        {
            var values = new object[reader.FieldCount];
            reader.GetValues(values);
            yield return values;
        }
    }

    /// <summary>Returns the type and the unit of a column, which do not depend on its values.</summary>
    private TableColumn ColumnOf(string table, string column)
    {
        var type = StoreSchema.TypeOf(table, column) ?? _cells.TypeOf(column);
        var power = Powers.GetValueOrDefault(column);
        var unit = power > 0 ? (_isInMicrometers ? "\u00B5m" : "pixels") + (power > 1 ? $"^{power}" : "")
            : Positions.Contains(column.Split('_')[0]) ? "pixels" : null;
        return new TableColumn(column, type, unit);
    }

    private IEnumerable<long> Tiles => Series.SelectMany(s => s.Frames).SelectMany(f => f.Tiles).Select(t => t.Key);

    /// <summary>Returns the statement that reads the rows of a table that belong to the selected regions.</summary>
    private Sql RowsOf(string table)
    {
        var (channels, wells, tiles) =
            (Joined(_channels.Select(c => c.Channel)), Joined(_channels.Select(c => c.Well)), Joined(Tiles));
        var timepoints = Joined(Series.SelectMany(s => s.Frames).Select(f => (long)f.Timepoint));
        return table switch
        {
            "run_summary" => $"""
                SELECT * FROM run_summary WHERE Run = {Run} AND Timepoint IN ({timepoints:sql}) AND (Experiment, Well, Channel) IN (
                    SELECT experiment.Name, well.Name, channel.Name FROM channel JOIN well ON well.Id = channel.WellId
                    JOIN experiment ON experiment.Id = well.ExperimentId WHERE channel.Id IN ({channels:sql}))
                """,
            "experiment" =>
                $"SELECT * FROM experiment WHERE Id IN (SELECT ExperimentId FROM well WHERE Id IN ({wells:sql}))",
            "well" => $"SELECT * FROM well WHERE Id IN ({wells:sql})",
            "channel" => $"SELECT * FROM channel WHERE WellId IN ({wells:sql})",
            "condition" => $"SELECT * FROM condition WHERE RunId = {_run} AND WellId IN ({wells:sql})",
            "run" => $"SELECT * FROM run WHERE Id = {_run}",
            "segmentation" or "statistic" or "image" or "roi" => $"""
                SELECT * FROM {table:sql} WHERE RunId = {_run} AND ChannelId IN ({channels:sql}) AND Timepoint IN ({timepoints:sql})
                """,
            "shift" =>
                $"SELECT * FROM shift WHERE RunId = {_run} AND WellId IN ({wells:sql}) AND Timepoint IN "
                + $"({timepoints:sql})",
            "track" => $"SELECT * FROM track WHERE RunId = {_run} AND ChannelId IN ({channels:sql})",
            "tile" => $"SELECT * FROM tile WHERE Id IN ({tiles:sql})",
            "cell" => $"SELECT * FROM cell WHERE TileId IN ({tiles:sql})",
            "intensity" =>
                $"SELECT * FROM intensity WHERE CellId IN (SELECT Id FROM cell WHERE TileId IN ({tiles:sql}))",
            _ => throw new ArgumentOutOfRangeException(nameof(table), table, "The database has no such table."),
        };
    }

    private static string Joined(IEnumerable<long> keys) => string.Join(", ", keys.Distinct());

    private List<StoredSeries> ReadSeries(RegionExportOptions options)
    {
        var rows = _sql.Read(
            $"""
            SELECT experiment.Name, well.Name, channel.Name, Timepoint, channel.Id, well.Id {StoreSchema.FromSegmentations():sql}
            WHERE RunId = {_run} ORDER BY experiment.Name, LENGTH(well.Name), well.Name, channel.Name, Timepoint
            """,
            r => (Experiment: r.GetString(0), Well: r.GetString(1), Channel: r.GetString(2), Timepoint: r.GetInt32(3),
                ChannelId: r.GetInt64(4), WellId: r.GetInt64(5)));
        var chosen = new StoredSelection(options.Experiments, options.Wells, options.Channels);
        chosen.Require([.. rows.Select(r => (r.Experiment, r.Well, r.Channel))]);
        var series = new List<StoredSeries>();
        foreach (var group in rows.Where(r => chosen.Includes(r.Experiment, r.Well, r.Channel)
            && (options.Timepoints.Count == 0 || options.Timepoints.Contains(r.Timepoint))).GroupBy(r => r.ChannelId))
        {
            var first = group.First();
            _channels.Add((first.ChannelId, first.WellId));
            series.Add(new StoredSeries(
                first.Experiment, first.Well, first.Channel,
                [.. group.Select(r => new StoredFrame(r.Timepoint, TilesOf(r.ChannelId, r.Timepoint)))],
                Tracks(first.ChannelId)));
        }

        return series;
    }

    private List<StoredTile> TilesOf(long channel, int timepoint) => _sql.Read(
        $"""
        SELECT Id, Number, File, Page, Width, Height, OriginX, OriginY FROM tile
        WHERE RunId = {_run} AND ChannelId = {channel} AND Timepoint = {timepoint} ORDER BY Number
        """,
        r => new StoredTile(
            r.GetInt64(0), r.GetInt32(1), r.GetString(2), r.GetInt32(3), r.GetInt32(4), r.GetInt32(5), r.GetInt32(6),
            r.GetInt32(7)));

    private List<CellTrack> Tracks(long channel) => _sql.Read(
        $"SELECT Number, Parent, First, Last, Points FROM track WHERE RunId = {_run} AND ChannelId = {channel} ORDER "
        + $"BY Number",
        r => new CellTrack(r.GetInt32(0), Integer(r.GetValue(1)), r.GetInt32(2), r.GetInt32(3), r.GetInt32(4)));

    private static int? Integer(object value) =>
        value is DBNull ? null : Convert.ToInt32(value, CultureInfo.InvariantCulture);

    private static double? Number(object value) =>
        value is DBNull ? null : Convert.ToDouble(value, CultureInfo.InvariantCulture);
}
