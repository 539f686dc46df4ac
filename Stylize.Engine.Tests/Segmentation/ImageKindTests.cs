using Stylize.Engine.Segmentation;
using Stylize.Engine.Segmentation.Images;
using Stylize.Engine.Segmentation.Labels;
using Stylize.Engine.Segmentation.Learned;

namespace Stylize.Engine.Tests.Segmentation;

/// <summary>The check of an image before any method, and of bright foreground without an object, on drawn
/// images.</summary>
public sealed class ImageKindTests : CliTest
{
    private const int Side = 256;

    [Theory]
    [InlineData("nuclei", ImageKind.Objects)]
    [InlineData("uneven", ImageKind.Objects)]
    [InlineData("crowded", ImageKind.Objects)]
    [InlineData("sparse", ImageKind.Objects)]
    [InlineData("sparse without noise", ImageKind.Objects)]
    [InlineData("dark", ImageKind.Dark)]
    [InlineData("vignetted", ImageKind.Dark)]
    [InlineData("phase", ImageKind.Phase)]
    [InlineData("walls", ImageKind.Walls)]
    [InlineData("dish", ImageKind.Objects)]
    [InlineData("processes", ImageKind.Objects)]
    [InlineData("spots", ImageKind.Spots)]
    [InlineData("blank", ImageKind.Faint)]
    public void The_kind_of_an_image_follows_from_its_pixels(string scene, ImageKind kind)
    {
        foreach (var gain in (double[])[1, 40])
        {
            using var image = Paint<ushort>(Side, Side, (x, y) => (ushort)(gain * Draw(scene, x, y)));

            Assert.Equal(kind, ImageCheck.Find(image));
        }
    }

    /// <summary>The advice followed what a method found, so that --invert and no --invert were recommended in
    /// turn.</summary>
    [Theory]
    [InlineData("learned")]
    [InlineData("otsu")]
    public void All_methods_give_the_same_word_and_never_the_opposite_one(string method)
    {
        string[] Words(string scene, params string[] more)
        {
            SampleFiles.Save(_folder[$"{scene}.png"], Side, Side, (x, y) => (int)Draw(scene, x, y));
            var run = _folder.Run(["regions", $"{scene}.png", "--method", method, "--property", "Area", "--json",
                .. more]).Exits(0);
            return run.ErrorLines;
        }

        Assert.Contains("as in phase contrast", Assert.Single(Words("phase")));
        Assert.Equal(Words("phase"), Words("phase", "--invert"));
        Assert.Contains("walls or outlines", Assert.Single(Words("walls")));
        Assert.EndsWith("Use --invert.", Assert.Single(Words("dark")));
        Assert.Empty(Words("dark", "--invert"));
        Assert.Empty(Words("nuclei"));
        Assert.EndsWith("Omit --invert.", Assert.Single(Words("nuclei", "--invert")));
        if (method != "otsu")
        {
            Assert.Contains("spots of less than 8 pixels", Assert.Single(Words("spots")));
            Assert.Contains("no objects found", Assert.Single(Words("blank")));
        }
    }

    [Fact]
    public void A_plate_has_one_line_for_all_wells_of_a_kind_and_for_those_without_objects()
    {
        foreach (var well in (string[])["A1", "A2", "A3"])
        {
            SampleFiles.Save(_folder[$"phase/P_{well}_T0_1_PH.png"], Side, Side, (x, y) => (int)Draw("phase", x, y));
            SampleFiles.Save(
                _folder[$"mixed/P_{well}_T0_1_DAPI.png"], Side, Side,
                (x, y) => (int)Draw(well == "A1" ? "nuclei" : "blank", x, y));
        }

        var run = _folder.Run("segment phase -o one --quality report").Exits(0, "3 of 3 images fail a gate");
        Assert.Equal(2, run.Error.Split("P, channel PH: parts darker and parts brighter").Length);
        _folder.Run("segment mixed -o two").Exits(
            0, "P, channel DAPI: no objects found in 2 wells: P_A2_T0, P_A3_T0.", "1 warning.");
        // Wells whose images are all excluded were said to have no objects, also if they have.
        var excluded = _folder.Run("segment mixed -o three --quality-gate all").Exits(0, "2 tiles excluded");
        Assert.DoesNotContain("no objects found", excluded.Error);
    }

    /// <summary>Lobes of nuclei were counted as nuclei in silence.</summary>
    [Fact]
    public void Objects_that_nearly_all_touch_another_one_are_reported()
    {
        string[] Errors(int lobes)
        {
            SampleFiles.Save(_folder[$"{lobes}.png"], 300, 300, (x, y) =>
                Enumerable.Range(0, lobes).Any(lobe => double.Hypot(
                    (x % 75) - 37 - (10 * Math.Cos(2.1 * lobe)), (y % 75) - 37 - (10 * Math.Sin(2.1 * lobe))) < 8.5)
                    ? 220 : 20);
            return _folder.Run($"regions {lobes}.png --property Area").Exits(0).ErrorLines;
        }

        Assert.Empty(Errors(1));
        Assert.Contains("objects touch another one, as lobes", Assert.Single(Errors(3)));
    }

    [Theory]
    [InlineData(9, 0)]
    [InlineData(8, .111)]
    [InlineData(5, .444)]
    public void Bright_foreground_without_an_object_is_reported(int labeled, double share)
    {
        using var image = new Raster<ushort>(Side, Side);
        var runs = RunTable.WithObjects(Side, Side);
        var row = new int[Side];
        for (var y = 0; y < Side; y++)
        {
            for (var x = 0; x < Side; x++)
            {
                // The others are slightly brighter than those with labels, and one of these is dim.
                var disc = 1 + (x / 86) + (3 * (y / 86));
                var isIn = Radius(x, y, 86) < 14;
                row[x] = isIn && disc <= labeled ? disc : 0;
                image[x, y] = (ushort)(isIn ? disc == 1 ? 400 : 1000 + (disc > labeled ? 20 : disc) : 100);
            }

            runs.AddRow(row);
        }

        using var objects = GivenLabels.InOrder(runs);
        var check = ObjectCheck.ForLabels(objects, new SegmentationOptions())!;
        for (var y = 0; y < Side; y++)
        {
            check.AddRow(image.Row(y), 0, y);
        }

        // Objects that are dimmer than the median do not count.
        Assert.InRange(check.Uncovered()!.Value, .6 * share, 2.5 * share);
        Assert.Equal(share > 0, check.Problem("'a.png'")?.Contains("is in no object") ?? false);
    }

    /// <summary>A bright bent object differs from an ellipse.</summary>
    [Fact]
    public void A_bright_clump_is_kept()
    {
        using var image = new Raster<ushort>(Side, Side);
        foreach (var (x, y) in Coordinates(Side, Side))
        {
            var (dx, dy) = (x - 128, y - 128);
            var bent = dy < 6 ? Math.Abs(Math.Sqrt((dx * dx) + (dy * dy)) - 24) - 8 : double.PositiveInfinity;
            var far = Math.Max(Math.Abs(dx), Math.Abs(dy)) > 52 ? Radius(x, y, 51) - 10 : double.PositiveInfinity;
            image[x, y] = (ushort)(100 + (bent < far ? 900 * Edge(bent) : 700 * Edge(far)) + Noise(x, y, 6));
        }

        var diameter = 0.0;
        using var runs = LearnedNuclei.Find(image, null, ref diameter, null, default);
        var covered = Enumerable.Range(0, runs.Count).Where(run => runs.Rows[run] is > 96 and < 112)
            .Sum(run => Math.Max(0, Math.Min(runs.Ends[run], 160) - Math.Max(runs.Starts[run], 96)));
        Assert.InRange(covered, 300, 1200);
    }

    /// <summary>Returns the pixel of a scene, at most 255.</summary>
    private static double Draw(string scene, int x, int y)
    {
        var light = 1 - (.5 * (Square(x - 128) + Square(y - 128)) / Square(181));
        return scene switch
        {
            "nuclei" => 20 + (140 * Edge(Radius(x, y, 43) - 12)) + Noise(x, y, 3),
            "uneven" => (light * (60 + (120 * Edge(Radius(x, y, 43) - 12)))) + Noise(x, y, 3),
            "crowded" =>
                20 + ((70 + (18 * (((x / 32) + (3 * (y / 32))) % 5))) * Edge(Radius(x, y, 32) - 12)) + Noise(x, y, 3),
            "sparse" => 20 + (x < 43 && y < 43 ? 140 * Edge(Radius(x, y, 43) - 12) : 0) + Noise(x, y, 3),
            "sparse without noise" => x < 43 && y < 43 && Radius(x, y, 43) < 6 ? 160 : 20,
            "dark" => 200 - (120 * Edge(Radius(x, y, 64) - 14)) + Noise(x, y, 3),
            "vignetted" => (light * light * (230 - (120 * Edge(Radius(x, y, 85) - 14)))) + Noise(x, y, 3),
            "phase" =>
                110 - (80 * Edge(Radius(x, y, 64) - 12)) + (100 * Math.Exp(-Square((Radius(x, y, 64) - 16) / 2.5)))
                    + Noise(x, y, 3),
            "walls" => 20 + (150 * Edge(Math.Min(x % 32, y % 32) - 4)) + Noise(x, y, 3),
            // Colonies in a dish with a bright rim.
            "dish" => 20 + (150 * Edge(Math.Abs(Math.Sqrt(Square(x - 128) + Square(y - 128)) - 118) - 5))
                + (Square(x - 128) + Square(y - 128) < Square(92) ? 150 * Edge(Radius(x, y, 43) - 11) : 0)
                + Noise(x, y, 3),

            // Cells with processes that enclose areas of several sizes.
            "processes" => 20 + (150 * Math.Max(
                Edge(Radius(x, y, 128) - 14),
                new[] { 40, 60, 76, 88, 98, 230 }
                    .Max(line => Edge(Math.Min(Math.Abs(x - line), Math.Abs(y - line)) - 2))))
                + Noise(x, y, 3),
            "spots" => 20 + (150 * Edge(Radius(x, y, 16) - 2)) + Noise(x, y, 3),
            _ => 20 + Noise(x, y, 3),
        };
    }

    /// <summary>Returns the distance from the center of the cell of a grid.</summary>
    private static double Radius(int x, int y, int pitch) =>
        Math.Sqrt(Square((x % pitch) - (pitch / 2)) + Square((y % pitch) - (pitch / 2)));

    private static double Edge(double outside) => 1 / (1 + Math.Exp(outside));

    private static double Noise(int x, int y, int amplitude) =>
        (((((uint)((x * 73856093) ^ (y * 19349663))) * 2654435761u) >> 16) % (2 * amplitude)) - amplitude + .5;

    private static double Square(double value) => value * value;
}
