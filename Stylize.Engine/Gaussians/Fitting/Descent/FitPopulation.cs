using Stylize.Engine.Gaussians.Fitting.Field;
using Stylize.Engine.Gaussians.Initialization;

namespace Stylize.Engine.Gaussians.Fitting.Descent;

/// <summary>Density control: relocates, adds and removes Gaussians by removal cost.</summary>
internal sealed unsafe class FitPopulation(
    GaussianFitter fitter, FitSeed seed, FitSchedule schedule, ThreadGrant threads) : IDisposable
{
    private readonly PooledBuffer<float> _costs = new(fitter.Parameters.Capacity + 16);
    private readonly PooledBuffer<int> _order = new(fitter.Parameters.Capacity + 16);
    private FitDensity? _maps;

    private FitDensity Maps => _maps ??= new FitDensity(fitter.Target.Width, fitter.Target.Height);

    public void Start(int count, CancellationToken cancellation)
    {
        fitter.Adam.Reset();
        seed.Place(fitter.Parameters, count, cancellation);
        new Span<float>(fitter.Parameters.Weight, fitter.Parameters.Count).Fill(schedule.InitialWeight);
        fitter.Sort();
    }

    /// <summary>Moves the <paramref name="number"/> Gaussians of the lowest removal cost to positions of large
    /// error.</summary>
    public void Relocate(int number, CancellationToken cancellation, Action<double>? assessed = null) =>
        Relocate(number, 0, fitter.Parameters.Count, cancellation, assessed);

    /// <summary>Relocates among the Gaussians first to end - 1, the end of a layer, and ignores the Gaussians after
    /// them.</summary>
    public void Relocate(
        int number, int first, int end, CancellationToken cancellation, Action<double>? assessed = null)
    {
        var all = fitter.Parameters.Count;
        fitter.Parameters.Count = end;
        var error = fitter.Assess(Maps.Error, _costs.Pointer);
        assessed?.Invoke(error);
        (float X, float Y)[] positions = [];

        // Positions and ranking are independent of each other.
        RowBands.ForEach(2, threads, cancellation, (part, _, _) =>
        {
            if (part == 0)
            {
                SortByCost(first);
            }
            else
            {
                positions = PositionsByError(Math.Min(number, end - first), threads.MinusOne, cancellation);
            }
        }, bandHeight: 1);
        MoveTo(positions);
        fitter.Sort();
        fitter.Parameters.Count = all;
    }

    /// <summary>Adds Gaussians at positions of large error, up to the capacity.</summary>
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
        if (ErrorDiffusion.Sum(Maps.Error) <= 0)
        {
            Maps.Error.Fill(1);
        }

        MoveTo(PositionsByError(number, threads, cancellation));
        fitter.Sort();
    }

    /// <summary>Removes the <paramref name="number"/> Gaussians of the lowest removal cost.</summary>
    /// <param name="first">Index of the first Gaussian that may be removed.</param>
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

    /// <summary>Keeps the Gaussians with centers in a rectangle, at most <paramref name="max"/>, by descending removal
    /// cost.</summary>
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

    /// <summary>Releases the maps until they are needed again.</summary>
    public void ReleaseMaps()
    {
        _maps?.Dispose();
        _maps = null;
    }

    public void Dispose()
    {
        ReleaseMaps();
        _costs.Dispose();
        _order.Dispose();
    }

    /// <summary>Fills the error map, and sorts the indices from <paramref name="first"/> on by ascending removal
    /// cost.</summary>
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

    /// <summary>Counts the Gaussians near each pixel, and draws places by the error. Call Assess first.</summary>
    private (float X, float Y)[] PositionsByError(int number, ThreadGrant granted, CancellationToken cancellation)
    {
        Maps.Count(fitter.Parameters, granted, cancellation);
        return PlacesByError(Maps.Error, number, granted, cancellation);
    }

    /// <summary>Draws places with a density proportional to the squared error to the power 1.5; overwrites the
    /// error.</summary>
    /// <returns>The places; empty if the error is zero everywhere.</returns>
    public static (float X, float Y)[] PlacesByError(
        Raster<float> error, int number, ThreadGrant granted, CancellationToken cancellation)
    {
        RowBands.ForEachRow(error.Height, granted, cancellation, y =>
        {
            foreach (ref var value in error.Row(y))
            {
                value *= MathF.Sqrt(value);
            }
        });
        return number == 0 || ErrorDiffusion.Sum(error) <= 0 ? [] : DensityPoints.Place(error, number, cancellation);
    }

    private void MoveTo((float X, float Y)[] positions) => seed.ForEach(positions.Length, k =>
    {
        var (x, y) = positions[k];
        var i = _order.Pointer[k];
        var (width, height) = (Maps.Counts.Width, Maps.Counts.Height);
        var near = Maps.Counts.Row(Math.Clamp((int)y, 0, height - 1))[Math.Clamp((int)x, 0, width - 1)];
        var size = schedule.RelocationSize / MathF.Sqrt(MathF.Max(near, 1e-5f));
        seed.SetAt(fitter.Parameters, i, x - .5f, y - .5f, size);
        fitter.Parameters.Weight[i] = schedule.InitialWeight;
        fitter.Adam.Reset(i);
    });
}

/// <summary>Maps of error and of Gaussians per pixel, which determine where new Gaussians are placed.</summary>
internal sealed unsafe class FitDensity(int width, int height) : IDisposable
{
    private const float BlurSigma = 5;

    public Raster<float> Error { get; } = new(width, height);

    /// <summary>Gaussians per pixel, blurred.</summary>
    public Raster<float> Counts { get; } = new(width, height);

    public void Count(FitParameters parameters, ThreadGrant threads, CancellationToken cancellation)
    {
        Counts.Clear();
        for (var i = 0; i < parameters.Count; i++)
        {
            var x = Math.Clamp((int)MathF.Round(parameters.X[i]), 0, Counts.Width - 1);
            var y = Math.Clamp((int)MathF.Round(parameters.Y[i]), 0, Counts.Height - 1);
            Counts.Row(y)[x]++;
        }

        GaussianBlur.Apply(Counts, BlurSigma, threads, cancellation);
    }

    public void Dispose()
    {
        Error.Dispose();
        Counts.Dispose();
    }
}
