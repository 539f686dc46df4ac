namespace Stylize.Storage;

/// <summary>The tables. <see cref="StoreViews"/> creates the views, whose columns follow the channels.</summary>
internal static class StoreSchema
{
    /// <summary>The version of these tables. A database with another version is refused.</summary>
    public const int Version = 2;

    /// <summary>Returns the statements that create the tables.</summary>
    /// <remarks>
    /// Each database replaces these placeholders: {id}, an integer key that the database assigns; {int}, a 64-bit integer; {real}, a
    /// double; {withoutRowId}, which makes SQLite order the table by its primary key.
    /// </remarks>
    /// <param name="quote">Quotes the name of a column.</param>
    public static string Tables(Func<string, string> quote) => $$"""
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
            {{string.Join(", ", StoreColumns.Cell.Select(c => $"{quote(c)} {{real}}"))}}, Track {int});
        CREATE INDEX cell_tile ON cell (TileId);
        CREATE TABLE intensity (
            CellId {int} NOT NULL REFERENCES cell (Id) ON DELETE CASCADE,
            ChannelId {int} NOT NULL REFERENCES channel (Id) ON DELETE CASCADE,
            {{string.Join(", ", StoreColumns.Intensity.Select(c => $"{quote(c)} {{real}}"))}},
            PRIMARY KEY (CellId, ChannelId)){withoutRowId};
        CREATE INDEX intensity_channel ON intensity (ChannelId);
        """;
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
