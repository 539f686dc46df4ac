using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using Stylize.Engine;
using Stylize.Engine.Segmentation.Regions;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Storage;

/// <summary>
/// Writes measurements into the tables of <see cref="StoreSchema"/>: experiment, well, channel, tile, cell, intensity. What SQLite and
/// PostgreSQL do differently is in the two subclasses: the words of the schema, and the insertion of many rows.
/// </summary>
/// <remarks>
/// A tile keeps its key when its well is written again, and the key of a cell is the tile's times 2^32 plus the cell's label. Running again
/// on the same tiles therefore gives the same keys.
/// </remarks>
internal abstract class DatabaseStore(DbConnection connection) : IMeasurementStore
{
    public TimeSpan Elapsed { get; private set; }

    public long Rows { get; private set; }

    /// <summary>The error that the user sees where a database fails.</summary>
    public static StylizeException Failed(Exception e) => new(
        StylizeError.TargetUnwritable, "Database", $"The database failed: {e.Message}",
        "Check the Database parameter, the disk, and that no other program holds the database.", e);

    /// <summary>Brings the tables to this build's version, all migrations in one transaction.</summary>
    public void Migrate()
    {
        using var transaction = connection.BeginTransaction();
        Run("CREATE TABLE IF NOT EXISTS stylize_schema (version INTEGER NOT NULL)");
        var version = Scalar("SELECT COALESCE(MAX(version), 0) FROM stylize_schema");
        if (version > StoreSchema.Migrations.Length)
        {
            throw new StylizeException(
                StylizeError.TargetUnwritable, "Database",
                $"The database has tables of version {version}; this build knows versions up to {StoreSchema.Migrations.Length}.",
                "Use a newer build of Stylize, or another database.");
        }

        for (var next = version + 1; next <= StoreSchema.Migrations.Length; next++)
        {
            Run(Dialect(StoreSchema.Migrations[next - 1]));
            Run("INSERT INTO stylize_schema (version) VALUES (@version)", ("@version", next));
        }

        transaction.Commit();
    }

    public void Write(WellMeasurement measurement)
    {
        var began = Stopwatch.GetTimestamp();
        try
        {
            using var transaction = connection.BeginTransaction();
            var experiment = Key("experiment", null, 0, measurement.Well.Experiment);
            var well = Key("well", "experiment_id", experiment, measurement.Well.Well);
            foreach (var segmented in measurement.Well.Segmented)
            {
                var found = measurement.Channels.FirstOrDefault(c => c.Channel == segmented.Channel)
                    ?? new ChannelMeasurement(segmented.Channel, [], []);
                Replace(Key("channel", "well_id", well, segmented.Channel), well, measurement.Well.Timepoint, found);
            }

            transaction.Commit();
            Rows += measurement.RowCount;
        }
        catch (DbException e)
        {
            throw Failed(e);
        }
        finally
        {
            Elapsed += Stopwatch.GetElapsedTime(began);
        }
    }

    /// <summary>Closes the connection. A subclass ends its prepared statements first.</summary>
    public virtual void Dispose() => connection.Dispose();

    /// <summary>Replaces the placeholders of <see cref="StoreSchema"/> by the database's own words.</summary>
    protected abstract string Dialect(string sql);

    /// <summary>Inserts the cells of a plane.</summary>
    /// <param name="plane">The plane.</param>
    /// <param name="tileKeys">The key of each of its tiles.</param>
    /// <param name="columns">
    /// For each of <see cref="StoreColumns.Cell"/> the index of its column in the table of regions, or -1 where that has none.
    /// </param>
    protected abstract void InsertCells(PlaneMeasurement plane, IReadOnlyList<long> tileKeys, ReadOnlySpan<int> columns);

    /// <summary>Inserts the intensities of a plane's cells in one channel.</summary>
    /// <param name="plane">The plane.</param>
    /// <param name="tileKeys">The key of each of its tiles.</param>
    /// <param name="channelKey">The key of the channel.</param>
    /// <param name="columns">As for cells, of <see cref="StoreColumns.Intensity"/>.</param>
    protected abstract void InsertIntensities(
        PlaneMeasurement plane, IReadOnlyList<long> tileKeys, long channelKey, ReadOnlySpan<int> columns);

    protected static long CellKey(long tileKey, int label) => (tileKey << 32) + label;

    private void Replace(long channel, long well, int timepoint, ChannelMeasurement measurement)
    {
        Run(
            "DELETE FROM cell WHERE tile_id IN (SELECT id FROM tile WHERE channel_id = @channel AND timepoint = @timepoint)",
            ("@channel", channel), ("@timepoint", (long)timepoint));
        var old = Tiles(channel, timepoint);
        var present = measurement.Planes.SelectMany(p => p.Tiles).Select(t => (long)t.Tile.Tile).ToHashSet();
        foreach (var (_, key) in old.Where(t => !present.Contains(t.Key)))
        {
            Run("DELETE FROM tile WHERE id = @id", ("@id", key));
        }

        foreach (var plane in measurement.Planes)
        {
            long[] keys = [.. plane.Tiles.Select(t => Tile(channel, timepoint, t, old))];
            InsertCells(plane, keys, Places(plane.Regions, StoreColumns.Cell, ""));
            foreach (var name in measurement.MeasuredChannels)
            {
                var measured = Key("channel", "well_id", well, name);
                InsertIntensities(plane, keys, measured, Places(plane.Regions, StoreColumns.Intensity, "_" + name));
            }
        }
    }

    /// <summary>The keys of a channel's tiles at a timepoint, by the tiles' numbers.</summary>
    private Dictionary<long, long> Tiles(long channel, int timepoint)
    {
        var tiles = new Dictionary<long, long>();
        using var command = Command(
            "SELECT number, id FROM tile WHERE channel_id = @channel AND timepoint = @timepoint",
            ("@channel", channel), ("@timepoint", (long)timepoint));
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            tiles.Add(reader.GetInt64(0), reader.GetInt64(1));
        }

        return tiles;
    }

    /// <summary>Updates or inserts a tile, and returns its key.</summary>
    private long Tile(long channel, int timepoint, TileMeasurement tile, Dictionary<long, long> old)
    {
        ReadOnlySpan<(string, object)> values =
        [
            ("@channel", channel), ("@timepoint", (long)timepoint), ("@number", (long)tile.Tile.Tile),
            ("@file", tile.Tile.Path), ("@page", (long)tile.Tile.Page),
            ("@width", (long)tile.Width), ("@height", (long)tile.Height), ("@x", (long)tile.Left), ("@y", (long)tile.Top),
            ("@threshold", (object?)tile.Threshold ?? DBNull.Value),
        ];
        if (old.TryGetValue(tile.Tile.Tile, out var key))
        {
            Run(
                """
                UPDATE tile SET file = @file, page = @page, width = @width, height = @height,
                    origin_x = @x, origin_y = @y, threshold = @threshold
                WHERE channel_id = @channel AND timepoint = @timepoint AND number = @number
                """,
                values);
            return key;
        }

        return Scalar(
            """
            INSERT INTO tile (channel_id, timepoint, number, file, page, width, height, origin_x, origin_y, threshold)
            VALUES (@channel, @timepoint, @number, @file, @page, @width, @height, @x, @y, @threshold) RETURNING id
            """,
            values);
    }

    /// <summary>The key of a name, which is inserted where it is missing.</summary>
    private long Key(string table, string? parentColumn, long parent, string name)
    {
        var (column, value, match) = parentColumn is null
            ? ("", "", "")
            : ($"{parentColumn}, ", "@parent, ", $"{parentColumn} = @parent AND ");
        ReadOnlySpan<(string, object)> values = parentColumn is null ? [("@name", name)] : [("@parent", parent), ("@name", name)];
        Run($"INSERT INTO {table} ({column}name) VALUES ({value}@name) ON CONFLICT DO NOTHING", values);
        return Scalar($"SELECT id FROM {table} WHERE {match}name = @name", values);
    }

    private void Run(string sql, params ReadOnlySpan<(string Name, object Value)> values)
    {
        using var command = Command(sql, values);
        command.ExecuteNonQuery();
    }

    private long Scalar(string sql, params ReadOnlySpan<(string Name, object Value)> values)
    {
        using var command = Command(sql, values);
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    private DbCommand Command(string sql, params ReadOnlySpan<(string Name, object Value)> values)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in values)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = name;
            parameter.Value = value;
            command.Parameters.Add(parameter);
        }

        return command;
    }

    private static int[] Places(
        RegionTable table, (string Sql, string Region)[] columns, string suffix) => [.. columns.Select(c => table.Find(c.Region + suffix))];
}
