namespace Stylize.Engine.Imaging;

/// <summary>
/// An image as separate planes of samples: one plane is grey, three are red, green, blue; a last plane is alpha where <see cref="HasAlpha"/>.
/// All planes have the same size. Disposing it disposes the planes.
/// </summary>
public sealed class SampleImage<T> : IDisposable
    where T : unmanaged
{
    /// <param name="planes">1 (grey), 2 (grey, alpha), 3 (RGB) or 4 (RGB, alpha) planes of one size; any number where there is no alpha.</param>
    /// <param name="hasAlpha">True where the last plane is straight alpha.</param>
    /// <param name="bitsPerSample">Significant bits of a sample: 1 to 16 for integers, 32 for float.</param>
    public SampleImage(IReadOnlyList<Raster<T>> planes, bool hasAlpha, int bitsPerSample)
    {
        ArgumentOutOfRangeException.ThrowIfZero(planes.Count);
        Planes = planes;
        HasAlpha = hasAlpha;
        BitsPerSample = bitsPerSample;
    }

    /// <summary>The planes: grey or red, green, blue; then alpha where there is one.</summary>
    public IReadOnlyList<Raster<T>> Planes { get; }

    /// <summary>True where the last plane is straight alpha.</summary>
    public bool HasAlpha { get; }

    /// <summary>Significant bits of a sample.</summary>
    public int BitsPerSample { get; }

    /// <summary>Number of colour planes, without alpha.</summary>
    public int ColorPlanes => Planes.Count - (HasAlpha ? 1 : 0);

    /// <summary>Pixels in a row.</summary>
    public int Width => Planes[0].Width;

    /// <summary>Rows.</summary>
    public int Height => Planes[0].Height;

    public void Dispose()
    {
        foreach (var plane in Planes)
        {
            plane.Dispose();
        }
    }
}
