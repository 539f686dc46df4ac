namespace Stylize.Engine.PixelArt.Restoration;

/// <summary>The pixels of one cell, and their predominant color. One object processes many cells without allocating.</summary>
internal sealed class CellPixels
{
    /// <summary>Distance, in 8-bit steps, at which the weight of a pixel is a quarter.</summary>
    private const float Outlying = 12;

    /// <summary>Weight that pixels at the border of a cell have in addition to that by position.</summary>
    private const float BorderWeight = 0.1f;

    private const int Rounds = 4;
    private Rgba32[] _pixels = [];
    private float[] _inner = [];
    private int _count;

    /// <summary>Takes the pixels of a cell.</summary>
    public void Take(Raster<Rgba32> image, Range columns, Range rows)
    {
        var (left, width) = columns.GetOffsetAndLength(image.Width);
        var (top, height) = rows.GetOffsetAndLength(image.Height);
        _count = width * height;
        if (_pixels.Length < _count)
        {
            (_pixels, _inner) = (new Rgba32[_count], new float[_count]);
        }

        for (var y = 0; y < height; y++)
        {
            image.Row(top + y).Slice(left, width).CopyTo(_pixels.AsSpan(y * width));
            for (var x = 0; x < width; x++)
            {
                _inner[(y * width) + x] = Inner(x, width) * Inner(y, height);
            }
        }
    }

    /// <summary>Returns the color of more than half of the pixels if there is one, otherwise a robust mean (Geman and McClure 1987). The
    /// mean starts at the inner pixels, which soft edges and lossy compression mix least with neighboring cells, and reduces the weight of
    /// outliers in each round.</summary>
    /// <returns>The color, transparent for a cell without pixels, and the number of pixels that have exactly this color.</returns>
    public (Rgba32 Color, int Equal) Color()
    {
        if (_count == 0) return default;

        // The majority, if one exists, survives the mutual elimination of different colors (Boyer and Moore 1991).
        var pixels = _pixels.AsSpan(0, _count);
        var (candidate, votes) = (pixels[0], 0);
        foreach (var pixel in pixels)
        {
            candidate = votes == 0 ? pixel : candidate;
            votes += pixel == candidate ? 1 : -1;
        }

        var equal = pixels.Count(candidate);
        if (2 * equal > _count) return (candidate, equal);

        var mean = Mean(default, isFirst: true);
        for (var round = 0; round < Rounds; round++)
        {
            mean = Mean(mean, isFirst: false);
        }

        var opacity = Math.Max(mean.A, 1e-3f) / 255;
        var color = new Rgba32(Round(mean.R / opacity), Round(mean.G / opacity), Round(mean.B / opacity), Round(mean.A));
        return (color, pixels.Count(color));

        static byte Round(float value) => (byte)Math.Clamp(MathF.Round(value), 0, 255);
    }

    /// <summary>Returns 1 in the middle half of a side, and less toward its ends.</summary>
    private static float Inner(int i, int side)
    {
        var share = Math.Min(1, (side - Math.Abs((2f * i) + 1 - side)) / (side / 2f));
        return share * share;
    }

    /// <summary>Returns the weighted mean of colors, with the channels multiplied by the opacity.</summary>
    private (float R, float G, float B, float A) Mean((float R, float G, float B, float A) center, bool isFirst)
    {
        var (w, r, g, b, a) = (1e-9f, 0f, 0f, 0f, 0f);
        for (var i = 0; i < _count; i++)
        {
            var pixel = _pixels[i];
            var opacity = pixel.A / 255f;
            var (pr, pg, pb, pa) = (opacity * pixel.R, opacity * pixel.G, opacity * pixel.B, (float)pixel.A);
            var weight = _inner[i];
            if (!isFirst)
            {
                var (dr, dg, db, da) = (pr - center.R, pg - center.G, pb - center.B, pa - center.A);
                var ratio = 1 + (((dr * dr) + (dg * dg) + (db * db) + (da * da)) / (Outlying * Outlying));
                weight = (BorderWeight + weight) / (ratio * ratio);
            }

            (w, r, g, b, a) = (w + weight, r + (weight * pr), g + (weight * pg), b + (weight * pb), a + (weight * pa));
        }

        return (r / w, g / w, b / w, a / w);
    }
}
