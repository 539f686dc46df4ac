using Stylize.Engine.Imaging;

namespace Stylize.Engine.Gaussians.Files;

/// <summary>
/// How coarsely the compact profile quantises a Gaussian of one pixel and opacity 1; docs/gaussian-format.md says how steps depend on size
/// and opacity. Each code c stands for a step of 2^(c/8 - 8), so 8 more is twice as coarse.
/// </summary>
/// <param name="Position">Step of the centre, in standard deviations.</param>
/// <param name="Size">Step of the fourth root of the geometric mean of the standard deviations.</param>
/// <param name="Stretch">Step of the elongation.</param>
/// <param name="Light">Step of luma.</param>
/// <param name="Chroma">Step of both chroma values.</param>
/// <param name="Opacity">Step of the opacity's binary logarithm.</param>
public readonly record struct CompactSteps(byte Position, byte Size, byte Stretch, byte Light, byte Chroma, byte Opacity)
{
    /// <summary>Steps for models that were not fitted with quantisation: so fine that the picture looks the same.</summary>
    public static CompactSteps Fine { get; } = new(32, 4, 26, 18, 28, 40);

    /// <summary>Steps for fits that end with quantisation, at a PSNR of 27 decibels.</summary>
    public static CompactSteps Coarse { get; } = new(48, 18, 42, 26, 36, 50);

    /// <summary>
    /// Steps for a fit of the given mean squared error: colours are finer by .7 octaves for each 10 decibels above 27, as tuned on Kodak
    /// photographs.
    /// </summary>
    /// <param name="error">Mean squared error of samples in [0,1].</param>
    public static CompactSteps For(double error)
    {
        var finer = Math.Clamp((int)Math.Round(.56 * ((-10 * PortableMath.Log10(Math.Max(error, 1e-9))) - 27)), -6, 16);
        return Coarse with { Light = (byte)(Coarse.Light - finer), Chroma = (byte)(Coarse.Chroma - finer) };
    }

    internal static CompactSteps Parse(ReadOnlySpan<byte> bytes) => new(bytes[0], bytes[1], bytes[2], bytes[3], bytes[4], bytes[5]);

    internal byte[] ToBytes() => [Position, Size, Stretch, Light, Chroma, Opacity];
}
