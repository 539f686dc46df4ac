using Stylize.Engine.Gaussians.Fitting.Field;

namespace Stylize.Engine.Gaussians.Fitting.Descent;

/// <summary>
/// Gives a target the samples and weights with which the weighted squared error has the gradient of a mixture of squared error and SSIM.
/// </summary>
/// <remarks>
/// The mixture is ln(MSE) + share * ln(1 - S), so that 1% of either counts the same whatever the photograph. S is the structure factor of
/// SSIM with both variances around the mean x' of the photograph, so that a difference of means counts too and replaces the luminance
/// factor. In a window, 1 - S = E(x - y)^2 / (E(x - x')^2 + E(y - x')^2 + C2): the squared error relative to the contrast. The derivative
/// of S by a sample y is P x + R - Q y with smooth maps P, Q and R (as in Wang and Simoncelli, "Maximum differentiation competition",
/// Journal of Vision 8(12), 2008, appendix). With fixed maps, it is that of a squared error with weights and another target, so all parts
/// of a fit minimize it without code of their own. The gradient is exact for the picture of the last <see cref="Update"/>, and close to it
/// for pictures nearby. Windows and constants are those of <see cref="StructuralSimilarity"/>; S is a mean over channels and windows.
/// </remarks>
internal sealed unsafe class StructuralTarget : IDisposable
{
    private const int Band = 32;
    private const float C2 = .03f * .03f;

    /// <summary>Share of ln(1 - S) in the mixture.</summary>
    private const double Share = 4;

    /// <summary>Share of the last part of a fit in which it turns from the squared error to the mixture.</summary>
    public const double TurningShare = .4;

    /// <summary>Factor of the initial learning rates at the beginning of that share.</summary>
    private const float TurningRate = .3f;

    /// <summary>Iterations from one update to the next.</summary>
    private const int Interval = 15;

    private readonly FitTarget _target;
    private readonly float[] _window;
    private readonly Raster<float>[] _source;
    private readonly Raster<float>[] _picture;
    private double _error;
    private double _dissimilarity;
    private bool _isStructural;
    private int _calls;

    /// <param name="target">The photograph; not owned. Its samples and weights change.</param>
    public StructuralTarget(FitTarget target)
    {
        _target = target;
        _window = StructuralSimilarity.Window(Math.Min(target.Width, target.Height));
        _source = Planes();
        _picture = Planes();
        for (var channel = 0; channel < target.Channels; channel++)
        {
            for (var y = 0; y < target.Height; y++)
            {
                target.Row(channel, y, _source[channel].Row(y));
            }
        }
    }

    /// <summary>Creates the target of a fit; null if the fit minimizes the squared error.</summary>
    public static StructuralTarget? For(bool isStructural, GaussianFitter fitter) =>
        isStructural && fitter.Device is null && fitter.LayerEnds.Count < 2 ? new(fitter.Target) : null;

    /// <summary>Mean squared error and 1 - S of the last picture.</summary>
    public (double Error, double Dissimilarity) Measured => (_error, _dissimilarity);

    /// <summary>Fits the mixture during <see cref="TurningShare"/> of a clock.</summary>
    /// <param name="iterate">Runs one iteration at the given rates and returns the error.</param>
    public void Turn(
        GaussianFitter fitter, FitClock clock, Func<FitRates, double> iterate, Action<double>? progress, CancellationToken cancellation)
    {
        while (clock.Fraction < TurningShare)
        {
            cancellation.ThrowIfCancellationRequested();
            Follow(fitter);
            progress?.Invoke(iterate(FitRates.Initial.Scale(TurningRate * FitSchedule.Default.Rate(clock.Fraction / TurningShare))));
            clock.Tick();
        }
    }

    /// <summary>Calls <see cref="Update"/> now and then. Call it before each iteration.</summary>
    public void Follow(GaussianFitter fitter)
    {
        if (_calls++ % Interval == 0)
        {
            Update(fitter);
        }
    }

    /// <summary>Adapts the target to the picture of a fit.</summary>
    public void Update(GaussianFitter fitter)
    {
        fitter.Render(_picture);
        if (!_isStructural)
        {
            // The first pass measures the errors that scale the mixture.
            Compute(fitter.Team.Threads, 0);
        }

        var pixels = (double)_target.Width * _target.Height;
        var windows = (double)(_target.Width - _window.Length + 1) * (_target.Height - _window.Length + 1);
        _isStructural = true;
        Compute(fitter.Team.Threads, (float)(Share * _error * pixels / (2 * Math.Max(_dissimilarity, 1e-6) * windows)));
    }

    /// <summary>Gives the target the samples of the photograph and equal weights again.</summary>
    public void Dispose()
    {
        using var ones = new PooledBuffer<float>(_target.Width);
        ones.Span.Fill(1);
        for (var y = 0; y < _target.Height; y++)
        {
            for (var channel = 0; channel < _target.Channels; channel++)
            {
                _target.SetRow(channel, y, _source[channel].Row(y));
            }

            _target.SetRow(_target.Channels, y, ones.Span);
        }

        foreach (var plane in _source.Concat(_picture))
        {
            plane.Dispose();
        }
    }

    private Raster<float>[] Planes() =>
        [.. Enumerable.Range(0, _target.Channels).Select(_ => new Raster<float>(_target.Width, _target.Height, clear: true))];

    /// <param name="factor">Factor of the derivative of 1 - S, summed over windows.</param>
    private void Compute(ThreadGrant threads, float factor)
    {
        var height = _target.Height;
        var sums = new (double Squares, double Similarity)[RowBands.Count(height, Band)];
        RowBands.ForEach(height, threads, CancellationToken.None, (band, first, end) => sums[band] = ComputeBand(first, end, factor), Band);
        var (squares, similarity) = (0.0, 0.0);
        foreach (var sum in sums)
        {
            squares += sum.Squares;
            similarity += sum.Similarity;
        }

        var windows = (double)(_target.Width - _window.Length + 1) * (height - _window.Length + 1);
        _error = squares / ((double)_target.Width * height * _target.Channels);
        _dissimilarity = 1 - (similarity / (windows * _target.Channels));
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private (double Squares, double Similarity) ComputeBand(int first, int end, float factor)
    {
        var (width, channels, taps) = (_target.Width, _target.Channels, _window.Length);
        var windowRows = _target.Height - taps + 1;
        var (firstWindow, endWindow) = (Math.Max(0, first - taps + 1), Math.Min(end, windowRows));
        var maps = new Raster<float>[3 * channels];
        for (var k = 0; k < maps.Length; k++)
        {
            maps[k] = new Raster<float>(width, Math.Max(1, endWindow - firstWindow));
        }

        using var moments = new Raster<float>(width + (2 * Vector<float>.Count), 5);
        using var coefficients = new Raster<float>(width + (2 * taps) + (2 * Vector<float>.Count), 3, clear: true);
        using var similarities = new Raster<float>(width + Vector<float>.Count, 1);
        using var weights = new Raster<float>(width + Vector<float>.Count, 1);
        using var samples = new Raster<float>(width + Vector<float>.Count, channels);
        var similarity = 0.0;
        for (var y = firstWindow; y < endWindow; y++)
        {
            for (var channel = 0; channel < channels; channel++)
            {
                StructuralSimilarity.Columns(_source[channel], _picture[channel], y, _window, .5f, moments);
                Coefficients(moments, coefficients, similarities, width - taps + 1);
                for (var k = 0; k < 3; k++)
                {
                    Spread(At(coefficients, k, 0), At(maps[(3 * channel) + k], y - firstWindow, 0), width);
                }

                // Each row of windows belongs to the band that contains its first row.
                if (y >= first)
                {
                    foreach (var value in similarities.Row(0)[..(width - taps + 1)])
                    {
                        similarity += value;
                    }
                }
            }
        }

        var squares = 0.0;
        for (var y = first; y < end; y++)
        {
            for (var channel = 0; channel < channels; channel++)
            {
                ReadOnlySpan<float> source = _source[channel].Row(y), picture = _picture[channel].Row(y);
                for (var x = 0; x < width; x++)
                {
                    var difference = picture[x] - source[x];
                    squares += difference * difference;
                }
            }

            if (factor == 0) continue;

            var (from, to) = (Math.Max(firstWindow, y - taps + 1), Math.Min(endWindow, y + 1));
            Resolve(maps, from - firstWindow, to - firstWindow, y - from, y, factor, weights, samples);
            for (var channel = 0; channel < channels; channel++)
            {
                _target.SetRow(channel, y, samples.Row(channel)[..width]);
            }

            _target.SetRow(channels, y, weights.Row(0)[..width]);
        }

        foreach (var map in maps)
        {
            map.Dispose();
        }

        return (squares, similarity);
    }

    /// <summary>Computes S and the coefficients P, Q and R of its derivative for a row of windows.</summary>
    /// <param name="coefficients">Receives the coefficients of window i at element i + taps; zero elsewhere.</param>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void Coefficients(Raster<float> moments, Raster<float> coefficients, Raster<float> similarities, int windows)
    {
        var (c2, two, center) = (new Vector<float>(C2), new Vector<float>(2f), new Vector<float>(.5f));
        for (var x = 0; x < windows; x += Vector<float>.Count)
        {
            var meanX = Filter(At(moments, 0, x));
            var meanY = Filter(At(moments, 1, x));
            var varianceX = Filter(At(moments, 2, x)) - (meanX * meanX);
            var varianceY = Filter(At(moments, 3, x)) + (meanX * (meanX - (two * meanY)));
            var covariance = Filter(At(moments, 4, x)) - (meanX * meanY);
            var inverse = Vector<float>.One / (varianceX + varianceY + c2);
            var structure = ((two * covariance) + c2) * inverse;
            var p = two * inverse;
            var q = p * structure;
            var r = (meanX + center) * (q - p);
            structure.Store(At(similarities, 0, x));
            p.Store(At(coefficients, 0, x + _window.Length));
            q.Store(At(coefficients, 1, x + _window.Length));
            r.Store(At(coefficients, 2, x + _window.Length));
        }

        // The last vector may extend beyond the windows.
        for (var k = 0; k < 3; k++)
        {
            coefficients.Row(k)[(windows + _window.Length)..].Clear();
        }
    }

    /// <summary>Sums the coefficients of the windows that contain each column.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void Spread(float* coefficients, float* map, int width)
    {
        for (var x = 0; x < width; x += Vector<float>.Count)
        {
            Filter(coefficients + x + 1).Store(map + x);
        }
    }

    /// <summary>Computes weights and samples of a row.</summary>
    /// <param name="from">First row of the maps with windows that contain the row.</param>
    /// <param name="to">Row after the last.</param>
    /// <param name="tap">Tap of the first row's windows at this row; the next rows have the taps before it.</param>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void Resolve(Raster<float>[] maps, int from, int to, int tap, int y, float factor, Raster<float> weights, Raster<float> samples)
    {
        var channels = _target.Channels;
        var scale = new Vector<float>(factor);
        for (var x = 0; x < _target.Width; x += Vector<float>.Count)
        {
            var weight = Vector<float>.Zero;
            for (var channel = 0; channel < channels; channel++)
            {
                Vector<float> p = default, q = default, r = default;
                for (var row = from; row < to; row++)
                {
                    var share = new Vector<float>(_window[tap - (row - from)]);
                    p += share * Vector.Load(At(maps[3 * channel], row, x));
                    q += share * Vector.Load(At(maps[(3 * channel) + 1], row, x));
                    r += share * Vector.Load(At(maps[(3 * channel) + 2], row, x));
                }

                var source = Vector.Load(At(_source[channel], y, x));
                var picture = Vector.Load(At(_picture[channel], y, x));
                weight += q;
                (picture - source + (scale * ((q * picture) - (p * source) - r))).Store(At(samples, channel, x));
            }

            weight = Vector<float>.One + (Vector.Max(weight, Vector<float>.Zero) * (scale / new Vector<float>(channels)));
            weight.Store(At(weights, 0, x));
            for (var channel = 0; channel < channels; channel++)
            {
                var gradient = Vector.Load(At(samples, channel, x));
                (Vector.Load(At(_picture[channel], y, x)) - (gradient / weight)).Store(At(samples, channel, x));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector<float> Filter(float* row) => StructuralSimilarity.Filter(row, _window);

    private static float* At(Raster<float> plane, int y, int x) => StructuralSimilarity.At(plane, y, x);
}
