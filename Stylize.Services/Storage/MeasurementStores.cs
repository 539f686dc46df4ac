namespace Stylize.Storage;

/// <summary>Opens databases of measurements: an SQLite file or a PostgreSQL server.</summary>
internal static class MeasurementStores
{
    /// <summary>Help of an option that names a database.</summary>
    public const string DatabaseHelp = "SQLite file or PostgreSQL connection string (Host=... or postgresql://...).";

    /// <summary>Opens a database. Creates the file of an SQLite database, and the tables, if they do not
    /// exist.</summary>
    /// <param name="database">
    /// Full path of an SQLite file, or a PostgreSQL connection string ("Host=...") or address ("postgresql://...").
    /// </param>
    /// <exception cref="StylizeException">TargetUnwritable: the database cannot be opened, or has another schema
    /// version.</exception>
    public static IMeasurementStore Open(string database) => Open(database, null);

    /// <summary>Opens a database with a user name and password.</summary>
    /// <param name="database">Full path of an SQLite file, or a connection string or address of PostgreSQL.</param>
    /// <param name="credential">Overrides the connection string; null to use that, PGUSER, PGPASSWORD and
    /// PGPASSFILE.</param>
    /// <exception cref="StylizeException">TargetUnwritable: the database cannot be opened, or has another schema
    /// version.</exception>
    public static IMeasurementStore Open(string database, NetworkCredential? credential) =>
        Open(database, credential, PasswordRule.Own);

    internal static IMeasurementStore Open(string database, NetworkCredential? credential, PasswordRule rule)
    {
        DatabaseStore? store = null;
        try
        {
            store = IsPostgres(database)
                ? new PostgresStore(PostgresStore.Connect(database, credential, rule), database)
                : new SqliteStore(SqliteStore.Connect(database), database);
            store.CreateTables();
            return store;
        }
        catch (Exception e)
        {
            store?.Dispose();
            if (DatabaseFailure.Covers(e)) throw DatabaseFailure.FromException(database, e);
            throw;
        }
    }

    /// <summary>Merges SQLite databases, such as those of the shards of a plate, into a new one with one run.</summary>
    /// <param name="paths">Full paths of the databases, which are not changed.</param>
    /// <param name="target">Full path of the new database, which is written atomically.</param>
    /// <param name="force">True to replace an existing file.</param>
    /// <returns>What the views of the new database lack, as a sentence; null if they have all columns.</returns>
    /// <exception cref="StylizeException">
    /// DatabaseMissing, ImageUnreadable, TargetConflict: two have rows of one well. TargetExists, TargetIsSource,
    /// TargetUnwritable.
    /// </exception>
    public static string? Merge(
        IReadOnlyList<string> paths, string target, bool force = false, CancellationToken cancellation = default)
    {
        foreach (var path in paths)
        {
            Require(path, target);
        }

        if (!force && File.Exists(target)) throw Engine.Errors.NotReplaced.With(target);

        var folder = TemporaryFolder();
        try
        {
            var merged = Path.Combine(folder, "merged.sqlite");
            string? limitation;
            using (var store = (SqliteStore)Open(merged))
            {
                store.Bound(paths);
                store.Merge(paths);
                limitation = store.Limitation;
            }

            AtomicFile.Write(
                target, force,
                stream =>
                {
                    using var file = InputFile.Open(merged);
                    file.CopyTo(stream);
                },
                cancellation);
            return limitation;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string TemporaryFolder()
    {
        try
        {
            return Directory.CreateTempSubdirectory("stylize-merge-").FullName;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            var folder = Path.GetTempPath();
            throw Errors.TemporaryFolder.From(failure, folder);
        }
    }

    private static void Require(string path, string target)
    {
        if (Path.GetFullPath(path) == Path.GetFullPath(target)) throw Errors.MergeReplaces.With(target);

        if (InputFile.IsMissing(path)) throw Errors.NoDatabase.With(path);

        StoredDatabase.Guarded(path, () =>
        {
            using var connection = SqliteFile.OpenToRead(path);
            StoredDatabase.Require(new StoreConnection(connection), path);
            return true;
        });
    }

    /// <summary>Returns a PostgreSQL database as given, and a file by its full path.</summary>
    /// <param name="hasCredential">True if a credential is also given, which only a server needs.</param>
    /// <exception cref="StylizeException">
    /// OptionInvalid: it is neither. The message does not repeat it, because it may contain a password.
    /// </exception>
    public static string Name(string database, bool hasCredential, Func<string, string> fullPath)
    {
        if (IsPostgres(database)) return database;

        if (database.Contains("://") || (database.Contains('=') && database.Contains(';')))
        {
            throw Errors.DatabaseUnknown.With("Database");
        }

        if (hasCredential) throw Errors.CredentialForFile.With("DatabaseCredential");

        return fullPath(database);
    }

    /// <summary>Returns false for a file that exists and begins in another way than an SQLite database.</summary>
    public static bool IsFile(string path) => StylizeException.OrDefault(() =>
    {
        if (InputFile.IsMissing(path)) return true;

        using var file = InputFile.Open(path);
        Span<byte> start = stackalloc byte[SqliteStart.Length];
        return file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length
            && start.SequenceEqual(SqliteStart);
    });

    // https://www.sqlite.org/fileformat.html, The Header String.
    private static ReadOnlySpan<byte> SqliteStart => "SQLite format 3\0"u8;

    /// <summary>Returns true for a connection string or address of PostgreSQL, false for a path.</summary>
    public static bool IsPostgres(string database) =>
        database.StartsWith("postgres://", StringComparison.OrdinalIgnoreCase)
        || database.StartsWith("postgresql://", StringComparison.OrdinalIgnoreCase)
        || database.Contains("Host=", StringComparison.OrdinalIgnoreCase);
}
