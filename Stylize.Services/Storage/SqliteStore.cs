using SQLitePCL;
using Stylize.Engine.Segmentation.Regions;

namespace Stylize.Storage;

/// <summary>Measurements in SQLite. Bulk rows use native prepared statements, because ADO.NET boxes every
/// value.</summary>
internal sealed class SqliteStore(SqliteConnection connection, string path)
    : DatabaseStore(connection, path, StoreDialect.Sqlite)
{
    private readonly Dictionary<string, sqlite3_stmt> _insertions = [];

    static SqliteStore()
    {
        Batteries_V2.Init();

        // A connection is used by one thread at a time, so the library needs no lock in each function. This has no
        // effect if the library is already in use.
        raw.sqlite3_config(raw.SQLITE_CONFIG_MULTITHREAD);
    }

    /// <summary>Interrupts statements that take more steps than the rows of these files can need.</summary>
    public void Bound(IEnumerable<string> paths) =>
        SqliteFile.Bound(connection, paths.Sum(path => new FileInfo(path).Length));

    protected override void LockSchema(StoreConnection sql)
    {
        // A transaction of SQLite is exclusive from its start.
    }

    protected override void Insert(
        string table, IReadOnlyList<string> names, RegionTable regions, ReadOnlySpan<long> keys,
        ReadOnlySpan<int> columns)
    {
        if (!_insertions.TryGetValue(table, out var statement))
        {
            _insertions.Add(table, statement = Prepare(table, names));
        }

        // References were written in the same transaction, so checking them for each row is unnecessary.
        CheckReferences(false);
        try
        {
            var perRegion = names.Count - columns.Length;
            for (var region = 0; region < regions.Count; region++)
            {
                for (var key = 0; key < perRegion; key++)
                {
                    var value = keys[(region * perRegion) + key];
                    _ = value == 0 ? raw.sqlite3_bind_null(statement, key + 1)
                        : raw.sqlite3_bind_int64(statement, key + 1, value);
                }

                var row = regions.Row(region);
                for (var i = 0; i < columns.Length; i++)
                {
                    // A column without measurements keeps the NULL that is bound with the first row.
                    if (columns[i] >= 0 || region == 0)
                    {
                        var (at, value) = (perRegion + 1 + i, columns[i] >= 0 ? row[columns[i]] : double.NaN);
                        _ = double.IsNaN(value) ? raw.sqlite3_bind_null(statement, at)
                            : raw.sqlite3_bind_double(statement, at, value);
                    }
                }

                var result = raw.sqlite3_step(statement);
                raw.sqlite3_reset(statement);
                if (result != raw.SQLITE_DONE) Check(result);
            }
        }
        finally
        {
            CheckReferences(true);
        }
    }

    public override void Dispose()
    {
        foreach (var statement in _insertions.Values)
        {
            statement.Dispose();
        }

        base.Dispose();
    }

    /// <param name="path">Full path; the folder is created if it does not exist.</param>
    public static SqliteConnection Connect(string path)
    {
        RequireFile(path);
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        return SqliteFile.Connect(
            new() { DataSource = path, ForeignKeys = true, Pooling = false, DefaultTimeout = 30 }, _ => { });
    }

    private static void RequireFile(string path)
    {
        try
        {
            if (!InputFile.IsMissing(path))
            {
                InputFile.RequireRegular(path);
            }
        }
        catch (StylizeException failure)
        {
            throw new IOException(failure.Message.Replace($"'{path}'", "it").TrimEnd('.'), failure);
        }
    }

    private void CheckReferences(bool on) =>
        Check(raw.sqlite3_db_config(connection.Handle, raw.SQLITE_DBCONFIG_ENABLE_FKEY, on ? 1 : 0, out _));

    private sqlite3_stmt Prepare(string table, IReadOnlyList<string> columns)
    {
        var sql =
            $"INSERT INTO {table} ({string.Join(", ", columns)}) VALUES ({string.Join(", ", columns.Select(_ => "?"))})";
        Check(raw.sqlite3_prepare_v2(connection.Handle, sql, out var statement));
        return statement;
    }

    private void Check(int result) => SqliteException.ThrowExceptionForRC(result, connection.Handle);
}
