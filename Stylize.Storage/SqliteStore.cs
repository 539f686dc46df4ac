using Microsoft.Data.Sqlite;
using SQLitePCL;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Storage;

/// <summary>
/// Measurements in an SQLite file. Cells and intensities go through prepared statements of the native library, because ADO.NET boxes every
/// value.
/// </summary>
internal sealed class SqliteStore : DatabaseStore
{
    private const string TileOfRun = """
        CREATE TABLE tile_of_run (
            id INTEGER PRIMARY KEY, run_id INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
            channel_id INTEGER NOT NULL REFERENCES channel (id) ON DELETE CASCADE, timepoint INTEGER NOT NULL, number INTEGER NOT NULL,
            file TEXT NOT NULL, page INTEGER NOT NULL, width INTEGER NOT NULL, height INTEGER NOT NULL,
            origin_x INTEGER NOT NULL, origin_y INTEGER NOT NULL,
            threshold REAL, UNIQUE (run_id, channel_id, timepoint, number));
        INSERT INTO tile_of_run
            SELECT id, (SELECT id FROM run), channel_id, timepoint, number, file, page, width, height, origin_x, origin_y, threshold
            FROM tile;
        DROP TABLE tile;
        ALTER TABLE tile_of_run RENAME TO tile;
        """;

    private readonly SqliteConnection _connection;
    private sqlite3_stmt? _cell;
    private sqlite3_stmt? _intensity;

    static SqliteStore()
    {
        Batteries_V2.Init();
    }

    /// <param name="path">Full path; the folder is made if missing.</param>
    public SqliteStore(string path)
        : this(Connect(path))
    {
    }

    private SqliteStore(SqliteConnection connection)
        : base(connection)
    {
        _connection = connection;
    }

    /// <summary>
    /// Without foreign keys, because SQLite changes the constraints of a table only by making it anew, and dropping the old one would
    /// delete what refers to it.
    /// </summary>
    public override void Migrate()
    {
        SetForeignKeys(false);
        base.Migrate();
        SetForeignKeys(true);
    }

    protected override void LockSchema(StoreConnection sql)
    {
        // A transaction of SQLite is alone from its beginning.
    }

    protected override string Dialect(string sql) => sql
        .Replace("{tileOfRun}", TileOfRun, StringComparison.Ordinal)
        .Replace("{id}", "INTEGER PRIMARY KEY", StringComparison.Ordinal)
        .Replace("{int}", "INTEGER", StringComparison.Ordinal)
        .Replace("{real}", "REAL", StringComparison.Ordinal)
        .Replace("{withoutRowId}", " WITHOUT ROWID", StringComparison.Ordinal);

    protected override void InsertCells(PlaneMeasurement plane, IReadOnlyList<long> tileKeys, ReadOnlySpan<int> columns)
    {
        var statement = _cell ??= Prepare("cell", ["id", "tile_id", "label", "track", .. StoreColumns.Cell.Select(c => c.Sql)]);
        for (var region = 0; region < plane.Regions.Count; region++)
        {
            var tile = tileKeys[plane.TileOfRegion[region]];
            raw.sqlite3_bind_int64(statement, 1, CellKey(tile, region + 1));
            raw.sqlite3_bind_int64(statement, 2, tile);
            raw.sqlite3_bind_int64(statement, 3, region + 1);
            if (plane.TrackOfRegion?[region] is { } track and not 0)
            {
                raw.sqlite3_bind_int64(statement, 4, track);
            }
            else
            {
                raw.sqlite3_bind_null(statement, 4);
            }

            Bind(statement, 5, plane.Regions.Row(region), columns);
            Step(statement);
        }
    }

    protected override void InsertIntensities(
        PlaneMeasurement plane, IReadOnlyList<long> tileKeys, long channelKey, ReadOnlySpan<int> columns)
    {
        var statement = _intensity ??= Prepare("intensity", ["cell_id", "channel_id", .. StoreColumns.Intensity.Select(c => c.Sql)]);
        for (var region = 0; region < plane.Regions.Count; region++)
        {
            raw.sqlite3_bind_int64(statement, 1, CellKey(tileKeys[plane.TileOfRegion[region]], region + 1));
            raw.sqlite3_bind_int64(statement, 2, channelKey);
            Bind(statement, 3, plane.Regions.Row(region), columns);
            Step(statement);
        }
    }

    public override void Dispose()
    {
        _cell?.Dispose();
        _intensity?.Dispose();
        base.Dispose();
    }

    private static SqliteConnection Connect(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var settings = new SqliteConnectionStringBuilder { DataSource = path, ForeignKeys = true, Pooling = false, DefaultTimeout = 30 };
        var connection = new SqliteConnection(settings.ToString());
        connection.Open();
        return connection;
    }

    private void SetForeignKeys(bool on)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = on ? "PRAGMA foreign_keys = ON" : "PRAGMA foreign_keys = OFF";
        command.ExecuteNonQuery();
    }

    private static void Bind(sqlite3_stmt statement, int first, ReadOnlySpan<double> values, ReadOnlySpan<int> columns)
    {
        for (var i = 0; i < columns.Length; i++)
        {
            if (columns[i] < 0 || double.IsNaN(values[columns[i]]))
            {
                raw.sqlite3_bind_null(statement, first + i);
            }
            else
            {
                raw.sqlite3_bind_double(statement, first + i, values[columns[i]]);
            }
        }
    }

    private sqlite3_stmt Prepare(string table, IReadOnlyList<string> columns)
    {
        var sql = $"INSERT INTO {table} ({string.Join(", ", columns)}) VALUES ({string.Join(", ", columns.Select(_ => "?"))})";
        Check(raw.sqlite3_prepare_v2(_connection.Handle, sql, out var statement));
        return statement;
    }

    private void Step(sqlite3_stmt statement)
    {
        var result = raw.sqlite3_step(statement);
        raw.sqlite3_reset(statement);
        if (result != raw.SQLITE_DONE)
        {
            Check(result);
        }
    }

    private void Check(int result) => SqliteException.ThrowExceptionForRC(result, _connection.Handle);
}
