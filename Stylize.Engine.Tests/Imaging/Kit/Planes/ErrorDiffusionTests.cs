namespace Stylize.Engine.Tests.Imaging.Kit.Planes;

public sealed class ErrorDiffusionTests
{
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

    [Fact]
    public void Cancellation_stops_the_loop()
    {
        using var density = new Raster<float>(4, 4);
        var recorder = new Recorder([]);
        Assert.Throws<OperationCanceledException>(
            () => ErrorDiffusion.Diffuse(density, 1, ref recorder, new CancellationToken(true)));
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
