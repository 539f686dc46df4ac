using System.Data.Common;
using Npgsql;
using Stylize.Engine.Segmentation.Export;

namespace Stylize.Engine.Tests.Segmentation;

/// <summary>Databases with many names of channels: the mean of cell c in channel k is 1000 c + k.</summary>
public sealed class ManyChannelTests : CliTest
{
    public static TheoryData<int> Channels => [1, 24, 25, 132, 500];

    [Theory]
    [MemberData(nameof(Channels))]
    public void Views_and_exports_of_SQLite_have_the_mean_of_every_channel(int channels)
    {
        using var database = Filled(channels);
        RequireMeans(database, channels);
        RequireExport(_folder["x.sqlite"], channels);
        using var opened = MeasurementStores.Open(_folder["x.sqlite"]);
        const string limit = "each channel has only MinimumIntensity, MeanIntensity, MaximumIntensity.";
        Assert.Equal(channels == 500, opened.Limitation?.Contains(limit) ?? false);
    }

    [Fact<PostgresServer>]
    public void Views_of_PostgreSQL_have_the_mean_of_every_channel()
    {
        foreach (var channels in (int[])[12, 13, 500])
        {
            using var server = PostgresServer.Start();
            MeasurementStores.Open(server.ConnectionString).Dispose();
            using var database = new NpgsqlConnection(server.ConnectionString);
            database.Open();
            Fill(database, channels);
            var sql = new StoreConnection(database);
            sql.Run($"{StoreViews.Replace(ViewColumns.Read(sql), StoreDialect.Postgres):sql}");
            RequireMeans(database, channels);
            RequireExport(server.ConnectionString, channels);
        }
    }

    [Fact]
    public void Views_of_an_earlier_version_are_replaced_and_exports_do_not_need_them()
    {
        using (var database = Filled(40))
        {
            StoreDump.Execute(database,
                "DROP VIEW cell_measurement; CREATE VIEW cell_measurement AS SELECT no_such_column FROM cell");
        }

        RequireExport(_folder["x.sqlite"], 40);
        MeasurementStores.Open(_folder["x.sqlite"]).Dispose();
        using var opened = StoreDump.OpenSqlite(_folder["x.sqlite"]);
        RequireMeans(opened, 40);
    }

    [Fact]
    public void A_merged_database_has_the_channels_of_all_plates()
    {
        using (var first = Filled(16))
        {
            StoreDump.Execute(first, "UPDATE channel SET Name = 'one ' || Name");
        }

        File.Move(_folder["x.sqlite"], _folder["a.sqlite"]);
        using (var second = Filled(16))
        {
            StoreDump.Execute(second, "UPDATE experiment SET Name = 'other'");
        }

        Assert.Null(MeasurementStores.Merge([_folder["a.sqlite"], _folder["x.sqlite"]], _folder["all.sqlite"]));
        using var merged = StoreDump.OpenSqlite(_folder["all.sqlite"]);
        Assert.Equal(
            ["E|1015|", "E|2015|", "other||1015", "other||2015"],
            StoreDump.Rows(
                merged,
                "SELECT Experiment, MeanIntensity_one_CD15, MeanIntensity_CD15 FROM cell_measurement ORDER BY 1, Label"));
    }

    [Fact]
    public void Errors_of_SQLite_are_stated_in_its_words_and_missing_tables_by_name()
    {
        using (var database = Filled(1))
        {
            StoreDump.Execute(database, "ALTER TABLE intensity RENAME COLUMN MeanIntensity TO Other");
        }

        var export = _folder.Run("export", "x.sqlite", "-o", "to").Exits(1);
        Assert.Contains("no such column", Assert.Single(export.ErrorLines));
        Assert.DoesNotContain("not a database of Stylize", export.Error);
        using (var database = StoreDump.OpenSqlite(_folder["x.sqlite"]))
        {
            StoreDump.Execute(database, "PRAGMA foreign_keys = OFF; DROP TABLE shift");
        }

        foreach (var command in new string[][]
        {
            ["export", "x.sqlite", "-o", "to"], ["tracks", "x.sqlite"], ["merge", "x.sqlite", "-o", "y.sqlite"],
        })
        {
            Assert.Contains("it has no table 'shift'", Assert.Single(_folder.Run(command).ErrorLines));
        }

        var opened = Assert.Throws<StylizeException>(() => MeasurementStores.Open(_folder["x.sqlite"]));
        Assert.Contains("it has no table 'shift'", opened.Message);
    }

    private static void RequireMeans(DbConnection database, int channels)
    {
        foreach (var view in (string[])["cell_measurement", "latest_cell_measurement"])
        {
            for (var k = 0; k < channels; k += Math.Max(channels / 7, 1))
            {
                Assert.Equal(
                    [$"{1000 + k}", $"{2000 + k}"],
                    StoreDump.Rows(database, $"SELECT MeanIntensity_CD{k} FROM {view} WHERE Well = 'A1' ORDER BY Id"));
            }
        }
    }

    private void RequireExport(string database, int channels)
    {
        var target = _folder["cells.csv"];
        using (var run = StoredRun.Open(database, new RegionExportOptions()))
        using (var file = File.Create(target))
        {
            Assert.Equal(2, run.WriteTable("cell_measurement", RegionExportFormats.Csv, file, default));
        }

        var rows = File.ReadAllLines(target).Select(line => line.Split(',')).ToList();
        Assert.Equal(39 + (16 * channels), rows[0].Length);
        for (var k = 0; k < channels; k++)
        {
            var column = Array.IndexOf(rows[0], $"MeanIntensity_CD{k}");
            Assert.Equal([$"{1000 + k}", $"{2000 + k}"], rows.Skip(1).Select(row => row[column]));
        }
    }

    private Microsoft.Data.Sqlite.SqliteConnection Filled(int channels)
    {
        MeasurementStores.Open(_folder["x.sqlite"]).Dispose();
        using (var database = StoreDump.OpenSqlite(_folder["x.sqlite"]))
        {
            Fill(database, channels);
        }

        // The views of a database follow the names when it is opened.
        MeasurementStores.Open(_folder["x.sqlite"]).Dispose();
        return StoreDump.OpenSqlite(_folder["x.sqlite"]);
    }

    private static void Fill(DbConnection database, int channels)
    {
        var numbers = Enumerable.Range(0, channels).ToList();
        StoreDump.Execute(database, $"""
            INSERT INTO experiment (Id, Name) VALUES (1, 'E');
            INSERT INTO well (Id, ExperimentId, Name) VALUES (1, 1, 'A1');
            INSERT INTO channel (Id, WellId, Name) VALUES {string.Join(", ", numbers.Select(k => $"({k + 1}, 1, 'CD{k}')"))};
            INSERT INTO run (Id, Name, Time, Version, Options, InputDigest) VALUES (1, 'default', 't', '1', '', 'd');
            INSERT INTO segmentation (RunId, ChannelId, Timepoint, Time, Version, Options, InputDigest) VALUES (1, 1, 0, 't', '1', '', 'd');
            INSERT INTO tile (Id, RunId, ChannelId, Timepoint, Number, File, Page, Width, Height, OriginX, OriginY)
                VALUES (1, 1, 1, 0, 1, 'f', 0, 9, 9, 0, 0);
            INSERT INTO cell (Id, TileId, Label, CentroidX, CentroidY) VALUES (4294967297, 1, 1, 3, 3), (4294967298, 1, 2, 6, 6);
            INSERT INTO intensity (CellId, ChannelId, MeanIntensity) VALUES
                {string.Join(", ", numbers.SelectMany(k => (string[])
                    [$"(4294967297, {k + 1}, {1000 + k})", $"(4294967298, {k + 1}, {2000 + k})"]))};
            """);
    }
}
