namespace Stylize.Engine.Gaussians;

/// <summary>The meaning of colour values while they are blended.</summary>
public enum GaussianBlendSpace
{
    /// <summary>sRGB-encoded values (IEC 61966-2-1), as in the source file.</summary>
    Srgb = 0,

    /// <summary>Linear light with sRGB primaries; encoded to sRGB after compositing.</summary>
    Linear = 1,
}
