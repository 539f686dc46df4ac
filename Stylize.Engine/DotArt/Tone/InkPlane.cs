using Stylize.Engine.DotArt.Background;
using Stylize.Engine.Imaging;

namespace Stylize.Engine.DotArt.Tone;

/// <summary>
/// The ink of an image, enlarged or reduced such that a Voronoi cell has 14 to some 80 pixels: enough for its centroid, and no more work
/// than that takes.
/// </summary>
internal sealed class InkPlane : IDisposable
{
    private const double MinPixelsPerDot = 14;
    private const double ReducedPixelsPerDot = 20;
    private const int MaxEnlargement = 8;

    private InkPlane(Raster<float> ink, float pixelSize)
    {
        Ink = ink;
        PixelSize = pixelSize;
    }

    /// <summary>Ink of each pixel: the share of it to be covered, [0,1].</summary>
    public Raster<float> Ink { get; }

    /// <summary>Side of a pixel of the plane, source pixels.</summary>
    public float PixelSize { get; }

    /// <summary>Area that the ink of an image covers, source pixels.</summary>
    public static double Total(
        Raster<Rgba32> image, InkScale scale, Raster<ushort>? background, ThreadGrant maxThreads, CancellationToken cancellation)
    {
        var bands = new double[RowBands.Count(image.Height)];
        RowBands.ForEach(image.Height, maxThreads, cancellation, (band, first, end) =>
        {
            using var row = new PooledBuffer<float>(image.Width);
            var sum = 0.0;
            for (var y = first; y < end; y++)
            {
                InkRow(image, scale, background, y, row.Span);
                var line = 0f;
                foreach (var v in row.Span)
                {
                    line += v;
                }

                sum += line;
            }

            bands[band] = sum;
        });
        return bands.Sum();
    }

    /// <summary>Makes the plane for a number of dots.</summary>
    /// <param name="background">Pixels with <see cref="BackgroundMask.Bit"/> get no ink; or null.</param>
    public static InkPlane Make(
        Raster<Rgba32> image, InkScale scale, Raster<ushort>? background, int dots, ThreadGrant maxThreads, CancellationToken cancellation)
    {
        var perDot = (double)image.PixelCount / dots;
        if (perDot < MinPixelsPerDot)
        {
            var times = Math.Min(MaxEnlargement, (int)Math.Ceiling(Math.Sqrt(MinPixelsPerDot / perDot)));
            return Enlarge(image, scale, background, times, maxThreads, cancellation);
        }

        var part = Math.Max(1, Math.Min((int)Math.Sqrt(perDot / ReducedPixelsPerDot), Math.Min(image.Width, image.Height)));
        return Reduce(image, scale, background, part, maxThreads, cancellation);
    }

    /// <inheritdoc/>
    public void Dispose() => Ink.Dispose();

    /// <summary>Each source pixel becomes a square of pixels.</summary>
    private static InkPlane Enlarge(
        Raster<Rgba32> image, InkScale scale, Raster<ushort>? background, int times, ThreadGrant maxThreads, CancellationToken cancellation)
    {
        var ink = new Raster<float>(image.Width * times, image.Height * times);
        RowBands.ForEach(image.Height, maxThreads, cancellation, (_, first, end) =>
        {
            using var row = new PooledBuffer<float>(image.Width);
            for (var y = first; y < end; y++)
            {
                InkRow(image, scale, background, y, row.Span);
                var target = ink.Row(y * times);
                for (var x = 0; x < target.Length; x++)
                {
                    target[x] = row.Span[x / times];
                }

                for (var copy = 1; copy < times; copy++)
                {
                    target.CopyTo(ink.Row((y * times) + copy));
                }
            }
        });
        return new InkPlane(ink, 1f / times);
    }

    /// <summary>Each square of source pixels becomes one pixel, their mean.</summary>
    private static InkPlane Reduce(
        Raster<Rgba32> image, InkScale scale, Raster<ushort>? background, int part, ThreadGrant maxThreads, CancellationToken cancellation)
    {
        var ink = new Raster<float>((image.Width + part - 1) / part, (image.Height + part - 1) / part);
        RowBands.ForEach(ink.Height, maxThreads, cancellation, (_, first, end) =>
        {
            using var row = new PooledBuffer<float>(image.Width);
            for (var y = first; y < end; y++)
            {
                var target = ink.Row(y);
                target.Clear();
                for (var line = y * part; line < Math.Min(image.Height, (y + 1) * part); line++)
                {
                    InkRow(image, scale, background, line, row.Span);
                    for (int to = 0, x = 0; to < target.Length; to++)
                    {
                        var sum = 0f;
                        for (var stop = Math.Min(image.Width, x + part); x < stop; x++)
                        {
                            sum += row.Span[x];
                        }

                        target[to] += sum / (part * part);
                    }
                }
            }
        });
        return new InkPlane(ink, part);
    }

    /// <summary>Ink of a row of the image; none in the background.</summary>
    private static void InkRow(Raster<Rgba32> image, InkScale scale, Raster<ushort>? background, int y, Span<float> ink)
    {
        scale.Row(image.Row(y), ink);
        if (background is null)
        {
            return;
        }

        var marks = background.Row(y);
        for (var x = 0; x < ink.Length; x++)
        {
            if ((marks[x] & BackgroundMask.Bit) != 0)
            {
                ink[x] = 0;
            }
        }
    }
}
