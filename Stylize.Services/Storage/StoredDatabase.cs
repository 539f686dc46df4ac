using Stylize.Engine.Segmentation.Plates;

namespace Stylize.Storage;

internal static class StoredDatabase
{
    /// <exception cref="StylizeException">DatabaseMissing: the file does not exist. ImageUnreadable: it is not a
    /// database.</exception>
    public static DbConnection Open(string database, NetworkCredential? credential)
    {
        if (MeasurementStores.IsPostgres(database)) return PostgresStore.Connect(database, credential);

        if (InputFile.IsMissing(database)) throw Errors.NoDatabase.With(database);

        if (Directory.Exists(database)) throw Errors.DatabaseIsFolder.With(database);

        return SqliteFile.OpenToRead(database);
    }

    /// <summary>Rejects a database without the tables, of a newer version, or with values that Stylize cannot have
    /// written. Covers the tables of an earlier version.</summary>
    /// <exception cref="StylizeException">ImageUnreadable.</exception>
    public static void Require(StoreConnection sql, string database)
    {
        var dialect = StoreDialect.ForDatabase(database);
        var missing = StoreSchema.MissingTable(sql, dialect);
        var version = missing == StoreSchema.VersionTable
            ? StoreSchema.Version : sql.Scalar($"SELECT COALESCE(MAX(Version), 0) FROM stylize_schema");
        if (version is < StoreSchema.FirstVersion or > StoreSchema.Version)
        {
            throw DatabaseFailure.OfVersion(StylizeError.ImageUnreadable, database, database, version);
        }

        if (version < StoreSchema.Version)
        {
            StoreSchema.Cover(sql, dialect);
        }
        else if (missing is not null)
        {
            throw DatabaseFailure.OfTable(StylizeError.ImageUnreadable, database, database, missing);
        }

        StoreSchema.RequireValues(sql, database);
    }

    /// <summary>Returns the name of the requested run, or the first one of a query; null if it returns none.</summary>
    /// <exception cref="StylizeException">OptionInvalid: the run does not exist. ImageUnreadable: the
    /// database.</exception>
    public static string? RunName(StoreConnection sql, string database, string? requested, Sql latest)
    {
        Require(sql, database);
        if (requested is null) return sql.Read(latest, r => r.GetString(0)).FirstOrDefault();

        var runs = sql.Read($"SELECT Name FROM run ORDER BY Time", r => r.GetString(0));
        return runs.Contains(requested) ? requested : throw StylizeException.NoSuch("Run", "run", requested, runs);
    }

    /// <summary>Reads a run, which is null if the database has none.</summary>
    /// <param name="run">Name of the run; null for the latest one.</param>
    /// <exception cref="StylizeException">As <see cref="Open"/> and <see cref="RunName"/>.</exception>
    public static T Read<T>(
        string database, NetworkCredential? credential, string? run, Func<StoreConnection, string?, T> read) =>
        Guarded(database, () =>
        {
            using var connection = Open(database, credential);
            var sql = new StoreConnection(connection);
            return read(sql, RunName(sql, database, run, $"SELECT Name FROM run ORDER BY Time DESC, Id DESC"));
        });

    public static T Guarded<T>(string database, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (SqliteException e) when (e.SqliteErrorCode == SQLitePCL.raw.SQLITE_NOTADB)
        {
            throw Errors.NotADatabase.From(e, database);
        }
        catch (Exception e) when (DatabaseFailure.IsOfContent(e) || e is InvalidOperationException)
        {
            throw DatabaseFailure.OfContent(database, "one of its values has the wrong type", e);
        }
        catch (Exception e) when (DatabaseFailure.Covers(e))
        {
            throw DatabaseFailure.FromException(database, e);
        }
    }
}

/// <summary>A choice of segmented channels in a database, by the same words as for segmenting.</summary>
internal sealed class StoredSelection(
    IReadOnlyList<string> experiments, IReadOnlyList<string> wells, IReadOnlyList<string> channels)
{
    private readonly Selection _experiments = new("Experiment", experiments, Selection.Name);
    private readonly Selection _wells = new("Well", wells, Selection.Well);
    private readonly Selection _channels = new("Channel", channels, Selection.Name);

    public bool Includes(string experiment, string well, string channel) =>
        _experiments.Includes(experiment) && _wells.Includes(well) && _channels.Includes(channel);

    /// <exception cref="StylizeException">OptionInvalid: a word chooses nothing in the run.</exception>
    public void Require(IReadOnlyCollection<(string Experiment, string Well, string Channel)> stored)
    {
        _experiments.Require([.. stored.Select(s => s.Experiment).Distinct()]);
        _wells.Require([.. stored.Select(s => s.Well).Distinct()]);
        _channels.Require([.. stored.Select(s => s.Channel).Distinct()]);
    }

    /// <summary>Returns the segmented channels of a run; null for those of all runs.</summary>
    public static IReadOnlyList<(string Experiment, string Well, string Channel)> Stored(
        StoreConnection sql, string? run) => sql.Read(
            $"""
            SELECT DISTINCT experiment.Name, well.Name, channel.Name {StoreSchema.FromSegmentations():sql}
            WHERE run.Name = COALESCE({run}, run.Name)
            """,
            row => (row.GetString(0), row.GetString(1), row.GetString(2)));
}

/// <summary>The names in a database that completion offers.</summary>
internal static class StoredNames
{
    /// <summary>How long a user who completes a word waits for a server.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Returns the values of an option in a database; none if it cannot be read.</summary>
    /// <param name="database">Full path, or a PostgreSQL connection string.</param>
    /// <param name="option">Run, Experiment, Well, Channel or Measurement.</param>
    public static IEnumerable<string> Find(string database, string option)
    {
        var reading = Task.Run(() => StylizeException.OrDefault(
            () => StoredDatabase.Guarded(database, () => Read(database, option))));
        return reading.Wait(Patience) ? reading.Result ?? [] : [];
    }

    private static string[] Read(string database, string option)
    {
        using var connection = StoredDatabase.Open(database, null);
        var sql = new StoreConnection(connection);
        StoredDatabase.Require(sql, database);
        var names = option switch
        {
            "Run" => sql.Read($"SELECT Name FROM run ORDER BY Time DESC", row => row.GetString(0)),
            "Measurement" =>
                sql.Read($"SELECT Measurement FROM statistic ORDER BY Measurement", row => row.GetString(0)),
            _ => StoredSelection.Stored(sql, null)
                .Select(row => option == "Well" ? row.Well : option == "Channel" ? row.Channel : row.Experiment),
        };
        return [.. names.Distinct()];
    }
}
