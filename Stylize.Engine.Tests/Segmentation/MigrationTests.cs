using System.Data.Common;
using Npgsql;
using Stylize.Engine.Tests.Batch;
using Stylize.Storage;

namespace Stylize.Engine.Tests.Segmentation;

/// <summary>Databases that version 1.0 made, as it made them.</summary>
public sealed class MigrationTests
{
    private const string Version2 = """
        CREATE TABLE stylize_schema (version INTEGER NOT NULL);
        INSERT INTO stylize_schema VALUES (1), (2);
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
            area {real}, box_left {real}, box_top {real}, box_right {real}, box_bottom {real}, centroid_x {real}, centroid_y {real},
            orientation {real}, eccentricity {real}, major_axis_length {real}, minor_axis_length {real}, equivalent_diameter {real},
            solidity {real}, convex_area {real}, extent {real}, perimeter {real}, crofton_perimeter {real}, euler_number {real},
            maximum_feret_diameter {real}, minimum_feret_diameter {real});
        CREATE INDEX cell_tile ON cell (tile_id);
        CREATE TABLE intensity (
            cell_id {int} NOT NULL REFERENCES cell (id) ON DELETE CASCADE,
            channel_id {int} NOT NULL REFERENCES channel (id) ON DELETE CASCADE,
            minimum {real}, mean {real}, maximum {real}, standard_deviation {real}, weighted_centroid_x {real}, weighted_centroid_y {real},
            PRIMARY KEY (cell_id, channel_id)){withoutRowId};
        CREATE INDEX intensity_channel ON intensity (channel_id);
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
        INSERT INTO experiment (name) VALUES ('P');
        INSERT INTO well (experiment_id, name) VALUES (1, 'A1');
        INSERT INTO channel (well_id, name) VALUES (1, 'DAPI'), (1, 'GFP');
        INSERT INTO tile (channel_id, timepoint, number, file, page, width, height, origin_x, origin_y, threshold)
            VALUES (1, 0, 1, 'a.tif', 0, 10, 10, 0, 0, 30), (1, 1, 1, 'b.tif', 0, 10, 10, 0, 0, 31);
        INSERT INTO cell (id, tile_id, label, area, centroid_x, centroid_y)
            VALUES (4294967297, 1, 1, 60, 2, 3), (4294967298, 1, 2, 70, 7, 8), (8589934593, 2, 1, 61, 2.5, 3);
        INSERT INTO intensity (cell_id, channel_id, mean)
            VALUES (4294967297, 1, 40), (4294967297, 2, 90), (4294967298, 1, 41), (4294967298, 2, 91), (8589934593, 1, 42);
        """;

    [Fact]
    public void SQLite_databases_keep_their_rows_and_keys()
    {
        using var folder = new TemporaryFolder();
        var path = folder["old.sqlite"];
        using (var old = StoreDump.OpenSqlite(path))
        {
            Run(old, Version2.Replace("{id}", "INTEGER PRIMARY KEY", StringComparison.Ordinal)
                .Replace("{int}", "INTEGER", StringComparison.Ordinal).Replace("{real}", "REAL", StringComparison.Ordinal)
                .Replace("{withoutRowId}", " WITHOUT ROWID", StringComparison.Ordinal));
        }

        using (MeasurementStores.Open(path))
        {
        }

        using var database = StoreDump.OpenSqlite(path);
        Check(database);
        Run(database, "PRAGMA foreign_keys = ON; DELETE FROM tile WHERE timepoint = 0");
        Assert.Equal(1, StoreDump.Scalar(database, "SELECT COUNT(*) FROM cell"));
        Assert.Equal(0, StoreDump.Scalar(database, "SELECT COUNT(*) FROM pragma_foreign_key_check"));
    }

    [SkippableFact]
    public void PostgreSQL_databases_keep_their_rows_and_keys()
    {
        using var server = PostgresServer.Require();
        using var connection = new NpgsqlConnection(server.ConnectionString);
        connection.Open();
        Run(connection, Version2.Replace("{id}", "BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY", StringComparison.Ordinal)
            .Replace("{int}", "BIGINT", StringComparison.Ordinal).Replace("{real}", "DOUBLE PRECISION", StringComparison.Ordinal)
            .Replace("{withoutRowId}", "", StringComparison.Ordinal));
        using (MeasurementStores.Open(server.ConnectionString))
        {
        }

        Check(connection);
        Run(connection, "DELETE FROM tile WHERE timepoint = 0");
        Assert.Equal(1, StoreDump.Scalar(connection, "SELECT COUNT(*) FROM cell"));
    }

    private static void Check(DbConnection database)
    {
        Assert.Equal(MeasurementStores.Version, StoreDump.Scalar(database, "SELECT MAX(version) FROM stylize_schema"));
        Assert.Equal(1, StoreDump.Scalar(database, "SELECT COUNT(*) FROM run WHERE name = 'default'"));
        Assert.Equal(2, StoreDump.Scalar(database, "SELECT COUNT(*) FROM tile JOIN run ON run.id = tile.run_id"));
        Assert.Equal(2, StoreDump.Scalar(database, "SELECT COUNT(*) FROM segmentation"));
        Assert.Equal(91, StoreDump.Scalar(
            database, "SELECT mean FROM intensity WHERE cell_id = 4294967298 AND channel_id = 2 AND puncta IS NULL"));
        Assert.Equal(5, StoreDump.Scalar(database, "SELECT COUNT(*) FROM measurement WHERE run = 'default'"));
        Assert.Equal(3, StoreDump.Scalar(database, "SELECT COUNT(*) FROM latest_cell_measurement"));
        Assert.Equal(90, StoreDump.Scalar(
            database, "SELECT mean_gfp FROM cell_measurement WHERE well = 'A1' AND timepoint = 0 AND label = 1 AND threshold = 30"));
    }

    private static void Run(DbConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
