using Stylize.Engine.Segmentation.Images;
using Stylize.Engine.Segmentation.Models;

namespace Stylize.Engine.Tests.Segmentation.Models;

public sealed class ModelTests : FolderTest
{
    private const string Whole = "\"tile\": 512, \"overlap\": 0, \"multiple\": 16";
    private const string Tiled = "\"tile\": 96, \"overlap\": 24, \"multiple\": 16";

    [Theory]
    [InlineData(-1)]
    [InlineData(64)]
    public void A_probability_map_equals_a_slow_convolution(int side)
    {
        using var image = Discs(150, 118, (x, y) => 40 + (x / 2));
        var model = TestModels.Blobs(side).Save(_folder["blobs.onnx"], "{\"range\": [0, 400], \"threshold\": 0.6, \"overlap\": 16}");
        using var runs = Find(model, image);
        using var labels = Labels(runs);
        using var mirrored = Mirrored(image, side);
        foreach (var (x, y) in Coordinates(image.Width, image.Height))
        {
            var sum = 0.0;
            for (var tap = 0; tap < 25; tap++)
            {
                sum += mirrored[x + (tap % 5), y + (tap / 5)];
            }

            var mean = sum / 25 / 400;
            if (Math.Abs(mean - .6) > 1e-4) Assert.Equal(mean > .6, labels[x, y] != 0);
        }
    }

    [Theory]
    [InlineData(1, Whole)]
    [InlineData(1, Tiled)]
    [InlineData(2, Whole)]
    [InlineData(2, Tiled)]
    public void Stars_have_the_drawn_outlines(int grid, string tiles)
    {
        (int X, int Y, int Size)[] stars =
            [(30, 24, 12), (64, 30, 9), (20, 70, 10), (84, 92, 14), (150, 40, 12), (140, 100, 8), (96, 60, 11)];
        using var image = Draw(190, 130, (x, y) => stars.Max(star =>
            4 * star.Size * Math.Max(1 - (Distance(star.X, star.Y, x, y) / (.5 * star.Size)), 0)));
        var model = TestModels.Stars(grid).Save(_folder["stars.onnx"], $"{{\"range\": [0, 100], \"threshold\": 0.05, {tiles}}}");
        using var runs = Find(model, image);
        var labels = Labels(runs);
        foreach (var (x, y) in Coordinates(image.Width, image.Height))
        {
            var star = Array.FindIndex(stars, s => IsInStar(s.X, s.Y, s.Size, x, y) == true);
            if (stars.Any(s => IsInStar(s.X, s.Y, s.Size, x, y) is null)) continue;

            Assert.Equal(star < 0 ? 0 : labels[stars[star].X, stars[star].Y], labels[x, y]);
        }

        Assert.Equal(stars.Length, labels.Pixels.ToArray().Where(label => label > 0).Distinct().Count());
    }

    [Theory]
    [InlineData(Whole)]
    [InlineData(Tiled)]
    public void Pixels_that_flow_to_one_center_are_one_object(string tiles)
    {
        // The last two discs touch.
        (int X, int Y, int Size)[] discs = [(30, 30, 12), (80, 25, 8), (95, 70, 15), (40, 90, 14), (150, 90, 12), (172, 90, 12)];
        using var image = Draw(200, 130, (x, y) => discs.Max(disc =>
            Distance(disc.X, disc.Y, x, y) <= disc.Size ? 100 * (disc.Size - Distance(disc.X, disc.Y, x, y) + 1) : 0));
        var model = TestModels.Flows().Save(_folder["flows.onnx"], $"{{\"range\": [0, 100], \"flowScale\": 2, {tiles}}}");
        using var runs = Find(model, image);
        var labels = Labels(runs);
        Assert.Equal(discs.Length, labels.Pixels.ToArray().Where(label => label > 0).Distinct().Count());
        foreach (var (x, y) in Coordinates(image.Width, image.Height))
        {
            var near = discs.OrderBy(disc => Distance(disc.X, disc.Y, x, y) - disc.Size).Take(2).ToArray();
            var isBetween = Math.Abs(Distance(near[0].X, near[0].Y, x, y) - Distance(near[1].X, near[1].Y, x, y)) < 2;
            if (isBetween && Distance(near[1].X, near[1].Y, x, y) <= near[1].Size + 1) continue;

            var isInside = Distance(near[0].X, near[0].Y, x, y) <= near[0].Size;
            Assert.Equal(isInside ? labels[near[0].X, near[0].Y] : 0, labels[x, y]);
        }
    }

    [Fact]
    public void Labels_of_tiles_are_those_of_the_whole_image()
    {
        // Discs of up to half of a tile, and a line through all tiles.
        using var image = Draw(400, 300, (x, y) => y is >= 150 and < 153 ? 999
            : Distance((x / 50 * 50) + 25, (y / 50 * 50) + 25, x, y) < 8 + (x / 50) + (y / 50) ? 1 + (x / 50) + (10 * (y / 50)) : 0);
        var model = TestModels.Numbers().Save(_folder["labels.onnx"], $"{{{Whole}}}");
        using var whole = Find(model, image);
        TestModels.Numbers().Save(_folder["tiled.onnx"], $"{{{Tiled}}}");
        using var tiled = Find(_folder["tiled.onnx"], image);
        Assert.Equal(Numbered(Labels(whole)), Numbered(Labels(tiled)));
        var drawn = new Raster<int>(400, 300);
        for (var i = 0; i < 400 * 300; i++)
        {
            drawn[i % 400, i / 400] = image[i % 400, i / 400];
        }

        Assert.Equal(Numbered(drawn), Numbered(Labels(whole)));
    }

    [Theory]
    [InlineData("blobs")]
    [InlineData("flows")]
    [InlineData("stars")]
    public void Objects_of_tiles_are_those_of_the_whole_image(string kind)
    {
        var random = new Random(5);
        using var image = Draw(230, 170, (x, y) =>
            Math.Max(0, 30 * Math.Sin(x / 6.0) * Math.Sin(y / 7.0) * (1 + Math.Sin(x * y / 900.0))) + random.Next(4));
        OnnxWriter Model() => kind switch { "blobs" => TestModels.Blobs(), "flows" => TestModels.Flows(), _ => TestModels.Stars() };
        string Settings(string tiles) =>
            $"{{\"range\": [0, 100], {(kind == "flows" ? "\"threshold\": -0.4, \"flowScale\": 0.1" : "\"threshold\": 0.1")}, {tiles}}}";
        using var whole = Find(Model().Save(_folder["whole.onnx"], Settings(Whole)), image);
        using var tiled = Find(Model().Save(_folder["tiled.onnx"], Settings(Tiled)), image);
        Assert.True(whole.Count > 20);
        Assert.Equal(Numbered(Labels(whole)), Numbered(Labels(tiled)));
    }

    [Fact]
    public void The_tiles_of_a_network_that_reduces_the_image_give_the_values_of_the_whole_image()
    {
        var random = new Random(2);
        using var image = new Raster<float>(230, 170);
        for (var i = 0; i < 230 * 170; i++)
        {
            image[i % 230, i / 230] = (float)random.NextDouble();
        }

        using var session = new OnnxSession(TestModels.Network().ToBytes(), default);
        ModelMaps Run(int tile, int overlap)
        {
            var settings = new ModelSettings { Tile = tile, Overlap = overlap, Multiple = 16 };
            var maps = new ModelMaps(settings, isChannelLast: false, 230, 170);
            new ModelTiles(session, ModelInput.FromSession(session, settings), settings).Run(image, maps.Add, default);
            return maps;
        }

        using var whole = Run(512, 0);
        using var tiled = Run(80, 20);
        var values = whole.Probability.Pixels.ToArray();
        Assert.True(values.Max() > values.Min() + .1);
        Assert.Equal(values, tiled.Probability.Pixels.ToArray());
    }

    [Fact]
    public void Results_do_not_depend_on_concurrent_runs()
    {
        using var image = Discs(150, 118, (x, y) => 40 + (x / 2));
        var model = TestModels.Flows().Save(_folder["flows.onnx"], "{\"range\": [0, 400]}");
        using var alone = Find(model, image);
        var expected = Numbered(Labels(alone));
        Parallel.For(0, 8, _ =>
        {
            using var runs = Find(model, image);
            Assert.Equal(expected, Numbered(Labels(runs)));
        });
    }

    [Fact]
    public void A_resized_image_gives_objects_of_its_own_size()
    {
        using var image = Draw(120, 100, (x, y) => Distance(60, 50, x, y) <= 20 ? 300 : 0);
        var model = TestModels.Blobs().Save(
            _folder["blobs.onnx"], "{\"range\": [0, 300], \"pixelSize\": 0.5, \"overlap\": 8, \"multiple\": 4}");
        using var runs = SegmentationModel.FromFile(model, default).Find(image, "disc", SampleScale.Identity, .25, null, default);
        Assert.InRange(runs.Area, Math.PI * 19 * 19, Math.PI * 21 * 21);
        var failure = Assert.Throws<StylizeException>(() => Find(model, image));
        Assert.Equal((StylizeError.OptionInvalid, "PixelSize"), (failure.Error, failure.Target));
    }

    [Fact]
    public void A_model_replaces_the_threshold_of_an_image()
    {
        SampleFiles.Save(_folder["a.tif"], 120, 90, (x, y) => (x / 30) + (y / 30) is 1 or 4 ? 5 : 0);
        var model = TestModels.Numbers().Save(_folder["labels.onnx"]);
        var options = new SegmentationOptions { Method = ThresholdMethod.Model, Model = model, Split = true };
        var measured = ImageRegions.Measure(
            new ImageInput(ImageSource.File(_folder["a.tif"]), Stylize.Codecs.ImageCodecs.Default), options, new OperationContext());
        Assert.Null(measured.Threshold);
        Assert.Equal(1, measured.Regions.Count);
        Assert.Throws<StylizeException>(() => new SegmentationOptions { Method = ThresholdMethod.Model }.Validate());
        Assert.Throws<StylizeException>(() => new SegmentationOptions { Model = model }.Validate());
    }

    private static Stylize.Engine.Segmentation.Labels.RunTable Find(string model, Raster<ushort> image) =>
        SegmentationModel.FromFile(model, default).Find(image, "image", SampleScale.Identity, null, null, default);

    private static double Distance(double x0, double y0, double x, double y) => Math.Sqrt(((x - x0) * (x - x0)) + ((y - y0) * (y - y0)));

    /// <summary>Returns whether a pixel is in a star with straight edges between its rays; null close to the outline.</summary>
    private static bool? IsInStar(int x0, int y0, double size, int x, int y)
    {
        var angle = Math.Atan2(y - y0, x - x0);
        angle = angle < 0 ? angle + (2 * Math.PI) : angle;
        var ray = (int)(angle / (2 * Math.PI) * TestModels.Rays);
        (double X, double Y) Point(int at)
        {
            var direction = 2 * Math.PI * at / TestModels.Rays;
            var radius = size * TestModels.Radius(direction);
            return (x0 + (radius * Math.Cos(direction)), y0 + (radius * Math.Sin(direction)));
        }

        var (a, b) = (Point(ray), Point(ray + 1));
        var side = ((b.X - a.X) * (y - a.Y)) - ((b.Y - a.Y) * (x - a.X));
        return Math.Abs(side) < 1e-2 ? null : side > 0;
    }

    private static Raster<ushort> Draw(int width, int height, Func<int, int, double> value) =>
        Paint<ushort>(width, height, (x, y) => (ushort)Math.Round(value(x, y)));

    private static Raster<ushort> Discs(int width, int height, Func<int, int, double> background) => Draw(width, height, (x, y) =>
        background(x, y) + (Distance((x / 40 * 40) + 20, (y / 40 * 40) + 20, x, y) < 9 + (x / 40) ? 250 : 0));

    /// <summary>Returns the image in a border of two zeros. Up to a multiple of 32 or the sides of tiles, it is mirrored.</summary>
    private static Raster<ushort> Mirrored(Raster<ushort> image, int side)
    {
        int End(int length) => side < 0 ? (length + 31) / 32 * 32
            : Enumerable.Range(0, 100).Select(i => (i * (side - 32)) + side).First(end => end >= length);
        var (right, bottom) = (End(image.Width), End(image.Height));
        return Paint<ushort>(image.Width + 4, image.Height + 4, (column, row) =>
        {
            var (x, y) = (column - 2, row - 2);
            if (x < 0 || y < 0 || x >= right || y >= bottom) return 0;

            return image[x < image.Width ? x : (2 * image.Width) - 2 - x, y < image.Height ? y : (2 * image.Height) - 2 - y];
        });
    }

    private static Raster<int> Labels(Stylize.Engine.Segmentation.Labels.RunTable runs)
    {
        var labels = Raster<int>.Packed(runs.Width, runs.Height);
        labels.Clear();
        for (var run = 0; run < runs.Count; run++)
        {
            labels.Row(runs.Rows[run])[runs.Starts[run]..runs.Ends[run]].Fill(runs.HasObjects ? runs.Objects[run] : 1);
        }

        return labels;
    }

    /// <summary>Returns labels with numbers in the order of their first pixels.</summary>
    private static int[] Numbered(Raster<int> labels)
    {
        var known = new Dictionary<int, int> { [0] = 0 };
        var numbered = new List<int>();
        for (var y = 0; y < labels.Height; y++)
        {
            foreach (var label in labels.Row(y))
            {
                known.TryAdd(label, known.Count);
                numbered.Add(known[label]);
            }
        }

        return [.. numbered];
    }
}
