using Stylize.Engine;

namespace Stylize.Storage;

/// <summary>Adds the rows of one SQLite database to another: equal names share a row, keys are new, labels stay.</summary>
internal sealed class SqliteMerge(StoreConnection sql)
{
    /// <summary>The tables that are joined; a test compares them with those of the schema.</summary>
    internal static readonly string[] Tables =
        ["experiment", "well", "channel", "condition", "run", "segmentation", "shift", "track", "tile", "cell", "intensity"];

    private const string Keys = """
        CREATE TEMP TABLE well_key AS
            SELECT old.id AS old, new.id AS new FROM other.well AS old
            JOIN other.experiment AS old_experiment ON old_experiment.id = old.experiment_id
            JOIN main.experiment AS experiment ON experiment.name = old_experiment.name
            JOIN main.well AS new ON new.experiment_id = experiment.id AND new.name = old.name;
        """;

    private const string ChannelKeys = """
        CREATE TEMP TABLE channel_key AS
            SELECT old.id AS old, new.id AS new FROM other.channel AS old
            JOIN well_key ON well_key.old = old.well_id
            JOIN main.channel AS new ON new.well_id = well_key.new AND new.name = old.name;
        CREATE TEMP TABLE run_key AS
            SELECT old.id AS old, new.id AS new FROM other.run AS old JOIN main.run AS new ON new.name = old.name;
        """;

    /// <summary>Adds the rows of a database file. A transaction of its own.</summary>
    /// <exception cref="StylizeException">OperationFailed: both have rows of one well, timepoint and channel in one run.</exception>
    public void Add(string path)
    {
        sql.Run("ATTACH DATABASE @path AS other", ("@path", path));
        try
        {
            using var transaction = sql.Begin();
            AddAttached(path);
            transaction.Commit();
        }
        finally
        {
            sql.Run("DETACH DATABASE other");
        }
    }

    private void AddAttached(string path)
    {
        sql.Run(
            """
            INSERT INTO main.experiment (name) SELECT name FROM other.experiment ORDER BY id ON CONFLICT DO NOTHING;
            INSERT INTO main.well (experiment_id, name)
                SELECT experiment.id, old.name FROM other.well AS old
                JOIN other.experiment AS old_experiment ON old_experiment.id = old.experiment_id
                JOIN main.experiment AS experiment ON experiment.name = old_experiment.name
                ORDER BY old.id ON CONFLICT DO NOTHING;
            """);
        sql.Run(Keys);
        sql.Run(
            """
            INSERT INTO main.channel (well_id, name)
                SELECT well_key.new, old.name FROM other.channel AS old JOIN well_key ON well_key.old = old.well_id
                ORDER BY old.id ON CONFLICT DO NOTHING;
            INSERT INTO main.run (name, time, version, options, input_digest)
                SELECT name, time, version, options, '' FROM other.run WHERE true ORDER BY id
                ON CONFLICT (name) DO UPDATE SET time = excluded.time, version = excluded.version, options = excluded.options
                    WHERE excluded.time > run.time;
            """);
        sql.Run(ChannelKeys);
        RefuseOverlap(path);
        foreach (var (table, from) in (ReadOnlySpan<(string, string)>)
        [
            ("condition", "JOIN well_key ON well_key.old = old.well_id"),
            ("segmentation", "JOIN run_key ON run_key.old = old.run_id JOIN channel_key ON channel_key.old = old.channel_id"),
            ("shift", "JOIN run_key ON run_key.old = old.run_id JOIN well_key ON well_key.old = old.well_id"),
            ("track", "JOIN run_key ON run_key.old = old.run_id JOIN channel_key ON channel_key.old = old.channel_id"),
            ("tile", "JOIN run_key ON run_key.old = old.run_id JOIN channel_key ON channel_key.old = old.channel_id"),
        ])
        {
            Copy(table, from);
        }

        sql.Run(
            """
            CREATE TEMP TABLE tile_key (old INTEGER PRIMARY KEY, new INTEGER NOT NULL);
            INSERT INTO tile_key
                SELECT old.id, new.id FROM other.tile AS old
                JOIN run_key ON run_key.old = old.run_id JOIN channel_key ON channel_key.old = old.channel_id
                JOIN main.tile AS new ON new.run_id = run_key.new AND new.channel_id = channel_key.new
                    AND new.timepoint = old.timepoint AND new.number = old.number;
            """);
        Copy("cell", "JOIN tile_key ON tile_key.old = old.tile_id");
        Copy(
            "intensity",
            "JOIN other.cell AS measured ON measured.id = old.cell_id JOIN tile_key ON tile_key.old = measured.tile_id "
            + "JOIN channel_key ON channel_key.old = old.channel_id");
        sql.Run("DROP TABLE well_key; DROP TABLE channel_key; DROP TABLE run_key; DROP TABLE tile_key;");
    }

    private void RefuseOverlap(string path)
    {
        var both = sql.Read(
            """
            SELECT run.name || ', well ' || well.name || ', timepoint ' || old.timepoint || ', channel ' || channel.name
            FROM other.segmentation AS old
            JOIN run_key ON run_key.old = old.run_id JOIN channel_key ON channel_key.old = old.channel_id
            JOIN main.segmentation AS new ON new.run_id = run_key.new AND new.channel_id = channel_key.new AND new.timepoint = old.timepoint
            JOIN main.run ON run.id = new.run_id
            JOIN main.channel ON channel.id = new.channel_id
            JOIN main.well ON well.id = channel.well_id
            LIMIT 1
            """,
            row => row.GetString(0));
        if (both is [var first])
        {
            throw new StylizeException(
                StylizeError.TargetConflict, path, $"'{path}' and a database before it both have rows of run {first}.",
                "Name databases of different shards, each once.");
        }
    }

    /// <summary>Copies the rows of a table: keys by the tables of keys, a cell's from its tile and label, all else as it is.</summary>
    private void Copy(string table, string joins)
    {
        var columns = sql.Read($"SELECT name FROM pragma_table_info('{table}')", row => row.GetString(0))
            .Where(column => table != "tile" || column != "id")
            .ToList();
        var values = columns.Select(column => (table, column) switch
        {
            ("cell", "id") => "(tile_key.new << 32) + old.label",
            ("intensity", "cell_id") => "(tile_key.new << 32) + measured.label",
            (_, "run_id") => "run_key.new",
            (_, "well_id") => "well_key.new",
            (_, "channel_id") => "channel_key.new",
            (_, "tile_id") => "tile_key.new",
            _ => "old." + column,
        });
        var order = table is "tile" or "cell" ? "old.id" : "old.rowid";
        order = table == "intensity" ? "old.cell_id, old.channel_id" : order;
        var conflict = table == "condition" ? " ON CONFLICT DO NOTHING" : "";
        sql.Run(
            $"INSERT INTO main.{table} ({string.Join(", ", columns)}) SELECT {string.Join(", ", values)} "
            + $"FROM other.{table} AS old {joins} WHERE true ORDER BY {order}{conflict}");
    }
}
