using Stylize.Engine.Imaging;

namespace Stylize.Engine.DotArt.Gradient;

/// <summary>The dots accepted in one strip, in pooled memory that grows by doubling.</summary>
internal sealed class StripDots : IDisposable
{
    private PooledBuffer<Entry> _entries = new(256);

    /// <summary>An accepted dot.</summary>
    /// <param name="X">Centre, source pixels.</param>
    /// <param name="Y">Centre, source pixels.</param>
    /// <param name="Radius">Radius, source pixels.</param>
    /// <param name="Pixel">Index of its pixel in the strip, row by row.</param>
    /// <param name="Value">Plane value of its strength.</param>
    /// <param name="Next">The next dot of the same grid cell: 4 x its index + the lower two bits of its strip's number; or -1.</param>
    public readonly record struct Entry(float X, float Y, float Radius, int Pixel, int Value, int Next);

    /// <summary>Number of dots.</summary>
    public int Count { get; private set; }

    /// <summary>The dots, in the order they were accepted.</summary>
    public Span<Entry> Entries => _entries.Span[..Count];

    /// <summary>Adds a dot and returns its index.</summary>
    public int Add(in Entry entry)
    {
        if (Count == _entries.Length)
        {
            var larger = new PooledBuffer<Entry>(Count * 2);
            _entries.Span.CopyTo(larger.Span);
            _entries.Dispose();
            _entries = larger;
        }

        _entries.Span[Count] = entry;
        return Count++;
    }

    /// <inheritdoc/>
    public void Dispose() => _entries.Dispose();
}
