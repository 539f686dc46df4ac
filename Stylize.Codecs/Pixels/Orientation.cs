namespace Stylize.Codecs.Pixels;

/// <summary>Copies rows of a stored image to their upright position by EXIF orientation (TIFF 6.0, tag 274; 1 to
/// 8).</summary>
internal static class Orientation
{
    internal static bool SwapsSides(int orientation) => orientation is >= 5 and <= 8;

    /// <param name="rows">Raster whose first rows are the stored rows <paramref name="first"/> to
    /// <paramref name="first"/> + <paramref name="count"/> - 1.</param>
    /// <param name="orientation">1 to 8.</param>
    /// <param name="target">The upright image; its sides are swapped for 5 to 8.</param>
    internal static void Place<T>(Raster<T> rows, int first, int count, int orientation, Raster<T> target)
        where T : unmanaged
    {
        if (SwapsSides(orientation))
        {
            PlaceAsColumns(rows, first, count, orientation, target);
            return;
        }

        for (var y = 0; y < count; y++)
        {
            var row = target.Row(orientation is 3 or 4 ? target.Height - 1 - first - y : first + y);
            rows.Row(y).CopyTo(row);
            if (orientation is 2 or 3)
            {
                row.Reverse();
            }
        }
    }

    /// <summary>Returns a stored image in its upright position, and disposes of it if that differs.</summary>
    internal static SampleImage<T> Upright<T>(int orientation, SampleImage<T> stored)
        where T : unmanaged
    {
        if (orientation == 1) return stored;

        using (stored)
        {
            var (width, height) =
                SwapsSides(orientation) ? (stored.Height, stored.Width) : (stored.Width, stored.Height);
            var upright = new SampleImage<T>(stored.Planes.Count, width, height, stored.HasAlpha, stored.BitsPerSample);
            return upright.FilledBy(image =>
            {
                for (var plane = 0; plane < image.Planes.Count; plane++)
                {
                    Place(stored.Planes[plane], 0, stored.Height, orientation, image.Planes[plane]);
                }
            });
        }
    }

    private static unsafe void PlaceAsColumns<T>(
        Raster<T> rows, int first, int count, int orientation, Raster<T> target)
        where T : unmanaged
    {
        var mirrored = orientation is 6 or 7;
        for (var x = 0; x < rows.Width; x++)
        {
            var row = target.Row(orientation is 7 or 8 ? target.Height - 1 - x : x);
            var place = mirrored ? row.Slice(row.Length - first - count, count) : row.Slice(first, count);
            var stored = rows.Pointer + x;
            for (var y = 0; y < place.Length; y++)
            {
                place[mirrored ? place.Length - 1 - y : y] = *stored;
                stored += rows.Stride;
            }
        }
    }
}
