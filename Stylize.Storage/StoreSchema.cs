namespace Stylize.Storage;

/// <summary>The tables. <see cref="StoreViews"/> creates the views, whose columns follow the channels.</summary>
/// <remarks>
/// Each database replaces these placeholders: {id}, an integer key that the database assigns; {int}, a 64-bit integer; {real}, a double;
/// {withoutRowId}, which makes SQLite order the table by its primary key.
/// </remarks>
internal static class StoreSchema
{
    /// <summary>The version of these tables. A database with another version is refused.</summary>
    public const int Version = 1;

    public static readonly string Tables = $$"""
        CREATE TABLE experiment (id {id}, name TEXT NOT NULL UNIQUE);
        CREATE TABLE well (
            id {id}, experiment_id {int} NOT NULL REFERENCES experiment (id) ON DELETE CASCADE, name TEXT NOT NULL,
            UNIQUE (experiment_id, name));
        CREATE TABLE channel (
            id {id}, well_id {int} NOT NULL REFERENCES well (id) ON DELETE CASCADE, name TEXT NOT NULL,
            UNIQUE (well_id, name));
        CREATE TABLE condition (
            well_id {int} NOT NULL REFERENCES well (id) ON DELETE CASCADE, name TEXT NOT NULL, value TEXT NOT NULL, number {real},
            PRIMARY KEY (well_id, name));
        CREATE TABLE run (
            id {id}, name TEXT NOT NULL UNIQUE, time TEXT NOT NULL, version TEXT NOT NULL, options TEXT NOT NULL,
            input_digest TEXT NOT NULL);
        CREATE TABLE segmentation (
            run_id {int} NOT NULL REFERENCES run (id) ON DELETE CASCADE,
            channel_id {int} NOT NULL REFERENCES channel (id) ON DELETE CASCADE, timepoint {int} NOT NULL,
            time TEXT NOT NULL, version TEXT NOT NULL, options TEXT NOT NULL, input_digest TEXT NOT NULL,
            PRIMARY KEY (run_id, channel_id, timepoint));
        CREATE TABLE shift (
            run_id {int} NOT NULL REFERENCES run (id) ON DELETE CASCADE,
            well_id {int} NOT NULL REFERENCES well (id) ON DELETE CASCADE, timepoint {int} NOT NULL,
            dx {real} NOT NULL, dy {real} NOT NULL, quality {real} NOT NULL, applied {int} NOT NULL,
            PRIMARY KEY (run_id, well_id, timepoint));
        CREATE TABLE track (
            run_id {int} NOT NULL REFERENCES run (id) ON DELETE CASCADE,
            channel_id {int} NOT NULL REFERENCES channel (id) ON DELETE CASCADE, number {int} NOT NULL,
            parent {int}, first {int} NOT NULL, last {int} NOT NULL, points {int} NOT NULL,
            PRIMARY KEY (run_id, channel_id, number));
        CREATE TABLE tile (
            id {id}, run_id {int} NOT NULL REFERENCES run (id) ON DELETE CASCADE,
            channel_id {int} NOT NULL REFERENCES channel (id) ON DELETE CASCADE, timepoint {int} NOT NULL, number {int} NOT NULL,
            file TEXT NOT NULL, page {int} NOT NULL, width {int} NOT NULL, height {int} NOT NULL,
            origin_x {int} NOT NULL, origin_y {int} NOT NULL,
            threshold {real}, UNIQUE (run_id, channel_id, timepoint, number));
        CREATE INDEX tile_channel ON tile (channel_id);
        CREATE TABLE cell (
            id {int} PRIMARY KEY, tile_id {int} NOT NULL REFERENCES tile (id) ON DELETE CASCADE, label {int} NOT NULL,
            {{string.Join(", ", StoreColumns.Cell.Select(c => $"{c.Sql} {{real}}"))}}, track {int});
        CREATE INDEX cell_tile ON cell (tile_id);
        CREATE TABLE intensity (
            cell_id {int} NOT NULL REFERENCES cell (id) ON DELETE CASCADE,
            channel_id {int} NOT NULL REFERENCES channel (id) ON DELETE CASCADE,
            {{string.Join(", ", StoreColumns.Intensity.Select(c => $"{c.Sql} {{real}}"))}},
            PRIMARY KEY (cell_id, channel_id)){withoutRowId};
        CREATE INDEX intensity_channel ON intensity (channel_id);
        """;
}

/// <summary>Which column of a <see cref="Engine.Segmentation.Regions.RegionTable"/> goes into which column of the database.</summary>
internal static class StoreColumns
{
    /// <summary>Columns of the table "cell" after id, tile_id, label and track.</summary>
    public static readonly (string Sql, string Region)[] Cell =
    [
        ("area", "Area"), ("box_left", "Left"), ("box_top", "Top"), ("box_right", "Right"), ("box_bottom", "Bottom"),
        ("centroid_x", "CentroidX"), ("centroid_y", "CentroidY"), ("orientation", "Orientation"), ("eccentricity", "Eccentricity"),
        ("major_axis_length", "MajorAxisLength"), ("minor_axis_length", "MinorAxisLength"), ("equivalent_diameter", "EquivalentDiameter"),
        ("solidity", "Solidity"), ("convex_area", "ConvexArea"), ("extent", "Extent"), ("perimeter", "Perimeter"),
        ("crofton_perimeter", "CroftonPerimeter"), ("euler_number", "EulerNumber"),
        ("maximum_feret_diameter", "MaximumFeretDiameter"), ("minimum_feret_diameter", "MinimumFeretDiameter"),
    ];

    /// <summary>Columns of "intensity" after cell_id and channel_id; in the table of regions the channel's name follows.</summary>
    public static readonly (string Sql, string Region)[] Intensity =
    [
        ("minimum", "MinimumIntensity"), ("mean", "MeanIntensity"), ("maximum", "MaximumIntensity"),
        ("standard_deviation", "IntensityStandardDeviation"),
        ("weighted_centroid_x", "WeightedCentroidX"), ("weighted_centroid_y", "WeightedCentroidY"),
        ("puncta", "PunctaCount"), ("puncta_mean", "PunctaMean"), ("puncta_total", "PunctaTotal"),
    ];
}
