namespace Stylize.Codecs.Microscopy;

/// <summary>How a plane stores its pixels.</summary>
/// <param name="Bits">Bits per sample: 8, 16 or 32.</param>
/// <param name="PixelBytes">Distance of neighboring pixels in bytes.</param>
/// <param name="Bands">Offsets of the first sample of each color plane in bytes: one, or red, green and blue.</param>
internal readonly record struct PixelLayout(int Bits, bool IsFloat, int PixelBytes, IReadOnlyList<int> Bands);

/// <summary>Reads the rows of one plane from top to bottom, as stored.</summary>
internal abstract class PlaneRows(PixelLayout layout) : IDisposable
{
    public PixelLayout Layout { get; } = layout;

    /// <summary>Returns the bytes of the next row, which are valid until the next call.</summary>
    /// <exception cref="InvalidDataException">The data is damaged.</exception>
    /// <exception cref="IOException">The data ends too early.</exception>
    public abstract ReadOnlySpan<byte> Next();

    public abstract void Dispose();
}
