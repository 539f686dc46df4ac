using System.Data.Common;
using Npgsql;

namespace Stylize.Engine.Tests.Segmentation;

public sealed class StoreTests
{
    [Fact]
    public void SQLite_is_current()
    {
        using var folder = new TemporaryFolder();
        using var database = StoreDump.OpenSqlite(folder["new.sqlite"]);
        using var command = database.CreateCommand();
        command.CommandText = "SELECT sqlite_version()";
        Assert.True(Version.Parse((string)command.ExecuteScalar()!) >= new Version(3, 50),
            "The packaged SQLite is older than 3.50.");
    }

    [Theory]
    [InlineData(3)]
    [InlineData(999)]
    public void A_database_with_another_schema_version_is_refused_and_left_untouched(int version)
    {
        using var folder = new TemporaryFolder();
        var path = folder["other.sqlite"];
        using (var database = StoreDump.OpenSqlite(path))
        {
            StoreDump.Execute(database, OtherSchema(version));
        }

        var before = File.ReadAllBytes(path);
        var opened = Assert.Throws<StylizeException>(() => MeasurementStores.Open(path));
        var merged = Assert.Throws<StylizeException>(() => MeasurementStores.Merge([path], folder["joined.sqlite"]));
        var read = Assert.Throws<StylizeException>(() => TrackReader.Read(path, new StoredQuery()).ToList());

        Assert.Equal(StylizeError.TargetUnwritable, opened.Error);
        Assert.Equal(
            $"The database '{path}' has schema version {version}; this build of Stylize supports only version 6. "
            + "The database was not changed.",
            opened.Message);
        Assert.Equal(opened.Message, merged.Message);
        Assert.Equal(opened.Message, read.Message);
        Assert.Equal(before, File.ReadAllBytes(path));
        Assert.Equal([path], Directory.GetFiles(folder.Path));
    }

    [Fact<PostgresServer>]
    public void A_PostgreSQL_database_with_another_schema_version_is_refused_and_left_untouched()
    {
        const string tables = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'";
        using var server = PostgresServer.Start();
        using var connection = new NpgsqlConnection(server.ConnectionString);
        connection.Open();
        StoreDump.Execute(connection, OtherSchema(3));

        var refused = Assert.Throws<StylizeException>(() => MeasurementStores.Open(server.ConnectionString));

        Assert.Equal(StylizeError.TargetUnwritable, refused.Error);
        Assert.Contains("has schema version 3; this build of Stylize supports only version 6.", refused.Message,
            StringComparison.Ordinal);
        Assert.Equal(["stylize_schema"], StoreDump.Rows(connection, tables));
        Assert.Equal(["3"], StoreDump.Rows(connection, "SELECT Version FROM stylize_schema"));
    }

    [Fact]
    public void A_failed_transaction_leaves_the_previous_rows()
    {
        using var plate = new TestPlate();
        var well = PlateTests.Run(plate, plate.Options with { Wells = ["E4"], Timepoints = ["0"] })[0];
        var path = plate["out/segmentation.sqlite"];
        var before = StoreDump.OfSqlite(path);
        using (var database = StoreDump.OpenSqlite(path))
        {
            StoreDump.Execute(
                database,
                "CREATE TRIGGER full BEFORE INSERT ON intensity WHEN NEW.MeanIntensity > 0 BEGIN SELECT RAISE(ABORT, "
                + "'disk full'); END");
        }

        using (var store = MeasurementStores.Open(path))
        {
            store.Begin(StoreDump.Run());
            Assert.Throws<StylizeException>(() => store.Write(new WellResult([well])));
        }

        Assert.Equal(before, StoreDump.OfSqlite(path));
    }

    [Fact<PostgresServer>]
    public void PostgreSQL_holds_the_same_rows_as_SQLite()
    {
        using var server = PostgresServer.Start();
        using var plate = new TestPlate();
        var wells = PlateTests.Run(plate, plate.Options, plate.Targets("sqlite"));
        PlateTests.Run(plate, plate.Options, plate.Targets("postgres") with { Database = server.ConnectionString });
        using (var store = MeasurementStores.Open(server.ConnectionString))
        {
            store.Begin(StoreDump.Run());
            foreach (var well in wells)
            {
                store.Write(new WellResult([well]));
            }
        }

        using var connection = new NpgsqlConnection(server.ConnectionString);
        connection.Open();
        using var sqlite = StoreDump.OpenSqlite(plate["sqlite/segmentation.sqlite"]);
        Assert.Equal(Values(sqlite), Values(connection));
        Assert.Equal(0,
            StoreDump.Scalar(connection, "SELECT COUNT(*) FROM intensity WHERE CellId NOT IN (SELECT Id FROM cell)"));
        StoreDump.Execute(connection, "DELETE FROM experiment");
        Assert.Equal(0, StoreDump.Scalar(connection, "SELECT COUNT(*) FROM intensity"));
    }

    /// <summary>All columns except keys, which each database numbers differently.</summary>
    private static List<string> Values(DbConnection connection) => StoreDump.Rows(connection, """
            SELECT Experiment, Well, Timepoint, Channel, Tile, Label, Area, "left", Top, "right", Bottom,
                CentroidX, CentroidY, Orientation, Eccentricity, Perimeter, Solidity, MaximumFeretDiameter, EulerNumber,
                MeasuredChannel, MinimumIntensity, MeanIntensity, MaximumIntensity, IntensityStandardDeviation, WeightedCentroidX
            FROM measurement ORDER BY Well, Timepoint, Tile, Label, MeasuredChannel
            """);

    private static string OtherSchema(int version) =>
        $"CREATE TABLE stylize_schema (Version INTEGER NOT NULL); INSERT INTO stylize_schema VALUES ({version})";
}
