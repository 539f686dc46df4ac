namespace Stylize.Engine.PixelArt.Superpixels;

/// <summary>The part of an image that people look at first: see <see cref="Attention"/>.</summary>
internal static class AttentionCrop
{
    /// <summary>Weight of the squared distance between the centers of part and image, as a share of the side.</summary>
    private const double CenterWeight = 1.2;

    /// <summary>Returns the left top corner of the part of a size in pixels that attracts most attention.</summary>
    /// <param name="importance">Light where the picture is important, over which it is stretched; null to look at the
    /// image.</param>
    public static (int X, int Y) Corner(Raster<Rgba32> image, Raster<Rgba32>? importance, int width, int height)
    {
        var (columns, rows) = Attention.Reduced(image.Width, image.Height);
        var weights = importance is null
            ? Attention.Find(image, columns, rows) : Importance.FromImage(importance, columns, rows);
        return (
            Offset(Sums(weights, columns, rows, isRows: false), image.Width, width, 0.5),
            Offset(Sums(weights, columns, rows, isRows: true), image.Height, height, Attention.CenterY));
    }

    /// <summary>Returns the share of the weights before each row or column, and 1 at the end.</summary>
    private static double[] Sums(float[] weights, int columns, int rows, bool isRows)
    {
        var sums = new double[(isRows ? rows : columns) + 1];
        for (var i = 0; i < weights.Length; i++)
        {
            sums[(isRows ? i / columns : i % columns) + 1] += weights[i];
        }

        for (var i = 1; i < sums.Length; i++)
        {
            sums[i] += sums[i - 1];
        }

        return sums[^1] == 0 ? sums : [.. sums.Select(sum => sum / sums[^1])];
    }

    private static int Offset(double[] sums, int side, int part, double center)
    {
        // Steps of half a reduced pixel, an even number of them, so that the center is among them.
        var steps = 2 * (sums.Length - 1);
        var best = Enumerable.Range(0, steps + 1).Select(step => (double)step / steps * (side - part)).MaxBy(offset =>
        {
            var distance = ((offset + (part / 2.0)) / side) - center;
            return Share(offset + part) - Share(offset) - (CenterWeight * distance * distance);
        });
        return (int)best;

        double Share(double position)
        {
            var index = position / side * (sums.Length - 1);
            var left = Math.Min((int)index, sums.Length - 2);
            return double.Lerp(sums[left], sums[left + 1], index - left);
        }
    }
}
