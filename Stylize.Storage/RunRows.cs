using System.Security.Cryptography;

namespace Stylize.Storage;

/// <summary>Rows of one run except its cells: run, segmentations, tiles, shifts and tracks. Used within transactions.</summary>
internal sealed class RunRows(StoreConnection sql, RunRecord record, PlateMap? map, long id)
{
    private const string AtTimepoint = "RunId = @run AND ChannelId = @channel AND Timepoint = @timepoint";

    /// <summary>FROM clause of the segmented channels of a run, with the tables of their names.</summary>
    private const string Segmented = """
        FROM segmentation
        JOIN channel ON channel.Id = segmentation.ChannelId
        JOIN well ON well.Id = channel.WellId
        JOIN experiment ON experiment.Id = well.ExperimentId
        WHERE segmentation.RunId = @run
        """;

    private string Time => record.Time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    public static RunRows Begin(StoreConnection sql, RunRecord record, PlateMap? map)
    {
        sql.Run(
            "INSERT INTO run (Name, Time, Version, Options, InputDigest) VALUES (@name, '', '', '', '') ON CONFLICT DO NOTHING",
            ("@name", record.Name));
        var id = sql.Scalar("SELECT Id FROM run WHERE Name = @name", ("@name", record.Name));
        var rows = new RunRows(sql, record, map, id);
        sql.Run(
            "UPDATE run SET Time = @time, Version = @version, Options = @options WHERE Id = @id",
            ("@time", rows.Time), ("@version", record.Version), ("@options", record.Options), ("@id", id));
        return rows;
    }

    public IReadOnlyCollection<StoredChannel> Stored() =>
    [
        .. sql.Read(
            $"SELECT experiment.Name, well.Name, segmentation.Timepoint, channel.Name {Segmented}",
            r => new StoredChannel(r.GetString(0), r.GetString(1), r.GetInt32(2), r.GetString(3)),
            ("@run", id)),
    ];

    public long Well(string experiment, string name)
    {
        var well = sql.Key("well", "ExperimentId", sql.Key("experiment", null, 0, experiment), name);
        foreach (var (column, value) in (map?.Columns ?? []).Zip(map?.Find(name) ?? []))
        {
            sql.Run(
                """
                INSERT INTO condition (WellId, Name, Value, Number) VALUES (@well, @name, @value, @number)
                ON CONFLICT (WellId, Name) DO UPDATE SET Value = excluded.Value, Number = excluded.Number
                """,
                ("@well", well), ("@name", column), ("@value", value), ("@number", Number(value)));
        }

        return well;
    }

    public void Record(long channel, WellMeasurement measurement)
    {
        sql.Run(
            """
            INSERT INTO segmentation (RunId, ChannelId, Timepoint, Time, Version, Options, InputDigest)
            VALUES (@run, @channel, @timepoint, @time, @version, @options, @digest)
            ON CONFLICT (RunId, ChannelId, Timepoint) DO UPDATE SET
                Time = excluded.Time, Version = excluded.Version, Options = excluded.Options, InputDigest = excluded.InputDigest
            """,
            ("@run", id), ("@channel", channel), ("@timepoint", (long)measurement.Well.Timepoint), ("@time", Time),
            ("@version", record.Version), ("@options", record.Changed), ("@digest", measurement.InputDigest));
    }

    public void Shift(long well, WellMeasurement measurement)
    {
        var timepoint = (long)measurement.Well.Timepoint;
        sql.Run(
            "DELETE FROM shift WHERE RunId = @run AND WellId = @well AND Timepoint = @timepoint",
            ("@run", id), ("@well", well), ("@timepoint", timepoint));
        if (measurement.Shift is { } shift)
        {
            sql.Run(
                """
                INSERT INTO shift (RunId, WellId, Timepoint, Dx, Dy, Quality, Applied)
                VALUES (@run, @well, @timepoint, @dx, @dy, @quality, @applied)
                """,
                ("@run", id), ("@well", well), ("@timepoint", timepoint), ("@dx", shift.X), ("@dy", shift.Y),
                ("@quality", shift.Quality), ("@applied", shift.IsApplied ? 1L : 0L));
        }
    }

    /// <summary>Replaces the tracks of a segmented channel; null removes them.</summary>
    public void Tracks(long channel, IReadOnlyList<CellTrack>? tracks)
    {
        var deleted = sql.Run(
            "DELETE FROM track WHERE RunId = @run AND ChannelId = @channel", ("@run", id), ("@channel", channel));
        if (tracks is null)
        {
            if (deleted > 0)
            {
                sql.Run(
                    """
                    UPDATE cell SET Track = NULL WHERE Track IS NOT NULL AND TileId IN (
                        SELECT Id FROM tile WHERE RunId = @run AND ChannelId = @channel)
                    """,
                    ("@run", id), ("@channel", channel));
            }

            return;
        }

        foreach (var track in tracks)
        {
            sql.Run(
                """
                INSERT INTO track (RunId, ChannelId, Number, Parent, First, Last, Points)
                VALUES (@run, @channel, @number, @parent, @first, @last, @points)
                """,
                ("@run", id), ("@channel", channel), ("@number", (long)track.Number),
                ("@parent", track.Parent is { } parent ? (long)parent : DBNull.Value),
                ("@first", (long)track.First), ("@last", (long)track.Last), ("@points", (long)track.Points));
        }
    }

    /// <summary>Deletes the cells of a channel at a timepoint, and returns the keys of its tiles by number.</summary>
    public Dictionary<long, long> ClearCells(long channel, int timepoint)
    {
        sql.Run(
            $"DELETE FROM cell WHERE TileId IN (SELECT Id FROM tile WHERE {AtTimepoint})",
            ("@run", id), ("@channel", channel), ("@timepoint", (long)timepoint));
        return sql.Read(
            $"SELECT Number, Id FROM tile WHERE {AtTimepoint}",
            r => KeyValuePair.Create(r.GetInt64(0), r.GetInt64(1)),
            ("@run", id), ("@channel", channel), ("@timepoint", (long)timepoint)).ToDictionary();
    }

    /// <summary>Removes the rows of a channel at a timepoint, and tracks and shift with the last timepoint or channel.</summary>
    public void Remove(StoredChannel removed)
    {
        var keys = sql.Read(
            """
            SELECT channel.Id, well.Id FROM channel JOIN well ON well.Id = channel.WellId
            JOIN experiment ON experiment.Id = well.ExperimentId
            WHERE experiment.Name = @experiment AND well.Name = @well AND channel.Name = @channel
            """,
            r => (Channel: r.GetInt64(0), Well: r.GetInt64(1)),
            ("@experiment", removed.Experiment), ("@well", removed.Well), ("@channel", removed.Channel));
        foreach (var (channel, well) in keys)
        {
            ReadOnlySpan<(string, object)> atTimepoint = [("@run", id), ("@channel", channel), ("@timepoint", (long)removed.Timepoint)];
            ClearCells(channel, removed.Timepoint);
            sql.Run($"DELETE FROM tile WHERE {AtTimepoint}", atTimepoint);
            sql.Run($"DELETE FROM segmentation WHERE {AtTimepoint}", atTimepoint);
            sql.Run(
                """
                DELETE FROM track WHERE RunId = @run AND ChannelId = @channel AND NOT EXISTS (
                    SELECT 1 FROM segmentation WHERE RunId = @run AND ChannelId = @channel)
                """,
                ("@run", id), ("@channel", channel));
            sql.Run(
                """
                DELETE FROM shift WHERE RunId = @run AND WellId = @well AND Timepoint = @timepoint AND NOT EXISTS (
                    SELECT 1 FROM segmentation JOIN channel ON channel.Id = segmentation.ChannelId
                    WHERE RunId = @run AND channel.WellId = @well AND Timepoint = @timepoint)
                """,
                ("@run", id), ("@well", well), ("@timepoint", (long)removed.Timepoint));
        }
    }

    public long Tile(long channel, int timepoint, TileMeasurement tile, Dictionary<long, long> old)
    {
        ReadOnlySpan<(string, object)> values =
        [
            ("@run", id), ("@channel", channel), ("@timepoint", (long)timepoint), ("@number", (long)tile.Tile.Tile),
            ("@file", tile.Tile.Path), ("@page", (long)tile.Tile.Page),
            ("@width", (long)tile.Width), ("@height", (long)tile.Height), ("@x", (long)tile.Left), ("@y", (long)tile.Top),
            ("@threshold", (object?)tile.Threshold ?? DBNull.Value),
        ];
        if (old.TryGetValue(tile.Tile.Tile, out var key))
        {
            sql.Run(
                $"""
                UPDATE tile SET File = @file, Page = @page, Width = @width, Height = @height,
                    OriginX = @x, OriginY = @y, Threshold = @threshold WHERE {AtTimepoint} AND Number = @number
                """,
                values);
            return key;
        }

        return sql.Scalar(
            """
            INSERT INTO tile (RunId, ChannelId, Timepoint, Number, File, Page, Width, Height, OriginX, OriginY, Threshold)
            VALUES (@run, @channel, @timepoint, @number, @file, @page, @width, @height, @x, @y, @threshold) RETURNING Id
            """,
            values);
    }

    /// <summary>Stores the digest of all inputs of the run, sorted so that it does not depend on the order of writing.</summary>
    public void End() => End(sql, id);

    public static void End(StoreConnection sql, long id)
    {
        var lines = sql.Read(
            $"SELECT experiment.Name, well.Name, segmentation.Timepoint, channel.Name, segmentation.InputDigest {Segmented}",
            Line, ("@run", id));
        lines.Sort(StringComparer.Ordinal);
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(lines))));
        sql.Run("UPDATE run SET InputDigest = @digest WHERE Id = @run", ("@digest", digest), ("@run", id));
    }

    private static string Line(DbDataReader r) => string.Create(
        CultureInfo.InvariantCulture,
        $"{r.GetString(0)}\t{r.GetString(1)}\t{r.GetInt64(2)}\t{r.GetString(3)}\t{r.GetString(4)}\n");

    private static object Number(string value) =>
        double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number
            : DBNull.Value;
}
