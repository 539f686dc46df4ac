using Microsoft.Data.Sqlite;

namespace Stylize.Engine.Tests.Hostile;

/// <summary>Databases whose queries never end, and invalid database addresses.</summary>
public sealed class HostileDatabaseTests : CliTest
{
    private const string Endless = "WITH RECURSIVE endless(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM endless) ";

    [Fact]
    public void A_view_in_place_of_a_table_is_refused()
    {
        Write($"""
            DROP VIEW IF EXISTS measurement; ALTER TABLE run RENAME TO old;
            CREATE VIEW run AS {Endless} SELECT n AS Id, 'r' || n AS Name, '' AS Time, '' AS Version, '' AS Options FROM endless;
            """);
        foreach (var command in new string[][] { ["merge", "x.sqlite", "-o", "y.sqlite"], ["tracks", "x.sqlite"] })
        {
            var run = _folder.Run(command).Exits(1);
            Assert.Contains("'run' is not a table", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
        }

        Assert.Throws<StylizeException>(() => MeasurementStores.Open(_folder["x.sqlite"]));
    }

    [Fact]
    public void A_view_without_an_end_is_stopped()
    {
        Write($"""
            DROP VIEW measurement;
            CREATE VIEW measurement AS {Endless} SELECT 'r' AS Run, 1 AS Track, n AS Id, 'e' AS Experiment, 'A1' AS Well, 'c' AS Channel,
                1 AS Parent, 0 AS Timepoint, 0.0 AS CentroidX, 0.0 AS CentroidY, 0.0 AS CentroidZ, 0.0 AS AlignedX,
                0.0 AS AlignedY, 0.0 AS Area, 0.0 AS Volume, 'c' AS MeasuredChannel, 0.0 AS MeanIntensity FROM endless;
            INSERT INTO run (Name, Time, Version, Options, InputDigest) VALUES ('r', '', '', '', '');
            INSERT INTO experiment (Id, Name) VALUES (1, 'e'); INSERT INTO well (Id, ExperimentId, Name) VALUES (1, 1, 'A1');
            INSERT INTO channel (Id, WellId, Name) VALUES (1, 1, 'c');
            INSERT INTO track (RunId, ChannelId, Number, First, Last, Points) SELECT Id, 1, 1, 0, 0, 1 FROM run;
            """);
        var run = _folder.Run("tracks", "x.sqlite").Exits(1);
        Assert.Contains("takes more steps", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Host=")]
    [InlineData("Host=;;;")]
    [InlineData("Host=a;Port=x")]
    [InlineData("postgresql://")]
    [InlineData("postgresql://host:99999/x")]
    public void An_invalid_database_address_gives_one_sentence(string database)
    {
        _folder.Nuclei("E_A1_T0_1_DAPI.png");
        var run = _folder.Run("segment", "E_A1_T0_1_DAPI.png", "-o", "out", "--database", database);
        Assert.InRange(run.ExitCode, 1, 2);
        Assert.Single(run.ErrorLines);
        Assert.DoesNotContain("Unexpected", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_folder_for_temporary_files_gives_one_sentence()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs /proc.");
        MeasurementStores.Open(_folder["x.sqlite"]).Dispose();
        var run = CliRun.WithVariable(_folder.Path, "TMPDIR", "/proc/none", "merge", "x.sqlite", "-o", "y.sqlite");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("TMPDIR", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public void A_database_without_the_tables_gives_one_sentence_without_text_of_SQLite()
    {
        Execute(_folder["x.sqlite"], "CREATE TABLE t (a)");
        var run = _folder.Run("tracks", "x.sqlite").Exits(1);
        Assert.DoesNotContain("SQLite Error", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }

    private void Write(string changes)
    {
        MeasurementStores.Open(_folder["x.sqlite"]).Dispose();
        Execute(_folder["x.sqlite"], changes);
    }

    internal static void Execute(string path, string statements)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False;Foreign Keys=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = statements;
        command.ExecuteNonQuery();
    }
}
