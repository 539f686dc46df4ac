namespace Stylize.Storage;

/// <summary>The views. They are recreated when a new channel or plate map column adds columns to them.</summary>
/// <remarks>
/// measurement: one row per cell and measured channel. cell_measurement: one row per cell, with the intensities of all
/// channels as columns. latest_measurement, latest_cell_measurement: the same, limited to the latest run of each
/// segmented channel and timepoint. well_measurement, latest_well_measurement: one row per well and measurement, with
/// statistics of its cells. run_summary: one row per run, well, timepoint and segmented channel. run_comparison: each
/// of these rows joined with the same row of every other run. cell_part: one row per nucleus with the keys of its cell
/// and cytoplasm. image_quality: one row per image.
/// </remarks>
internal static class StoreViews
{
    private const string AlignedX = "cell.CentroidX - COALESCE(shift.Dx * shift.Applied, 0) AS AlignedX";
    private const string AlignedY = "cell.CentroidY - COALESCE(shift.Dy * shift.Applied, 0) AS AlignedY";

    private static readonly string From = $"""
        FROM cell
        JOIN tile ON tile.Id = cell.TileId
        {Origin("tile")}
        LEFT JOIN shift ON shift.RunId = tile.RunId AND shift.WellId = well.Id AND shift.Timepoint = tile.Timepoint
        LEFT JOIN track ON track.RunId = tile.RunId AND track.ChannelId = tile.ChannelId AND track.Number = cell.Track
        LEFT JOIN roi ON roi.RunId = tile.RunId AND roi.ChannelId = tile.ChannelId AND roi.Timepoint = tile.Timepoint
            AND roi.Number = cell.Roi
        """;

    /// <summary>Keeps the rows of the newest run of each segmented channel and timepoint.</summary>
    private const string Latest = """

        JOIN latest_segmentation AS newest
            ON newest.RunId = tile.RunId AND newest.ChannelId = tile.ChannelId AND newest.Timepoint = tile.Timepoint
        """;

    private const string Names =
        "experiment.Name AS Experiment, well.Name AS Well, tile.Timepoint, segmented.Name AS Channel, tile.Number AS "
        + "Tile";

    private const string Track = "cell.Track, track.Parent, roi.Name AS Roi";

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

    private static readonly string FromStatistics = $"\nFROM segmentation\n{Origin("segmentation")}";

    private const string NamesOfWell = "run.Name AS Run, experiment.Name AS Experiment, well.Name AS Well";

    private const string OfWell = $"{NamesOfWell}, segmentation.Timepoint, segmented.Name AS Channel";

    private static readonly string RunSummary = $"""
             SELECT {OfWell}, cells.Count AS Cells, area.Count * area.Mean AS TotalArea, area.Mean AS MeanArea,
                intensity.Mean AS MeanIntensity, {Threshold("MIN")} AS MinimumThreshold, {Threshold("MAX")}
                AS MaximumThreshold, segmentation.Warnings
            {FromStatistics}{Statistic("cells", "'Cells'")}{Statistic("area", "'Area'")}
            {Statistic("intensity", "'MeanIntensity_' || segmented.Name")}
        """;

    private static readonly string CellPart = $"""

            SELECT {NamesOfWell}, tile.Timepoint, segmented.Name AS Channel,
                tile.Number AS Tile, nucleus.Label, nucleus.Id AS NucleusId, whole.Id AS CellId, cytoplasm.Id AS CytoplasmId
            FROM cell AS nucleus
            JOIN tile ON tile.Id = nucleus.TileId
            {Origin("tile")}
            JOIN channel AS cells ON cells.WellId = well.Id AND cells.Name = 'Cells'
            JOIN tile AS celltile ON celltile.RunId = tile.RunId AND celltile.ChannelId = cells.Id
                AND celltile.Timepoint = tile.Timepoint AND celltile.Number = tile.Number
                AND celltile.File = tile.File AND celltile.Page = tile.Page
            JOIN cell AS whole ON whole.Id = celltile.Id * 4294967296 + nucleus.Label
            JOIN channel AS other ON other.WellId = well.Id AND other.Name = 'Cytoplasm'
            LEFT JOIN tile AS othertile ON othertile.RunId = tile.RunId AND othertile.ChannelId = other.Id
                AND othertile.Timepoint = tile.Timepoint AND othertile.Number = tile.Number
            LEFT JOIN cell AS cytoplasm ON cytoplasm.Id = othertile.Id * 4294967296 + nucleus.Label
            WHERE segmented.Name NOT IN ('Cells', 'Cytoplasm')
        """;

    private static readonly string Image = $"""
             SELECT {NamesOfWell}, image.Timepoint, image.Image AS Channel,
                image.Number AS Tile, {string.Join(", ", ImageQuality.Names.Select(name => "image." + name))}, image.Failed, image.Excluded
            FROM image
            {Origin("image")}
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

    /// <summary>Maximum number of channels that one SELECT joins: SQLite joins at most 64 tables, and a query may join
    /// others.</summary>
    private const int JoinedChannels = 24;

    /// <summary>Number of channels from which PostgreSQL reads the arrays of a cell faster than it joins the
    /// channels.</summary>
    private const int ArrayChannels = 12;

    /// <summary>Measurements in the order in which cell_measurement keeps them if it cannot have all.</summary>
    private static readonly string[] ByImportance =
    [
        "MeanIntensity", "MaximumIntensity", "MinimumIntensity", "IntensityStandardDeviation", "RingMeanIntensity",
        "RingIntensityRatio",
        "NucleusCytoplasmRatio", "NucleusCellRatio", "PunctaCount", "PunctaMean", "PunctaTotal", "WeightedCentroidX",
        "WeightedCentroidY", "RingMinimumIntensity", "RingMaximumIntensity", "RingIntensityStandardDeviation",
    ];

    public static string Replace(ViewColumns columns, StoreDialect dialect)
    {
        var views = Make(columns, dialect);
        return string.Join('\n', views.Reverse().Select(view => $"DROP VIEW IF EXISTS {view.Name};")
            .Concat(views.Select(view => $"{view.Statement};")));
    }

    /// <summary>Returns the statements that create the views for one connection.</summary>
    public static string Temporary(ViewColumns columns, StoreDialect dialect) =>
        string.Join('\n', Make(columns, dialect).Select(view => $"CREATE TEMP{view.Statement["CREATE".Length..]};"));

    /// <summary>Returns true if a view of an SQLite file has another text, such as that of an earlier
    /// version.</summary>
    public static bool AreOutdated(StoreConnection sql, ViewColumns columns) =>
        Make(columns, StoreDialect.Sqlite).Select(view => view.Statement).Except(
            sql.Read($"SELECT sql FROM sqlite_schema WHERE type = 'view'", row => row.GetString(0))).Any();

    /// <summary>Returns a sentence about what cell_measurement lacks; null if it has all measurements of all
    /// channels.</summary>
    public static string? Limitation(ViewColumns columns, StoreDialect dialect)
    {
        var kept = Kept(columns, dialect);
        return kept.Count == columns.Intensities.Count
            ? null
            : Invariant($"The database has {columns.Channels.Count:N0} names of channels, ")
                + Invariant($"and a view at most {dialect.MaxColumns:N0} columns. ")
                + "In 'cell_measurement', each channel has only "
                + string.Join(", ", kept.Select(column => column.Measurement).Distinct())
                + ". 'measurement' and exports have all values.";
    }

    /// <summary>Returns the rows of cells with the columns of cell_measurement except those of channels.</summary>
    public static string SelectCells(ViewColumns columns, StoreDialect dialect) =>
        $"SELECT {CellColumns(dialect)}{Conditions(columns, dialect, "tile.RunId", "well.Id")}\n{From}";

    private static string CellColumns(StoreDialect dialect) =>
        $"run.Name AS Run, {Names}, cell.Id, cell.Label, {Track}, {Quoted(dialect, "cell", StoreColumns.Cell)}, "
        + $"{AlignedX}, {AlignedY}, tile.Threshold";

    private static string Quoted(StoreDialect dialect, string table, IEnumerable<string> columns) =>
        string.Join(", ", columns.Select(column => $"{table}.{dialect.Quote(column)}"));

    private static string Conditions(ViewColumns columns, StoreDialect dialect, string run, string well) =>
        string.Concat(columns.Conditions.Select(
            condition =>
                $", (SELECT {(condition.IsNumber ? "Number" : "Value")} FROM condition WHERE RunId = {run} AND WellId "
                + $"= {well} "
                + $"AND Name IN ({string.Join(", ", condition.Names.Select(Text))})) AS "
                + $"{dialect.Quote(condition.Column)}"));

    /// <summary>Returns the columns of channels that fit into a view; all channels have the same
    /// measurements.</summary>
    private static List<WideColumn> Kept(ViewColumns columns, StoreDialect dialect)
    {
        // RunKey and WellKey are columns of the steps.
        var room = Math.Max(dialect.MaxColumns - ViewColumns.OfCell.Length - columns.Conditions.Count - 2, 0);
        var each = Math.Clamp(room / Math.Max(columns.Channels.Count, 1), 1, ByImportance.Length);
        return [.. columns.Intensities.Where(column => Array.IndexOf(ByImportance, column.Measurement) < each)
            .Take(room)];
    }

    /// <summary>Returns the views in the order of creation: a view may use those before it.</summary>
    private static (string Name, string Statement)[] Make(ViewColumns columns, StoreDialect dialect)
    {
        var measurement = $"""
             SELECT {Names}, cell.Id, cell.TileId, cell.Label, {Quoted(dialect, "cell", StoreColumns.Cell)},
                measured.Name AS MeasuredChannel, {Quoted(dialect, "intensity", StoreColumns.Intensity)}, run.Name AS Run,
                {Track}, {AlignedX}, {AlignedY}{Conditions(columns, dialect, "tile.RunId", "well.Id")}
            {From}
            """;
        (string Name, string Text)[] views =
        [
            ("latest_segmentation", LatestSegmentation),
            ("measurement", measurement + EachChannel),
            ("latest_measurement", measurement + Latest + EachChannel),
            ("cell_measurement", CellMeasurement(columns, dialect, "")),
            ("latest_cell_measurement", CellMeasurement(columns, dialect, Latest)),
            ("well_measurement", WellMeasurement(columns, dialect, "")),
            ("latest_well_measurement", WellMeasurement(columns, dialect, """

                JOIN latest_segmentation AS newest ON newest.RunId = segmentation.RunId
                    AND newest.ChannelId = segmentation.ChannelId AND newest.Timepoint = segmentation.Timepoint
                """)),
            ("run_summary", RunSummary),
            ("cell_part", CellPart),
            ("image_quality", Image),
            ("run_comparison", RunComparison),
        ];
        return [.. views.Select(view => (view.Name, $"CREATE VIEW {view.Name} AS{view.Text}"))];
    }

    /// <summary>Returns the statistics of wells with the columns of plate maps.</summary>
    private static string WellMeasurement(ViewColumns columns, StoreDialect dialect, string latest) =>
        $" SELECT {OfWell}, statistic.Measurement, {Quoted(dialect, "statistic", WellStatistic.Names.Prepend("Count"))}"
        + Conditions(columns, dialect, "segmentation.RunId", "well.Id") + FromStatistics
        + $"\nJOIN statistic ON {SameSegmentation("statistic")}{latest}";

    private static string Origin(string table) => $"""
        JOIN run ON run.Id = {table}.RunId
        JOIN channel AS segmented ON segmented.Id = {table}.ChannelId
        JOIN well ON well.Id = segmented.WellId
        JOIN experiment ON experiment.Id = well.ExperimentId
        """;

    private static string Statistic(string alias, string measurement) =>
        $"\nLEFT JOIN statistic AS {alias} ON {SameSegmentation(alias)} AND {alias}.Measurement = {measurement}";

    private static string Threshold(string function) =>
        $"(SELECT {function}(Threshold) FROM tile WHERE {SameSegmentation("tile")})";

    private static string SameSegmentation(string table) => $"{table}.RunId = segmentation.RunId "
        + $"AND {table}.ChannelId = segmentation.ChannelId AND {table}.Timepoint = segmentation.Timepoint";

    /// <summary>Returns the rows of cells with the measurements of all channels as columns.</summary>
    /// <remarks>
    /// SQLite joins the channels in several steps, each with a limited number of tables. The empty row that UNION ALL
    /// adds keeps it from joining all steps in one: https://sqlite.org/optoverview.html#subquery_flattening. A
    /// condition on the well still reads only its rows.
    /// </remarks>
    private static string CellMeasurement(ViewColumns columns, StoreDialect dialect, string latest)
    {
        var left = Kept(columns, dialect);
        var (source, found) = ("cells", (List<string>)[.. ViewColumns.OfCell, "RunKey", "WellKey"]);
        var steps = new List<string>
        {
            $"cells AS (SELECT {CellColumns(dialect)}, run.Id AS RunKey, well.Id AS WellKey\n{From}{latest}{Fence()})",
        };
        while (!dialect.IsServer && left.Exists(column => column.Channel >= left[0].Channel + JoinedChannels))
        {
            var step = left.FindAll(column => column.Channel < left[0].Channel + JoinedChannels);
            left = left[step.Count..];
            found.AddRange(step.Select(column => column.Name));
            var next = $"step{steps.Count}";
            steps.Add($"{next} AS (SELECT {source}.*{Values(step, Joined)}\nFROM {source}{Joins(step)}{Fence()})");
            source = next;
        }

        var isArray = dialect.IsServer && columns.Channels.Count > ArrayChannels;
        var known = string.Join(
            ", ", found.Where(name => name is not ("RunKey" or "WellKey"))
                .Select(name => $"{source}.{dialect.Quote(name)}"));
        return $"\nWITH {string.Join(",\n", steps)}\nSELECT {known}{Values(left, isArray ? Element : Joined)}"
            + $"{Conditions(columns, dialect, source + ".RunKey", source + ".WellKey")}\nFROM "
            + $"{source}{(isArray ? Arrays() : Joins(left))}";

        string Fence() =>
            dialect.IsServer ? "" : $"\nUNION ALL SELECT {string.Join(", ", found.Select(_ => "NULL"))} WHERE 1 = 0";

        string Values(List<WideColumn> some, Func<WideColumn, string> value) =>
            string.Concat(some.Select(column => $", {value(column)} AS {dialect.Quote(column.Name)}"));

        string Joined(WideColumn column) => $"i{column.Channel}.{dialect.Quote(column.Measurement)}";

        string Element(WideColumn column) => $"wide.{dialect.Quote(column.Measurement)}[{column.Channel + 1}]";

        string Joins(List<WideColumn> some) =>
            string.Concat(some.Select(column => column.Channel).Distinct().Select(channel =>
                $"\nLEFT JOIN channel AS c{channel} ON c{channel}.WellId = {source}.WellKey AND c{channel}.Name = "
                + $"{Text(columns.Channels[channel])}\nLEFT JOIN intensity AS i{channel} ON i{channel}.CellId = "
                + $"{source}.Id AND i{channel}.ChannelId = c{channel}.Id"));

        string Arrays()
        {
            string[] measured = [.. left.Select(column => dialect.Quote(column.Measurement)).Distinct()];
            return $"""

                LEFT JOIN LATERAL (
                    SELECT {string.Join(", ", measured.Select(name => $"array_agg({name}) AS {name}"))} FROM (
                        SELECT {string.Join(", ", measured.Select(name => "intensity." + name))}
                        FROM unnest(ARRAY[{string.Join(", ", columns.Channels.Select(Text))}]) WITH ORDINALITY AS named (Name, Number)
                        LEFT JOIN channel ON channel.WellId = {source}.WellKey AND channel.Name = named.Name
                        LEFT JOIN intensity ON intensity.CellId = {source}.Id AND intensity.ChannelId = channel.Id
                        ORDER BY named.Number) AS ordered) AS wide ON TRUE
                """;
        }
    }

    private static string Text(string value) => $"'{value.Replace("'", "''")}'";
}
