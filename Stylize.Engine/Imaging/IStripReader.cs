namespace Stylize.Engine.Imaging;

/// <summary>Reads one page of an image from top to bottom. Not safe for concurrent use; holds the file open until disposed.</summary>
public interface IStripReader : IDisposable
{
    /// <summary>What is being read.</summary>
    ImageInfo Info { get; }

    /// <summary>Decodes the next rows into planes of stored sample values.</summary>
    /// <param name="planes">One raster for each sample plane (color planes, then alpha where there is one), of the image's width; as many
    /// rows as the tallest strip wanted.</param>
    /// <returns>Rows written, from row 0 of the rasters; 0 at the end.</returns>
    int Read(IReadOnlyList<Raster<ushort>> planes);
}

/// <summary>Reads an image from top to bottom as 8-bit sRGB with straight alpha. One thread; holds the file open until disposed.</summary>
public interface IRgbaStripReader : IDisposable
{
    /// <summary>What is being read.</summary>
    ImageInfo Info { get; }

    /// <summary>Decodes the next rows.</summary>
    /// <param name="rows">A raster of the image's width, as high as the tallest strip wanted.</param>
    /// <returns>Rows written, from row 0 of the raster; 0 at the end.</returns>
    int Read(Raster<Rgba32> rows);
}

/// <summary>Hands out an image that was decoded at once in strips.</summary>
/// <param name="image">Its pixels, which are the reader's from now on.</param>
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

/// <summary>What readers of strips have in common.</summary>
internal static class StripReading
{
    /// <summary>All rows of a page in one image; disposes of the reader.</summary>
    public static SampleImage<ushort>? ReadAll(this IStripReader? strips)
    {
        if (strips is null) return null;

        using (strips)
        {
            var info = strips.Info;
            var planes = new Raster<ushort>[info.ColorPlanes + (info.HasAlpha ? 1 : 0)];
            for (var plane = 0; plane < planes.Length; plane++)
            {
                planes[plane] = new Raster<ushort>(info.Width, info.Height);
            }

            var image = new SampleImage<ushort>(planes, info.HasAlpha, info.BitsPerSample);
            try
            {
                strips.Read(image.Planes);
                return image;
            }
            catch
            {
                image.Dispose();
                throw;
            }
        }
    }

    /// <summary>Throws unless a reader can fill the planes.</summary>
    /// <exception cref="ArgumentException">Their number, width or heights are wrong.</exception>
    public static void Require(this IReadOnlyList<Raster<ushort>> planes, int bands, int width)
    {
        if (planes.Count != bands || planes.Any(plane => plane.Width != width || plane.Height != planes[0].Height))
        {
            throw new ArgumentException($"Give {bands} planes of equal height, {width} pixels wide.", nameof(planes));
        }
    }
}
