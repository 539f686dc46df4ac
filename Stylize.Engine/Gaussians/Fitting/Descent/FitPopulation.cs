using Stylize.Engine.Gaussians.Fitting.Field;
using Stylize.Engine.Gaussians.Initialization;
using Stylize.Engine.Imaging;

namespace Stylize.Engine.Gaussians.Fitting.Descent;

/// <summary>Density control: relocates, adds and prunes Gaussians by removal cost.</summary>
internal sealed unsafe class FitPopulation(GaussianFitter fitter, FitSeed seed, FitSchedule schedule, ThreadGrant threads) : IDisposable
{
    private readonly PooledBuffer<float> _costs = new(fitter.Parameters.Capacity + 16);
    private readonly PooledBuffer<int> _order = new(fitter.Parameters.Capacity + 16);
    private FitDensity? _maps;

    private FitDensity Maps => _maps ??= new FitDensity(fitter.Target.Width, fitter.Target.Height);

    public void Start(int count, CancellationToken cancellation)
    {
        fitter.Adam.Reset();
        seed.Place(fitter.Parameters, count, GaussianInitializer.SigmaPerSpacing, cancellation);
        new Span<float>(fitter.Parameters.Weight, fitter.Parameters.Count).Fill(schedule.InitialWeight);
        fitter.Sort();
    }

    /// <summary>Corrects the seed's density by the error of the fit so far, for a new start.</summary>
    public void RefineSeed(CancellationToken cancellation)
    {
        fitter.Assess(Maps.Error, _costs.Pointer);
        Maps.Count(fitter.Parameters, threads, cancellation);
        Maps.Refine(seed.Density, schedule.RestartPower, threads, cancellation);
    }

    /// <summary>Moves the <paramref name="number"/> Gaussians of the lowest removal cost to where the error is large.</summary>
    public void Relocate(int number, CancellationToken cancellation, Action<double>? look = null) =>
        Relocate(number, 0, fitter.Parameters.Count, cancellation, look);

    /// <summary>Moves some of the Gaussians first to end - 1, which end a layer, judged without those behind them.</summary>
    public void Relocate(int number, int first, int end, CancellationToken cancellation, Action<double>? look = null)
    {
        var all = fitter.Parameters.Count;
        fitter.Parameters.Count = end;
        var error = fitter.Assess(Maps.Error, _costs.Pointer);
        look?.Invoke(error);
        (float X, float Y)[] places = [];

        // Where new ones go does not depend on which are moved there.
        RowBands.ForEach(2, threads, cancellation, (part, _, _) =>
        {
            if (part == 0)
            {
                SortByCost(first);
            }
            else
            {
                places = PlacesByError(Math.Min(number, end - first), threads.MinusOne, cancellation);
            }
        }, bandHeight: 1);
        Place(places);
        fitter.Sort();
        fitter.Parameters.Count = all;
    }

    /// <summary>Adds Gaussians where the error is large, as far as there is room.</summary>
    public void Grow(int number, CancellationToken cancellation)
    {
        var count = fitter.Parameters.Count;
        number = Math.Min(number, fitter.Parameters.Capacity - count);
        fitter.Assess(Maps.Error, _costs.Pointer);
        for (var i = 0; i < number; i++)
        {
            _order.Span[i] = count + i;
        }

        fitter.Parameters.Count = count + number;
        if (DensityPoints.Sum(Maps.Error) <= 0)
        {
            Maps.Error.Fill(1);
        }

        Place(PlacesByError(number, threads, cancellation));
        fitter.Sort();
    }

    /// <summary>Removes the <paramref name="number"/> Gaussians of the lowest removal cost.</summary>
    /// <param name="first">The first Gaussian that may be removed.</param>
    public void Shrink(int number, int first = 0)
    {
        RankByCost(first);
        var count = fitter.Parameters.Count;
        var removed = Math.Min(number, count - first);
        for (var i = 0; i < first; i++)
        {
            _order.Span[count - first + i] = i;
        }

        KeepOnly(_order.Span[removed..count]);
    }

    /// <summary>Keeps the Gaussians with centers in a rectangle, at most so many, those of the highest removal cost.</summary>
    public void Crop(in FitTile tile, int max)
    {
        RankByCost();
        var parameters = fitter.Parameters;
        var kept = 0;
        for (var k = parameters.Count - 1; k >= 0 && kept < max; k--)
        {
            var i = _order.Span[k];
            if (tile.Contains(parameters.X[i], parameters.Y[i]))
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
        fitter.Assess(Maps.Error, _costs.Pointer);
        SortByCost(first);
    }

    private void SortByCost(int first)
    {
        var count = fitter.Parameters.Count - first;
        for (var i = 0; i < count; i++)
        {
            _order.Span[i] = first + i;
        }

        _costs.Span.Slice(first, count).Sort(_order.Span[..count]);
    }

    private void KeepOnly(Span<int> kept)
    {
        kept.Sort();
        fitter.Reorder(kept);
        fitter.Parameters.Count = kept.Length;
    }

    /// <summary>Places that follow the squared error to the power 1.5; an assessment comes first.</summary>
    /// <returns>None where there is no error.</returns>
    private (float X, float Y)[] PlacesByError(int number, ThreadGrant granted, CancellationToken cancellation)
    {
        var error = Maps.Error;
        Maps.Count(fitter.Parameters, granted, cancellation);
        GaussianBlur.Apply(error, 1, granted, cancellation);
        RowBands.ForEach(error.Height, granted, cancellation, (_, first, end) =>
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

    private void Place((float X, float Y)[] places) => seed.ForEach(places.Length, k =>
    {
        var (x, y) = places[k];
        var i = _order.Pointer[k];
        var (width, height) = (Maps.Counts.Width, Maps.Counts.Height);
        var near = Maps.Counts.Row(Math.Clamp((int)y, 0, height - 1))[Math.Clamp((int)x, 0, width - 1)];
        var size = schedule.RelocationSize / MathF.Sqrt(MathF.Max(near, 1e-5f));
        seed.SetAt(fitter.Parameters, i, x - .5f, y - .5f, size);
        fitter.Parameters.Weight[i] = schedule.InitialWeight;
        fitter.Adam.Reset(i);
    });
}
