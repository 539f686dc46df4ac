namespace Stylize.Storage;

/// <summary>Reads the table of wells of a database.</summary>
internal static class WellReader
{
    /// <summary>Returns the rows in the order of experiments, wells, channels, timepoints and measurements.</summary>
    /// <param name="database">Full path of an SQLite file, or a connection string or address of PostgreSQL.</param>
    /// <param name="measurements">Measurements to read, such as MeanIntensity_GFP, or empty for all.</param>
    /// <param name="credential">User and password of PostgreSQL, null to use the connection string or the
    /// environment.</param>
    /// <exception cref="StylizeException">
    /// ImageMissing; OptionInvalid: the run, or an experiment, well, channel or measurement in it, does not exist.
    /// TargetUnwritable: the database cannot be read.
    /// </exception>
    public static IReadOnlyList<StoredWell> Read(
        string database, StoredQuery query, IReadOnlyList<string> measurements, NetworkCredential? credential = null) =>
        StoredDatabase.Read<IReadOnlyList<StoredWell>>(database, credential, query.Run, (sql, run) =>
        {
            var chosen = new StoredSelection(query.Experiments, query.Wells, query.Channels);
            chosen.Require(StoredSelection.Stored(sql, run));
            measurements = Known(sql, run, measurements);
            var contents = Contents(sql, run ?? "");
            var rows = sql.Read(
                $"""
                SELECT experiment.Name, well.Name, segmentation.Timepoint, channel.Name, well.Id, Measurement, Count,
                    {string.Join(", ", WellStatistic.Names):sql}
                {StoreSchema.FromSegmentations():sql}
                JOIN statistic ON statistic.RunId = segmentation.RunId AND statistic.ChannelId = segmentation.ChannelId
                    AND statistic.Timepoint = segmentation.Timepoint
                WHERE run.Name = {run ?? ""}
                ORDER BY experiment.Name, SUBSTR(well.Name, 1, 1), LENGTH(well.Name), well.Name, channel.Name, segmentation.Timepoint,
                    Measurement
                """,
                row => (Well: row.GetInt64(4), Stored: new StoredWell(
                    row.GetString(0), row.GetString(1), row.GetInt32(2),
                    WellStatistic.FromValues(
                        row.GetString(3), row.GetString(5), row.GetInt32(6),
                        [.. WellStatistic.Names.Select(
                            (_, i) => row.IsDBNull(7 + i) ? (double?)null : row.GetDouble(7 + i))]))));
            return
            [
                .. rows.Where(
                    row => chosen.Includes(row.Stored.Experiment, row.Stored.Well, row.Stored.Statistic.Channel)
                            && (measurements.Count == 0
                                || measurements.Contains(row.Stored.Statistic.Measurement, StringComparer.Ordinal)))
                    .Select(row => row.Stored with { Contents = contents.GetValueOrDefault(row.Well) ?? [] }),
            ];
        });

    /// <summary>Returns the number of tiles of a run that do not count in statistics.</summary>
    /// <param name="run">Name of the run; null for the latest one.</param>
    /// <exception cref="StylizeException">The database cannot be read.</exception>
    public static long CountExcluded(string database, string? run, NetworkCredential? credential = null) =>
        StoredDatabase.Read(database, credential, run, (sql, name) => sql.Scalar(
            $"""
            SELECT COUNT(*) FROM image JOIN run ON run.Id = RunId
            WHERE run.Name = {name ?? ""} AND Excluded = 1 AND Cells IS NOT NULL
            """));

    /// <summary>Returns the gates that images of wells fail, such as "Focus, Debris".</summary>
    /// <param name="run">Name of the run; null for the latest one.</param>
    /// <exception cref="StylizeException">The database cannot be read.</exception>
    public static Dictionary<(string Plate, string Well), string> Failed(
        string database, string? run, int timepoint, NetworkCredential? credential = null) =>
        StoredDatabase.Read(database, credential, run, (sql, name) => sql.Read(
            $"""
            SELECT experiment.Name, well.Name, image.Failed FROM image JOIN run ON run.Id = image.RunId
            JOIN channel ON channel.Id = image.ChannelId JOIN well ON well.Id = channel.WellId
            JOIN experiment ON experiment.Id = well.ExperimentId
            WHERE run.Name = {name ?? ""} AND image.Timepoint = {timepoint} AND image.Failed <> ''
            """,
            row => (Well: (row.GetString(0), row.GetString(1)), Gates: row.GetString(2)))
            .GroupBy(row => row.Well, row => row.Gates).ToDictionary(group => group.Key, ImageQuality.Joined));

    /// <summary>Returns the segmented channels of a run that have no row of a measurement.</summary>
    /// <exception cref="StylizeException">The database cannot be read.</exception>
    public static IReadOnlyList<(StoredChannel Channel, bool IsExcluded)> Without(
        string database, StoredQuery query, string measurement, NetworkCredential? credential = null) =>
        StoredDatabase.Read<IReadOnlyList<(StoredChannel, bool)>>(database, credential, query.Run, (sql, run) =>
        {
            var chosen = new StoredSelection(query.Experiments, query.Wells, query.Channels);
            var rows = sql.Read(
                $"""
                SELECT experiment.Name, well.Name, segmentation.Timepoint, channel.Name, (
                    SELECT COUNT(*) FROM statistic WHERE statistic.RunId = segmentation.RunId
                        AND statistic.ChannelId = segmentation.ChannelId AND statistic.Timepoint = segmentation.Timepoint)
                {StoreSchema.FromSegmentations():sql}
                WHERE run.Name = {run ?? ""} AND NOT EXISTS (
                    SELECT 1 FROM statistic WHERE statistic.RunId = segmentation.RunId AND statistic.ChannelId = segmentation.ChannelId
                        AND statistic.Timepoint = segmentation.Timepoint AND Measurement = {measurement})
                ORDER BY experiment.Name, SUBSTR(well.Name, 1, 1), LENGTH(well.Name), well.Name
                """,
                row => (new StoredChannel(row.GetString(0), row.GetString(1), row.GetInt32(2), row.GetString(3)),
                    row.GetInt64(4) == 0));
            return [.. rows.Where(row => chosen.Includes(row.Item1.Experiment, row.Item1.Well, row.Item1.Channel))];
        });

    /// <summary>Returns measurements with the spelling of the run.</summary>
    private static IReadOnlyList<string> Known(StoreConnection sql, string? run, IReadOnlyList<string> measurements)
    {
        if (measurements.Count == 0 || run is null) return measurements;

        var known = sql.Read(
            $"SELECT DISTINCT Measurement FROM statistic JOIN run ON run.Id = RunId WHERE run.Name = {run} ORDER BY "
            + $"Measurement",
            row => row.GetString(0));
        if (measurements.FirstOrDefault(name => !known.Contains(name, StringComparer.OrdinalIgnoreCase)) is { } unknown)
        {
            throw StylizeException.NoSuch("Measurement", "measurement", unknown, known);
        }

        return
        [
            .. measurements.SelectMany(asked => known.Contains(asked) ? [asked]
                : known.Where(name => name.Equals(asked, StringComparison.OrdinalIgnoreCase))).Distinct(),
        ];
    }

    private static Dictionary<long, KeyValuePair<string, string>[]> Contents(StoreConnection sql, string run) => sql
        .Read(
            $"""
            SELECT WellId, condition.Name, Value FROM condition JOIN run ON run.Id = RunId WHERE run.Name = {run}
            ORDER BY WellId, condition.Name
            """,
            r => (r.GetInt64(0), r.GetString(1), r.GetString(2)))
        .GroupBy(row => row.Item1)
        .ToDictionary(
            group => group.Key, group => group.Select(row => KeyValuePair.Create(row.Item2, row.Item3)).ToArray());
}

/// <summary>A row of the table of wells.</summary>
internal sealed record StoredWell(string Experiment, string Well, int Timepoint, WellStatistic Statistic)
{
    /// <summary>Columns of the plate map with their values for the well.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Contents { get; init; } = [];

    /// <summary>Returns keys, contents and statistics as names and values in the order of display.</summary>
    public IReadOnlyList<KeyValuePair<string, object?>> Describe()
    {
        KeyValuePair<string, object?>[] keys =
        [
            new("Experiment", Experiment), new("Well", Well), new("Timepoint", Timepoint),
            new("Channel", Statistic.Channel),
        ];
        KeyValuePair<string, object?>[] values =
        [
            new("Measurement", Statistic.Measurement), new("Count", Statistic.Count),
            .. WellStatistic.Names.Zip(Statistic.Values(), (name, value) => KeyValuePair.Create(name, (object?)value)),
        ];
        var taken = keys.Concat(values).Select(field => field.Key).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return
        [
            .. keys,
            .. Contents.Select(content => KeyValuePair.Create(
                taken.Contains(content.Key) ? "Map_" + content.Key : content.Key, (object?)content.Value)),
            .. values,
        ];
    }
}
