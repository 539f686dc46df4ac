using Stylize.Codecs.Pixels;

namespace Stylize.Codecs.Vips;

/// <summary>Decodes an image into rasters in strips, so that its pixels are in memory only once.</summary>
internal static unsafe class VipsDecoder
{
    /// <summary>Converts one row of interleaved samples to one row of a plane.</summary>
    internal delegate void RowReader<T>(byte* row, VipsStrips strips, int plane, Span<T> target)
        where T : unmanaged;

    /// <param name="orientation">EXIF orientation, 1 to 8.</param>
    /// <returns>The planes, upright.</returns>
    internal static Raster<T>[] Decode<T>(VipsObject image, int planes, int orientation, RowReader<T> read)
        where T : unmanaged
    {
        using var strips = new VipsStrips(image);
        var (width, height) = Orientation.SwapsSides(orientation) ? (strips.Height, strips.Width) : (strips.Width, strips.Height);
        var targets = new Raster<T>[planes];
        try
        {
            for (var plane = 0; plane < planes; plane++)
            {
                targets[plane] = new Raster<T>(width, height);
            }

            using var turned = orientation > 1 ? new Raster<T>(strips.Width, strips.Rows) : null;
            for (var first = 0; first < strips.Height; first += strips.Rows)
            {
                var count = Math.Min(strips.Rows, strips.Height - first);
                var strip = strips.Fetch(first, count);
                for (var plane = 0; plane < planes; plane++)
                {
                    for (var y = 0; y < count; y++)
                    {
                        read(strip + (y * strips.RowBytes), strips, plane, turned is null ? targets[plane].Row(first + y) : turned.Row(y));
                    }

                    if (turned is not null)
                    {
                        Orientation.Place(turned, first, count, orientation, targets[plane]);
                    }
                }
            }

            return targets;
        }
        catch
        {
            foreach (var target in targets)
            {
                target?.Dispose();
            }

            throw;
        }
    }
}
