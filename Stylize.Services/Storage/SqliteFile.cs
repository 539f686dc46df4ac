using SQLitePCL;

namespace Stylize.Storage;

/// <summary>Opens SQLite files of unknown origin: regular files with plain tables, untrusted views and a limit on
/// work.</summary>
internal static class SqliteFile
{
    /// <summary>Constant part of the limit on steps of the SQLite virtual machine.</summary>
    internal const long BaseSteps = 2_000_000;

    /// <summary>Additional steps per byte of the file; joining and sorting the rows of a plate takes fewer than
    /// 4.</summary>
    internal const long StepsPerByte = 64;

    /// <summary>Maximum size of a value: 64 MiB.</summary>
    private const int MaxValueBytes = 64 << 20;

    private const int StepsPerCheck = 10_000;

    /// <exception cref="StylizeException">
    /// ImageMissing, ImageUnreadable: not a regular file, or not a database with plain tables.
    /// </exception>
    /// <exception cref="SqliteException">The file is not a database.</exception>
    public static SqliteConnection OpenToRead(string path)
    {
        InputFile.RequireRegular(path);
        Batteries_V2.Init();
        return Connect(new() { DataSource = path, Mode = SqliteOpenMode.ReadOnly, Pooling = false }, connection =>
        {
            Bound(connection, new FileInfo(path).Length);
            using var trust = connection.CreateCommand();
            trust.CommandText = "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON";
            trust.ExecuteNonQuery();
        });
    }

    /// <summary>Opens a database.</summary>
    /// <param name="prepare">Called before anything is read from it.</param>
    /// <exception cref="StylizeException">ImageUnreadable: its tables are not plain.</exception>
    public static SqliteConnection Connect(SqliteConnectionStringBuilder settings, Action<SqliteConnection> prepare) =>
        new SqliteConnection(settings.ToString()).FilledBy(connection =>
        {
            connection.Open();
            prepare(connection);
            RequireTables(connection, settings.DataSource);
        });

    /// <summary>Interrupts statements of a connection that take more steps than rows of this many bytes can
    /// need.</summary>
    public static void Bound(SqliteConnection connection, long bytes)
    {
        var left = (BaseSteps / StepsPerCheck) + (bytes / StepsPerCheck * StepsPerByte);
        raw.sqlite3_limit(connection.Handle, raw.SQLITE_LIMIT_LENGTH, MaxValueBytes);
        raw.sqlite3_progress_handler(connection.Handle, StepsPerCheck, _ => --left < 0 ? 1 : 0, null);
    }

    /// <summary>Rejects a database in which a view or a virtual table has the name of a table of the schema.</summary>
    /// <exception cref="StylizeException">ImageUnreadable.</exception>
    private static void RequireTables(SqliteConnection connection, string path)
    {
        var wrong = new StoreConnection(connection).Read(
            $"SELECT name, type, COALESCE(sql, '') FROM sqlite_schema WHERE type IN ('table', 'view')",
            row => (Name: row.GetString(0), Type: row.GetString(1), Sql: row.GetString(2)))
            .Where(entry =>
                (StoreSchema.Tables.Contains(entry.Name, StringComparer.OrdinalIgnoreCase)
                    || entry.Name == "stylize_schema")
                    && (entry.Type != "table"
                        || entry.Sql.StartsWith("CREATE VIRTUAL", StringComparison.OrdinalIgnoreCase)))
            .Select(entry => entry.Name).FirstOrDefault();
        if (wrong is not null) throw Errors.NotATable.With(path, wrong);
    }
}
