using Stylize.Engine.Imaging;

namespace Stylize.Engine.Gaussians.Rendering;

/// <summary>Rounds pixels to 8 bits and writes them to an image.</summary>
internal sealed unsafe class RgbaSink<TLanes, TVector>(Raster<Rgba32> image) : IPixelSink
    where TLanes : ILanes<TVector>
    where TVector : unmanaged
{
    public void Write(int x, int y, int count, float* r, float* g, float* b, float* a)
    {
        var target = (uint*)image.Pointer + ((nint)y * image.Stride) + x;
        var i = 0;
        for (; i <= count - TLanes.Count; i += TLanes.Count)
        {
            TLanes.StorePixels(TLanes.Load(r + i), TLanes.Load(g + i), TLanes.Load(b + i), TLanes.Load(a + i), target + i);
        }

        if (i < count)
        {
            var rest = stackalloc uint[TLanes.Count];
            TLanes.StorePixels(TLanes.Load(r + i), TLanes.Load(g + i), TLanes.Load(b + i), TLanes.Load(a + i), rest);
            new ReadOnlySpan<uint>(rest, count - i).CopyTo(new Span<uint>(target + i, count - i));
        }
    }
}
