namespace Stylize.Engine.Gaussians.Rendering;

/// <summary>Receives finished pixels, sRGB-encoded with straight alpha, in [0,1].</summary>
internal unsafe interface IPixelSink
{
    /// <summary>Receives pixels of one row, with each channel padded to a multiple of 16 values. Called
    /// concurrently.</summary>
    void Write(int x, int y, int count, float* r, float* g, float* b, float* a);
}

/// <summary>Rounds pixels to 8 bits and writes them to memory as R, G, B and A.</summary>
/// <param name="rowBytes">Bytes from one row to the next.</param>
internal sealed unsafe class RgbaSink<TLanes, TVector>(byte* pixels, nint rowBytes) : IPixelSink
    where TLanes : ILanes<TVector>
{
    public void Write(int x, int y, int count, float* r, float* g, float* b, float* a)
    {
        var target = (uint*)(pixels + (y * rowBytes)) + x;
        var i = 0;
        for (; i <= count - TLanes.Count; i += TLanes.Count)
        {
            TLanes.StorePixels(
                TLanes.Load(r + i), TLanes.Load(g + i), TLanes.Load(b + i), TLanes.Load(a + i), target + i);
        }

        if (i < count)
        {
            var rest = stackalloc uint[TLanes.Count];
            TLanes.StorePixels(TLanes.Load(r + i), TLanes.Load(g + i), TLanes.Load(b + i), TLanes.Load(a + i), rest);
            new ReadOnlySpan<uint>(rest, count - i).CopyTo(new Span<uint>(target + i, count - i));
        }
    }
}

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

        void Copy(int plane, float* source) =>
            new ReadOnlySpan<float>(source, count).CopyTo(image.Planes[plane].Row(y).Slice(x, count));
    }
}

/// <summary>Writes pixels to memory as floats R, G, B and A.</summary>
/// <param name="rowBytes">Bytes from one row to the next.</param>
internal sealed unsafe class FloatSink(byte* pixels, nint rowBytes) : IPixelSink
{
    public void Write(int x, int y, int count, float* r, float* g, float* b, float* a)
    {
        var target = (float*)(pixels + (y * rowBytes)) + (4 * (nint)x);
        for (nint i = 0; i < count; i++)
        {
            (target[4 * i], target[(4 * i) + 1], target[(4 * i) + 2], target[(4 * i) + 3]) = (r[i], g[i], b[i], a[i]);
        }
    }
}
