using Stylize.Engine.Gaussians.Fitting.Field;
using Stylize.Engine.Gaussians.Initialization;

namespace Stylize.Engine.Gaussians.Fitting.Descent;

/// <summary>Initializes a fit: Gaussians with a density by detail, elongated along edges, with sampled
/// colors.</summary>
internal sealed unsafe class FitSeed(FitTarget target, ThreadGrant threads, CancellationToken cancellation)
    : IDisposable
{
    public const float TensorSigma = 1.5f;

    /// <summary>Standard deviation relative to the local distance of Gaussians.</summary>
    private const float SigmaPerSpacing = .5f;

    private StructureTensor? _tensor;
    private Raster<float>? _density;

    /// <summary>Relative density of Gaussians per pixel.</summary>
    public Raster<float> Density => _density ??= DetailDensity.Compute(target, Tensor, threads, cancellation);

    private StructureTensor Tensor => _tensor ??= StructureTensor.Compute(target, TensorSigma, threads, cancellation);

    /// <summary>Replaces all Gaussians with new ones of weight 1.</summary>
    public void Place(FitParameters parameters, int count, CancellationToken cancellation)
    {
        var total = ErrorDiffusion.Sum(Density);
        if (total <= 0)
        {
            parameters.Count = 0;
            return;
        }

        var points = DensityPoints.Place(Density, count, cancellation);
        parameters.Count = points.Length;
        ForEach(points.Length, i =>
        {
            var (x, y) = points[i];
            var density =
                Density.Row(Math.Clamp((int)y, 0, target.Height - 1))[Math.Clamp((int)x, 0, target.Width - 1)];
            var spacing = MathF.Sqrt((float)(total / count) / MathF.Max(density, 1e-12f));
            SetAt(parameters, i, x - .5f, y - .5f, SigmaPerSpacing * spacing);
        });
    }

    /// <summary>Calls <paramref name="set"/> for each new Gaussian, on all threads. It may call
    /// <see cref="SetAt"/>.</summary>
    public void ForEach(int count, Action<int> set)
    {
        _ = Tensor;
        RowBands.ForEachRow(count, threads, cancellation, set, bandHeight: 256);
    }

    /// <summary>Replaces Gaussian <paramref name="i"/> with a new one of weight 1.</summary>
    /// <param name="x">Center in pixels. Pixel centers have integer coordinates.</param>
    /// <param name="sigma">Geometric mean of the standard deviations, in pixels.</param>
    public void SetAt(FitParameters parameters, int i, float x, float y, float sigma)
    {
        var column = Math.Clamp((int)MathF.Round(x), 0, target.Width - 1);
        var row = Math.Clamp((int)MathF.Round(y), 0, target.Height - 1);
        parameters.X[i] = x;
        parameters.Y[i] = y;
        (parameters.L11[i], parameters.L21[i], parameters.L22[i]) =
            Tensor.Ellipse(column, row, Math.Clamp(sigma, .3f, Math.Max(target.Width, target.Height)));
        for (var channel = 0; channel < parameters.Channels; channel++)
        {
            parameters.Color(channel)[i] = target[channel, column, row];
        }

        parameters.Weight[i] = 1;
    }

    /// <summary>Releases buffers that can be recomputed.</summary>
    public void ReleaseBuffers()
    {
        _tensor?.Dispose();
        _tensor = null;
    }

    public void Dispose()
    {
        ReleaseBuffers();
        _density?.Dispose();
    }
}
