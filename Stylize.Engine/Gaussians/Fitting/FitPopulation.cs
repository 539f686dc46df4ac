using Stylize.Engine.Gaussians.Initialization;
using Stylize.Engine.Imaging;

namespace Stylize.Engine.Gaussians.Fitting;

/// <summary>Who takes part in a fit: moves Gaussians from where they are hardly missed to where the error is, adds and removes some.</summary>
internal sealed unsafe class FitPopulation : IDisposable
{
    private readonly GaussianFitter _fitter;
    private readonly FitSeed _seed;
    private readonly FitSchedule _schedule;
    private readonly int _threads;
    private readonly FitDensity _density;
    private readonly PooledBuffer<float> _costs;
    private readonly PooledBuffer<int> _order;

    public FitPopulation(GaussianFitter fitter, FitSeed seed, FitSchedule schedule, int threads)
    {
        _fitter = fitter;
        _seed = seed;
        _schedule = schedule;
        _threads = threads;
        _density = new FitDensity(fitter.Target.Width, fitter.Target.Height);
        _costs = new PooledBuffer<float>(fitter.Parameters.Capacity + 16);
        _order = new PooledBuffer<int>(fitter.Parameters.Capacity + 16);
    }

    /// <summary>Makes all Gaussians anew at the seed's density.</summary>
    public void Start(int count, CancellationToken cancellation)
    {
        _fitter.Adam.Reset();
        _seed.Place(_fitter.Parameters, count, GaussianInitializer.SigmaPerSpacing, cancellation);
        new Span<float>(_fitter.Parameters.Weight, _fitter.Parameters.Count).Fill(_schedule.InitialWeight);
        _fitter.Sort();
    }

    /// <summary>Changes the seed's density so that a new start puts more Gaussians where the error is large for their number.</summary>
    public void RefineSeed(CancellationToken cancellation)
    {
        _fitter.Assess(_density.Error, _costs.Pointer);
        _density.Count(_fitter.Parameters, _threads, cancellation);
        _density.Refine(_seed.Density, _schedule.RestartPower, _threads, cancellation);
    }

    /// <summary>Moves the <paramref name="number"/> Gaussians that are missed least to where the error is.</summary>
    public void Relocate(int number, CancellationToken cancellation)
    {
        RankByCost();
        Put(_order.Span[..Math.Min(number, _fitter.Parameters.Count)], cancellation);
        _fitter.Sort();
    }

    /// <summary>Adds Gaussians where the error is, as far as the capacity goes.</summary>
    public void Grow(int number, CancellationToken cancellation)
    {
        var count = _fitter.Parameters.Count;
        number = Math.Min(number, _fitter.Parameters.Capacity - count);
        _fitter.Assess(_density.Error, _costs.Pointer);
        for (var i = 0; i < number; i++)
        {
            _order.Span[i] = count + i;
        }

        _fitter.Parameters.Count = count + number;
        Put(_order.Span[..number], cancellation);
        _fitter.Sort();
    }

    /// <summary>Removes the <paramref name="number"/> Gaussians that are missed least.</summary>
    public void Shrink(int number)
    {
        RankByCost();
        var count = _fitter.Parameters.Count;
        KeepOnly(_order.Span[Math.Min(number, count)..count]);
    }

    /// <summary>Keeps only Gaussians whose centre is in a rectangle, and of those the <paramref name="most"/> that would be missed most.</summary>
    public void Crop(int left, int top, int right, int bottom, int most)
    {
        RankByCost();
        var parameters = _fitter.Parameters;
        var kept = 0;
        for (var k = parameters.Count - 1; k >= 0 && kept < most; k--)
        {
            var i = _order.Span[k];
            if (parameters.X[i] >= left - .5f && parameters.X[i] < right - .5f && parameters.Y[i] >= top - .5f && parameters.Y[i] < bottom - .5f)
            {
                _order.Span[^++kept] = i;
            }
        }

        KeepOnly(_order.Span[^kept..]);
    }

    public void Dispose()
    {
        _density.Dispose();
        _costs.Dispose();
        _order.Dispose();
    }

    /// <summary>Fills the error map, and the order from the least missed to the most missed.</summary>
    private void RankByCost()
    {
        _fitter.Assess(_density.Error, _costs.Pointer);
        var count = _fitter.Parameters.Count;
        for (var i = 0; i < count; i++)
        {
            _order.Span[i] = i;
        }

        _costs.Span[..count].Sort(_order.Span[..count]);
    }

    private void KeepOnly(Span<int> kept)
    {
        kept.Sort();
        using var scratch = new PooledBuffer<float>(kept.Length);
        _fitter.Parameters.Reorder(kept, scratch.Span);
        _fitter.Adam.Reorder(kept, scratch.Span);
        _fitter.Parameters.Count = kept.Length;
    }

    private void Put(ReadOnlySpan<int> places, CancellationToken cancellation)
    {
        var error = _density.Error;
        _density.Count(_fitter.Parameters, _threads, cancellation);
        SeparableBlur.Apply(error, 1, _threads, cancellation);
        RowBands.ForEach(error.Height, _threads, cancellation, (_, first, end) =>
        {
            for (var y = first; y < end; y++)
            {
                foreach (ref var value in error.Row(y))
                {
                    value = MathF.Pow(value, _schedule.RelocationPower);
                }
            }
        });
        if (places.Length == 0 || DensityPoints.Sum(error) <= 0)
        {
            return;
        }

        var points = DensityPoints.Place(error, places.Length, cancellation);
        for (var k = 0; k < places.Length; k++)
        {
            var (x, y) = points[k];
            var near = _density.Counts.Row(Math.Clamp((int)y, 0, error.Height - 1))[Math.Clamp((int)x, 0, error.Width - 1)];
            var size = _schedule.RelocationSize / MathF.Sqrt(MathF.Max(near, 1e-5f));
            _seed.SetAt(_fitter.Parameters, places[k], x - .5f, y - .5f, size);
            _fitter.Parameters.Weight[places[k]] = _schedule.InitialWeight;
            _fitter.Adam.Reset(places[k]);
        }
    }
}
