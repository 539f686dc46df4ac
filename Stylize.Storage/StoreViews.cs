namespace Stylize.Storage;

/// <summary>The views, created again whenever a new channel or plate map column gives them further columns.</summary>
/// <remarks>
/// measurement: a row for each cell and measured channel. cell_measurement: a row for each cell, with the intensities of all channels as
/// columns. latest_measurement, latest_cell_measurement: the same of the latest run of each segmented channel and timepoint. run_summary: a
/// row for each run, well, timepoint and segmented channel. run_comparison: each such row beside that of every other run.
/// </remarks>
internal static class StoreViews
{
    /// <summary>The views, in the order in which they are made; each may use those before it.</summary>
    private static readonly string[] Names =
    [
        "latest_segmentation", "measurement", "cell_measurement", "latest_measurement", "latest_cell_measurement", "run_summary",
        "run_comparison",
    ];

    private const string AlignedX = "cell.centroid_x - COALESCE(shift.dx * shift.applied, 0) AS aligned_x";
    private const string AlignedY = "cell.centroid_y - COALESCE(shift.dy * shift.applied, 0) AS aligned_y";

    private const string From = """
        FROM cell
        JOIN tile ON tile.id = cell.tile_id
        JOIN run ON run.id = tile.run_id
        JOIN channel AS segmented ON segmented.id = tile.channel_id
        JOIN well ON well.id = segmented.well_id
        JOIN experiment ON experiment.id = well.experiment_id
        LEFT JOIN shift ON shift.run_id = tile.run_id AND shift.well_id = well.id AND shift.timepoint = tile.timepoint
        LEFT JOIN track ON track.run_id = tile.run_id AND track.channel_id = tile.channel_id AND track.number = cell.track
        """;

    /// <summary>Keeps the rows of the newest run of each segmented channel and timepoint.</summary>
    private const string Latest = """

        JOIN latest_segmentation AS newest
            ON newest.run_id = tile.run_id AND newest.channel_id = tile.channel_id AND newest.timepoint = tile.timepoint
        """;

    /// <param name="conditions">Names of all columns of plate maps, and whether each holds numbers only.</param>
    public static string Make(IReadOnlyList<string> channels, IReadOnlyList<(string Name, bool IsNumber)> conditions)
    {
        var cell = string.Join(", ", StoreColumns.Cell.Select(c => "cell." + c.Sql));
        var taken = new HashSet<string>(
            [
                "run", "experiment", "well", "timepoint", "channel", "tile", "id", "tile_id", "label", "track", "parent", "aligned_x",
                "aligned_y", "measured_channel", "threshold",
                .. StoreColumns.Cell.Select(c => c.Sql), .. StoreColumns.Intensity.Select(c => c.Sql),
            ],
            StringComparer.Ordinal);
        var conditionColumns = new StringBuilder();
        foreach (var (name, isNumber) in conditions)
        {
            conditionColumns.Append(
                $", (SELECT {(isNumber ? "number" : "value")} FROM condition WHERE well_id = well.id AND name = {Text(name)}) "
                + $"AS {Column(name, taken)}");
        }

        var wide = new StringBuilder();
        var joins = new StringBuilder();
        foreach (var (index, channel) in channels.Index())
        {
            var word = Word(channel);
            joins.Append(
                $"\nLEFT JOIN channel AS c{index} ON c{index}.well_id = well.id AND c{index}.name = {Text(channel)}"
                + $"\nLEFT JOIN intensity AS i{index} ON i{index}.cell_id = cell.id AND i{index}.channel_id = c{index}.id");
            foreach (var (sql, _) in StoreColumns.Intensity)
            {
                wide.Append($", i{index}.{sql} AS {Column($"{sql}_{word}", taken)}");
            }
        }

        const string names =
            "experiment.name AS experiment, well.name AS well, tile.timepoint, segmented.name AS channel, tile.number AS tile";
        const string track = "cell.track, track.parent";
        var intensities = string.Join(", ", StoreColumns.Intensity.Select(c => "intensity." + c.Sql));
        const string eachChannel = """

            LEFT JOIN intensity ON intensity.cell_id = cell.id
            LEFT JOIN channel AS measured ON measured.id = intensity.channel_id
            """;
        var measurement = $"""
            SELECT {names}, cell.id, cell.tile_id, cell.label, {cell}, measured.name AS measured_channel, {intensities},
                run.name AS run, {track}, {AlignedX}, {AlignedY}{conditionColumns}
            {From}
            """;
        var cellMeasurement = $"""
            SELECT run.name AS run, {names}, cell.id, cell.label, {track}, {cell}, {AlignedX}, {AlignedY},
                tile.threshold{wide}{conditionColumns}
            {From}{joins}
            """;
        return $"""
            {string.Join("\n", Names.Reverse().Select(n => $"DROP VIEW IF EXISTS {n};"))}
            CREATE VIEW latest_segmentation AS
                SELECT run_id, channel_id, timepoint FROM segmentation AS every WHERE NOT EXISTS (
                    SELECT 1 FROM segmentation AS later
                    WHERE later.channel_id = every.channel_id AND later.timepoint = every.timepoint
                        AND (later.time > every.time OR (later.time = every.time AND later.run_id > every.run_id)));
            CREATE VIEW measurement AS {measurement}{eachChannel};
            CREATE VIEW latest_measurement AS {measurement}{Latest}{eachChannel};
            CREATE VIEW cell_measurement AS {cellMeasurement};
            CREATE VIEW latest_cell_measurement AS {cellMeasurement}{Latest};
            CREATE VIEW run_summary AS
                SELECT run.name AS run, experiment.name AS experiment, well.name AS well, segmentation.timepoint, segmented.name AS channel,
                    COUNT(cell.id) AS cells, SUM(cell.area) AS total_area, AVG(cell.area) AS mean_area,
                    AVG(intensity.mean) AS mean_intensity, MIN(tile.threshold) AS lowest_threshold, MAX(tile.threshold) AS highest_threshold
                FROM segmentation
                JOIN run ON run.id = segmentation.run_id
                JOIN channel AS segmented ON segmented.id = segmentation.channel_id
                JOIN well ON well.id = segmented.well_id
                JOIN experiment ON experiment.id = well.experiment_id
                LEFT JOIN tile ON tile.run_id = segmentation.run_id AND tile.channel_id = segmentation.channel_id
                    AND tile.timepoint = segmentation.timepoint
                LEFT JOIN cell ON cell.tile_id = tile.id
                LEFT JOIN intensity ON intensity.cell_id = cell.id AND intensity.channel_id = segmentation.channel_id
                GROUP BY run.name, experiment.name, well.name, segmentation.timepoint, segmented.name;
            CREATE VIEW run_comparison AS
                SELECT one.experiment, one.well, one.timepoint, one.channel, one.run, other.run AS other_run,
                    one.cells, other.cells AS other_cells, other.cells - one.cells AS more_cells,
                    one.mean_area, other.mean_area AS other_mean_area, one.mean_intensity, other.mean_intensity AS other_mean_intensity,
                    one.highest_threshold, other.highest_threshold AS other_highest_threshold
                FROM run_summary AS one
                JOIN run_summary AS other ON other.experiment = one.experiment AND other.well = one.well
                    AND other.timepoint = one.timepoint AND other.channel = one.channel AND other.run <> one.run;
            """;
    }

    /// <summary>A name that no column has yet, in lower case so that a query needs quotes only where it is a word of SQL.</summary>
    private static string Column(string name, HashSet<string> taken)
    {
        var word = Word(name);
        var free = char.IsAsciiDigit(word[0]) || taken.Contains(word) ? "map_" + word : word;
        for (var number = 2; !taken.Add(free); number++)
        {
            free = $"{word}_{number}";
        }

        return $"\"{free}\"";
    }

    private static string Word(string name)
    {
        var word = string.Concat(name.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'));
        return word.Length > 0 ? word : "_";
    }

    private static string Text(string value) => $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";
}
