using System.Runtime.InteropServices;
using Stylize.Engine.Imaging;

namespace Stylize.Engine.DotArt;

/// <summary>One dot.</summary>
/// <param name="X">Centre, source pixels from the left edge.</param>
/// <param name="Y">Centre, source pixels from the top edge.</param>
/// <param name="Radius">Radius of the circle that holds the shape, source pixels.</param>
/// <param name="Color">Colour; alpha is the dot's opacity.</param>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct Dot(float X, float Y, float Radius, Rgba32 Color)
{
    /// <summary>The colour without opacity, 0xRRGGBB.</summary>
    internal int Rgb => (Color.R << 16) | (Color.G << 8) | Color.B;
}

/// <summary>Dots in pooled memory, in drawing order. Disposing it returns the memory.</summary>
/// <param name="capacity">Maximum number of dots.</param>
internal sealed class DotSet(int capacity) : IDisposable
{
    private readonly PooledBuffer<Dot> _buffer = new(capacity);

    public int Count { get; private set; }
    public Span<Dot> Dots => _buffer.Span[..Count];

    public void Add(Dot dot) => _buffer.Span[Count++] = dot;

    public void Keep(int count) => Count = count;

    public void Dispose() => _buffer.Dispose();
}
