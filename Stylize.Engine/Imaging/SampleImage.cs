namespace Stylize.Engine.Imaging;

/// <summary>An image as planes of samples of one size: gray; or red, green, blue; then straight alpha if it has alpha.</summary>
public sealed class SampleImage<T> : IDisposable
    where T : unmanaged
{
    /// <param name="planes">Planes of the same size, which the image owns: gray; gray and alpha; R, G and B; R, G, B and alpha; or without
    /// alpha any number.</param>
    /// <param name="hasAlpha">True where the last plane is straight alpha.</param>
    /// <param name="bitsPerSample">Significant bits of a sample: 1 to 16 for integers, 32 for float.</param>
    public SampleImage(IReadOnlyList<Raster<T>> planes, bool hasAlpha, int bitsPerSample)
    {
        ArgumentOutOfRangeException.ThrowIfZero(planes.Count);
        Planes = planes;
        HasAlpha = hasAlpha;
        BitsPerSample = bitsPerSample;
    }

    /// <summary>The planes: gray; or red, green and blue; then alpha where there is one.</summary>
    public IReadOnlyList<Raster<T>> Planes { get; }

    /// <summary>True where the last plane is straight alpha.</summary>
    public bool HasAlpha { get; }

    /// <summary>Significant bits of a sample.</summary>
    public int BitsPerSample { get; }

    /// <summary>Number of color planes, without alpha.</summary>
    public int ColorPlanes => Planes.Count - (HasAlpha ? 1 : 0);

    /// <summary>Pixels in a row.</summary>
    public int Width => Planes[0].Width;

    /// <summary>Rows.</summary>
    public int Height => Planes[0].Height;

    /// <summary>Disposes of the planes.</summary>
    public void Dispose()
    {
        foreach (var plane in Planes)
        {
            plane.Dispose();
        }
    }
}
