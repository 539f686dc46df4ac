namespace Stylize.Engine.DotArt;

/// <summary>Four 16-bit random numbers that depend only on a position and a seed, so threads need no shared generator.
/// The bits are mixed with the finalizer of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).</summary>
internal readonly struct PixelRandom
{
    private readonly ulong _bits;

    public PixelRandom(long position, int seed)
    {
        var z = (ulong)position + ((ulong)(uint)seed * 0x9E3779B97F4A7C15UL) + 0x9E3779B97F4A7C15UL;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        _bits = z ^ (z >> 31);
    }

    /// <summary>Returns number <paramref name="index"/> (0 to 3) in [-1,1).</summary>
    public float Signed(int index) => (((_bits >> (16 * index)) & 0xFFFF) * (2f / 65536f)) - 1f;

    /// <summary>Returns number <paramref name="index"/> (0 to 3) in [0,1).</summary>
    public float Unit(int index) => ((_bits >> (16 * index)) & 0xFFFF) * (1f / 65536f);
}
