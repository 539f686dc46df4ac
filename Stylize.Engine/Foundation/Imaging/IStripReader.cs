namespace Stylize.Engine.Imaging;

/// <summary>Reads one page of an image from top to bottom. Not safe for concurrent use. Holds the file open until
/// disposed.</summary>
public interface IStripReader : IDisposable
{
    /// <summary>Information on the image.</summary>
    ImageInfo Info { get; }

    /// <summary>Decodes the next rows into planes of stored sample values.</summary>
    /// <param name="planes">Receives the rows: one raster per plane (color planes, then alpha if present), of the
    /// image's width. Their height is the maximum number of rows to read.</param>
    /// <returns>The number of rows written, from row 0 of the rasters; 0 at the end.</returns>
    int Read(IReadOnlyList<Raster<ushort>> planes);
}

/// <summary>Reads an image from top to bottom as 8-bit sRGB with straight alpha. Not safe for concurrent use. Holds the
/// file open until disposed.</summary>
public interface IRgbaStripReader : IDisposable
{
    /// <summary>Information on the image.</summary>
    ImageInfo Info { get; }

    /// <summary>Decodes the next rows.</summary>
    /// <param name="rows">Receives the rows; of the image's width. Its height is the maximum number of rows to
    /// read.</param>
    /// <returns>The number of rows written, from row 0 of the raster; 0 at the end.</returns>
    int Read(Raster<Rgba32> rows);
}

/// <summary>Reads a decoded image in strips.</summary>
/// <param name="image">The pixels, of which the reader takes ownership.</param>
internal sealed class WholeRgbaStrips(ImageInfo info, Raster<Rgba32> image) : IRgbaStripReader
{
    private int _next;

    public ImageInfo Info => info;

    public int Read(Raster<Rgba32> rows)
    {
        var count = Math.Min(rows.Height, image.Height - _next);
        for (var y = 0; y < count; y++)
        {
            image.Row(_next + y).CopyTo(rows.Row(y));
        }

        _next += count;
        return count;
    }

    public void Dispose() => image.Dispose();
}

/// <summary>Extensions of strip readers.</summary>
internal static class StripReading
{
    /// <summary>Reads all rows of a page into one image, and disposes of the reader.</summary>
    public static SampleImage<ushort> ReadAll(this IStripReader strips)
    {
        using (strips)
        {
            var info = strips.Info;
            return SampleImage<ushort>.Empty(info, info.Height).FilledBy(image => strips.Read(image.Planes));
        }
    }

    /// <exception cref="ArgumentException">The number, width or heights of the planes do not fit the
    /// reader.</exception>
    public static void Require(this IReadOnlyList<Raster<ushort>> planes, int bands, int width)
    {
        if (planes.Count != bands || planes.Any(plane => plane.Width != width || plane.Height != planes[0].Height))
        {
            throw new ArgumentException(
                $"Expected {bands} planes of equal height and a width of {width} pixels.", nameof(planes));
        }
    }
}
