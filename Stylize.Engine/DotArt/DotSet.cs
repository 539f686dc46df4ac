using Stylize.Engine.Imaging;

namespace Stylize.Engine.DotArt;

/// <summary>Dots in pooled memory, in drawing order. Disposing it returns the memory.</summary>
internal sealed class DotSet : IDisposable
{
    private readonly PooledBuffer<Dot> _buffer;

    /// <param name="capacity">Maximum number of dots.</param>
    public DotSet(int capacity) => _buffer = new PooledBuffer<Dot>(capacity);

    /// <summary>Number of dots.</summary>
    public int Count { get; private set; }

    /// <summary>The dots.</summary>
    public Span<Dot> Dots => _buffer.Span[..Count];

    /// <summary>Adds a dot at the end.</summary>
    public void Add(Dot dot) => _buffer.Span[Count++] = dot;

    /// <summary>Keeps the first dots only.</summary>
    public void Keep(int count) => Count = count;

    /// <inheritdoc/>
    public void Dispose() => _buffer.Dispose();
}
