namespace Stylize.Engine.Tests.PixelArt;

/// <summary>Results do not depend on the number of threads; VectorWidthTests compares vectors.</summary>
public class SameBytesTests
{
    [Fact]
    public void Threads_do_not_change_a_pixel()
    {
        var one = Compute(1);
        Assert.Equal(one, Compute(3));
    }

    private static string Compute(int threads)
    {
        var context = new OperationContext { MaxThreads = threads };
        using var first = Run(PixelArtOptions.Default with { Width = 137 }, 451, 203);
        using var second = Run(PixelArtOptions.Fast with { Width = 41, Colors = 33 }, 95, 115);
        return string.Concat(
            new[] { first, second }.SelectMany(r => SyntheticPhotograph.Pixels(r.Cells)).Select(p => p.ToHex()));

        PixelArtResult Run(PixelArtOptions options, int width, int height) =>
            new PixelArtOperation(options).Run(SyntheticPhotograph.Busy(width, height), new NoCodec(), context);
    }
}
