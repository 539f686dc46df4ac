namespace Stylize.Storage;

/// <summary>The views. They are recreated when a new channel or plate map column adds columns to them.</summary>
/// <remarks>
/// measurement: one row per cell and measured channel. cell_measurement: one row per cell, with the intensities of all channels as columns.
/// latest_measurement, latest_cell_measurement: the same, limited to the latest run of each segmented channel and timepoint. run_summary:
/// one row per run, well, timepoint and segmented channel. run_comparison: each of these rows joined with the same row of every other run.
/// </remarks>
internal static class StoreViews
{
    /// <summary>The views in the order of creation; a view may use those before it.</summary>
    private static readonly string[] Names =
    [
        "latest_segmentation", "measurement", "cell_measurement", "latest_measurement", "latest_cell_measurement", "run_summary",
        "run_comparison",
    ];

    private const string AlignedX = "cell.CentroidX - COALESCE(shift.Dx * shift.Applied, 0) AS AlignedX";
    private const string AlignedY = "cell.CentroidY - COALESCE(shift.Dy * shift.Applied, 0) AS AlignedY";

    private const string From = """
        FROM cell
        JOIN tile ON tile.Id = cell.TileId
        JOIN run ON run.Id = tile.RunId
        JOIN channel AS segmented ON segmented.Id = tile.ChannelId
        JOIN well ON well.Id = segmented.WellId
        JOIN experiment ON experiment.Id = well.ExperimentId
        LEFT JOIN shift ON shift.RunId = tile.RunId AND shift.WellId = well.Id AND shift.Timepoint = tile.Timepoint
        LEFT JOIN track ON track.RunId = tile.RunId AND track.ChannelId = tile.ChannelId AND track.Number = cell.Track
        """;

    /// <summary>Keeps the rows of the newest run of each segmented channel and timepoint.</summary>
    private const string Latest = """

        JOIN latest_segmentation AS newest
            ON newest.RunId = tile.RunId AND newest.ChannelId = tile.ChannelId AND newest.Timepoint = tile.Timepoint
        """;

    /// <summary>Returns the statements that replace all views.</summary>
    /// <param name="conditions">Names of all columns of plate maps, and whether each holds numbers only.</param>
    /// <param name="quote">Quotes the name of a column.</param>
    public static string Make(
        IReadOnlyList<string> channels, IReadOnlyList<(string Name, bool IsNumber)> conditions, Func<string, string> quote)
    {
        var cell = string.Join(", ", StoreColumns.Cell.Select(c => "cell." + quote(c)));
        var taken = new HashSet<string>(
            [
                "Run", "Experiment", "Well", "Timepoint", "Channel", "Tile", "Id", "TileId", "Label", "Track", "Parent", "AlignedX",
                "AlignedY", "MeasuredChannel", "Threshold", .. StoreColumns.Cell, .. StoreColumns.Intensity,
            ],
            StringComparer.OrdinalIgnoreCase);
        var conditionColumns = new StringBuilder();
        foreach (var (name, isNumber) in conditions)
        {
            conditionColumns.Append(
                $", (SELECT {(isNumber ? "Number" : "Value")} FROM condition WHERE WellId = well.Id AND Name = {Text(name)}) "
                + $"AS {quote(Column(name, taken))}");
        }

        var wide = new StringBuilder();
        var joins = new StringBuilder();
        foreach (var (index, channel) in channels.Index())
        {
            var word = Word(channel);
            joins.Append(
                $"\nLEFT JOIN channel AS c{index} ON c{index}.WellId = well.Id AND c{index}.Name = {Text(channel)}"
                + $"\nLEFT JOIN intensity AS i{index} ON i{index}.CellId = cell.Id AND i{index}.ChannelId = c{index}.Id");
            foreach (var column in StoreColumns.Intensity)
            {
                wide.Append($", i{index}.{quote(column)} AS {quote(Column($"{column}_{word}", taken))}");
            }
        }

        const string names =
            "experiment.Name AS Experiment, well.Name AS Well, tile.Timepoint, segmented.Name AS Channel, tile.Number AS Tile";
        const string track = "cell.Track, track.Parent";
        var intensities = string.Join(", ", StoreColumns.Intensity.Select(c => "intensity." + quote(c)));
        const string eachChannel = """

            LEFT JOIN intensity ON intensity.CellId = cell.Id
            LEFT JOIN channel AS measured ON measured.Id = intensity.ChannelId
            """;
        var measurement = $"""
            SELECT {names}, cell.Id, cell.TileId, cell.Label, {cell}, measured.Name AS MeasuredChannel, {intensities},
                run.Name AS Run, {track}, {AlignedX}, {AlignedY}{conditionColumns}
            {From}
            """;
        var cellMeasurement = $"""
            SELECT run.Name AS Run, {names}, cell.Id, cell.Label, {track}, {cell}, {AlignedX}, {AlignedY},
                tile.Threshold{wide}{conditionColumns}
            {From}{joins}
            """;
        return $"""
            {string.Join("\n", Names.Reverse().Select(n => $"DROP VIEW IF EXISTS {n};"))}
            CREATE VIEW latest_segmentation AS
                SELECT RunId, ChannelId, Timepoint FROM segmentation AS every WHERE NOT EXISTS (
                    SELECT 1 FROM segmentation AS later
                    WHERE later.ChannelId = every.ChannelId AND later.Timepoint = every.Timepoint
                        AND (later.Time > every.Time OR (later.Time = every.Time AND later.RunId > every.RunId)));
            CREATE VIEW measurement AS {measurement}{eachChannel};
            CREATE VIEW latest_measurement AS {measurement}{Latest}{eachChannel};
            CREATE VIEW cell_measurement AS {cellMeasurement};
            CREATE VIEW latest_cell_measurement AS {cellMeasurement}{Latest};
            CREATE VIEW run_summary AS
                SELECT run.Name AS Run, experiment.Name AS Experiment, well.Name AS Well, segmentation.Timepoint, segmented.Name AS Channel,
                    COUNT(cell.Id) AS Cells, SUM(cell.Area) AS TotalArea, AVG(cell.Area) AS MeanArea,
                    AVG(intensity.MeanIntensity) AS MeanIntensity,
                    MIN(tile.Threshold) AS MinimumThreshold, MAX(tile.Threshold) AS MaximumThreshold
                FROM segmentation
                JOIN run ON run.Id = segmentation.RunId
                JOIN channel AS segmented ON segmented.Id = segmentation.ChannelId
                JOIN well ON well.Id = segmented.WellId
                JOIN experiment ON experiment.Id = well.ExperimentId
                LEFT JOIN tile ON tile.RunId = segmentation.RunId AND tile.ChannelId = segmentation.ChannelId
                    AND tile.Timepoint = segmentation.Timepoint
                LEFT JOIN cell ON cell.TileId = tile.Id
                LEFT JOIN intensity ON intensity.CellId = cell.Id AND intensity.ChannelId = segmentation.ChannelId
                GROUP BY run.Name, experiment.Name, well.Name, segmentation.Timepoint, segmented.Name;
            CREATE VIEW run_comparison AS
                SELECT one.Experiment, one.Well, one.Timepoint, one.Channel, one.Run, other.Run AS OtherRun,
                    one.Cells, other.Cells AS OtherCells, other.Cells - one.Cells AS MoreCells,
                    one.MeanArea, other.MeanArea AS OtherMeanArea, one.MeanIntensity, other.MeanIntensity AS OtherMeanIntensity,
                    one.MaximumThreshold, other.MaximumThreshold AS OtherMaximumThreshold
                FROM run_summary AS one
                JOIN run_summary AS other ON other.Experiment = one.Experiment AND other.Well = one.Well
                    AND other.Timepoint = one.Timepoint AND other.Channel = one.Channel AND other.Run <> one.Run;
            """;
    }

    /// <summary>Returns a name that no column has yet and that a query can write without quotes unless it is a reserved word.</summary>
    private static string Column(string name, HashSet<string> taken)
    {
        var word = Word(name);
        var free = char.IsAsciiDigit(word[0]) || taken.Contains(word) ? "Map_" + word : word;
        for (var number = 2; !taken.Add(free); number++)
        {
            free = $"{word}_{number}";
        }

        return free;
    }

    private static string Word(string name)
    {
        var word = string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'));
        return word.Length > 0 ? word : "_";
    }

    private static string Text(string value) => $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";
}
