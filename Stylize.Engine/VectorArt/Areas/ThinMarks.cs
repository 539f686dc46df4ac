namespace Stylize.Engine.VectorArt.Areas;

/// <summary>Finds by how much a picture must be enlarged so that the two boundaries of a mark, such as the stroke of a
/// letter, are found apart.</summary>
internal static class ThinMarks
{
    private const int MaxScale = 3;

    /// <summary>Maximum number of pixels of an enlarged picture.</summary>
    private const long MaxPixels = 9_000_000;

    /// <summary>Width of a thin mark in pixels.</summary>
    private const int Thin = 3;

    /// <summary>Share of the edges in rows and columns that are those of thin marks.</summary>
    private const double MinShare = 0.15;

    /// <summary>Largest number of pixels of a picture all of whose marks count as thin, such as an icon.</summary>
    public const int SmallPixels = 64 * 64;

    /// <summary>Smallest difference of luma or opacity at an edge of a mark, in thousandths of a step. Chroma has more
    /// ringing in JPEG files.</summary>
    private const int Strong = 58_000;

    /// <summary>Smallest difference at the same place before the image is sharpened. Noise along a soft edge becomes a
    /// sharp, jagged one.</summary>
    private const int Soft = Strong / 4;

    /// <summary>Share of the steps in rows and columns that are edges, above which a picture is a texture and is
    /// enlarged by less. That of printed pages is about 0.08.</summary>
    private const double MaxDense = 0.12;

    /// <summary>Returns the factor for an image; 1 if few of its marks are thin.</summary>
    public static int Scale(Raster<Rgba32> original, Raster<Rgba32> image)
    {
        long edges = 0, thin = 0;
        var lastInColumn = new int[image.Width];
        lastInColumn.AsSpan().Fill(-Thin - 1);
        for (var y = 0; y < image.Height; y++)
        {
            Span<Rgba32> row = image.Row(y), above = image.Row(Math.Max(0, y - 1));
            Span<Rgba32> soft = original.Row(y), softAbove = original.Row(Math.Max(0, y - 1));
            var last = -Thin - 1;
            for (var x = 0; x < row.Length; x++)
            {
                if (IsEdge(row[Math.Max(0, x - 1)], row[x])
                    && IsEdge(soft[Math.Max(0, x - 1)], soft[x], Soft))
                {
                    Add(x, last, row[Math.Max(0, last - 1)], row[x]);
                    last = x;
                }

                if (IsEdge(above[x], row[x]) && IsEdge(softAbove[x], soft[x], Soft))
                {
                    Add(y, lastInColumn[x], image.Row(Math.Max(0, lastInColumn[x] - 1))[x], row[x]);
                    lastInColumn[x] = y;
                }
            }
        }

        return thin <= MinShare * edges ? 1
            : Math.Min(edges > 2 * MaxDense * image.PixelCount ? 2 : MaxScale, MaxScaleFor(image.PixelCount));

        // Both sides of a mark have a color, unlike those of an edge of two steps.
        void Add(int at, int before, Rgba32 from, Rgba32 to)
        {
            edges++;
            thin += at - before <= Thin && !IsEdge(from, to) ? 1 : 0;
        }

        static bool IsEdge(Rgba32 a, Rgba32 b, int least = Strong) =>
            Math.Abs((299 * (a.R - b.R)) + (587 * (a.G - b.G)) + (114 * (a.B - b.B))) > least
                || 1000 * Math.Abs(a.A - b.A) > least;
    }

    /// <summary>Returns the largest factor for an image of a size.</summary>
    public static int MaxScaleFor(long pixels)
    {
        var scale = MaxScale;
        while (scale > 1 && scale * scale * pixels > MaxPixels)
        {
            scale--;
        }

        return scale;
    }
}
