using Microsoft.Data.Sqlite;
using SQLitePCL;
using Stylize.Engine.Segmentation.Plates;

namespace Stylize.Engine.Segmentation.Store;

/// <summary>Measurements in an SQLite file. Bulk rows go through prepared statements of the library itself: ADO.NET boxes every value.</summary>
internal sealed class SqliteStore : MeasurementStore
{
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

    private protected override string Dialect(string sql) => sql
        .Replace("{id}", "INTEGER PRIMARY KEY", StringComparison.Ordinal)
        .Replace("{int}", "INTEGER", StringComparison.Ordinal)
        .Replace("{real}", "REAL", StringComparison.Ordinal)
        .Replace("{withoutRowId}", " WITHOUT ROWID", StringComparison.Ordinal);

    private protected override void InsertCells(PlaneMeasurement plane, IReadOnlyList<long> tileKeys, ReadOnlySpan<int> columns)
    {
        var statement = _cell ??= Prepare($"INSERT INTO cell (id, tile_id, label, {string.Join(", ", StoreColumns.Cell.Select(c => c.Sql))}) VALUES ({Marks(StoreColumns.Cell.Length + 3)})");
        for (var region = 0; region < plane.Regions.Count; region++)
        {
            var tile = tileKeys[plane.TileOfRegion[region]];
            raw.sqlite3_bind_int64(statement, 1, CellKey(tile, region + 1));
            raw.sqlite3_bind_int64(statement, 2, tile);
            raw.sqlite3_bind_int64(statement, 3, region + 1);
            Bind(statement, 4, plane.Regions.Row(region), columns);
            Step(statement);
        }
    }

    private protected override void InsertIntensities(PlaneMeasurement plane, IReadOnlyList<long> tileKeys, long channelKey, ReadOnlySpan<int> columns)
    {
        var statement = _intensity ??= Prepare($"INSERT INTO intensity (cell_id, channel_id, {string.Join(", ", StoreColumns.Intensity.Select(c => c.Sql))}) VALUES ({Marks(StoreColumns.Intensity.Length + 2)})");
        for (var region = 0; region < plane.Regions.Count; region++)
        {
            raw.sqlite3_bind_int64(statement, 1, CellKey(tileKeys[plane.TileOfRegion[region]], region + 1));
            raw.sqlite3_bind_int64(statement, 2, channelKey);
            Bind(statement, 3, plane.Regions.Row(region), columns);
            Step(statement);
        }
    }

    protected override void Dispose(bool disposing)
    {
        _cell?.Dispose();
        _intensity?.Dispose();
        base.Dispose(disposing);
    }

    private static SqliteConnection Connect(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, ForeignKeys = true, Pooling = false, DefaultTimeout = 30 }.ToString());
        connection.Open();
        return connection;
    }

    private static string Marks(int count) => string.Join(", ", Enumerable.Repeat("?", count));

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

    private sqlite3_stmt Prepare(string sql)
    {
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
