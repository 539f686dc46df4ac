using Stylize.Engine.Imaging;

namespace Stylize.Engine.Gaussians.Rendering;

/// <summary>Writes pixels to planes of floats.</summary>
internal sealed unsafe class PlaneSink(SampleImage<float> image) : IPixelSink
{
    public void Write(int x, int y, int count, float* r, float* g, float* b, float* a)
    {
        Copy(0, r);
        Copy(1, g);
        Copy(2, b);
        if (image.HasAlpha)
        {
            Copy(3, a);
        }

        void Copy(int plane, float* source) => new ReadOnlySpan<float>(source, count).CopyTo(image.Planes[plane].Row(y).Slice(x, count));
    }
}
