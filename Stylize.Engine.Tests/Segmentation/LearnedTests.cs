using System.Numerics.Tensors;
using Stylize.Engine.Segmentation.Images;
using Stylize.Engine.Segmentation.Labels;
using Stylize.Engine.Segmentation.Learned;
using Stylize.Engine.Segmentation.Nuclei;

namespace Stylize.Engine.Tests.Segmentation;

public sealed class LearnedTests
{
    [Theory]
    [InlineData(1, 6, 3, 1, 1, false)]
    [InlineData(4, 12, 3, 37, 5, false)]
    [InlineData(7, 6, 1, 70, 3, false)]
    [InlineData(3, 18, 3, 290, 4, false)]
    [InlineData(27, 6, 3, 38, 10, true)]
    public void A_convolution_is_the_sum_of_its_products(
        int inputs, int outputs, int side, int width, int height, bool isRepeated)
    {
        var random = new Random(inputs);
        float Next() => (float)((2 * random.NextDouble()) - 1);
        PlaneStack Drawn(int channels, int columns, int rows, int used)
        {
            var planes = new PlaneStack(channels, columns, rows, 1);
            foreach (var (channel, y) in Coordinates(used, rows))
            {
                foreach (ref var value in planes.Row(channel, y))
                {
                    value = Next();
                }
            }

            return planes;
        }

        // The first 24 channels are repeated pixels of planes of half the size.
        var repeated = isRepeated ? 24 : 0;
        using var small = isRepeated ? Drawn(repeated, width / 2, height / 2, repeated) : null;
        using var planes = Drawn(Math.Max(inputs - repeated, outputs), width, height, inputs - repeated);
        float[][] input =
            [.. Coordinates(inputs - repeated, height).Select(row => planes.Row(row.X, row.Y).ToArray())];
        float[] weights = [.. Enumerable.Range(0, inputs * outputs * side * side).Select(_ => Next())];
        float[] biases = [.. Enumerable.Range(0, outputs).Select(_ => Next())];
        new Convolution(weights, biases, side, rectifies: true).Run(
            planes, small, PlaneCells.All(width, height), default);
        for (var i = 0; i < outputs * width * height; i++)
        {
            var (o, y, x) = (i / (width * height), i / width % height, i % width);
            double sum = biases[o];
            for (var tap = 0; tap < inputs * side * side; tap++)
            {
                var (row, column) = (y + (tap / side % side) - (side / 2), x + (tap % side) - (side / 2));
                if (row < 0 || row >= height || column < 0 || column >= width) continue;

                var channel = tap / (side * side);
                var value = channel < repeated ? small!.Row(channel, row / 2)[column / 2]
                    : input[(row * (inputs - repeated)) + channel - repeated][column];
                sum += (double)value * weights[(o * inputs * side * side) + tap];
            }

            Assert.Equal(Math.Max(sum, 0), planes.Row(o, y)[x], 5e-5);
        }
    }

    [Fact]
    public void The_network_has_the_outputs_of_the_training_script()
    {
        using var stream =
            typeof(LearnedTests).Assembly.GetManifestResourceStream("Segmentation.Oracle.nuclei-reference.json")!;
        using var reference = JsonDocument.Parse(stream);
        var width = reference.RootElement.GetProperty("width").GetInt32();
        var height = reference.RootElement.GetProperty("height").GetInt32();
        float[] pixels = [.. reference.RootElement.GetProperty("image").EnumerateArray().Select(v => v.GetSingle())];
        float[] outputs = [.. reference.RootElement.GetProperty("output").EnumerateArray().Select(v => v.GetSingle())];
        using var image = Paint<float>(width, height, (x, y) => pixels[(y * width) + x]);
        using var maps = NucleusMaps.FromImage(image, NucleusNetwork.Value, default);
        for (var i = 0; i < outputs.Length; i++)
        {
            var (map, y, x) = (i / pixels.Length, i % pixels.Length / width, i % width);
            Assert.Equal(outputs[i], maps.All[map][x, y], 1e-3);
        }
    }

    [Fact]
    public void The_tiles_do_not_change_a_value()
    {
        using var image = Noise(211, 150);
        using var whole = NucleusMaps.FromImage(image, NucleusNetwork.Value, default);
        using var tiled = NucleusMaps.FromImage(image, NucleusNetwork.Value, default, 64);
        Assert.All(whole.All.Zip(tiled.All), pair => Assert.True(pair.First.Pixels.SequenceEqual(pair.Second.Pixels)));
    }

    [Fact]
    public void Blocks_without_a_signal_are_left_out_and_the_others_are_the_same()
    {
        var scene = new NucleiScene(331, 277);
        scene.Disc(60, 50, 11, 900);
        scene.Disc(250, 200, 11, 300);
        using var samples = scene.Draw((x, _) => 500 + (x / 8), 10);
        using var image = NetworkImage.Normalized(samples, 480, 1400);
        var searched = SearchedBlocks.Find(image, 10.0 / 920 / SearchedBlocks.Side);
        using var all = NucleusMaps.FromImage(image, NucleusNetwork.Value, default);
        using var part = NucleusMaps.FromImage(image, NucleusNetwork.Value, default, searched: searched);
        using var tiled = NucleusMaps.FromImage(image, NucleusNetwork.Value, default, 64, searched);
        var left = 0;
        foreach (var (x, y) in Coordinates(image.Width, image.Height))
        {
            var isSearched = searched[x / 2, y / 2];
            left += isSearched ? 0 : 1;
            Assert.Equal(isSearched ? all.Foreground[x, y] : -1, part.Foreground[x, y]);
            Assert.True(isSearched || all.Foreground[x, y] <= 0, $"{x}, {y}");
        }

        Assert.InRange(left, .2 * image.PixelCount, .9 * image.PixelCount);
        Assert.All(part.All.Zip(tiled.All), pair => Assert.True(pair.First.Pixels.SequenceEqual(pair.Second.Pixels)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void The_assembly_equals_a_slow_watershed(int seed)
    {
        const int Side = 60;
        using var maps = new NucleusMaps(Side, Side);
        using var distance = Noise(Side, Side, seed);
        distance.CopyTo(maps.Distance);
        GaussianBlur.SmoothInPlace(maps.Distance, 3);
        var (low, high) =
            (TensorPrimitives.Min<float>(maps.Distance.Pixels), TensorPrimitives.Max<float>(maps.Distance.Pixels));
        for (var i = 0; i < Side * Side; i++)
        {
            maps.Distance.Pixels[i] = 2 * (maps.Distance.Pixels[i] - low) / (high - low);
            maps.Foreground.Pixels[i] = maps.Distance.Pixels[i] > .7f ? 9 : -9;
            maps.Touching.Pixels[i] = i % 7 == 0 ? 3 : -3;
        }

        var expected = SlowLabels(maps);
        var labels = new int[Side * Side];
        NucleusAssembly.Label(maps, labels);
        Assert.InRange(expected.Distinct().Count(), 4, 40);

        // Values are sorted in classes of brightness, so that single pixels between two nuclei can join either.
        // The background is not compared, because the assembly fills its holes.
        var pairs = expected.Zip(labels).Where(pair => pair.First > 0).GroupBy(pair => pair)
            .Select(group => (group.Key, Count: group.Count())).ToList();
        var agreed = pairs.GroupBy(pair => pair.Key.First).Sum(group => group.Max(pair => pair.Count));
        var foreground = expected.Count(label => label > 0);
        Assert.Equal(expected.Distinct().Count(), labels.Distinct().Count());
        Assert.InRange(agreed, .99 * foreground, foreground);
    }

    public static TheoryData<int> Radius => [5, 11, 30, 55];

    [Theory]
    [MemberData(nameof(Radius))]
    public void Drawn_nuclei_of_any_size_are_found_and_touching_ones_are_split(int radius)
    {
        var scene = new NucleiScene(radius * 16, radius * 16);
        for (var i = 0; i < 16; i++)
        {
            // Two columns of each four touch.
            scene.Disc(radius * (2 + (4 * (i % 4)) + (i % 2 == 0 ? .9 : -.9)), radius * (2 + (4 * (i / 4))), radius,
                1500 + (100 * i));
        }

        using var image = scene.Draw((x, _) => 500 + x, 25);
        using var found = Label(image, null);
        using var given = Label(image, 2 * radius);
        foreach (var labeled in new[] { found, given })
        {
            Assert.Equal(16, labeled.Count);
            using var labels = labeled.Painted();
            Assert.Equal(16, scene.Discs.Select(disc => labels[(int)disc.X, (int)disc.Y]).Distinct().Count());
        }
    }

    /// <summary>The network found none of such spots before it was trained with them.</summary>
    [Theory]
    [InlineData(3)]
    [InlineData(5.5)]
    [InlineData(12)]
    public void Spots_with_a_Gaussian_profile_are_found(double sigma)
    {
        var side = (int)(32 * sigma);
        (double X, double Y)[] centers =
            [.. Coordinates(4, 4).Select(p => (8 * sigma * (p.X + .5), 8 * sigma * (p.Y + .5)))];
        using var image = Paint<ushort>(side, side, (x, y) => (ushort)(500 + centers.Max(
            c => 8000 * Math.Exp(-(((x - c.X) * (x - c.X)) + ((y - c.Y) * (y - c.Y))) / (2 * sigma * sigma)))
            + (((x * 7919) + (y * 104729)) % 60)));
        using var labeled = Label(image, null);
        Assert.Equal(16, labeled.Count);
    }

    /// <summary>Of faint nuclei with bright spots, the network alone finds the spots.</summary>
    [Theory]
    [InlineData(17)]
    [InlineData(20)]
    public void Faint_nuclei_with_bright_spots_are_found_whole(int radius)
    {
        const int Rows = 4;
        var (pitch, random) = (3 * radius, new Random(radius));
        double Normal() =>
            Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        bool IsInside(int x, int y) =>
            Math.Pow((x % pitch) - (1.5 * radius), 2) + Math.Pow((y % pitch) - (1.5 * radius), 2) < radius * radius;
        double Spots(int x, int y) => Enumerable.Range(0, 4).Sum(spot =>
        {
            var angle = (Math.PI / 2 * spot) + (x / pitch) + (y / pitch * Rows);
            var (dx, dy) = ((x % pitch) - (radius * (1.5 + (.55 * Math.Cos(angle)))),
                (y % pitch) - (radius * (1.5 + (.55 * Math.Sin(angle)))));
            return (60 - (9 * spot)) * Math.Exp(-((dx * dx) + (dy * dy)) / 8);
        });
        using var light = Paint<float>(
            Rows * pitch, Rows * pitch, (x, y) => (float)((IsInside(x, y) ? 4 : 0) + Spots(x, y)));
        GaussianBlur.SmoothInPlace(light, 1.5);
        using var image = Paint<ushort>(
            light.Width, light.Height, (x, y) => (ushort)Math.Round(90 + light[x, y] + (3.5 * Normal())));
        var scale = 0.0;
        using var parts = GivenLabels.InOrder(LearnedNuclei.Find(image, null, ref scale, null, default));
        Assert.InRange(parts.Count, 48, 80);

        scale = 0;
        using var whole = ForegroundFinder.Label(
            FaintNuclei.Find(image, null, ref scale, null, default), new SegmentationOptions(), default);
        Assert.Equal(Rows * Rows, whole.Count);
        using var labels = whole.Painted();
        foreach (var (column, row) in Coordinates(Rows, Rows))
        {
            var (left, top) = (column * pitch, row * pitch);
            var label = labels[left + (pitch / 2), top + (pitch / 2)];
            var (shared, either) = (0, 0);
            foreach (var (x, y) in Coordinates(light.Width, light.Height))
            {
                var (isDrawn, isFound) =
                    (x / pitch == column && y / pitch == row && IsInside(x, y), labels[x, y] == label);
                (shared, either) = (shared + (isDrawn && isFound ? 1 : 0), either + (isDrawn || isFound ? 1 : 0));
            }

            Assert.InRange(shared, .7 * either, either);
        }
    }

    [Theory]
    [InlineData(128, 96)]
    [InlineData(256, 256)]
    [InlineData(384, 384)]
    public void Noise_has_no_nuclei_and_a_dim_nucleus_in_noise_is_found(int width, int height)
    {
        using var image = new NucleiScene(width, height).Draw((_, _) => 200, 5);
        using var empty = Label(image, null);
        Assert.Equal(0, empty.Count);
        var scene = new NucleiScene(width, height);
        scene.Disc(width / 2, height / 2, 12, 30);
        using var dim = scene.Draw((_, _) => 200, 5);
        using var labeled = Label(dim, null);
        Assert.Equal(1, labeled.Count);
    }

    private static Raster<float> Noise(int width, int height, int seed = 1)
    {
        var random = new Random(seed);
        return Paint<float>(width, height, (_, _) => (float)random.NextDouble());
    }

    private static LabeledRuns Label(Raster<ushort> image, double? diameter)
    {
        var found = 0.0;
        return ForegroundFinder.Label(
            LearnedNuclei.Find(image, diameter, ref found, null, default),
            new SegmentationOptions { Method = ThresholdMethod.Learned }, default);
    }

    /// <summary>
    /// Returns a label for each pixel: visits pixels from the highest relief downward; each joins the basin of its
    /// highest visited neighbor, and basins whose lower maximum is less than the depth above the pixel where they meet
    /// become one.
    /// </summary>
    private static int[] SlowLabels(NucleusMaps maps)
    {
        var (width, height) = (maps.Distance.Width, maps.Distance.Height);
        using var smooth = maps.Distance.Clone();
        var kernel = Enumerable.Range(-4, 9).Select(i => Math.Exp(-i * i / 2.0)).ToArray();
        var relief = new double[width * height];
        for (var i = 0; i < relief.Length; i++)
        {
            var (sum, total) = (0.0, 0.0);
            for (var tap = 0; tap < 9 * 9; tap++)
            {
                var (dx, dy) = ((tap % 9) - 4, (tap / 9) - 4);
                var (x, y) = (Mirror((i % width) + dx, width), Mirror((i / width) + dy, height));
                var weight = kernel[dx + 4] * kernel[dy + 4];
                (sum, total) = (sum + (weight * smooth[x, y]), total + weight);
            }

            var logit = maps.Touching[i % width, i / width];
            relief[i] = Math.Max((sum / total) - (.1 * (.5 + (.5 * logit / (1 + Math.Abs(logit))))), 0);
        }

        var labels = new int[relief.Length];
        var maxima = new List<double> { 0 };
        foreach (var pixel in Enumerable.Range(0, relief.Length)
                     .Where(i => maps.Foreground[i % width, i / width] > 0).OrderByDescending(i => relief[i])
                     .ThenBy(i => i))
        {
            var beside = Enumerable.Range(0, 9)
                .Select(k => (X: (pixel % width) + (k % 3) - 1, Y: (pixel / width) + (k / 3) - 1))
                .Where(p => p.X >= 0 && p.X < width && p.Y >= 0 && p.Y < height)
                .Select(p => (p.Y * width) + p.X).Where(i => labels[i] != 0).OrderByDescending(i => relief[i]).ToList();
            if (beside.Count == 0)
            {
                labels[pixel] = maxima.Count;
                maxima.Add(relief[pixel]);
                continue;
            }

            labels[pixel] = labels[beside[0]];
            foreach (var other in beside.Select(i => labels[i]).Distinct().ToList())
            {
                var own = labels[pixel];
                if (other == own) continue;

                var (high, low) = maxima[own] >= maxima[other] ? (own, other) : (other, own);
                if (maxima[low] - relief[pixel] < .35)
                {
                    for (var i = 0; i < labels.Length; i++)
                    {
                        labels[i] = labels[i] == low ? high : labels[i];
                    }
                }
            }
        }

        return labels;

        static int Mirror(int position, int length) =>
            position < 0 ? -1 - position : position >= length ? (2 * length) - 1 - position : position;
    }
}
