using System.Globalization;
using Npgsql;
using Stylize.Engine.Segmentation.Wells;
using Stylize.Engine.Tests.Batch;
using Stylize.Storage;

namespace Stylize.Engine.Tests.Segmentation;

public sealed class StoreTests
{
    [Fact]
    public void A_database_of_a_later_version_is_refused()
    {
        using var folder = new TemporaryFolder();
        using (MeasurementStores.Open(folder["new.sqlite"]))
        {
        }

        using (var database = StoreDump.OpenSqlite(folder["new.sqlite"]))
        {
            using var command = database.CreateCommand();
            command.CommandText = "INSERT INTO stylize_schema (version) VALUES (999)";
            command.ExecuteNonQuery();
        }

        var refused = Assert.Throws<StylizeException>(() => MeasurementStores.Open(folder["new.sqlite"]));
        Assert.Contains("999", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_no_database_is_refused()
    {
        using var folder = new TemporaryFolder();
        var refused = Assert.Throws<StylizeException>(() => MeasurementStores.Open(folder.File("text.sqlite", new string('x', 4096))));
        Assert.Equal(StylizeError.TargetUnwritable, refused.Error);
        Assert.Equal("Database", refused.Target);
    }

    [Fact]
    public void A_transaction_that_fails_leaves_what_was_there()
    {
        using var plate = new TestPlate();
        var well = PlateTests.Run(plate, plate.Options("out") with { Wells = ["E4"], Timepoints = [0] })[0];
        var path = plate["out/segmentation.sqlite"];
        var before = StoreDump.OfSqlite(path);
        using (var database = StoreDump.OpenSqlite(path))
        {
            using var command = database.CreateCommand();
            command.CommandText =
                "CREATE TRIGGER full BEFORE INSERT ON intensity WHEN NEW.mean > 0 BEGIN SELECT RAISE(ABORT, 'disk full'); END";
            command.ExecuteNonQuery();
        }

        using (var store = MeasurementStores.Open(path))
        {
            store.Begin(StoreDump.Run());
            Assert.Throws<StylizeException>(() => store.Write(WellSeries.Of(well.Measurement)));
        }

        Assert.Equal(before, StoreDump.OfSqlite(path));
    }

    [SkippableFact]
    public void PostgreSQL_holds_the_same_rows_as_SQLite()
    {
        using var server = PostgresServer.Require();
        using var plate = new TestPlate();
        var wells = PlateTests.Run(plate, plate.Options("sqlite"));
        var options = plate.Options("postgres") with { Database = server.ConnectionString };
        PlateTests.Run(plate, options, server.ConnectionString);
        using (var store = MeasurementStores.Open(server.ConnectionString))
        {
            store.Begin(StoreDump.Run());
            foreach (var well in wells)
            {
                store.Write(WellSeries.Of(well.Measurement));
            }
        }

        using var connection = new NpgsqlConnection(server.ConnectionString);
        connection.Open();
        using var sqlite = StoreDump.OpenSqlite(plate["sqlite/segmentation.sqlite"]);
        Assert.Equal(Values(sqlite), Values(connection));
        Assert.Equal(0, StoreDump.Scalar(connection, "SELECT COUNT(*) FROM intensity WHERE cell_id NOT IN (SELECT id FROM cell)"));
        using var command = connection.CreateCommand();
        command.CommandText = "DELETE FROM experiment";
        command.ExecuteNonQuery();
        Assert.Equal(0, StoreDump.Scalar(connection, "SELECT COUNT(*) FROM intensity"));
    }

    /// <summary>Everything but keys, which each database numbers in its own way.</summary>
    private static List<string> Values(System.Data.Common.DbConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = """
            SELECT experiment, well, timepoint, channel, tile, label, area, box_left, box_top, box_right, box_bottom,
                centroid_x, centroid_y, orientation, eccentricity, perimeter, solidity, maximum_feret_diameter, euler_number,
                measured_channel, minimum, mean, maximum, standard_deviation, weighted_centroid_x
            FROM measurement ORDER BY well, timepoint, tile, label, measured_channel
            """;
        using var reader = command.ExecuteReader();
        var lines = new List<string>();
        while (reader.Read())
        {
            var fields = new object[reader.FieldCount];
            reader.GetValues(fields);
            lines.Add(string.Join('|', fields.Select(f => Convert.ToString(f, CultureInfo.InvariantCulture))));
        }

        return lines;
    }
}
