using Stylize.Engine.Imaging;

namespace Stylize.Engine.Gaussians.Fitting;

/// <summary>Which Gaussians touch each band of rows, in index order.</summary>
internal sealed unsafe class FitBins : IDisposable
{
    private readonly int[] _starts;
    private PooledBuffer<int> _items;

    public FitBins(int bands, int capacity)
    {
        _starts = new int[bands + 1];
        _items = new PooledBuffer<int>(Math.Max(1024, 2 * capacity));
    }

    /// <summary>Gaussians of band <paramref name="band"/>.</summary>
    public ReadOnlySpan<int> Of(int band) => _items.Span[_starts[band].._starts[band + 1]];

    /// <summary>Sorts <paramref name="count"/> Gaussians by their rows.</summary>
    public void Update(FitGeometry geometry, int count)
    {
        var starts = _starts.AsSpan();
        starts.Clear();
        var top = geometry.Top;
        var bottom = geometry.Bottom;
        for (var i = 0; i < count; i++)
        {
            if (geometry.Left[i] >= geometry.Right[i])
            {
                continue;
            }

            var end = (bottom[i] - 1) / FitField.BandRows;
            for (var band = top[i] / FitField.BandRows; band <= end && bottom[i] > top[i]; band++)
            {
                starts[band + 1]++;
            }
        }

        for (var band = 1; band < starts.Length; band++)
        {
            starts[band] += starts[band - 1];
        }

        if (starts[^1] > _items.Length)
        {
            _items.Dispose();
            _items = new PooledBuffer<int>(starts[^1] + (starts[^1] / 4));
        }

        var items = _items.Pointer;
        for (var i = 0; i < count; i++)
        {
            if (geometry.Left[i] >= geometry.Right[i])
            {
                continue;
            }

            var end = (bottom[i] - 1) / FitField.BandRows;
            for (var band = top[i] / FitField.BandRows; band <= end && bottom[i] > top[i]; band++)
            {
                items[starts[band]++] = i;
            }
        }

        for (var band = starts.Length - 1; band > 0; band--)
        {
            starts[band] = starts[band - 1];
        }

        starts[0] = 0;
    }

    public void Dispose() => _items.Dispose();
}
