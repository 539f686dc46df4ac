namespace Stylize.Storage;

/// <summary>The tables. <see cref="StoreViews"/> creates the views, whose columns follow the channels.</summary>
internal static class StoreSchema
{
    /// <summary>The version of these tables. A database with another version is refused.</summary>
    public const int Version = 2;

    /// <summary>The table of the version.</summary>
    public const string VersionTable = "stylize_schema";

    /// <summary>Returns the statements that create the tables.</summary>
    /// <remarks>
    /// Placeholders: {id}, an integer key that the database assigns; {int}, a 64-bit integer; {real}, a double; {withoutRowId}, which makes
    /// SQLite order the table by its primary key.
    /// </remarks>
    public static string Create(StoreDialect dialect) => dialect.Types($$"""
        CREATE TABLE experiment (Id {id}, Name TEXT NOT NULL UNIQUE);
        CREATE TABLE well (
            Id {id}, ExperimentId {int} NOT NULL REFERENCES experiment (Id) ON DELETE CASCADE, Name TEXT NOT NULL,
            UNIQUE (ExperimentId, Name));
        CREATE TABLE channel (
            Id {id}, WellId {int} NOT NULL REFERENCES well (Id) ON DELETE CASCADE, Name TEXT NOT NULL,
            UNIQUE (WellId, Name));
        CREATE TABLE condition (
            WellId {int} NOT NULL REFERENCES well (Id) ON DELETE CASCADE, Name TEXT NOT NULL, Value TEXT NOT NULL, Number {real},
            PRIMARY KEY (WellId, Name));
        CREATE TABLE run (
            Id {id}, Name TEXT NOT NULL UNIQUE, Time TEXT NOT NULL, Version TEXT NOT NULL, Options TEXT NOT NULL,
            InputDigest TEXT NOT NULL);
        CREATE TABLE segmentation (
            RunId {int} NOT NULL REFERENCES run (Id) ON DELETE CASCADE,
            ChannelId {int} NOT NULL REFERENCES channel (Id) ON DELETE CASCADE, Timepoint {int} NOT NULL,
            Time TEXT NOT NULL, Version TEXT NOT NULL, Options TEXT NOT NULL, InputDigest TEXT NOT NULL,
            PRIMARY KEY (RunId, ChannelId, Timepoint));
        CREATE TABLE shift (
            RunId {int} NOT NULL REFERENCES run (Id) ON DELETE CASCADE,
            WellId {int} NOT NULL REFERENCES well (Id) ON DELETE CASCADE, Timepoint {int} NOT NULL,
            Dx {real} NOT NULL, Dy {real} NOT NULL, Quality {real} NOT NULL, Applied {int} NOT NULL,
            PRIMARY KEY (RunId, WellId, Timepoint));
        CREATE TABLE track (
            RunId {int} NOT NULL REFERENCES run (Id) ON DELETE CASCADE,
            ChannelId {int} NOT NULL REFERENCES channel (Id) ON DELETE CASCADE, Number {int} NOT NULL,
            Parent {int}, First {int} NOT NULL, Last {int} NOT NULL, Points {int} NOT NULL,
            PRIMARY KEY (RunId, ChannelId, Number));
        CREATE TABLE tile (
            Id {id}, RunId {int} NOT NULL REFERENCES run (Id) ON DELETE CASCADE,
            ChannelId {int} NOT NULL REFERENCES channel (Id) ON DELETE CASCADE, Timepoint {int} NOT NULL, Number {int} NOT NULL,
            File TEXT NOT NULL, Page {int} NOT NULL, Width {int} NOT NULL, Height {int} NOT NULL,
            OriginX {int} NOT NULL, OriginY {int} NOT NULL,
            Threshold {real}, UNIQUE (RunId, ChannelId, Timepoint, Number));
        CREATE INDEX tile_channel ON tile (ChannelId);
        CREATE TABLE cell (
            Id {int} PRIMARY KEY, TileId {int} NOT NULL REFERENCES tile (Id) ON DELETE CASCADE, Label {int} NOT NULL,
            {{string.Join(", ", StoreColumns.Cell.Select(c => $"{dialect.Quote(c)} {{real}}"))}}, Track {int});
        CREATE INDEX cell_tile ON cell (TileId);
        CREATE TABLE intensity (
            CellId {int} NOT NULL REFERENCES cell (Id) ON DELETE CASCADE,
            ChannelId {int} NOT NULL REFERENCES channel (Id) ON DELETE CASCADE,
            {{string.Join(", ", StoreColumns.Intensity.Select(c => $"{dialect.Quote(c)} {{real}}"))}},
            PRIMARY KEY (CellId, ChannelId)){withoutRowId};
        CREATE INDEX intensity_channel ON intensity (ChannelId);
        """);

    /// <summary>The tables, each after those to which its rows refer; a test compares them with those that are created.</summary>
    public static readonly string[] Tables =
        ["experiment", "well", "channel", "condition", "run", "segmentation", "shift", "track", "tile", "cell", "intensity"];

    /// <summary>Returns the first table that a database lacks; null if it has all.</summary>
    public static string? MissingTable(StoreConnection sql, StoreDialect dialect)
    {
        var existing = sql.Read(
            dialect.IsServer
                ? "SELECT tablename FROM pg_tables WHERE schemaname = ANY (current_schemas(false))"
                : "SELECT name FROM sqlite_schema WHERE type = 'table'",
            row => row.GetString(0)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return Tables.Prepend(VersionTable).FirstOrDefault(table => !existing.Contains(table));
    }
}

/// <summary>
/// The measurements in the database, each named like its column in a <see cref="Engine.Segmentation.Regions.RegionTable"/>.
/// </summary>
internal static class StoreColumns
{
    public static readonly string[] Cell =
    [
        "Area", "Left", "Top", "Right", "Bottom", "CentroidX", "CentroidY", "Orientation", "Eccentricity", "MajorAxisLength",
        "MinorAxisLength", "EquivalentDiameter", "Solidity", "ConvexArea", "Extent", "Perimeter", "CroftonPerimeter", "EulerNumber",
        "MaximumFeretDiameter", "MinimumFeretDiameter", "RingArea",
    ];

    /// <summary>Measurements in the table "intensity"; in a table of regions the name of the channel follows.</summary>
    public static readonly string[] Intensity =
    [
        "MinimumIntensity", "MeanIntensity", "MaximumIntensity", "IntensityStandardDeviation", "WeightedCentroidX", "WeightedCentroidY",
        "PunctaCount", "PunctaMean", "PunctaTotal", "RingMinimumIntensity", "RingMeanIntensity", "RingMaximumIntensity",
        "RingIntensityStandardDeviation", "RingIntensityRatio",
    ];
}

/// <summary>The differences between the databases in names, types and limits.</summary>
internal sealed class StoreDialect
{
    /// <summary>SQLITE_MAX_COLUMN of SQLite: https://sqlite.org/limits.html.</summary>
    public static StoreDialect Sqlite { get; } = new() { MaxColumns = 2000 };

    /// <summary>MaxHeapAttributeNumber of PostgreSQL, which also limits views.</summary>
    public static StoreDialect Postgres { get; } = new() { IsServer = true, MaxColumns = 1600 };

    public bool IsServer { get; private init; }

    /// <summary>Maximum number of columns of a view.</summary>
    public required int MaxColumns { get; init; }

    public static StoreDialect ForDatabase(string database) => MeasurementStores.IsPostgres(database) ? Postgres : Sqlite;

    /// <summary>Quotes the name of a column so that it can be a reserved word, and a query can still write it without quotes.</summary>
    /// <remarks>PostgreSQL reads a name without quotes as lower case.</remarks>
    public string Quote(string column) => $"\"{(IsServer ? column.ToLowerInvariant() : column)}\"";

    /// <summary>Replaces the placeholders of <see cref="StoreSchema"/> with types.</summary>
    public string Types(string sql) => sql
        .Replace("{id}", IsServer ? "BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY" : "INTEGER PRIMARY KEY", StringComparison.Ordinal)
        .Replace("{int}", IsServer ? "BIGINT" : "INTEGER", StringComparison.Ordinal)
        .Replace("{real}", IsServer ? "DOUBLE PRECISION" : "REAL", StringComparison.Ordinal)
        .Replace("{withoutRowId}", IsServer ? "" : " WITHOUT ROWID", StringComparison.Ordinal);
}
