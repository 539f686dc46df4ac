namespace Stylize.Engine.Gaussians.Files;

/// <summary>How coarse the compact profile is. Each code c stands for 2^(c/8) times a unit, so that 8 more are twice as coarse. All are for a Gaussian of one pixel and opacity 1; <see cref="CompactQuantiser"/> says how they go with size and opacity.</summary>
/// <param name="Position">Of the centre, in standard deviations: 2^(c/8 - 8).</param>
/// <param name="Size">Of the fourth root of the geometric mean of the standard deviations: 2^(c/8 - 8).</param>
/// <param name="Stretch">Of the elongation: 2^(c/8 - 8).</param>
/// <param name="Light">Of the light: 2^(c/8 - 8).</param>
/// <param name="Chroma">Of the two chroma values, likewise.</param>
/// <param name="Opacity">Of the opacity's binary logarithm: 2^(c/8 - 8).</param>
public readonly record struct CompactSteps(byte Position, byte Size, byte Stretch, byte Light, byte Chroma, byte Opacity)
{
    /// <summary>Fine enough that a model made without regard to it looks the same.</summary>
    public static CompactSteps Fine { get; } = new(32, 4, 26, 18, 28, 40);

    /// <summary>For fits that end with these steps in view, at a PSNR of 27 decibels.</summary>
    public static CompactSteps Coarse { get; } = new(48, 18, 42, 26, 36, 50);

    /// <summary>For a fit of the given mean squared error: the better it is, the finer its colours, by .7 octaves for 10 decibels.</summary>
    public static CompactSteps For(double error)
    {
        var finer = Math.Clamp((int)Math.Round(.56 * ((-10 * Math.Log10(Math.Max(error, 1e-9))) - 27)), -6, 16);
        return Coarse with { Light = (byte)(Coarse.Light - finer), Chroma = (byte)(Coarse.Chroma - finer) };
    }

    internal static CompactSteps Parse(ReadOnlySpan<byte> bytes) => new(bytes[0], bytes[1], bytes[2], bytes[3], bytes[4], bytes[5]);

    internal byte[] ToBytes() => [Position, Size, Stretch, Light, Chroma, Opacity];
}
