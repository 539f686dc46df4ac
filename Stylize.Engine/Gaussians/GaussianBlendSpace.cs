namespace Stylize.Engine.Gaussians;

/// <summary>What a model's colour values mean, and so in which space they are blended. The numbers are those of the file format.</summary>
public enum GaussianBlendSpace
{
    /// <summary>sRGB-encoded values (IEC 61966-2-1), as in the source file.</summary>
    Srgb = 0,

    /// <summary>Linear light with sRGB primaries; rendered pixels are encoded as sRGB after compositing.</summary>
    Linear = 1,
}
