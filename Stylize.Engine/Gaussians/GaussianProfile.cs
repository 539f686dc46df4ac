namespace Stylize.Engine.Gaussians;

/// <summary>Precision of a file. The numbers are part of the file format.</summary>
public enum GaussianProfile : byte
{
    /// <summary>The smallest files: 5 to 6 bytes per Gaussian for fits with quantization.</summary>
    Compact = 1,

    /// <summary>16 bits for position and shape, 8 bits for color and opacity: about 11 bytes per Gaussian.</summary>
    Standard = 2,

    /// <summary>All values as unchanged floats.</summary>
    Lossless = 3,
}

/// <summary>Quantization steps of the compact profile: code c is a step of 2^(c/8 - 8). See
/// docs/gaussian-format.md.</summary>
/// <param name="Position">Step of the center, in standard deviations.</param>
/// <param name="Size">Step of the fourth root of the geometric mean of the standard deviations.</param>
/// <param name="Elongation">Step of the elongation.</param>
/// <param name="Luma">Step of luma.</param>
/// <param name="Chroma">Step of both chroma values.</param>
/// <param name="Opacity">Step of the opacity's binary logarithm.</param>
public readonly record struct CompactSteps(
    byte Position, byte Size, byte Elongation, byte Luma, byte Chroma, byte Opacity)
{
    /// <summary>Steps for models that were fitted without quantization. The picture looks the same.</summary>
    public static CompactSteps Fine { get; } = new(32, 4, 26, 18, 28, 40);

    /// <summary>Steps for fits with quantization, at a PSNR of 27 dB.</summary>
    public static CompactSteps Coarse { get; } = new(48, 18, 42, 26, 33, 56);

    /// <summary>
    /// Returns the steps for a mean squared error, tuned on Kodak photographs: colors are 0.7 octaves finer per 10 dB
    /// above 27 dB.
    /// </summary>
    /// <param name="finer">Refinement of all steps in 1/8 octaves; negative values for coarser steps.</param>
    internal static CompactSteps For(double error, int finer)
    {
        var decibels = -10 * PortableMath.Log10(Math.Max(error, 1e-9));
        var color = Math.Clamp((int)Math.Round(.56 * (decibels - 27)), -6, 16) + finer;
        return new(
            Code(Coarse.Position - finer, 0),
            Code(Coarse.Size - finer, 0),
            Code(Coarse.Elongation - finer, 0),
            Code(Coarse.Luma - color, 0),
            Code(Coarse.Chroma - color, 0),
            Code(Coarse.Opacity - finer, FinestOpacity));
    }

    /// <summary>Returns the steps with the same precision relative to a picture that is resized (see
    /// CompactQuantizer).</summary>
    /// <param name="octaves">Binary logarithm of the factor of its sides.</param>
    internal CompactSteps Resized(double octaves) => new(
        Code(Position + Eighths(3 * octaves), 0), Code(Size + Eighths(2 * octaves), 0),
        Code(Elongation + Eighths(3 * octaves), 0),
        Code(Luma + Eighths(6 * octaves), 0), Code(Chroma + Eighths(6 * octaves), 0), Opacity);

    internal static CompactSteps Parse(ReadOnlySpan<byte> bytes) =>
        new(bytes[0], bytes[1], bytes[2], bytes[3], bytes[4], bytes[5]);

    /// <summary>The step at which 255 levels of opacity cover the range of a fit's weights, 11.3 octaves.</summary>
    private const int FinestOpacity = 29;

    private static int Eighths(double value) => (int)Math.Round(value);

    private static byte Code(int code, int min) => (byte)Math.Clamp(code, min, 63);

    internal byte[] ToBytes() => [Position, Size, Elongation, Luma, Chroma, Opacity];
}
