namespace Stylize.Engine.PixelArt.Superpixels;

/// <summary>The part of an image that people look at first: detail, and detail of skin before any other.</summary>
internal static class Attention
{
    /// <summary>Longer side of the reduced image, in pixels.</summary>
    private const int Side = 96;

    /// <summary>Weight of detail of skin, relative to other detail.</summary>
    private const float SkinWeight = 4;

    /// <summary>Weight of the squared distance between the centers of part and image, as a share of the side.</summary>
    private const double CenterWeight = 1.2;

    /// <summary>Hue angle in degrees and chroma of skin in CIELAB, and their spread. The lightness differs most between people.</summary>
    private const float SkinHue = 50, HueSpread = 25, SkinChroma = 25, ChromaSpread = 14;

    /// <summary>Returns the left top corner of the part of a size in pixels that attracts most attention.</summary>
    /// <param name="importance">Light where the picture is important, over which it is stretched; null to look at the image.</param>
    public static (int X, int Y) Corner(Raster<Rgba32> image, Raster<Rgba32>? importance, int width, int height)
    {
        var scale = (double)Side / Math.Max(image.Width, image.Height);
        var (columns, rows) = (Reduced(image.Width), Reduced(image.Height));
        var weights = importance is null ? Find(image, columns, rows) : Importance.FromImage(importance, columns, rows);
        return (
            Offset(Sums(weights, columns, rows, isRows: false), image.Width, width, 0.5),
            Offset(Sums(weights, columns, rows, isRows: true), image.Height, height, Importance.CenterY));

        int Reduced(int side) => Math.Clamp((int)Math.Round(side * scale), 1, Math.Min(side, Side));
    }

    private static float[] Find(Raster<Rgba32> image, int columns, int rows)
    {
        using var reduced = Resampler.Resize(image, columns, rows, ResampleFilter.Box);
        var colors = new Lab[columns * rows];
        var skin = new float[colors.Length];
        for (var i = 0; i < colors.Length; i++)
        {
            var pixel = reduced.Row(i / columns)[i % columns];
            colors[i] = pixel.A == 0 ? new Lab(float.NaN, 0, 0) : LabConversion.FromRgba(pixel);
            skin[i] = pixel.A == 0 ? 0 : Skin(colors[i]);
        }

        var radius = Importance.Radius(columns, rows);
        new BoxBlur(columns, rows).Apply(skin, radius);
        var detail = Importance.Detail(colors, columns, rows, radius);
        for (var i = 0; i < detail.Length; i++)
        {
            detail[i] = float.IsNaN(colors[i].L) ? 0 : detail[i] * (detail[i] + (SkinWeight * skin[i]));
        }

        return detail;
    }

    private static float Skin(Lab color)
    {
        var hue = (float.RadiansToDegrees(MathF.Atan2(color.B, color.A)) - SkinHue) / HueSpread;
        var chroma = (MathF.Sqrt((color.A * color.A) + (color.B * color.B)) - SkinChroma) / ChromaSpread;
        return MathF.Exp(-((hue * hue) + (chroma * chroma)));
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
