using Npgsql;

namespace Stylize.Engine.Tests.Segmentation;

public sealed class StoreTests
{
    [Fact]
    public void SQLite_is_current()
    {
        using var folder = new TemporaryFolder();
        Assert.True(
            Version.Parse(StoreDump.Rows(folder["new.sqlite"], "SELECT sqlite_version()")[0]) >= new Version(3, 50),
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
        var message = $"The database '{path}' has schema version {version}; this build of Stylize reads "
            + $"versions 5 to {StoreSchema.Version}. The database was not changed.";
        Fails.Of(StylizeError.TargetUnwritable, () => MeasurementStores.Open(path), message);
        foreach (var action in (Action[])[() => MeasurementStores.Merge([path], folder["joined.sqlite"]),
            () => TrackReader.Read(path, new StoredQuery()).ToList()])
        {
            Assert.Equal(message, Assert.Throws<StylizeException>(action).Message);
        }

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

        Fails.Of(StylizeError.TargetUnwritable, () => MeasurementStores.Open(server.ConnectionString),
            "has schema version 3; this build of Stylize reads versions 5 to ");
        Assert.Equal(["stylize_schema"], StoreDump.Rows(connection, tables));
        Assert.Equal(["3"], StoreDump.Rows(connection, "SELECT Version FROM stylize_schema"));
    }

    [Fact<PostgresServer>]
    public void A_PostgreSQL_database_of_an_earlier_schema_is_read_without_a_change_and_converted_by_the_next_run()
    {
        using var server = PostgresServer.Start();
        using var plate = new TestPlate();
        string[] segment =
        [
            "segment", "tiles", "-o", "out", "--channel", "DAPI", "--method", "otsu", "--track", "overlap", "--database",
            server.ConnectionString,
        ];
        plate.Run(segment).Exits(0);
        var wells = plate.Run("wells", server.ConnectionString).IsQuiet().Out;
        var tracks = plate.Run("tracks", server.ConnectionString).IsQuiet().Out;
        using var connection = new NpgsqlConnection(server.ConnectionString);
        connection.Open();
        StoreDump.Execute(connection, StoreDump.ToSchema5(connection, isServer: true));
        foreach (var version in (string[])["5", $"{StoreSchema.Version}"])
        {
            Assert.Equal(wells, plate.Run("wells", server.ConnectionString).IsQuiet().Out);
            Assert.Equal(tracks, plate.Run("tracks", server.ConnectionString).IsQuiet().Out);
            Assert.Equal([version], StoreDump.Rows(connection, "SELECT Version FROM stylize_schema"));
            plate.Run([.. segment, "--update"]).Exits(0, "0 created, 2 up to date");
        }
    }

    [Fact]
    public void A_well_that_the_database_refuses_is_reported_and_keeps_its_rows_and_the_next_is_stored()
    {
        using var plate = new TestPlate();
        string[] segment = ["segment", "tiles", "-o", "out", "--channel", "DAPI", "--method", "otsu"];
        plate.Run(segment).Exits(0);
        var path = plate["out/segmentation.sqlite"];
        var before = Cells();
        using (var database = StoreDump.OpenSqlite(path))
        {
            StoreDump.Execute(database, """
                CREATE TRIGGER full BEFORE INSERT ON intensity WHEN NEW.MeanIntensity > 0 AND NEW.ChannelId = 1
                BEGIN SELECT RAISE(ABORT, 'disk full'); END
                """);
        }

        var run = plate.Run([.. segment, "--minimum-area", "200", "--force"]).Exits(1, "disk full");
        Assert.DoesNotContain("E4", run.Out);
        Assert.Equal(before["E4"], Cells()["E4"]);
        Assert.NotEqual(before["E5"], Cells()["E5"]);

        ILookup<string, string> Cells() =>
            StoreDump.Rows(path, "SELECT Well, Timepoint, Label, Area FROM cell_measurement ORDER BY 1, 2, 3")
                .ToLookup(row => row[..2]);
    }

    private static string OtherSchema(int version) =>
        $"CREATE TABLE stylize_schema (Version INTEGER NOT NULL); INSERT INTO stylize_schema VALUES ({version})";
}
