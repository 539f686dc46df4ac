using System.Data.Common;
using System.Diagnostics;
using Stylize.Engine.Segmentation.Plates;
using Stylize.Engine.Segmentation.Regions;

namespace Stylize.Engine.Segmentation.Store;

/// <summary>
/// Measurements in a database: experiment, well, channel, tile, cell, intensity. A well at a timepoint is one transaction that deletes what was there and
/// inserts what is new, so that a killed run leaves one or the other. One thread writes; a store is not for several at once.
/// </summary>
/// <remarks>A tile keeps its key for good, and a cell's is the tile's times 2^32 plus its label, so that running again gives the same keys.</remarks>
public abstract class MeasurementStore : IDisposable
{
    private readonly DbConnection _connection;

    private protected MeasurementStore(DbConnection connection)
    {
        _connection = connection;
    }

    /// <summary>Wall time spent in the database.</summary>
    public TimeSpan Elapsed { get; private set; }

    /// <summary>Rows of cells and intensities written.</summary>
    public long Rows { get; private set; }

    /// <summary>Version of the tables that this build writes.</summary>
    public static int Version => StoreSchema.Migrations.Length;

    /// <summary>Opens a database, makes it if it is a file and missing, and brings its tables to this build's version.</summary>
    /// <param name="database">Full path of an SQLite file, or a connection string of PostgreSQL: "Host=..." or "postgresql://user:password@host:port/database".</param>
    /// <exception cref="StylizeException">The database cannot be opened, or was made by a newer version.</exception>
    public static MeasurementStore Open(string database)
    {
        MeasurementStore? store = null;
        try
        {
            store = IsPostgres(database) ? new PostgresStore(database) : new SqliteStore(database);
            store.Migrate();
            return store;
        }
        catch (Exception e) when (e is DbException or IOException or UnauthorizedAccessException or ArgumentException or System.Net.Sockets.SocketException)
        {
            store?.Dispose();
            throw Failed(e);
        }
        catch
        {
            store?.Dispose();
            throw;
        }
    }

    /// <summary>True for a connection string of PostgreSQL rather than a path.</summary>
    public static bool IsPostgres(string database) =>
        database.StartsWith("postgres://", StringComparison.OrdinalIgnoreCase) || database.StartsWith("postgresql://", StringComparison.OrdinalIgnoreCase)
        || database.Contains("Host=", StringComparison.OrdinalIgnoreCase);

    /// <summary>Replaces the rows of a well at a timepoint, in its segmented channels, by those of the measurement.</summary>
    /// <exception cref="StylizeException">The database failed; it is as it was before.</exception>
    public void Write(WellMeasurement measurement)
    {
        var began = Stopwatch.GetTimestamp();
        try
        {
            using var transaction = _connection.BeginTransaction();
            var experiment = Key("experiment", null, 0, measurement.Well.Experiment);
            var well = Key("well", "experiment_id", experiment, measurement.Well.Well);
            foreach (var segmented in measurement.Well.Segmented)
            {
                var found = measurement.Channels.FirstOrDefault(c => c.Channel == segmented.Channel) ?? new ChannelMeasurement(segmented.Channel, [], []);
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

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Ends prepared statements, then the connection.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            _connection.Dispose();
        }
    }

    /// <summary>The schema's words for keys, integers and doubles.</summary>
    private protected abstract string Dialect(string sql);

    /// <summary>Inserts the cells of a plane: <paramref name="tileKeys"/> are those of its tiles, <paramref name="columns"/> the places of <see cref="StoreColumns.Cell"/> in the table, -1 where absent.</summary>
    private protected abstract void InsertCells(PlaneMeasurement plane, IReadOnlyList<long> tileKeys, ReadOnlySpan<int> columns);

    /// <summary>Inserts the intensities of a plane's cells in one channel.</summary>
    private protected abstract void InsertIntensities(PlaneMeasurement plane, IReadOnlyList<long> tileKeys, long channelKey, ReadOnlySpan<int> columns);

    private protected static long CellKey(long tileKey, int label) => (tileKey << 32) + label;

    private protected DbCommand Command(string sql, params ReadOnlySpan<(string Name, object Value)> values)
    {
        var command = _connection.CreateCommand();
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

    private static StylizeException Failed(Exception e) => new(
        StylizeError.TargetUnwritable, "Database", $"The database failed: {e.Message}", "Check the Database parameter, the disk, and that no other program holds the database.", e);

    private void Migrate()
    {
        using var transaction = _connection.BeginTransaction();
        Run("CREATE TABLE IF NOT EXISTS stylize_schema (version INTEGER NOT NULL)");
        var version = Scalar("SELECT COALESCE(MAX(version), 0) FROM stylize_schema");
        if (version > Version)
        {
            throw new StylizeException(
                StylizeError.TargetUnwritable, "Database", $"The database has tables of version {version}; this build knows versions up to {Version}.", "Use a newer build of Stylize, or another database.");
        }

        for (var next = version + 1; next <= Version; next++)
        {
            Run(Dialect(StoreSchema.Migrations[next - 1]));
            Run("INSERT INTO stylize_schema (version) VALUES (@version)", ("@version", next));
        }

        transaction.Commit();
    }

    private void Replace(long channel, long well, int timepoint, ChannelMeasurement measurement)
    {
        Run("DELETE FROM cell WHERE tile_id IN (SELECT id FROM tile WHERE channel_id = @channel AND timepoint = @timepoint)", ("@channel", channel), ("@timepoint", (long)timepoint));
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
                InsertIntensities(plane, keys, Key("channel", "well_id", well, name), Places(plane.Regions, StoreColumns.Intensity, "_" + name));
            }
        }
    }

    private Dictionary<long, long> Tiles(long channel, int timepoint)
    {
        var tiles = new Dictionary<long, long>();
        using var command = Command("SELECT number, id FROM tile WHERE channel_id = @channel AND timepoint = @timepoint", ("@channel", channel), ("@timepoint", (long)timepoint));
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            tiles.Add(reader.GetInt64(0), reader.GetInt64(1));
        }

        return tiles;
    }

    private long Tile(long channel, int timepoint, TileMeasurement tile, Dictionary<long, long> old)
    {
        ReadOnlySpan<(string, object)> values =
        [
            ("@channel", channel), ("@timepoint", (long)timepoint), ("@number", (long)tile.Tile.Tile), ("@file", tile.Tile.Path), ("@page", (long)tile.Tile.Page),
            ("@width", (long)tile.Width), ("@height", (long)tile.Height), ("@x", (long)tile.Left), ("@y", (long)tile.Top),
            ("@threshold", (object?)tile.Threshold ?? DBNull.Value),
        ];
        if (old.TryGetValue(tile.Tile.Tile, out var key))
        {
            Run(
                "UPDATE tile SET file = @file, page = @page, width = @width, height = @height, origin_x = @x, origin_y = @y, threshold = @threshold WHERE channel_id = @channel AND timepoint = @timepoint AND number = @number",
                values);
            return key;
        }

        using var command = Command(
            "INSERT INTO tile (channel_id, timepoint, number, file, page, width, height, origin_x, origin_y, threshold) VALUES (@channel, @timepoint, @number, @file, @page, @width, @height, @x, @y, @threshold) RETURNING id",
            values);
        return Convert.ToInt64(command.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture);
    }

    private long Key(string table, string? parentColumn, long parent, string name)
    {
        var (column, value, match) = parentColumn is null ? ("", "", "") : ($"{parentColumn}, ", "@parent, ", $"{parentColumn} = @parent AND ");
        ReadOnlySpan<(string, object)> values = parentColumn is null ? [("@name", name)] : [("@parent", parent), ("@name", name)];
        Run($"INSERT INTO {table} ({column}name) VALUES ({value}@name) ON CONFLICT DO NOTHING", values);
        using var command = Command($"SELECT id FROM {table} WHERE {match}name = @name", values);
        return Convert.ToInt64(command.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture);
    }

    private void Run(string sql, params ReadOnlySpan<(string Name, object Value)> values)
    {
        using var command = Command(sql, values);
        command.ExecuteNonQuery();
    }

    private long Scalar(string sql)
    {
        using var command = Command(sql);
        return Convert.ToInt64(command.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture);
    }

    private static int[] Places(RegionTable table, (string Sql, string Region)[] columns, string suffix) => [.. columns.Select(c => table.Find(c.Region + suffix))];
}
