using Stylize.Engine.Gaussians.Initialization;
using Stylize.Engine.Imaging;

namespace Stylize.Engine.Gaussians.Fitting.Descent;

/// <summary>Density control: relocates, adds and prunes Gaussians by removal cost.</summary>
internal sealed unsafe class FitPopulation : IDisposable
{
    private readonly GaussianFitter _fitter;
    private readonly FitSeed _seed;
    private readonly FitSchedule _schedule;
    private readonly ThreadGrant _threads;
    private readonly PooledBuffer<float> _costs;
    private readonly PooledBuffer<int> _order;
    private FitDensity? _maps;

    public FitPopulation(GaussianFitter fitter, FitSeed seed, FitSchedule schedule, ThreadGrant threads)
    {
        _fitter = fitter;
        _seed = seed;
        _schedule = schedule;
        _threads = threads;
        _costs = new PooledBuffer<float>(fitter.Parameters.Capacity + 16);
        _order = new PooledBuffer<int>(fitter.Parameters.Capacity + 16);
    }

    private FitDensity Maps => _maps ??= new FitDensity(_fitter.Target.Width, _fitter.Target.Height);

    public void Start(int count, CancellationToken cancellation)
    {
        _fitter.Adam.Reset();
        _seed.Place(_fitter.Parameters, count, GaussianInitializer.SigmaPerSpacing, cancellation);
        new Span<float>(_fitter.Parameters.Weight, _fitter.Parameters.Count).Fill(_schedule.InitialWeight);
        _fitter.Sort();
    }

    /// <summary>Corrects the seed's density by the error of the fit so far, for a new start.</summary>
    public void RefineSeed(CancellationToken cancellation)
    {
        _fitter.Assess(Maps.Error, _costs.Pointer);
        Maps.Count(_fitter.Parameters, _threads, cancellation);
        Maps.Refine(_seed.Density, _schedule.RestartPower, _threads, cancellation);
    }

    /// <summary>Moves the <paramref name="number"/> Gaussians of the lowest removal cost to where the error is large.</summary>
    public void Relocate(int number, CancellationToken cancellation, Action<double>? look = null) =>
        Relocate(number, 0, _fitter.Parameters.Count, cancellation, look);

    /// <summary>Moves some of the Gaussians first to end - 1, which end a layer, judged without those behind them.</summary>
    public void Relocate(int number, int first, int end, CancellationToken cancellation, Action<double>? look = null)
    {
        var all = _fitter.Parameters.Count;
        _fitter.Parameters.Count = end;
        var error = _fitter.Assess(Maps.Error, _costs.Pointer);
        look?.Invoke(error);
        (float X, float Y)[] places = [];

        // Where new ones go does not depend on which are moved there.
        RowBands.ForEach(2, _threads, cancellation, (part, _, _) =>
        {
            if (part == 0)
            {
                SortByCost(first);
            }
            else
            {
                places = PlacesByError(Math.Min(number, end - first), _threads.BesideOne, cancellation);
            }
        }, bandHeight: 1);
        Place(places);
        _fitter.Sort();
        _fitter.Parameters.Count = all;
    }

    /// <summary>Adds Gaussians where the error is large, as far as there is room.</summary>
    public void Grow(int number, CancellationToken cancellation)
    {
        var count = _fitter.Parameters.Count;
        number = Math.Min(number, _fitter.Parameters.Capacity - count);
        _fitter.Assess(Maps.Error, _costs.Pointer);
        for (var i = 0; i < number; i++)
        {
            _order.Span[i] = count + i;
        }

        _fitter.Parameters.Count = count + number;
        if (DensityPoints.Sum(Maps.Error) <= 0)
        {
            Maps.Error.Fill(1);
        }

        Place(PlacesByError(number, _threads, cancellation));
        _fitter.Sort();
    }

    /// <summary>Removes the <paramref name="number"/> Gaussians of the lowest removal cost.</summary>
    /// <param name="first">The first Gaussian that may be removed.</param>
    public void Shrink(int number, int first = 0)
    {
        RankByCost(first);
        var count = _fitter.Parameters.Count;
        var removed = Math.Min(number, count - first);
        for (var i = 0; i < first; i++)
        {
            _order.Span[count - first + i] = i;
        }

        KeepOnly(_order.Span[removed..count]);
    }

    /// <summary>Keeps the Gaussians with centers in a rectangle, at most so many, those of the highest removal cost.</summary>
    public void Crop(int left, int top, int right, int bottom, int max)
    {
        RankByCost();
        var parameters = _fitter.Parameters;
        var kept = 0;
        for (var k = parameters.Count - 1; k >= 0 && kept < max; k--)
        {
            var i = _order.Span[k];
            var (x, y) = (parameters.X[i], parameters.Y[i]);
            if (x >= left - .5f && x < right - .5f && y >= top - .5f && y < bottom - .5f)
            {
                _order.Span[^++kept] = i;
            }
        }

        KeepOnly(_order.Span[^kept..]);
    }

    /// <summary>Gives back the maps until they are needed.</summary>
    public void Rest()
    {
        _maps?.Dispose();
        _maps = null;
    }

    public void Dispose()
    {
        Rest();
        _costs.Dispose();
        _order.Dispose();
    }

    /// <summary>Fills the error map, and sorts the indices from <paramref name="first"/> on by removal cost, lowest first.</summary>
    private void RankByCost(int first = 0)
    {
        _fitter.Assess(Maps.Error, _costs.Pointer);
        SortByCost(first);
    }

    private void SortByCost(int first)
    {
        var count = _fitter.Parameters.Count - first;
        for (var i = 0; i < count; i++)
        {
            _order.Span[i] = first + i;
        }

        _costs.Span.Slice(first, count).Sort(_order.Span[..count]);
    }

    private void KeepOnly(Span<int> kept)
    {
        kept.Sort();
        _fitter.Reorder(kept);
        _fitter.Parameters.Count = kept.Length;
    }

    /// <summary>Places that follow the squared error to the power 1.5; an assessment comes first.</summary>
    /// <returns>None where there is no error.</returns>
    private (float X, float Y)[] PlacesByError(int number, ThreadGrant threads, CancellationToken cancellation)
    {
        var error = Maps.Error;
        Maps.Count(_fitter.Parameters, threads, cancellation);
        SeparableBlur.Apply(error, 1, threads, cancellation);
        RowBands.ForEach(error.Height, threads, cancellation, (_, first, end) =>
        {
            for (var y = first; y < end; y++)
            {
                foreach (ref var value in error.Row(y))
                {
                    value *= MathF.Sqrt(value);
                }
            }
        });
        return number == 0 || DensityPoints.Sum(error) <= 0 ? [] : DensityPoints.Place(error, number, cancellation);
    }

    private void Place((float X, float Y)[] places) => _seed.ForEach(places.Length, k =>
    {
        var (x, y) = places[k];
        var i = _order.Pointer[k];
        var (width, height) = (Maps.Counts.Width, Maps.Counts.Height);
        var near = Maps.Counts.Row(Math.Clamp((int)y, 0, height - 1))[Math.Clamp((int)x, 0, width - 1)];
        var size = _schedule.RelocationSize / MathF.Sqrt(MathF.Max(near, 1e-5f));
        _seed.SetAt(_fitter.Parameters, i, x - .5f, y - .5f, size);
        _fitter.Parameters.Weight[i] = _schedule.InitialWeight;
        _fitter.Adam.Reset(i);
    });
}
