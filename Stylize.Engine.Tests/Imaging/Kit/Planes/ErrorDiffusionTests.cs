namespace Stylize.Engine.Tests.Imaging.Kit.Planes;

public sealed class ErrorDiffusionTests
{
    [Fact]
    public void Places_the_points_of_the_published_algorithm()
    {
        using var density = Ramp(23, 17);
        var counter = new Counter(new int[17, 23]);

        ErrorDiffusion.Diffuse(density, 0.7f, ref counter);

        // The published algorithm over a plane of errors, with every second row mirrored.
        var wanted = new float[19, 27];
        for (var y = 0; y < 17; y++)
        {
            var forward = y % 2 == 0 ? 1 : -1;
            for (var i = 0; i < 23; i++)
            {
                var x = forward > 0 ? i : 22 - i;
                var value = (density[x, y] * 0.7f) + wanted[y, x + 2];
                var placed = Math.Max(0, (int)Math.Floor(value + 0.5));
                Assert.Equal(placed, counter.Counts[y, x]);
                wanted[y, x + 2 + forward] += (value - placed) * 7 / 16;
                wanted[y + 1, x + 2 - forward] += (value - placed) * 3 / 16;
                wanted[y + 1, x + 2] += (value - placed) * 5 / 16;
                wanted[y + 1, x + 2 + forward] += (value - placed) * 1 / 16;
            }
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 9)]
    [InlineData(13, 1)]
    [InlineData(2, 7)]
    [InlineData(61, 40)]
    public void Passes_on_the_same_bits_as_explicit_weights(int width, int height)
    {
        var random = new Random(width);
        using var density = new Raster<float>(width, height);
        for (var y = 0; y < height; y++)
        {
            foreach (ref var value in density.Row(y))
            {
                value = random.NextSingle() * random.NextSingle();
            }
        }

        var recorder = new Recorder([]);
        ErrorDiffusion.Diffuse(density, .9f, ref recorder);
        Assert.Equal(WrittenOut(density, .9f), recorder.Wanted);
    }

    [Theory]
    [InlineData(0.25f)]
    [InlineData(1.5f)]
    public void A_uniform_density_is_kept_in_every_region(float density)
    {
        using var plane = new Raster<float>(64, 64);
        for (var y = 0; y < 64; y++)
        {
            plane.Row(y).Fill(density);
        }

        var counter = new Counter(new int[64, 64]);
        ErrorDiffusion.Diffuse(plane, 1, ref counter);
        for (var top = 0; top < 64; top += 16)
        {
            for (var left = 0; left < 64; left += 16)
            {
                var sum = 0;
                for (var i = 0; i < 256; i++)
                {
                    sum += counter.Counts[top + (i / 16), left + (i % 16)];
                }

                Assert.InRange(sum, (256 * density) - 8, (256 * density) + 8);
            }
        }
    }

    [Fact]
    public void Cancellation_stops_the_loop()
    {
        using var density = Ramp(4, 4);
        var counter = new Counter(new int[4, 4]);
        Assert.Throws<OperationCanceledException>(
            () => ErrorDiffusion.Diffuse(density, 1, ref counter, new CancellationToken(true)));
    }

    private static Raster<float> Ramp(int width, int height)
    {
        var plane = new Raster<float>(width, height);
        foreach (var (x, y) in Coordinates(width, height))
        {
            plane.Row(y)[x] = (((x * 7) + (y * 13)) % 32 / 16f) + (x / 32f);
        }

        return plane;
    }

    private readonly struct Counter(int[,] counts) : IPointPlacer
    {
        public int[,] Counts => counts;

        public int Place(int x, int y, float wanted) => counts[y, x] = Math.Max(0, (int)MathF.Floor(wanted + 0.5f));
    }

    private static List<float> WrittenOut(Raster<float> density, float scale)
    {
        var (width, height) = (density.Width, density.Height);
        var passed = new float[height + 1, width + 2];
        var recorder = new Recorder([]);
        for (var y = 0; y < height; y++)
        {
            var step = y % 2 == 0 ? 1 : -1;
            for (var x = step > 0 ? 0 : width - 1; x >= 0 && x < width; x += step)
            {
                var wanted = (density.Row(y)[x] * scale) + passed[y, x + 1];
                var error = wanted - recorder.Place(x, y, wanted);
                passed[y, x + 1 + step] += error * (7f / 16);
                passed[y + 1, x + 1 - step] += error * (3f / 16);
                passed[y + 1, x + 1] += error * (5f / 16);
                passed[y + 1, x + 1 + step] += error * (1f / 16);
            }
        }

        return recorder.Wanted;
    }

    private readonly struct Recorder(List<float> wanted) : IPointPlacer
    {
        public List<float> Wanted => wanted;

        public int Place(int x, int y, float value)
        {
            wanted.Add(value);
            return Math.Max(0, (int)MathF.Floor(value + .5f));
        }
    }
}
