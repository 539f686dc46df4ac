using Stylize.Engine.Imaging;

namespace Stylize.Engine.DotArt;

/// <summary>The dots that one strip has accepted; grows by doubling.</summary>
internal sealed class StripDots : IDisposable
{
    private PooledBuffer<Entry> _entries = new(256);

    /// <param name="Pixel">Index of the pixel inside the strip, row by row.</param>
    /// <param name="Value">Its strength.</param>
    /// <param name="Next">The next dot of the same grid cell, or -1.</param>
    public readonly record struct Entry(float X, float Y, float Radius, int Pixel, int Value, int Next);

    public int Count { get; private set; }

    public Span<Entry> Entries => _entries.Span[..Count];

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

    public void Dispose() => _entries.Dispose();
}
