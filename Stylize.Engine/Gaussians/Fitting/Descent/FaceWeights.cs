using Stylize.Engine.Gaussians.Fitting.Field;

namespace Stylize.Engine.Gaussians.Fitting.Descent;

/// <summary>Weights of the pixels in fits of few Gaussians, which otherwise spend none on the eyes of a
/// portrait.</summary>
internal static class FaceWeights
{
    /// <summary>Smallest number of Gaussians that can show the eyes of a portrait.</summary>
    public const int MinCount = 200;

    /// <summary>Weight of detail of skin, less 1.</summary>
    private const float Weight = 6;

    /// <summary>Gives an opaque color image larger weights where skin has detail; see
    /// <see cref="Attention"/>.</summary>
    public static void Apply(FitTarget target)
    {
        if (target.Channels != 3) return;

        var (columns, rows) = Attention.Reduced(target.Width, target.Height);
        var colors = new Lab[columns * rows];
        for (var i = 0; i < colors.Length; i++)
        {
            colors[i] = LabConversion.FromRgba(Mean(target, i % columns, columns, i / columns, rows));
        }

        var radius = Attention.Radius(columns, rows);
        var skin = Attention.Skin(colors, columns, rows, radius);
        var detail = Attention.Detail(colors, columns, rows, radius);
        using var weights = new PooledBuffer<float>(target.Width);
        for (var y = 0; y < target.Height; y++)
        {
            var first = (int)((long)y * rows / target.Height) * columns;
            for (var x = 0; x < target.Width; x++)
            {
                var i = first + (int)((long)x * columns / target.Width);
                weights.Span[x] = 1 + (Weight * skin[i] * detail[i]);
            }

            target.SetRow(target.Channels, y, weights.Span);
        }
    }

    private static Rgba32 Mean(FitTarget target, int column, int columns, int row, int rows)
    {
        var (left, right) =
            ((int)((long)column * target.Width / columns), (int)((long)(column + 1) * target.Width / columns));
        var (top, bottom) = ((int)((long)row * target.Height / rows), (int)((long)(row + 1) * target.Height / rows));
        Span<float> sums = stackalloc float[3];
        for (var channel = 0; channel < sums.Length; channel++)
        {
            for (var y = top; y < bottom; y++)
            {
                for (var x = left; x < right; x++)
                {
                    sums[channel] += target[channel, x, y];
                }
            }
        }

        var scale = 255f / ((right - left) * (bottom - top));
        return new Rgba32(Byte(sums[0]), Byte(sums[1]), Byte(sums[2]), 255);

        byte Byte(float sum) => (byte)Math.Clamp((sum * scale) + .5f, 0, 255);
    }
}
