namespace Stylize.Storage;

/// <summary>The views. They are recreated when a new channel or plate map column adds columns to them.</summary>
/// <remarks>
/// measurement: one row per cell and measured channel. cell_measurement: one row per cell, with the intensities of all channels as columns.
/// latest_measurement, latest_cell_measurement: the same, limited to the latest run of each segmented channel and timepoint. run_summary:
/// one row per run, well, timepoint and segmented channel. run_comparison: each of these rows joined with the same row of every other run.
/// </remarks>
internal static class StoreViews
{
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

    private const string Names =
        "experiment.Name AS Experiment, well.Name AS Well, tile.Timepoint, segmented.Name AS Channel, tile.Number AS Tile";

    private const string Track = "cell.Track, track.Parent";

    private const string EachChannel = """

        LEFT JOIN intensity ON intensity.CellId = cell.Id
        LEFT JOIN channel AS measured ON measured.Id = intensity.ChannelId
        """;

    private const string LatestSegmentation = """

            SELECT RunId, ChannelId, Timepoint FROM segmentation AS every WHERE NOT EXISTS (
                SELECT 1 FROM segmentation AS later
                WHERE later.ChannelId = every.ChannelId AND later.Timepoint = every.Timepoint
                    AND (later.Time > every.Time OR (later.Time = every.Time AND later.RunId > every.RunId)))
        """;

    private const string RunSummary = """

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
            GROUP BY run.Name, experiment.Name, well.Name, segmentation.Timepoint, segmented.Name
        """;

    private const string RunComparison = """

            SELECT one.Experiment, one.Well, one.Timepoint, one.Channel, one.Run, other.Run AS OtherRun,
                one.Cells, other.Cells AS OtherCells, other.Cells - one.Cells AS MoreCells,
                one.MeanArea, other.MeanArea AS OtherMeanArea, one.MeanIntensity, other.MeanIntensity AS OtherMeanIntensity,
                one.MaximumThreshold, other.MaximumThreshold AS OtherMaximumThreshold
            FROM run_summary AS one
            JOIN run_summary AS other ON other.Experiment = one.Experiment AND other.Well = one.Well
                AND other.Timepoint = one.Timepoint AND other.Channel = one.Channel AND other.Run <> one.Run
        """;

    /// <summary>Returns the statements that replace all views.</summary>
    /// <param name="conditions">Names of all columns of plate maps, and whether each holds numbers only.</param>
    /// <param name="quote">Quotes the name of a column.</param>
    public static string Make(
        IReadOnlyList<string> channels, IReadOnlyList<(string Name, bool IsNumber)> conditions, Func<string, string> quote)
    {
        var taken = new HashSet<string>(
            [
                "Run", "Experiment", "Well", "Timepoint", "Channel", "Tile", "Id", "TileId", "Label", "Track", "Parent", "AlignedX",
                "AlignedY", "MeasuredChannel", "Threshold", .. StoreColumns.Cell, .. StoreColumns.Intensity,
            ],
            StringComparer.OrdinalIgnoreCase);
        var ofWell = string.Concat(conditions.Select(condition =>
            $", (SELECT {(condition.IsNumber ? "Number" : "Value")} FROM condition WHERE WellId = well.Id "
            + $"AND Name = {Text(condition.Name)}) AS {quote(Column(condition.Name, taken))}"));
        var wide = string.Concat(channels.Index().SelectMany(channel => StoreColumns.Intensity.Select(column =>
            $", i{channel.Index}.{quote(column)} AS {quote(Column($"{column}_{Word(channel.Item)}", taken))}")));
        var joins = string.Concat(channels.Index().Select(channel =>
            $"\nLEFT JOIN channel AS c{channel.Index} ON c{channel.Index}.WellId = well.Id AND c{channel.Index}.Name = {Text(channel.Item)}"
            + $"\nLEFT JOIN intensity AS i{channel.Index} ON i{channel.Index}.CellId = cell.Id "
            + $"AND i{channel.Index}.ChannelId = c{channel.Index}.Id"));
        var cell = string.Join(", ", StoreColumns.Cell.Select(column => "cell." + quote(column)));
        var intensities = string.Join(", ", StoreColumns.Intensity.Select(column => "intensity." + quote(column)));
        var measurement = $"""
             SELECT {Names}, cell.Id, cell.TileId, cell.Label, {cell}, measured.Name AS MeasuredChannel, {intensities},
                run.Name AS Run, {Track}, {AlignedX}, {AlignedY}{ofWell}
            {From}
            """;
        var cellMeasurement = $"""
             SELECT run.Name AS Run, {Names}, cell.Id, cell.Label, {Track}, {cell}, {AlignedX}, {AlignedY},
                tile.Threshold{wide}{ofWell}
            {From}{joins}
            """;

        // In the order of creation: a view may use those before it.
        (string Name, string Text)[] views =
        [
            ("latest_segmentation", LatestSegmentation),
            ("measurement", measurement + EachChannel),
            ("latest_measurement", measurement + Latest + EachChannel),
            ("cell_measurement", cellMeasurement),
            ("latest_cell_measurement", cellMeasurement + Latest),
            ("run_summary", RunSummary),
            ("run_comparison", RunComparison),
        ];
        return string.Join('\n', views.Reverse().Select(view => $"DROP VIEW IF EXISTS {view.Name};")
            .Concat(views.Select(view => $"CREATE VIEW {view.Name} AS{view.Text};")));
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
