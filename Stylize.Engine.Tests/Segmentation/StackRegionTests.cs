using System.Text.Json.Nodes;
using static Stylize.Engine.Tests.Segmentation.SampleFiles;

namespace Stylize.Engine.Tests.Segmentation;

/// <summary>Measurement of label masks in three dimensions.</summary>
public sealed class StackRegionTests : CliTest
{
    private const int Width = 50;
    private const int Height = 40;
    private const int Planes = 9;

    private static readonly (int Label, int X, int Y, int Z, int Radius, int Depth)[] Ellipsoids =
        [(3, 12, 10, 3, 8, 3), (7, 30, 25, 5, 10, 3), (9, 45, 5, 8, 4, 2), (500, 0, 39, 0, 11, 4)];

    [Theory]
    [InlineData(false, 1, 1)]
    [InlineData(false, .5, 2)]
    [InlineData(true, 1, 1)]
    public void Volumes_equal_those_of_scikit_image(bool isZarr, double pixelSize, double distance)
    {
        var (stack, mask) = isZarr ? ("stack.zarr/0", "stack.zarr/labels/cells/0") : ("stack.tif", "mask.tif");
        Save(stack, isZarr, Intensity);
        Save(mask, isZarr, Label);
        var run = _folder.Run(
            "regions", stack, "--labels", mask, "--volume", "--json",
            "--pixel-size", pixelSize.ToString(CultureInfo.InvariantCulture),
            "--plane-distance", distance.ToString(CultureInfo.InvariantCulture)).IsQuiet();
        var rows = run.Json;
        var oracle = OracleTable.Embedded("volumes.csv").Rows;
        Assert.Equal(oracle.Count, rows.Length);
        foreach (var (line, row) in oracle.Zip(rows))
        {
            double[] known = [.. line.Select(Number)];
            var area = pixelSize * pixelSize;
            AssertNear(known[0], row.GetProperty("Label"));
            AssertNear(known[1] * area * distance, row.GetProperty("Volume"));
            AssertNear(known[pixelSize == 1 ? 2 : 3], row.GetProperty("SurfaceArea"), 1e-3);
            AssertNear(known[4], row.GetProperty("CentroidX"));
            AssertNear(known[5], row.GetProperty("CentroidY"));
            AssertNear(known[6], row.GetProperty("CentroidZ"));
            AssertNear(known[7], row.GetProperty("MeanIntensity"));
        }
    }

    [Theory]
    [InlineData("other mask", "has 1 plane, but")]
    [InlineData("stack of masks", "has 9 planes, but")]
    [InlineData("property", "--volume uses --method Learned, --label-path and --pixel-size only")]
    [InlineData("method", "--volume uses --method Learned, --label-path and --pixel-size only")]
    public void What_volumes_cannot_use_is_refused(string kind, string expected)
    {
        Save("stack.tif", isZarr: false, Intensity);
        Save("mask.tif", isZarr: false, Label);
        SampleFiles.SaveLabels(_folder["flat.tif"], Width, Height, (x, y) => 1);
        var run = _folder.Run(["regions", kind == "stack of masks" ? "flat.tif" : "stack.tif", .. kind switch
        {
            "other mask" => new[] { "--volume", "--labels", "flat.tif" },
            "stack of masks" => ["--labels", "mask.tif"],
            "property" => ["--volume", "--labels", "mask.tif", "--property", "Area"],
            _ => ["--volume", "--method", "otsu"],
        }]);
        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains(expected, run.Error);
    }

    [Fact]
    public void Volumes_of_several_stacks_are_written_to_one_table()
    {
        Save("red.tif", isZarr: false, Intensity);
        Save("green.tif", isZarr: false, (x, y, z) => (ushort)z);
        Save("mask.tif", isZarr: false, Label);
        _folder.Run("regions", "red.tif", "green.tif", "--labels", "mask.tif", "--volume", "-o", "cells.csv").Exits(0);
        var lines = File.ReadAllLines(_folder["cells.csv"]);
        Assert.Equal("Path,Label,Volume,SurfaceArea,CentroidX,CentroidY,CentroidZ,Planes,MeanIntensity", lines[0]);
        Assert.Equal(9, lines.Length);

        // The second channel has the number of the plane as its intensity.
        Assert.All(lines[5..], line => Assert.Equal(line.Split(',')[6], line.Split(',')[8]));
    }

    /// <summary>Two balls touch along the planes, two above each other; planes are 2 pixels apart.</summary>
    [Fact]
    public void Touching_nuclei_of_a_stack_are_split()
    {
        const int Side = 72, Depth = 18, Radius = 9;
        (int X, int Y, int Z)[] balls = [(14, 16, 9), (31, 16, 9), (52, 50, 4), (52, 50, 12), (14, 54, 9)];
        var labels = new ushort[Depth, Side, Side];
        var random = new Random(3);
        Save("balls.tif", Side, Side, Depth, (x, y, z) =>
        {
            var nearest = balls.Index().MinBy(b => Distance(b.Item, (x, y, z)));
            var distance = Distance(nearest.Item, (x, y, z));
            labels[z, y, x] = distance < Radius ? (ushort)(nearest.Index + 1) : (ushort)0;
            return (ushort)(300 + random.Next(40) + (1000 / (1 + Math.Exp(distance - Radius))));
        });
        foreach (var block in (int[])[1, 2, 3])
        {
            // Memory that is rented again is not cleared.
            using var used = Raster<int>.Packed(Side / block, Side / block * Depth);
            used.Pixels.Fill(9);
        }

        _folder.Run("regions balls.tif --volume --plane-distance 2 --mask-path found.tif -o cells.csv").IsQuiet();
        Assert.Equal(balls.Length + 1, File.ReadAllLines(_folder["cells.csv"]).Length);
        Save("truth.tif", Side, Side, Depth, (x, y, z) => labels[z, y, x]);
        var found = Centers("found.tif");
        var truth = Centers("truth.tif");
        Assert.All(truth, center => Assert.Single(found, other => Distance(center, other) < 2));

        // The mask is a label mask, and gives the same table again.
        _folder.Run("regions balls.tif --volume --plane-distance 2 --labels found.tif -o again.csv").Exits(0);
        Assert.Equal(File.ReadAllText(_folder["cells.csv"]), File.ReadAllText(_folder["again.csv"]));

        List<(int X, int Y, int Z)> Centers(string mask) =>
        [
            .. _folder.Run("regions", "balls.tif", "--volume", "--labels", mask, "--json").Json
                .Select(row => (Rounded(row, "CentroidX"), Rounded(row, "CentroidY"), Rounded(row, "CentroidZ"))),
        ];
    }

    [Fact]
    public void A_stack_of_noise_has_no_nuclei()
    {
        var random = new Random(5);
        Save("noise.tif", 90, 80, 6, (x, y, z) => (ushort)(z == 2 ? 150 : 150 + random.Next(40)));
        var run = _folder.Run("regions", "noise.tif", "--volume");
        Assert.EndsWith("noise.tif: Regions 0\n", run.Out);
    }

    /// <summary>Balls of a plate move along all axes; their stacks are files of planes, and pages are in a folder of
    /// their own.</summary>
    [Fact]
    public void A_plate_of_stacks_is_measured_and_tracked_in_three_dimensions()
    {
        const int Side = 64, Depth = 16, Radius = 8;
        const string Pattern = "{experiment}_{well}_t{time}_z{plane}_{channel}.tif";
        (int X, int Y, int Z)[] balls = [(14, 16, 6), (44, 20, 4), (46, 22, 12), (16, 48, 8)];
        for (var time = 1; time <= 3; time++)
        {
            var moved = balls.Select(b => (b.X + (2 * time), b.Y - time, b.Z + time - 1)).ToList();
            ushort Dapi(int x, int y, int z) => (ushort)(
                300 + (((x * 7) + (y * 13) + (z * 29)) % 40)
                    + moved.Max(b => 1000 / (1 + Math.Exp(Distance(b, (x, y, z)) - Radius))));
            ushort Gfp(int x, int y, int z) => (ushort)(z + time);
            if (time == 2) Save("stack2.tif", Side, Side, Depth, Dapi);
            for (var plane = 0; plane < Depth; plane++)
            {
                var z = plane;
                Save($"plate/p_B2_t{time}_z{plane:000}_DAPI.tif", Side, Side, 1, (x, y, _) => Dapi(x, y, z));
                Save($"plate/p_B2_t{time}_z{plane:000}_GFP.tif", Side, Side, 1, (x, y, _) => Gfp(x, y, z));
            }
        }

        string[] command =
            ["segment", "plate", "--name-pattern", Pattern, "--volume", "--plane-distance", "2", "--channel", "DAPI",
                "-o", "out"];
        _folder.Run([.. command, "--measure-channel", "GFP", "--track", "nearest", "--track-distance", "9"]).Exits(0);

        // The same table and mask as those of the stack alone.
        _folder.Run("regions stack2.tif --volume --plane-distance 2 --mask alone.tif -o alone.csv").Exits(0);
        var (alone, plate) = (Table("alone.csv"), Table("out/Regions/B2/p_B2_T2_DAPI_REGIONS.csv"));
        Assert.Equal(balls.Length, plate.Count);
        foreach (var (one, other) in alone.Zip(plate))
        {
            Assert.All(
                (string[])["Label", "Volume", "SurfaceArea", "CentroidX", "CentroidY", "CentroidZ", "Planes"],
                name => Assert.Equal(one[name], other[name]));
            AssertNear(Number(one["MeanIntensity"]), other["MeanIntensity_DAPI"]);
            AssertNear(Number(other["CentroidZ"]) + 2, other["MeanIntensity_GFP"]);
        }

        _folder.Run(
            "regions", "stack2.tif", "--volume", "--plane-distance", "2", "--labels",
            "out/CellMasksMontage/B2/p_B2_t2_z000_DAPI_ENCODED.tif", "-o", "again.csv").Exits(0);
        Assert.Equal(File.ReadAllText(_folder["alone.csv"]), File.ReadAllText(_folder["again.csv"]));

        // Two balls lie above each other, and each keeps its track.
        var tracks = Table("out/Tracks/B2/p_B2_DAPI_TRACKS.csv").GroupBy(row => row["Track"]).ToList();
        Assert.Equal(balls.Length, tracks.Count);
        foreach (var track in tracks)
        {
            var z = track.Select(row => Number(row["CentroidZ"])).ToList();
            Assert.Equal(3, z.Count);
            Assert.InRange(z[2] - z[0], 1, 2.5);
        }

        foreach (var format in (string[])["all", "cell-profiler"])
        {
            _folder.Run("export", "out/segmentation.sqlite", "-o", "ex", "--format", format).Exits(0);
        }

        Assert.All(Table("ex/CellProfiler/Nuclei.csv"),
            row => Assert.NotEmpty(row["AreaShape_Volume"] + row["Location_Center_Z"]));
        Assert.StartsWith("ID,T,Z,Y,X,", File.ReadAllText(_folder["ex/Napari/B2/p_B2_DAPI_TRACKS.csv"]));
        Assert.False(Directory.Exists(_folder["ex/ImageJ"]));
        var outlines = _folder.Run("export", "out/segmentation.sqlite", "-o", "ex2", "--format", "image-j");
        Assert.Contains("has regions in three dimensions, which ImageJ cannot have", outlines.Error);

        AssertNear(
            alone.Average(row => Number(row["Volume"])),
            Table("out/wells.csv").Single(row => (row["Timepoint"], row["Measurement"]) == ("2", "Volume"))["Mean"]);

        Assert.Contains(
            "--volume and --cell-channel cannot be combined", _folder.Run([.. command, "--cell-channel", "GFP"]).Error);
        foreach (var file in Directory.GetFiles(_folder["plate"]))
        {
            File.Copy(file, file.Replace("_t", "_s2_t"));
            File.Move(file, file.Replace("_t", "_s1_t"));
        }

        command[3] = Pattern.Replace("_t", "_s{field}_t");
        Assert.Contains("requires one tile per well", _folder.Run([.. command, "--track", "nearest"]).Error);
        _folder.Run([.. command, "--timepoint", "1", "--force"]).Exits(0);
        Assert.Equal(2 * balls.Length, Table("out/Regions/B2/p_B2_T1_DAPI_REGIONS.csv").Count);

        List<Dictionary<string, string>> Table(string path) => SampleFiles.Table(_folder[path]);
    }

    [Theory]
    [InlineData("ImageJ=1.54\nslices=9\nspacing=2.5\nunit=micron\n", "0.5", 2.5)]
    [InlineData("ImageJ=1.54\nslices=9\nspacing=2.5\nunit=micron\n", "1", 1)]
    [InlineData("ImageJ=1.54\nslices=9\nspacing=2500\nunit=nm\n", "0.5", 2.5)]
    [InlineData("ImageJ=1.54\nslices=9\nspacing=2500\nunit=cm\nzunit=nanometers\n", "0.5", 2.5)]
    [InlineData("ImageJ=1.54\nslices=9\nspacing=2.5\n", "1", 2.5)]
    [InlineData(
        "<OME><Image><Pixels PhysicalSizeX=\"0.2\" PhysicalSizeZ=\"800\" PhysicalSizeZUnit=\"nm\"/></Image></OME>",
        "0.5", 2)]
    [InlineData(null, "0.5", .5)]
    public void The_distance_of_planes_is_that_of_the_file(string? description, string pixelSize, double distance)
    {
        Save("stack.tif", Width, Height, Planes, Label, description);
        _folder.Run(
            "regions", "stack.tif", "--labels", "stack.tif", "--volume", "--pixel-size", pixelSize, "-o",
            "found.csv").IsQuiet();
        _folder.Run(
            "regions", "stack.tif", "--labels", "stack.tif", "--volume", "--pixel-size", pixelSize, "-o", "known.csv",
            "--plane-distance", distance.ToString(CultureInfo.InvariantCulture)).Exits(0);
        Assert.Equal(File.ReadAllText(_folder["known.csv"]), File.ReadAllText(_folder["found.csv"]));
    }

    private static double Distance((int X, int Y, int Z) one, (int X, int Y, int Z) other) =>
        Math.Sqrt(Math.Pow(one.X - other.X, 2) + Math.Pow(one.Y - other.Y, 2) + (4 * Math.Pow(one.Z - other.Z, 2)));

    private static void AssertNear(double expected, string actual) =>
        Assert.Equal(expected, Number(actual), 1e-9 * Math.Abs(expected));

    private static void AssertNear(double expected, JsonElement actual, double error = 1e-9) =>
        Assert.Equal(expected, actual.GetDouble(), error * Math.Abs(expected));

    private static int Rounded(JsonElement row, string name) => (int)Math.Round(row.GetProperty(name).GetDouble());

    private static ushort Intensity(int x, int y, int z) => (ushort)(((x * 7) + (y * 1301) + (z * 9007)) % 60013);

    private static ushort Label(int x, int y, int z)
    {
        var label = 0;
        foreach (var e in Ellipsoids)
        {
            var (dx, dy, dz) = (x - e.X, y - e.Y, z - e.Z);
            var isInside = (((dx * dx) + (dy * dy)) * e.Depth * e.Depth) + (dz * dz * e.Radius * e.Radius)
                < e.Radius * e.Depth * e.Radius * e.Depth;
            label = isInside ? e.Label : label;
        }

        return (ushort)label;
    }

    private void Save(string name, bool isZarr, Func<int, int, int, ushort> value)
    {
        if (!isZarr)
        {
            Save(name, Width, Height, Planes, value);
        }
        else
        {
            Directory.CreateDirectory(_folder[name]);
            File.WriteAllText(Path.Combine(_folder[name], ".zarray"), $$"""
                {"zarr_format":2,"shape":[1,1,{{Planes}},{{Height}},{{Width}}],"chunks":[1,1,1,{{Height}},{{Width}}],"dtype":"<u2",
                "compressor":null,"fill_value":0,"order":"C","filters":null}
                """);
            for (var z = 0; z < Planes; z++)
            {
                ushort[] plane = [.. Coordinates(Width, Height).Select(at => value(at.X, at.Y, z))];
                File.WriteAllBytes(
                    Path.Combine(_folder[name], $"0.0.{z}.0.0"), MemoryMarshal.AsBytes<ushort>(plane).ToArray());
            }
        }
    }

    private void Save(string name, int width, int height, int planes, Func<int, int, int, ushort> value,
        string? description = null) =>
        SampleFiles.SavePages(_folder[name], width, height, planes, (x, y, z) => value(x, y, z), description);
}
