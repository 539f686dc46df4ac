namespace Stylize.Storage;

/// <summary>Adds the rows of one SQLite database to another. Equal names share a row; keys are renumbered, labels
/// stay.</summary>
internal sealed class SqliteMerge(StoreConnection sql)
{
    /// <summary>Adds the rows of a database file in one transaction.</summary>
    /// <exception cref="StylizeException">TargetConflict: both have rows of the same run, well, timepoint and
    /// channel.</exception>
    public void Add(string path)
    {
        sql.Run($"ATTACH DATABASE {path} AS other");
        try
        {
            sql.InTransaction(() => AddAttached(path));
        }
        finally
        {
            sql.Run($"DETACH DATABASE other");
        }
    }

    private void AddAttached(string path)
    {
        sql.Run(
            $"""
            INSERT INTO main.experiment (Name) SELECT Name FROM other.experiment ORDER BY Id ON CONFLICT DO NOTHING;
            INSERT INTO main.well (ExperimentId, Name)
                SELECT experiment.Id, old.Name FROM other.well AS old
                JOIN other.experiment AS old_experiment ON old_experiment.Id = old.ExperimentId
                JOIN main.experiment AS experiment ON experiment.Name = old_experiment.Name
                ORDER BY old.Id ON CONFLICT DO NOTHING;
            CREATE TEMP TABLE well_key AS
                SELECT old.Id AS old, new.Id AS new FROM other.well AS old
                JOIN other.experiment AS old_experiment ON old_experiment.Id = old.ExperimentId
                JOIN main.experiment AS experiment ON experiment.Name = old_experiment.Name
                JOIN main.well AS new ON new.ExperimentId = experiment.Id AND new.Name = old.Name;
            INSERT INTO main.channel (WellId, Name)
                SELECT well_key.new, old.Name FROM other.channel AS old JOIN well_key ON well_key.old = old.WellId
                ORDER BY old.Id ON CONFLICT DO NOTHING;
            INSERT INTO main.run (Name, Time, Version, Options, InputDigest)
                SELECT Name, Time, Version, Options, '' FROM other.run WHERE true ORDER BY Id
                ON CONFLICT (Name) DO UPDATE SET Time = excluded.Time, Version = excluded.Version, Options = excluded.Options
                    WHERE excluded.Time > run.Time;
            CREATE TEMP TABLE channel_key AS
                SELECT old.Id AS old, new.Id AS new FROM other.channel AS old
                JOIN well_key ON well_key.old = old.WellId
                JOIN main.channel AS new ON new.WellId = well_key.new AND new.Name = old.Name;
            CREATE TEMP TABLE run_key AS
                SELECT old.Id AS old, new.Id AS new FROM other.run AS old JOIN main.run AS new ON new.Name = old.Name;
            """);
        RefuseOverlap(path);
        foreach (var table in StoreSchema.Tables.Except(["experiment", "well", "channel", "run"]))
        {
            if (table == "cell")
            {
                sql.Run(
                    $"""
                    CREATE TEMP TABLE tile_key (old INTEGER PRIMARY KEY, new INTEGER NOT NULL);
                    INSERT INTO tile_key
                        SELECT old.Id, new.Id FROM other.tile AS old
                        JOIN run_key ON run_key.old = old.RunId JOIN channel_key ON channel_key.old = old.ChannelId
                        JOIN main.tile AS new ON new.RunId = run_key.new AND new.ChannelId = channel_key.new
                            AND new.Timepoint = old.Timepoint AND new.Number = old.Number;
                    """);
            }

            Copy(table);
        }

        sql.Run($"DROP TABLE well_key; DROP TABLE channel_key; DROP TABLE run_key; DROP TABLE tile_key;");
    }

    private void RefuseOverlap(string path)
    {
        var merged = Segmented("main").ToHashSet();
        if (Segmented("other").FirstOrDefault(merged.Contains) is { Run: { } run } both)
        {
            throw Errors.RowsTwice.With(path, run, both.Well, both.Timepoint, both.Channel);
        }
    }

    /// <summary>Returns the segmented channels of all runs, with one name for a well that has several
    /// spellings.</summary>
    private List<(string Run, string Experiment, string Well, int Timepoint, string Channel)> Segmented(
        string schema) => sql.Read(
            $"SELECT run.Name, experiment.Name, well.Name, Timepoint, channel.Name "
            + $"{StoreSchema.FromSegmentations(schema + "."):sql}",
            row => (row.GetString(0), row.GetString(1), WellName.Canonical(row.GetString(2)), row.GetInt32(3),
                row.GetString(4)));

    /// <summary>Copies the rows of a table, with keys translated; the key of a cell follows from its tile and label.
    /// Columns that an earlier version lacks are NULL.</summary>
    private void Copy(string table)
    {
        var columns = sql.Read(
            $"SELECT name FROM pragma_table_info({table}, 'main') "
                + $"WHERE name IN (SELECT name FROM pragma_table_info({table}, 'other'))",
            row => row.GetString(0))
            .Where(column => table != "tile" || column != "Id")
            .ToList();
        if (columns.Count == 0) return;

        var (values, joins) = (new List<string>(), "");
        foreach (var column in columns)
        {
            var (join, value) = (table, column) switch
            {
                ("cell", "Id") => ("", "(tile_key.new << 32) + old.Label"),
                (_, "CellId") => (
                    " JOIN other.cell AS measured ON measured.Id = old.CellId"
                        + " JOIN tile_key ON tile_key.old = measured.TileId",
                    "(tile_key.new << 32) + measured.Label"),
                (_, "RunId" or "WellId" or "ChannelId" or "TileId")
                    when $"{column[..^2].ToLowerInvariant()}_key" is var key =>
                    ($" JOIN {key} ON {key}.old = old.{column}", $"{key}.new"),
                _ => ("", $"old.\"{column}\""),
            };
            values.Add(value);
            joins += join;
        }

        var order = table is "tile" or "cell" ? "old.Id" : "old.rowid";
        order = table == "intensity" ? "old.CellId, old.ChannelId" : order;
        // Shards with different timepoints of a well have the same columns of its plate map.
        var isNew = table != "condition" ? "true" : """
            NOT EXISTS (SELECT 1 FROM main.condition AS first WHERE first.RunId = run_key.new AND first.WellId = well_key.new)
            """;
        var names = string.Join(", ", columns.Select(column => $"\"{column}\""));
        sql.Run(
            $"""
            INSERT INTO main.{table:sql} ({names:sql}) SELECT {string.Join(", ", values):sql}
            FROM other.{table:sql} AS old{joins:sql} WHERE {isNew:sql} ORDER BY {order:sql}
            """);
    }
}
