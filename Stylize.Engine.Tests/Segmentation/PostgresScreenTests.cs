using System.Data.Common;
using Npgsql;
using Stylize.Engine.Segmentation.Regions;
using Stylize.Storage;

namespace Stylize.Engine.Tests.Segmentation;

/// <summary>PostgreSQL gives curves, parts of cells, image quality and regions of interest like SQLite.</summary>
public sealed class PostgresScreenTests : CliTest
{
    [Fact<PostgresServer>]
    public void Curves_have_the_values_from_which_the_wells_were_computed()
    {
        using var server = PostgresServer.Start();
        double[] doses = [.01, .03, .1, .3, 1, 3, 10, 30];
        (string Well, string Role, string Compound, double? Dose, double Value)[] wells =
        [
            .. Enumerable.Range(1, 4).Select(n => ($"A{n}", "negative", "DMSO", (double?)null, 1000.0 + (n % 2))),
            .. Enumerable.Range(1, 4).Select(n => ($"B{n}", "positive", "kill", (double?)null, 200.0 + (n % 2))),
            .. doses.Index().Select(dose => (
                $"C{dose.Index + 1}", "sample", "drug", (double?)dose.Item,
                1000.5 - (800 / (1 + Math.Pow(.7 / dose.Item, 1.5))))),
        ];
        File.WriteAllLines(_folder["map.csv"], [
            "well,role,compound,concentration",
            .. wells.Select(
                well => string.Create(
                    CultureInfo.InvariantCulture, $"{well.Well},{well.Role},{well.Compound},{well.Dose}")),
        ]);
        var listed = new List<string>();
        foreach (var database in (string[])[server.ConnectionString, _folder["a.sqlite"]])
        {
            using (var store = MeasurementStores.Open(database))
            {
                store.Begin(StoreDump.Run(), PlateMap.Read(_folder["map.csv"]));
                var regions = new RegionTable([new RegionColumn("Label", default, -1, 0, 0, true)], 0);
                foreach (var well in wells)
                {
                    var tile = new TileFile("t.tif", 0, "P", well.Well, 0, "DAPI", 1);
                    var channel = new ChannelTiles("DAPI", [tile]);
                    var plane =
                        new PlaneMeasurement("DAPI", [], [new TileMeasurement(tile, 9, 9, 0, 0, null)], regions, []);
                    store.Write(new WellResult([
                        new WellMeasurement(new WellTimepoint("P", well.Well, 0, [channel], [channel], [1]), [plane])
                        {
                            Statistics = [new("DAPI", "Cells", 5), new("DAPI", "MeanIntensity_GFP", 5, well.Value)],
                        },
                    ]));
                }
            }

            string[] arguments = ["hits", database, "--measurement", "MeanIntensity_GFP", "--normalize", "effect",
                "--json", "--table"];
            var curve = Assert.Single(_folder.Run([.. arguments, "curves"]).Json);
            Assert.Equal(.7, curve.GetProperty("Ec50").GetDouble(), 1e-6);
            Assert.Equal(1.5, curve.GetProperty("Hill").GetDouble(), 1e-5);
            listed.Add(string.Concat(((string[])["curves", "treatments", "plates", "wells"]).Select(
                table => _folder.Run([.. arguments, table]).Out)));
        }

        Assert.Equal(listed[1], listed[0]);
    }

    /// <summary>Wells of stacks have volumes, of which hits are found.</summary>
    [Fact<PostgresServer>]
    public void Hits_of_stacks_are_those_of_their_volumes()
    {
        const int Side = 48, Depth = 12;
        using var server = PostgresServer.Start();
        string[] wells = ["A1", "A2", "A3", "B1"];
        foreach (var (index, well) in wells.Index())
        {
            var radius = 6 + (index == 3 ? 4 : .3 * index);
            for (var z = 0; z < Depth; z++)
            {
                SampleFiles.Save(_folder[$"plate/p_{well}_z{z:00}_DAPI.tif"], Side, Side, (x, y) => (int)(
                    300 + (((x * 7) + (y * 13) + (z * 29)) % 40) + (1000 / (1 + Math.Exp(
                        Math.Sqrt(Math.Pow(x - 24, 2) + Math.Pow(y - 24, 2) + (4 * Math.Pow(z - 6, 2))) - radius)))));
            }
        }

        void WriteMap(string head, string drug) => File.WriteAllLines(
            _folder["map.csv"],
            [head, .. wells.Select(well => $"{well},{(well == "B1" ? $"sample,{drug}" : "negative,DMSO,")}")]);
        var listed = new List<string>();
        foreach (var (index, database) in ((string[])[server.ConnectionString, _folder["a.sqlite"]]).Index())
        {
            WriteMap("well,role,compound,dose", "tested,1");
            string[] segment =
            [
                "segment", "plate", "--name-pattern", "{experiment}_{well}_z{z}_{channel}.tif", "--volume",
                "--plane-distance", "2", "--channel", "DAPI", "--plate-map", "map.csv", "--database", database, "-o",
                $"out{index}",
            ];
            _folder.Run(segment).Exits(0);
            WriteMap("well,role,compound,concentration", "drug,2");
            Assert.Contains(
                "Repeated steps map, positives, write, page in 4 wells.", _folder.Run([.. segment, "--update"]).Error);
            string[] arguments = ["hits", database, "--measurement", "Volume", "--rule", "z=3", "--json", "--table"];
            var hit = Assert.Single(_folder.Run([.. arguments, "hits"]).Json);
            Assert.Equal(
                ("drug", 2), (hit.GetProperty("Compound").GetString(), hit.GetProperty("Concentration").GetDouble()));
            listed.Add(_folder.Run([.. arguments, "wells"]).Out);
            listed.Add(_folder.Run([.. arguments[..3], "CentroidZ", "--json", "--table", "wells"]).Out);
        }

        Assert.Equal(listed[2..], listed[..2]);
    }

    [Fact<PostgresServer>]
    public void Views_of_parts_of_cells_images_and_regions_of_interest_are_the_same()
    {
        using var server = PostgresServer.Start();
        using var plate = TestPlate.OfCells();
        File.WriteAllText(plate["rois.json"], """
            [{"geometry": {"type": "Polygon", "coordinates": [[[0, 0], [110, 0], [110, 156], [0, 156]]]}, "properties": {"name": "left"}},
             {"geometry": {"type": "Polygon", "coordinates": [[[110, 0], [180, 0], [180, 156], [110, 156]]]}}]
            """);
        foreach (var (index, database) in ((string[])[server.ConnectionString, plate["a.sqlite"]]).Index())
        {
            string[] arguments =
            [
                "segment", "tiles", "-o", $"out{index}", "--database", database, "--channel", "DAPI",
                "--cell-channel", "GFP", "--timepoint", "0", "--region", "rois.json", "--quality", "few-cells,blank",
            ];
            plate.Run(arguments).Exits(0);
        }

        using var one = new NpgsqlConnection(server.ConnectionString);
        one.Open();
        using DbConnection other = StoreDump.OpenSqlite(plate["a.sqlite"]);
        foreach (var query in (string[])
        [
            "SELECT cell_part.Well, cell_part.Tile, cell_part.Label, nucleus.Area, whole.Area, cytoplasm.Area, "
            + "whole.Roi FROM cell_part JOIN cell_measurement AS nucleus ON nucleus.Id = NucleusId JOIN "
            + "cell_measurement AS whole ON whole.Id = CellId LEFT JOIN cell_measurement AS cytoplasm ON cytoplasm.Id "
            + "= CytoplasmId ORDER BY 1, 2, 3",
            "SELECT Well, Channel, Tile, PowerSlope, Contrast, Cells, Failed, Excluded FROM image_quality ORDER BY 1, "
            + "2, 3",
            "SELECT Name, Number, Area, Cells FROM roi ORDER BY 1, 2, 3, 4",
            "SELECT Well, Channel, Measurement, Count FROM well_measurement ORDER BY 1, 2, 3",
        ])
        {
            var rows = StoreDump.Rows(other, query);
            Assert.NotEmpty(rows);
            Assert.Equal(rows, StoreDump.Rows(one, query));
        }
    }
}
