namespace Stylize.Engine.Gaussians.Initialization;

/// <summary>The density of the Gaussians with which a fit starts.</summary>
internal static class DetailDensity
{
    /// <summary>Density added to the gradient magnitude, so that flat regions receive Gaussians too.</summary>
    private const float Floor = 0.01f;

    /// <summary>Standard deviation of the blur, in pixels.</summary>
    private const float Sigma = 2;

    /// <summary>
    /// Computes the relative density: blurred gradient magnitude plus <see cref="Floor"/>, 0 in transparent parts.
    /// </summary>
    public static Raster<float> Compute(
        ISampleRows image, StructureTensor tensor, ThreadGrant maxThreads = default, CancellationToken cancellation = default)
    {
        var density = new Raster<float>(image.Width, image.Height);
        RowBands.ForEachRow(image.Height, maxThreads, cancellation, y =>
        {
            var row = density.Row(y);
            var xx = tensor.Xx.Row(y);
            var yy = tensor.Yy.Row(y);
            for (var x = 0; x < row.Length; x++)
            {
                row[x] = MathF.Sqrt(xx[x] + yy[x]) + Floor;
            }
        });
        GaussianBlur.Apply(density, Sigma, maxThreads, cancellation);
        if (image.HasAlpha)
        {
            using var scratch = new PooledBuffer<float>(image.Width);
            for (var y = 0; y < image.Height; y++)
            {
                var row = density.Row(y);
                var alpha = image.Row(image.Channels - 1, y, scratch.Span);
                for (var x = 0; x < row.Length; x++)
                {
                    row[x] = alpha[x] > 0 ? row[x] : 0;
                }
            }
        }

        return density;
    }
}
