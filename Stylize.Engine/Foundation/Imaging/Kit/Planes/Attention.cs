namespace Stylize.Engine.Imaging.Kit.Planes;

/// <summary>What people look at first in an image: detail, and detail of skin before any other.</summary>
/// <example><code>
/// using var image = new Raster&lt;Rgba32>(60, 60);
/// image.Fill(new Rgba32(90, 90, 90));
/// for (var i = 0; i != 64; i++)
/// {
///     image[36 + (i % 8), 20 + (i / 8)] = new Rgba32((byte)(i % 2 * 255), 40, 40); // detail at the upper right
/// }
///
/// var center = Attention.Center(image);
/// Assert.True(center.X > 30 &amp;&amp; 30 > center.Y);
/// </code></example>
internal static class Attention
{
    /// <summary>Vertical center of the weight of place, as a share of the height: faces are above the middle.</summary>
    public const float CenterY = 0.42f;

    /// <summary>Longer side of the reduced image, in pixels.</summary>
    private const int Side = 96;

    /// <summary>Number of areas of contrast along the longer side.</summary>
    private const float Areas = 32f;

    /// <summary>Weight of detail of skin, relative to other detail.</summary>
    private const float SkinWeight = 4;

    /// <summary>Hue angle in degrees and chroma of skin in CIELAB, and their spread. The lightness differs most between
    /// people.</summary>
    private const float SkinHue = 50, HueSpread = 25, SkinChroma = 25, ChromaSpread = 14;

    /// <summary>Returns the size of the reduced image that <see cref="Find"/> expects.</summary>
    public static (int Columns, int Rows) Reduced(int width, int height)
    {
        var scale = (double)Side / Math.Max(width, height);
        return (Reduced(width), Reduced(height));

        int Reduced(int side) => Math.Clamp((int)Math.Round(side * scale), 1, Math.Min(side, Side));
    }

    /// <summary>Returns the point around which most attracts attention, in pixels: the largest sum of weights within
    /// about a sixth of the longer side, near the usual place of a subject. Ties are in favor of that place.</summary>
    public static Vector2 Center(Raster<Rgba32> image)
    {
        const float CenterWeight = 2;
        var (columns, rows) = Reduced(image.Width, image.Height);
        var weights = Find(image, columns, rows);
        var blur = new BoxBlur(columns, rows);
        for (var pass = 0; pass < 3; pass++)
        {
            blur.Apply(weights, Side / 12);
        }

        var best = Enumerable.Range(0, weights.Length).MaxBy(i =>
        {
            var (x, y) = ((((i % columns) + 0.5f) / columns) - 0.5f, (((i / columns) + 0.5f) / rows) - CenterY);
            return (weights[i] + 1e-6f) * (1 - (CenterWeight * ((x * x) + (y * y))));
        });
        return new(((best % columns) + 0.5f) * image.Width / columns, ((best / columns) + 0.5f) * image.Height / rows);
    }

    /// <summary>Returns the weight of each pixel of the reduced image.</summary>
    public static float[] Find(Raster<Rgba32> image, int columns, int rows)
    {
        using var reduced = Resampler.Resize(image, columns, rows, ResampleFilter.Box);
        var colors = new Lab[columns * rows];
        for (var i = 0; i < colors.Length; i++)
        {
            var pixel = reduced.Row(i / columns)[i % columns];
            colors[i] = pixel.A == 0 ? new Lab(float.NaN, 0, 0) : LabConversion.FromRgba(pixel);
        }

        var radius = Radius(columns, rows);
        var skin = Skin(colors, columns, rows, radius);
        var detail = Detail(colors, columns, rows, radius);
        for (var i = 0; i < detail.Length; i++)
        {
            detail[i] = float.IsNaN(colors[i].L) ? 0 : detail[i] * (detail[i] + (SkinWeight * skin[i]));
        }

        return detail;
    }

    /// <summary>Returns how near the colors around each pixel are to those of skin: 0 to 1.</summary>
    /// <param name="colors">Mean color of each pixel, row-major; L* is NaN for a transparent one.</param>
    public static float[] Skin(ReadOnlySpan<Lab> colors, int width, int height, int radius)
    {
        var skin = new float[colors.Length];
        for (var i = 0; i < skin.Length; i++)
        {
            if (!float.IsNaN(colors[i].L))
            {
                var angle = (float)PortableMath.Atan2(colors[i].B, colors[i].A);
                var hue = (float.RadiansToDegrees(angle) - SkinHue) / HueSpread;
                var chroma = (colors[i].Chroma - SkinChroma) / ChromaSpread;
                skin[i] = (float)PortableMath.Exp(-((hue * hue) + (chroma * chroma)));
            }
        }

        new BoxBlur(width, height).Apply(skin, radius);
        return skin;
    }

    /// <summary>Returns the radius of an area of contrast, in cells.</summary>
    public static int Radius(int width, int height) =>
        Math.Max(1, (int)Math.Round(Math.Max(width, height) / Areas / 2));

    /// <summary>Computes the local contrast, relative to itself and the mean of the image: 0 in flat areas, at most
    /// 1.</summary>
    /// <param name="colors">Mean color of each cell, row-major; L* is NaN for a cell without samples.</param>
    public static float[] Detail(ReadOnlySpan<Lab> colors, int width, int height, int radius)
    {
        var blur = new BoxBlur(width, height);
        Span<float> plane = new float[colors.Length], squares = new float[colors.Length];
        var contrast = new float[colors.Length];
        for (var channel = 0; channel < 3; channel++)
        {
            for (var i = 0; i < colors.Length; i++)
            {
                var c = colors[i];
                plane[i] = float.IsNaN(c.L) ? 0 : channel == 0 ? c.L : channel == 1 ? c.A : c.B;
                squares[i] = plane[i] * plane[i];
            }

            blur.Apply(plane, radius);
            blur.Apply(squares, radius);
            for (var i = 0; i < colors.Length; i++)
            {
                contrast[i] += Math.Max(0, squares[i] - (plane[i] * plane[i]));
            }
        }

        for (var i = 0; i < colors.Length; i++)
        {
            contrast[i] = MathF.Sqrt(contrast[i]);
        }

        blur.Apply(contrast, radius);
        blur.Apply(contrast, radius);
        var mean = 0.0;
        foreach (var c in contrast)
        {
            mean += c / contrast.Length;
        }

        for (var i = 0; i < contrast.Length; i++)
        {
            contrast[i] /= contrast[i] + (float)mean + 0.5f;
        }

        return contrast;
    }
}
