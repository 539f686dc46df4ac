namespace Stylize.Storage;

/// <summary>
/// The tables as a list of migrations: version n is reached by applying the first n. A migration, once released, never changes.
/// </summary>
/// <remarks>
/// Each database replaces by its own words: {id}, an integer key that the database gives; {int}, a 64-bit integer; {real}, a double;
/// {withoutRowId}, what tells SQLite to order the table by its primary key.
/// </remarks>
internal static class StoreSchema
{
    public static readonly string[] Migrations =
    [
        $$"""
        CREATE TABLE experiment (id {id}, name TEXT NOT NULL UNIQUE);
        CREATE TABLE well (
            id {id}, experiment_id {int} NOT NULL REFERENCES experiment (id) ON DELETE CASCADE, name TEXT NOT NULL,
            UNIQUE (experiment_id, name));
        CREATE TABLE channel (
            id {id}, well_id {int} NOT NULL REFERENCES well (id) ON DELETE CASCADE, name TEXT NOT NULL,
            UNIQUE (well_id, name));
        CREATE TABLE tile (
            id {id}, channel_id {int} NOT NULL REFERENCES channel (id) ON DELETE CASCADE, timepoint {int} NOT NULL, number {int} NOT NULL,
            file TEXT NOT NULL, page {int} NOT NULL, width {int} NOT NULL, height {int} NOT NULL,
            origin_x {int} NOT NULL, origin_y {int} NOT NULL,
            threshold {real}, UNIQUE (channel_id, timepoint, number));
        CREATE TABLE cell (
            id {int} PRIMARY KEY, tile_id {int} NOT NULL REFERENCES tile (id) ON DELETE CASCADE, label {int} NOT NULL,
            {{string.Join(", ", StoreColumns.Cell.Select(c => $"{c.Sql} {{real}}"))}});
        CREATE INDEX cell_tile ON cell (tile_id);
        CREATE TABLE intensity (
            cell_id {int} NOT NULL REFERENCES cell (id) ON DELETE CASCADE,
            channel_id {int} NOT NULL REFERENCES channel (id) ON DELETE CASCADE,
            {{string.Join(", ", StoreColumns.Intensity.Select(c => $"{c.Sql} {{real}}"))}},
            PRIMARY KEY (cell_id, channel_id)){withoutRowId};
        CREATE INDEX intensity_channel ON intensity (channel_id);
        """,
        """
        CREATE VIEW measurement AS
            SELECT experiment.name AS experiment, well.name AS well, tile.timepoint, segmented.name AS channel, tile.number AS tile,
                cell.*, measured.name AS measured_channel,
                intensity.minimum, intensity.mean, intensity.maximum, intensity.standard_deviation,
                intensity.weighted_centroid_x, intensity.weighted_centroid_y
            FROM cell
            JOIN tile ON tile.id = cell.tile_id
            JOIN channel AS segmented ON segmented.id = tile.channel_id
            JOIN well ON well.id = segmented.well_id
            JOIN experiment ON experiment.id = well.experiment_id
            LEFT JOIN intensity ON intensity.cell_id = cell.id
            LEFT JOIN channel AS measured ON measured.id = intensity.channel_id;
        """,
    ];
}
