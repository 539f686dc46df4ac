namespace Stylize.Engine.Gaussians.Rendering;

/// <summary>Adds a residual to pixels, and passes them on.</summary>
/// <param name="residual">Samples to add to each color.</param>
internal sealed unsafe class ResidualSink(Raster<float> residual, IPixelSink sink) : IPixelSink
{
    public void Write(int x, int y, int count, float* r, float* g, float* b, float* a)
    {
        var added = residual.Row(y).Slice(x, count);
        Add(added, r);
        Add(added, g);
        Add(added, b);
        sink.Write(x, y, count, r, g, b, a);
    }

    private static void Add(ReadOnlySpan<float> added, float* samples)
    {
        for (var i = 0; i < added.Length; i++)
        {
            samples[i] = Math.Clamp(samples[i] + added[i], 0, 1);
        }
    }
}
