using System.Buffers.Binary;
using System.IO.Compression;
using Stylize.Engine.Segmentation.Interest;
using static Stylize.Engine.Tests.Segmentation.SampleFiles;

namespace Stylize.Engine.Tests.Segmentation;

/// <summary>Regions of interest: formats, areas and the objects inside.</summary>
public sealed class InterestTests : PlateTest
{
    private const string GeoJson = """
        {"type": "FeatureCollection", "features": [
          {"type": "Feature", "geometry": {"type": "Polygon", "coordinates":
            [[[10.8, 7.9], [106.3, 20.9], [79.9, 94.1], [10.8, 7.9]], [[47.8, 31.3], [69.1, 31.4], [58.6, 47.2], [47.8, 31.3]]]},
           "properties": {"objectType": "annotation", "name": "Tumor"}},
          {"type": "Feature", "geometry": {"type": "MultiPolygon", "coordinates":
            [[[[116.8, 10.5], [180.3, 10.7], [180.7, 62.5]]], [[[16.0, 104.1], [106.2, 99.0], [48.0, 151.2]]]]},
           "properties": {"classification": {"name": "Stroma"}}},
          {"type": "Feature", "geometry": {"type": "Polygon", "coordinates":
            [[[53.1, 5.3], [175.1, 78.2], [132.8, 182.4], [53.4, 78.5]]]}}]}
        """;

    /// <summary>The regions of the text, of which the first that contains a pixel has it.</summary>
    private static readonly (string Name, (double X, double Y)[][] Rings)[] Regions =
    [
        ("Tumor", [[(10.8, 7.9), (106.3, 20.9), (79.9, 94.1)], [(47.8, 31.3), (69.1, 31.4), (58.6, 47.2)]]),
        ("Stroma", [[(116.8, 10.5), (180.3, 10.7), (180.7, 62.5)], [(16.0, 104.1), (106.2, 99.0), (48.0, 151.2)]]),
        ("3", [[(53.1, 5.3), (175.1, 78.2), (132.8, 182.4), (53.4, 78.5)]]),
    ];

    [Fact]
    public void Objects_belong_to_the_first_region_that_contains_their_centroid()
    {
        File.WriteAllText(_plate["rois.geojson"], GeoJson);
        const string arguments = "segment tiles --channel DAPI --measure-channel GFP --method otsu --timepoint 0";
        Run($"{arguments} -o all").Exits(0);
        Run($"{arguments} -o out --region rois.geojson --pixel-size 0.5").Exits(0);
        var found = File.ReadAllLines(_plate["out/rois.csv"]);
        Assert.Equal("Experiment,Well,Timepoint,Channel,Roi,Area,Cells,Density", found[0]);
        Assert.Equal(1 + (2 * 3), found.Length);
        var areas = Regions.Select(
            (_, index) => Coordinates(TestPlate.Width, TestPlate.Height).Count(p => Find(p.X, p.Y) == index)).ToArray();
        foreach (var name in (string[])["E4_T0", "E5_T0"])
        {
            var all = Rows($"all/Regions/{name[..2]}/PLATE1_{name}_DAPI_REGIONS.csv");
            var kept = Rows($"out/Regions/{name[..2]}/PLATE1_{name}_DAPI_REGIONS.csv");
            var expected = all
                .Select(row => (row, Roi: Find(Number(row["CentroidX"]), Number(row["CentroidY"]))))
                .Where(p => p.Roi >= 0).ToList();
            Assert.InRange(expected.Count, 4, all.Count - 2);
            Assert.Equal(
                expected.Select(
                    p => (Regions[p.Roi].Name, p.row["CentroidX"], p.row["CentroidY"], p.row["MeanIntensity_GFP"])),
                kept.Select(row => (row["Roi"], row["CentroidX"], row["CentroidY"], row["MeanIntensity_GFP"])));
            foreach (var (index, region) in Regions.Index())
            {
                var cells = expected.Count(p => p.Roi == index);
                var row = found.Single(
                    line => line.StartsWith(
                        $"PLATE1,{name[..2]},{name[^1]},DAPI,{region.Name},", StringComparison.Ordinal));
                Assert.Equal(
                    [areas[index] / 4.0, cells, cells / (areas[index] / 4.0)], row.Split(',')[5..].Select(Number));
            }
        }

        using var database = StoreDump.OpenSqlite(_plate["out/segmentation.sqlite"]);
        Assert.Equal(
            found.Skip(1).Select(line => string.Join('|', line.Split(',')[1..7])).Order(StringComparer.Ordinal),
            StoreDump.Rows(database, """
                SELECT well.Name, Timepoint, channel.Name, roi.Name, Area, Cells FROM roi
                JOIN channel ON channel.Id = ChannelId JOIN well ON well.Id = WellId
                """).Order(StringComparer.Ordinal));

        // Without the option, an update removes the table.
        Run($"{arguments} -o out --update").Exits(0);
        Assert.False(File.Exists(_plate["out/rois.csv"]));
        Assert.Equal(["0"], StoreDump.Rows(database, "SELECT COUNT(*) FROM roi"));
    }

    [Theory]
    [InlineData("image-j", "ImageJ/E4/PLATE1_E4_T0_DAPI_ROIS.zip")]
    [InlineData("geo-json", "QuPath/E4/PLATE1_E4_T0_DAPI.geojson")]
    public void Exported_regions_are_regions_of_interest_of_exactly_their_pixels(string format, string file)
    {
        const string arguments = "segment tiles --channel DAPI --method otsu --well E4 --timepoint 0";
        Run($"{arguments} -o out").Exits(0);
        Run($"export out/segmentation.sqlite -o to --format {format}").Exits(0);

        // A folder with a file for the montage.
        Directory.CreateDirectory(_plate["rois"]);
        File.Copy(_plate["to/" + file], _plate["rois/PLATE1_E4_T0_DAPI" + Path.GetExtension(file)]);
        Run($"{arguments} -o again --region rois").Exits(0);
        var again = Rows("again/Regions/E4/PLATE1_E4_T0_DAPI_REGIONS.csv");
        Assert.Equal(Rows("out/Regions/E4/PLATE1_E4_T0_DAPI_REGIONS.csv").Select(row => row["Area"]),
            again.Select(row => row["Area"]));
        Assert.All(again, row => Assert.Equal(row["Label"], row["Roi"]));
        var areas = again.ToDictionary(row => row["Roi"], row => row["Area"]);
        Assert.All(Rows("again/rois.csv"), row => Assert.Equal((areas[row["Roi"]], "1"), (row["Area"], row["Cells"])));
    }

    [Fact]
    public void A_folder_has_a_file_for_each_tile_and_parts_of_cells_follow_their_nuclei()
    {
        using var plate = TestPlate.OfCells();
        Directory.CreateDirectory(plate["rois"]);
        for (var tile = 1; tile <= 9; tile++)
        {
            File.WriteAllBytes(
                plate[$"rois/PLATE1_E4_T0_{tile}_DAPI.roi"], Roi((byte)(tile % 2 == 1 ? 1 : 2), 5, 8, 40, 58));
        }

        const string arguments =
            "segment tiles -o out --channel DAPI --cell-channel GFP --well E4 --timepoint 0 --region rois";
        plate.Run(arguments).Exits(0);
        var tables = ((string[])["DAPI", "Cells", "Cytoplasm"]).Select(
            part => Rows(plate[$"out/Regions/E4/PLATE1_E4_T0_{part}_REGIONS.csv"])).ToList();
        Assert.NotEmpty(tables[0]);
        Assert.All(tables[0], row =>
        {
            var (x, y) = (Number(row["CentroidX"]) % 64, Number(row["CentroidY"]) % 52);
            Assert.InRange(x, 7, 58);
            Assert.InRange(y, 4, 40);
            Assert.Equal(int.Parse(row["Tile"], CultureInfo.InvariantCulture) % 2 == 1 ? "box" : "oval", row["Roi"]);
        });
        Assert.Equal(
            tables[0].Select(row => (row["Label"], row["Roi"])), tables[1].Select(row => (row["Label"], row["Roi"])));
        Assert.Subset(
            tables[0].Select(row => (row["Label"], row["Roi"])).ToHashSet(),
            tables[2].Select(row => (row["Label"], row["Roi"])).ToHashSet());

        // Five boxes of 50 x 35 and four ovals in them.
        var areas = Rows(plate["out/rois.csv"]).Where(row => row["Channel"] == "DAPI")
            .ToDictionary(row => row["Roi"], row => Number(row["Area"]));
        Assert.Equal(5 * 50 * 35, areas["box"]);
        Assert.Equal(
            4 * Coordinates(64, 52)
                .Count(p => Math.Pow((p.X + .5 - 33) / 25, 2) + Math.Pow((p.Y + .5 - 22.5) / 17.5, 2) < 1),
            areas["oval"]);

        File.Delete(plate["rois/PLATE1_E4_T0_5_DAPI.roi"]);
        plate.Run($"{arguments} --force").Exits(1, "'PLATE1_E4_T0_5_DAPI'");
    }

    [Fact]
    [Trait("Tier", "All")]
    public void Areas_equal_the_pixels_that_ImageJ_finds()
    {
        const string ImageJ = "/usr/share/java/ij.jar", Java = "/usr/bin/java";
        Assert.SkipUnless(
            File.Exists(ImageJ) && File.Exists(Java) && File.Exists("/usr/bin/javac"),
            "SKIPPED: imagej or a JDK is not installed.");
        File.WriteAllText(_plate["Draw.java"], """
            import ij.gui.*; import ij.io.*; import ij.process.*;
            public class Draw { public static void main(String[] a) throws Exception {
                ByteProcessor drawn = new ByteProcessor(100, 80);
                for (int y = 20; y < 60; y++) for (int x = 30; x < 70; x++)
                    if ((x - 50) * (x - 50) + (y - 40) * (y - 40) * 2 < 300 || x == 50) drawn.set(x, y, 255);
                Wand wand = new Wand(drawn);
                wand.autoOutline(50, 40, 128, 255, Wand.EIGHT_CONNECTED);
                Roi[] rois = {
                    new Roi(5, 7, 40, 21), new OvalRoi(10, 12, 51, 34), new OvalRoi(3, 4, 20, 20),
                    new PolygonRoi(new int[] {10, 90, 60, 20}, new int[] {5, 15, 70, 50}, 4, Roi.POLYGON),
                    new PolygonRoi(new int[] {10, 40, 43, 31, 9}, new int[] {5, 8, 40, 45, 38}, 5, Roi.FREEROI),
                    new PolygonRoi(wand.xpoints, wand.ypoints, wand.npoints, Roi.TRACED_ROI),
                    new PolygonRoi(new float[] {10.25f, 80.75f, 33.5f}, new float[] {5.5f, 21.125f, 70.3f}, 3, Roi.POLYGON),
                    new ShapeRoi(new Roi(10, 10, 50, 40)).not(new ShapeRoi(new Roi(20, 20, 10, 10))) };
                for (int i = 0; i < rois.length; i++) {
                    rois[i].setName("r" + i);
                    RoiEncoder.save(rois[i], a[0] + "/r" + i + ".roi");
                    System.out.println(rois[i].getContainedPoints().length);
                }
                RoiEncoder.save(new Line(1, 2, 30, 40), a[0] + "/line.roi"); } }
            """);
        var drawn =
            CliRun.With(new(Java, ["-Djava.awt.headless=true", "-cp", ImageJ, _plate["Draw.java"], _plate[""]]));
        Assert.Equal(0, drawn.ExitCode);
        foreach (var (index, pixels) in drawn.OutLines.Index())
        {
            var region = Assert.Single(RoiReader.Read(_plate[$"r{index}.roi"]));
            Assert.Equal($"r{index}", region.Name);

            // ImageJ rounds edges to which the centers of pixels are close.
            var found = Coordinates(100, 80).Count(p => region.Contains(p.X + .5, p.Y + .5));
            Assert.InRange(found - Number(pixels), index == 4 ? -4 : 0, index == 4 ? 4 : 0);
        }

        Assert.Contains("a line", Refused(_plate["line.roi"]));
    }

    [Theory]
    [InlineData("{\"type\": \"Point\", \"coordinates\": [1, 2]}", "a Point, not a polygon")]
    [InlineData("{\"type\": \"Polygon\", \"coordinates\": [[[1, 2], [3, 4]]]}", "fewer than 3 points")]
    [InlineData("{\"type\": \"Polygon\", \"coordinates\": [[[1, 2], [3, 4], [\"a\", 5]]]}", "not two numbers")]
    [InlineData("{\"type\": \"MultiPolygon\", \"coordinates\": []}", "no area")]
    [InlineData("{\"features\": []}", "0 regions")]
    [InlineData("well,role\n", "neither an ImageJ ROI")]
    public void Files_without_areas_are_refused(string text, string expected)
    {
        File.WriteAllText(_plate["rois.json"], text);
        Assert.Contains(expected, Refused(_plate["rois.json"]));
        Assert.Contains("does not exist", Refused(_plate["none.zip"]));
    }

    [Fact]
    public void Damaged_files_are_refused()
    {
        using var zip = new MemoryStream();
        using (var archive = new ZipArchive(zip, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var entry = archive.CreateEntry("a.roi").Open();
            entry.Write(Roi(1, 1, 2, 30, 40));
        }

        var random = new Random(5);
        foreach (var whole in (byte[][])[Roi(2, 1, 2, 30, 40), zip.ToArray(), Encoding.UTF8.GetBytes(GeoJson)])
        {
            for (var trial = 0; trial < 60; trial++)
            {
                byte[] bytes = [.. trial % 2 == 0 ? whole[..random.Next(whole.Length)] : whole];
                for (var change = 0; change < 3 && trial % 2 == 1; change++)
                {
                    bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                }

                File.WriteAllBytes(_plate["damaged"], bytes);
                if (StylizeException.OrDefault(() => RoiReader.Read(_plate["damaged"])) is { } read)
                {
                    Assert.All(
                        read.SelectMany(region => region.Rings).SelectMany(ring => ring),
                        p => Assert.True(double.IsFinite(p.X + p.Y)));
                }
            }
        }
    }

    private static string Refused(string path) => Assert.Throws<StylizeException>(() => RoiReader.Read(path)).Message;

    /// <summary>Returns a rectangle (1) or oval (2) of ImageJ without a second header, named by the file or "box" and
    /// "oval".</summary>
    private static byte[] Roi(byte type, short top, short left, short bottom, short right)
    {
        var name = type == 1 ? "box" : "oval";
        var data = new byte[64 + 64 + (2 * name.Length)];
        "Iout"u8.CopyTo(data);
        data[6] = type;
        foreach (var (index, value) in new short[] { 228, 0, top, left, bottom, right }.Index())
        {
            if (index != 1) BinaryPrimitives.WriteInt16BigEndian(data.AsSpan(4 + (2 * index)), value);
        }

        BinaryPrimitives.WriteInt32BigEndian(data.AsSpan(60), 64);
        BinaryPrimitives.WriteInt32BigEndian(data.AsSpan(64 + 16), 128);
        BinaryPrimitives.WriteInt32BigEndian(data.AsSpan(64 + 20), name.Length);
        Encoding.BigEndianUnicode.GetBytes(name).CopyTo(data, 128);
        return data;
    }

    /// <summary>Returns the index of the first region with a pixel or centroid, by the winding of the edges of each
    /// ring.</summary>
    private static int Find(double x, double y) => Array.FindIndex(Regions, region => region.Rings.Count(ring =>
    {
        var angle = 0.0;
        for (var i = 0; i < ring.Length; i++)
        {
            var (from, to) = (ring[i], ring[(i + 1) % ring.Length]);
            var (ax, ay, bx, by) = (from.X - x - .5, from.Y - y - .5, to.X - x - .5, to.Y - y - .5);
            angle += Math.Atan2((ax * by) - (ay * bx), (ax * bx) + (ay * by));
        }

        return Math.Abs(angle) > Math.PI;
    }) % 2 == 1);

    private List<Dictionary<string, string>> Rows(string path) =>
        SampleFiles.Table(Path.IsPathRooted(path) ? path : _plate[path]);
}
