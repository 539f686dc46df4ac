using Stylize.Engine.Imaging;

namespace Stylize.Engine.Gaussians.Fitting;

/// <summary>The Gaussians that touch each band of rows, in index order.</summary>
/// <remarks>
/// The numbers hardly change from one iteration to the next, so each band has some spare room, and all are counted again only when a band
/// overflows.
/// </remarks>
internal sealed unsafe class FitBins : IDisposable
{
    private readonly int[] _starts;
    private readonly int[] _ends;
    private PooledBuffer<int> _items;

    public FitBins(int bands)
    {
        _starts = new int[bands + 1];
        _ends = new int[bands];
        _items = new PooledBuffer<int>(1);
    }

    /// <summary>Indices of the Gaussians of a band.</summary>
    public ReadOnlySpan<int> Of(int band) => _items.Span[_starts[band].._ends[band]];

    /// <summary>Sorts Gaussians 0 to <paramref name="count"/> - 1 into the bands.</summary>
    public void Update(FitGeometry geometry, int count)
    {
        if (!TryFill(geometry, count))
        {
            MakeRoom(geometry, count);
            TryFill(geometry, count);
        }
    }

    public void Dispose() => _items.Dispose();

    private bool TryFill(FitGeometry geometry, int count)
    {
        _starts.AsSpan(0, _ends.Length).CopyTo(_ends);
        var items = _items.Pointer;
        for (var i = 0; i < count; i++)
        {
            var (top, bottom) = (geometry.Top[i], geometry.Bottom[i]);
            if (top >= bottom)
            {
                continue;
            }

            var last = (bottom - 1) / FitField.BandRows;
            for (var band = top / FitField.BandRows; band <= last; band++)
            {
                var place = _ends[band];
                if (place == _starts[band + 1])
                {
                    return false;
                }

                items[place] = i;
                _ends[band] = place + 1;
            }
        }

        return true;
    }

    private void MakeRoom(FitGeometry geometry, int count)
    {
        Array.Clear(_ends);
        for (var i = 0; i < count; i++)
        {
            var last = geometry.Top[i] < geometry.Bottom[i] ? (geometry.Bottom[i] - 1) / FitField.BandRows : -1;
            for (var band = geometry.Top[i] / FitField.BandRows; band <= last; band++)
            {
                _ends[band]++;
            }
        }

        for (var band = 0; band < _ends.Length; band++)
        {
            _starts[band + 1] = _starts[band] + _ends[band] + (_ends[band] / 8) + 64;
        }

        if (_starts[^1] > _items.Length)
        {
            _items.Dispose();
            _items = new PooledBuffer<int>(_starts[^1] + (_starts[^1] / 4));
        }
    }
}
