namespace Stylize.Storage;

/// <summary>
/// The tables as a list of migrations: version n is reached by applying the first n. A migration, once released, never changes. The views
/// are not among them: <see cref="StoreViews"/> makes them anew, because their columns follow the channels.
/// </summary>
/// <remarks>
/// Each database replaces by its own words: {id}, an integer key that the database gives; {int}, a 64-bit integer; {real}, a double;
/// {withoutRowId}, what tells SQLite to order the table by its primary key; {tileOfRun}, statements that give tiles their run.
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
            {{string.Join(", ", StoreColumns.Intensity.Take(StoreColumns.FirstIntensities).Select(c => $"{c.Sql} {{real}}"))}},
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
        $$"""
        DROP VIEW IF EXISTS measurement;
        CREATE TABLE run (
            id {id}, name TEXT NOT NULL UNIQUE, time TEXT NOT NULL, version TEXT NOT NULL, options TEXT NOT NULL,
            input_digest TEXT NOT NULL);
        INSERT INTO run (name, time, version, options, input_digest)
            SELECT 'default', '', '', '{}', '' WHERE EXISTS (SELECT 1 FROM tile);
        {tileOfRun}
        CREATE INDEX tile_channel ON tile (channel_id);
        CREATE TABLE segmentation (
            run_id {int} NOT NULL REFERENCES run (id) ON DELETE CASCADE,
            channel_id {int} NOT NULL REFERENCES channel (id) ON DELETE CASCADE, timepoint {int} NOT NULL,
            time TEXT NOT NULL, version TEXT NOT NULL, options TEXT NOT NULL, input_digest TEXT NOT NULL,
            PRIMARY KEY (run_id, channel_id, timepoint));
        INSERT INTO segmentation (run_id, channel_id, timepoint, time, version, options, input_digest)
            SELECT DISTINCT run_id, channel_id, timepoint, '', '', '{}', '' FROM tile;
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
        ALTER TABLE cell ADD COLUMN track {int};
        {{string.Join("\n", StoreColumns.Intensity.Skip(StoreColumns.FirstIntensities)
            .Select(c => $"ALTER TABLE intensity ADD COLUMN {c.Sql} {{real}};"))}}
        CREATE TABLE condition (
            well_id {int} NOT NULL REFERENCES well (id) ON DELETE CASCADE, name TEXT NOT NULL, value TEXT NOT NULL, number {real},
            PRIMARY KEY (well_id, name));
        """,
    ];
}
