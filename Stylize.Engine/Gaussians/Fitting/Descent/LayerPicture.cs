using Stylize.Engine.Gaussians.Device;

namespace Stylize.Engine.Gaussians.Fitting.Descent;

/// <summary>A reduced target of block means. It determines large Gaussians nearly as well as the whole target, at lower cost.</summary>
internal sealed unsafe class LayerPicture : IDisposable
{
    private readonly FitTarget? _reduced;
    private readonly GaussianFitter _fitter;
    private readonly int _factor;

    /// <summary>Mean squared error of the block means: the detail that the reduced picture cannot show.</summary>
    private readonly double _detail;

    /// <param name="factor">Target pixels per pixel of this picture, per axis, 1 or more.</param>
    public LayerPicture(FitTarget target, int factor, int capacity, ThreadGrant threads, ComputeDevice? device = null)
    {
        _factor = factor;
        if (factor > 1)
        {
            (_reduced, _detail) = Reduce(target, factor);
        }

        _fitter = GaussianFitter.Create(_reduced ?? target, capacity, threads, device);
    }

    /// <summary>Computes error and gradient of the picture of the first Gaussians.</summary>
    /// <param name="parameters">Parameters in pixels of the target.</param>
    public double Differentiate(FitParameters parameters, int count)
    {
        var all = parameters.Count;
        parameters.Count = count;
        _fitter.Parameters.CopyScaled(parameters, 1f / _factor);
        parameters.Count = all;
        return _detail + _fitter.Differentiate();
    }

    public void AddTo(FitParameters gradient, double scale)
    {
        // In whitened coordinates, gradients differ only by the number of pixels.
        var factor = (float)(scale * _factor * _factor);
        var count = _fitter.Parameters.Count;
        for (var row = 0; row < gradient.RowCount; row++)
        {
            var sum = new Span<float>(gradient.Row(row), count);
            TensorPrimitives.MultiplyAdd(new ReadOnlySpan<float>(_fitter.Gradient.Row(row), count), factor, sum, sum);
        }
    }

    public void Dispose()
    {
        _fitter.Dispose();
        _reduced?.Dispose();
    }

    private static (FitTarget Target, double Detail) Reduce(FitTarget target, int factor)
    {
        var reduced = new FitTarget((target.Width + factor - 1) / factor, (target.Height + factor - 1) / factor, target.Channels);
        target.Background.CopyTo(reduced.Background, 0);
        var detail = 0.0;
        for (var y = 0; y < reduced.Height; y++)
        {
            for (var x = 0; x < reduced.Width; x++)
            {
                for (var channel = 0; channel < target.Channels; channel++)
                {
                    (reduced[channel, x, y], var squares) = Square(target, channel, x * factor, y * factor, factor);
                    detail += squares;
                }
            }
        }

        return (reduced, detail / ((double)target.Width * target.Height * target.Channels));
    }

    /// <summary>Returns the mean of a block, and the sum of the squared differences from it.</summary>
    private static (float Mean, double Squares) Square(FitTarget target, int channel, int left, int top, int size)
    {
        var (right, bottom) = (Math.Min(target.Width, left + size), Math.Min(target.Height, top + size));
        var (sum, squares, pixels) = (0.0, 0.0, (right - left) * (bottom - top));
        for (var y = top; y < bottom; y++)
        {
            for (var x = left; x < right; x++)
            {
                double sample = target[channel, x, y];
                sum += sample;
                squares += sample * sample;
            }
        }

        return ((float)(sum / pixels), squares - (sum * sum / pixels));
    }
}
