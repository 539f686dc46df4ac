namespace Stylize.Engine.Gaussians.Files;

/// <summary>How finely a file keeps the Gaussians. The value is the profile's number in the file.</summary>
public enum GaussianProfile : byte
{
    /// <summary>The smallest files, about 7 bytes a Gaussian.</summary>
    Compact = 1,

    /// <summary>16 bits for position and shape, 8 bits for colour, opacity: 15 bytes a Gaussian before entropy coding.</summary>
    Standard = 2,

    /// <summary>Every float as it is.</summary>
    Lossless = 3,
}
