using System.Security.Cryptography;

namespace Stylize.Storage;

/// <summary>Rows of one run except its cells: run, segmentations, tiles, shifts and tracks. Used within
/// transactions.</summary>
internal sealed class RunRows(StoreConnection sql, RunRecord record, PlateMap? map, long id)
{
    private string Time =>
        record.Time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    public static RunRows Begin(StoreConnection sql, RunRecord record, PlateMap? map)
    {
        sql.Run(
            $"""
            INSERT INTO run (Name, Time, Version, Options, InputDigest) VALUES ({record.Name}, '', '', '', '') ON CONFLICT DO NOTHING
            """);
        var id = sql.Scalar($"SELECT Id FROM run WHERE Name = {record.Name}");
        var rows = new RunRows(sql, record, map, id);
        sql.Run(
            $"UPDATE run SET Time = {rows.Time}, Version = {record.Version}, Options = {record.Options} WHERE Id = {id}");
        return rows;
    }

    public IReadOnlyCollection<StoredChannel> Stored() => sql.Read(
        $"""
        SELECT experiment.Name, well.Name, Timepoint, channel.Name {StoreSchema.FromSegmentations():sql} WHERE RunId = {id}
        """,
        r => new StoredChannel(r.GetString(0), r.GetString(1), r.GetInt32(2), r.GetString(3)));

    /// <summary>Returns the key of a well, and replaces its columns of the plate map in the run.</summary>
    public long Well(string experiment, string name)
    {
        sql.Run($"INSERT INTO experiment (Name) VALUES ({experiment}) ON CONFLICT DO NOTHING");
        var well =
            sql.Key("well", "ExperimentId", sql.Scalar($"SELECT Id FROM experiment WHERE Name = {experiment}"), name);
        sql.Run($"DELETE FROM condition WHERE RunId = {id} AND WellId = {well}");
        foreach (var (column, value) in map?.Contents(experiment, name) ?? [])
        {
            sql.Run(StoreSchema.Insert("condition", id, well, column, value, Number(value)));
        }

        return well;
    }

    public void Record(long channel, WellTimepoint measurement) => sql.Run(
        $"""
        INSERT INTO segmentation (RunId, ChannelId, Timepoint, Time, Version, Options, InputDigest, Warnings) VALUES (
            {id}, {channel}, {measurement.Timepoint}, {Time}, {record.Version}, {record.Changed},
            {measurement.InputDigest}, {measurement.Warnings})
        ON CONFLICT (RunId, ChannelId, Timepoint) DO UPDATE SET Time = excluded.Time, Version = excluded.Version,
            Options = excluded.Options, InputDigest = excluded.InputDigest, Warnings = excluded.Warnings
        """);

    /// <summary>Replaces the statistics of a segmented channel at a timepoint.</summary>
    public void Statistics(long channel, int timepoint, IEnumerable<WellStatistic> statistics) => Replace(
        "statistic", channel, timepoint,
        statistics.Select(row => (object?[])[row.Measurement, row.Count, .. row.Values()]));

    /// <summary>Replaces the regions of interest of a segmented channel at a timepoint.</summary>
    public void Interests(long channel, int timepoint, IReadOnlyList<InterestArea> interests) => Replace(
        "roi", channel, timepoint,
        interests.Select((roi, index) => (object?[])[index + 1, roi.Name, roi.Area, roi.Cells]));

    /// <summary>Replaces the images of a segmented channel at a timepoint.</summary>
    public void Images(long channel, int timepoint, IReadOnlyList<ImageQuality> images) => Replace(
        "image", channel, timepoint,
        images.Select(image => (object?[])
            [image.Tile, image.Channel, .. image.Values(), image.FailedNames, image.IsExcluded]));

    private void Replace(string table, long channel, int timepoint, IEnumerable<object?[]> rows)
    {
        Clear(table, channel, timepoint);
        foreach (var row in rows)
        {
            sql.Run(StoreSchema.Insert(table, [id, channel, timepoint, .. row]));
        }
    }

    /// <summary>Replaces images and statistics of a channel; one without rows in the run is ignored.</summary>
    public void Judge(JudgedChannel judged)
    {
        var key = judged.Channel;
        var channels = sql.Read(
            $"""
            SELECT channel.Id {StoreSchema.FromSegmentations():sql}
            WHERE run.Id = {id} AND experiment.Name = {key.Experiment} AND well.Name = {key.Well}
                AND segmentation.Timepoint = {key.Timepoint} AND channel.Name = {key.Channel}
            """,
            row => row.GetInt64(0));
        foreach (var channel in channels)
        {
            Images(channel, key.Timepoint, judged.Images);
            Statistics(channel, key.Timepoint, judged.Statistics);
        }
    }

    private void Clear(string table, long channel, int timepoint) => sql.Run(
        $"DELETE FROM {table:sql} WHERE RunId = {id} AND ChannelId = {channel} AND Timepoint = {timepoint}");

    public void Shift(long well, WellTimepoint measurement)
    {
        var timepoint = measurement.Timepoint;
        sql.Run($"DELETE FROM shift WHERE RunId = {id} AND WellId = {well} AND Timepoint = {timepoint}");
        if (measurement.Shift is { } shift)
        {
            sql.Run(StoreSchema.Insert(
                "shift", id, well, timepoint, shift.X, shift.Y, shift.Quality, shift.IsApplied));
        }
    }

    /// <summary>Replaces the tracks of a segmented channel; null removes them.</summary>
    public void Tracks(long channel, IReadOnlyList<CellTrack>? tracks)
    {
        var deleted = sql.Run($"DELETE FROM track WHERE RunId = {id} AND ChannelId = {channel}");
        if (tracks is null && deleted > 0)
        {
            sql.Run(
                $"""
                UPDATE cell SET Track = NULL WHERE Track IS NOT NULL AND TileId IN (
                    SELECT Id FROM tile WHERE RunId = {id} AND ChannelId = {channel})
                """);
        }

        foreach (var track in tracks ?? [])
        {
            sql.Run(StoreSchema.Insert(
                "track", id, channel, track.Number, track.Parent, track.First, track.Last, track.Points));
        }
    }

    /// <summary>Deletes the cells of a channel at a timepoint, and returns the keys of its tiles by number.</summary>
    public Dictionary<long, long> ClearCells(long channel, int timepoint)
    {
        sql.Run(
            $"""
            DELETE FROM cell WHERE TileId IN (
                SELECT Id FROM tile WHERE RunId = {id} AND ChannelId = {channel} AND Timepoint = {timepoint})
            """);
        return sql.Read(
            $"SELECT Number, Id FROM tile WHERE RunId = {id} AND ChannelId = {channel} AND Timepoint = {timepoint}",
            r => KeyValuePair.Create(r.GetInt64(0), r.GetInt64(1))).ToDictionary();
    }

    /// <summary>
    /// Removes the rows of a channel at a timepoint, and tracks, shift and columns of the plate map with the last
    /// timepoint or channel.
    /// </summary>
    public void Remove(StoredChannel removed)
    {
        var timepoint = removed.Timepoint;
        var keys = sql.Read(
            $"""
            SELECT channel.Id, well.Id FROM channel JOIN well ON well.Id = channel.WellId
            JOIN experiment ON experiment.Id = well.ExperimentId
            WHERE experiment.Name = {removed.Experiment} AND well.Name = {removed.Well} AND channel.Name = {removed.Channel}
            """,
            r => (Channel: r.GetInt64(0), Well: r.GetInt64(1)));
        foreach (var (channel, well) in keys)
        {
            ClearCells(channel, timepoint);
            foreach (var table in (ReadOnlySpan<string>)["statistic", "image", "roi", "tile", "segmentation"])
            {
                Clear(table, channel, timepoint);
            }

            sql.Run(
                $"""
                DELETE FROM track WHERE RunId = {id} AND ChannelId = {channel} AND NOT EXISTS (
                    SELECT 1 FROM segmentation WHERE RunId = {id} AND ChannelId = {channel})
                """);
            sql.Run(
                $"""
                DELETE FROM shift WHERE RunId = {id} AND WellId = {well} AND Timepoint = {timepoint} AND NOT EXISTS (
                    SELECT 1 FROM segmentation JOIN channel ON channel.Id = segmentation.ChannelId
                    WHERE RunId = {id} AND channel.WellId = {well} AND Timepoint = {timepoint})
                """);
            sql.Run(
                $"""
                DELETE FROM condition WHERE RunId = {id} AND WellId = {well} AND NOT EXISTS (
                    SELECT 1 FROM segmentation JOIN channel ON channel.Id = segmentation.ChannelId
                    WHERE RunId = {id} AND channel.WellId = {well})
                """);
        }
    }

    public long Tile(long channel, int timepoint, TileMeasurement tile, Dictionary<long, long> old)
    {
        if (!old.TryGetValue(tile.Tile.Tile, out var key))
        {
            var insert = StoreSchema.Insert(
                "tile", id, channel, timepoint, tile.Tile.Tile, tile.Tile.Path, tile.Tile.Page, tile.Width, tile.Height,
                tile.Left, tile.Top, tile.Threshold);
            insert.AppendLiteral(" RETURNING Id");
            return sql.Scalar(insert);
        }

        sql.Run(
            $"""
            UPDATE tile SET File = {tile.Tile.Path}, Page = {tile.Tile.Page}, Width = {tile.Width}, Height = {tile.Height},
                OriginX = {tile.Left}, OriginY = {tile.Top}, Threshold = {tile.Threshold} WHERE Id = {key}
            """);
        return key;
    }

    /// <summary>Stores the digest of all inputs of the run, sorted so that it does not depend on the order of
    /// writing.</summary>
    public void End() => End(sql, id);

    public static void End(StoreConnection sql, long id)
    {
        var lines = sql.Read(
            $"""
            SELECT experiment.Name, well.Name, Timepoint, channel.Name, segmentation.InputDigest {StoreSchema.FromSegmentations():sql}
            WHERE RunId = {id}
            """,
            r => Invariant(
                $"{r.GetString(0)}\t{r.GetString(1)}\t{r.GetInt64(2)}\t{r.GetString(3)}\t{r.GetString(4)}\n"));
        lines.Sort(StringComparer.Ordinal);
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(lines))));
        sql.Run($"UPDATE run SET InputDigest = {digest} WHERE Id = {id}");
    }

    private static double? Number(string value) =>
        TryNumber(value, out var number) && double.IsFinite(number)
            ? number
            : null;
}
