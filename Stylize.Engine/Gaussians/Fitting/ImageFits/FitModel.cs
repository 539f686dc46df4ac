using Stylize.Engine.Gaussians.Files.Profiles;
using Stylize.Engine.Gaussians.Fitting.Field;
using Stylize.Engine.Gaussians.Fitting.Quantization;

namespace Stylize.Engine.Gaussians.Fitting.ImageFits;

/// <summary>Converts between the parameters of a fit and models.</summary>
/// <remarks>
/// A model's opacity is at most 1, and a fit's weight can be any positive number. Only the ratio of weights to the
/// background's weight matters, so the opacity is weight / largest weight and epsilon is
/// <see cref="FitKernel.Background"/> / largest weight. The picture is exactly the same.
/// </remarks>
internal static unsafe class FitModel
{
    public static GaussianModel Create(
        in FittedGaussians fitted, int width, int height, IReadOnlyDictionary<string, string>? metadata = null)
    {
        var (parameters, background, _) = fitted;
        var count = parameters.Count;
        var store = new GaussianStore(count);
        var full = fitted.FullWeight ?? FitQuantizer.MaxWeight(parameters);
        for (var i = 0; i < count; i++)
        {
            store[i] = new(
                (parameters.X[i] + .5f) / width,
                (parameters.Y[i] + .5f) / height,
                new(parameters.L11[i], parameters.L21[i], parameters.L22[i]),
                parameters.StraightColor(i),
                parameters.Weight[i] / full,
                0);
        }

        int[] layers = [.. fitted.LayerEnds.Zip([0, .. fitted.LayerEnds], (end, start) => end - start)];
        LayerWeights.Assign(store, layers.Length > 0 ? layers : [count], byMass: true);
        var gray = parameters.Channels == 1;
        return new GaussianModel(store, width, height)
        {
            Epsilon = count == 0 ? FitKernel.Background : FitKernel.Background / full,
            LayerSizes = layers,
            HasAlpha = parameters.Channels == 4,
            Background = parameters.Channels == 4
                ? GaussianColor<float>.Transparent
                : new GaussianColor<float>(background[0], background[gray ? 0 : 1], background[gray ? 0 : 2], 1),
            Metadata = metadata ?? new Dictionary<string, string>(),
        };
    }

    /// <summary>Copies a model's Gaussians, up to the capacity, scaled to an image of the given size.</summary>
    public static void Load(GaussianModel model, FitParameters parameters, int width, int height)
    {
        var store = model.Store;
        var (scaleX, scaleY) = ((float)width / model.Width, (float)height / model.Height);
        parameters.Count = Math.Min(store.Count, parameters.Capacity);
        for (var i = 0; i < parameters.Count; i++)
        {
            parameters.X[i] = (store.X[i] * width) - .5f;
            parameters.Y[i] = (store.Y[i] * height) - .5f;
            parameters.L11[i] = MathF.Max(store.L11[i] * scaleX, .05f);
            parameters.L21[i] = store.L21[i] * scaleY;
            parameters.L22[i] = MathF.Max(store.L22[i] * scaleY, .05f);
            parameters.Weight[i] = store.Opacity[i] * FitKernel.Background / model.Epsilon;
            parameters.SetStraightColor(i, new(store.R[i], store.G[i], store.B[i], store.A[i]));
            if (parameters.Channels == 1)
            {
                parameters.Color(0)[i] = (store.R[i] + store.G[i] + store.B[i]) / 3;
            }
        }
    }
}

internal static class FitMeasure
{
    /// <summary>
    /// Computes the PSNR of an 8-bit picture over white. The function of <c>Imaging</c> does not apply: the source may
    /// have 16 bits.
    /// </summary>
    public static double Psnr(
        Raster<Rgba32> picture, FitPhotograph source, ThreadGrant threads = default,
        CancellationToken cancellation = default)
    {
        var rowSums = new double[picture.Height];
        RowBands.ForEach(picture.Height, threads, cancellation, (_, first, end) =>
        {
            using var scratch = new PooledBuffer<float>(4 * source.Width);
            for (var y = first; y < end; y++)
            {
                rowSums[y] = SumOfSquares(picture.Row(y), source, y, scratch);
            }
        });

        var sum = 0.0;
        foreach (var rowSum in rowSums)
        {
            sum += rowSum;
        }

        return sum == 0 ? double.PositiveInfinity : 10 * PortableMath.Log10(255.0 * 255 * 3 * picture.PixelCount / sum);
    }

    /// <param name="scratch">Buffer for a row of four channels.</param>
    private static double SumOfSquares(
        ReadOnlySpan<Rgba32> row, FitPhotograph source, int y, PooledBuffer<float> scratch)
    {
        var r = Samples(0);
        var g = Samples(1);
        var b = Samples(2);
        var alpha = source.HasAlpha ? Samples(3) : default;
        var sum = 0.0;
        for (var x = 0; x < row.Length; x++)
        {
            var shown = OverWhite.Blend(row[x]);
            var opacity = source.HasAlpha ? alpha[x] : 1;
            sum += Square(shown.R, r[x], opacity) + Square(shown.G, g[x], opacity) + Square(shown.B, b[x], opacity);
        }

        return sum;

        ReadOnlySpan<float> Samples(int channel) =>
            source.Straight(channel, y, scratch.Span.Slice(channel * source.Width, source.Width));
    }

    private static double Square(byte shown, float sample, float opacity)
    {
        var difference = shown - (255 * (((double)sample * opacity) + 1 - opacity));
        return difference * difference;
    }
}
