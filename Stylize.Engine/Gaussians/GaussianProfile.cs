namespace Stylize.Engine.Gaussians;

/// <summary>How precisely a file keeps the Gaussians. The numbers are those of the file format.</summary>
public enum GaussianProfile : byte
{
    /// <summary>The smallest files: some 5 to 6 bytes a Gaussian where the fit was quantised for it.</summary>
    Compact = 1,

    /// <summary>
    /// 16 bits for position and shape, 8 bits for colour and opacity: 15 bytes a Gaussian before entropy coding, some 11 after it.
    /// </summary>
    Standard = 2,

    /// <summary>Every float unchanged.</summary>
    Lossless = 3,
}
