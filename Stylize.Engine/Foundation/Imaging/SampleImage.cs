namespace Stylize.Engine.Imaging;

/// <summary>An image as planes of samples: gray, or red, green and blue; then straight alpha if present.</summary>
public sealed class SampleImage<T> : IDisposable
    where T : unmanaged
{
    /// <param name="planes">Planes of the same size, of which the image takes ownership: gray; gray and alpha; R, G and
    /// B; R, G, B and alpha; or any number without alpha.</param>
    /// <param name="hasAlpha">True if the last plane is straight alpha.</param>
    /// <param name="bitsPerSample">Significant bits of a sample: 1 to 16 for integers, 32 for float.</param>
    public SampleImage(IReadOnlyList<Raster<T>> planes, bool hasAlpha, int bitsPerSample)
    {
        ArgumentOutOfRangeException.ThrowIfZero(planes.Count);
        Planes = planes;
        HasAlpha = hasAlpha;
        BitsPerSample = bitsPerSample;
    }

    /// <summary>Creates an image whose samples are not set.</summary>
    internal SampleImage(int planes, int width, int height, bool hasAlpha, int bitsPerSample)
        : this([.. Enumerable.Range(0, planes).Select(_ => new Raster<T>(width, height))], hasAlpha, bitsPerSample)
    {
    }

    /// <summary>The planes: gray, or red, green and blue; then alpha if present.</summary>
    public IReadOnlyList<Raster<T>> Planes { get; }

    /// <summary>True if the last plane is straight alpha.</summary>
    public bool HasAlpha { get; }

    /// <summary>Significant bits of a sample.</summary>
    public int BitsPerSample { get; }

    /// <summary>Number of planes without alpha.</summary>
    public int ColorPlanes => Planes.Count - (HasAlpha ? 1 : 0);

    /// <summary>Width in pixels.</summary>
    public int Width => Planes[0].Width;

    /// <summary>Height in pixels.</summary>
    public int Height => Planes[0].Height;

    /// <summary>Creates an image with the planes that are described, whose samples are not set.</summary>
    internal static SampleImage<T> Empty(ImageInfo info, int rows) =>
        new(info.ColorPlanes + (info.HasAlpha ? 1 : 0), info.Width, rows, info.HasAlpha, info.BitsPerSample);

    /// <summary>Disposes of the planes.</summary>
    public void Dispose()
    {
        foreach (var plane in Planes)
        {
            plane.Dispose();
        }
    }
}
