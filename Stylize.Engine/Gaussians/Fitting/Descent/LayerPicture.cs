using Stylize.Engine.Gaussians.Device;
using Stylize.Engine.Gaussians.Fitting.Field;

namespace Stylize.Engine.Gaussians.Fitting.Descent;

/// <summary>A reduced target of block means. It determines large Gaussians nearly as well as the whole target, at lower
/// cost.</summary>
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
        var reduced =
            new FitTarget((target.Width + factor - 1) / factor, (target.Height + factor - 1) / factor, target.Channels);
        target.Background.CopyTo(reduced.Background, 0);
        var (means, scratch, squares) = (new float[reduced.Width], new float[target.Width], 0.0);
        for (var channel = 0; channel < target.Channels; channel++)
        {
            var blocks = new BlockMeans<float, double>(target.Width, target.Height, factor, y => Row(channel, y));
            for (var y = 0; y < reduced.Height; y++)
            {
                blocks.Read(y, means);
                reduced.SetRow(channel, y, means);
                for (var x = 0; x < means.Length; x++)
                {
                    squares -= (double)means[x] * means[x] * blocks.Pixels(x, y);
                }
            }
        }

        return (reduced, squares / ((double)target.Width * target.Height * target.Channels));

        ReadOnlySpan<float> Row(int channel, int y)
        {
            var row = target.Row(channel, y, scratch);
            foreach (double sample in row)
            {
                squares += sample * sample;
            }

            return row;
        }
    }
}
