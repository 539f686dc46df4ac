namespace Stylize.Engine.Gaussians.Fitting.Descent;

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

    /// <summary>Multiplies the density by (error / count)^power, both blurred, and blurs it. Call <see cref="Count"/> first.</summary>
    public void Refine(Raster<float> density, float power, ThreadGrant threads, CancellationToken cancellation)
    {
        GaussianBlur.Apply(Error, BlurSigma, threads, cancellation);
        var floor = (float)(ErrorDiffusion.Sum(Error) / Error.PixelCount * 1e-3) + 1e-12f;
        RowBands.ForEach(density.Height, threads, cancellation, (_, first, end) =>
        {
            using var factors = new PooledBuffer<double>(density.Width);
            for (var y = first; y < end; y++)
            {
                var row = density.Row(y);
                var error = Error.Row(y);
                var counts = Counts.Row(y);
                var factor = factors.Span;
                for (var x = 0; x < row.Length; x++)
                {
                    factor[x] = (error[x] + floor) / (counts[x] + 1e-4f);
                }

                PortablePowers.Raise(factor, power);
                for (var x = 0; x < row.Length; x++)
                {
                    row[x] *= (float)factor[x];
                }
            }
        });
        GaussianBlur.Apply(density, 1.5f, threads, cancellation);
        var sum = ErrorDiffusion.Sum(density);
        for (var y = 0; y < density.Height && sum > 0; y++)
        {
            TensorPrimitives.Multiply(density.Row(y), (float)(density.PixelCount / sum), density.Row(y));
        }
    }

    public void Dispose()
    {
        Error.Dispose();
        Counts.Dispose();
    }
}
