using Stylize.Engine.IO;

namespace Stylize.Codecs;

/// <summary>The checksum of PNG chunks (PNG specification, annex D): CRC-32 of ISO 3309.</summary>
internal static class Crc32
{
    /// <summary>The state before the first byte.</summary>
    internal const uint Start = uint.MaxValue;

    private const uint Polynomial = 0xedb88320;

    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(value => Steps((uint)value))];

    /// <summary>The state after more bytes.</summary>
    internal static uint Update(uint state, ReadOnlySpan<byte> bytes)
    {
        foreach (var value in bytes)
        {
            state = Table[(byte)(state ^ value)] ^ (state >> 8);
        }

        return state;
    }

    /// <summary>The checksum of everything so far.</summary>
    internal static uint Finish(uint state) => ~state;

    private static uint Steps(uint value)
    {
        for (var bit = 0; bit < 8; bit++)
        {
            value = (value & 1) != 0 ? Polynomial ^ (value >> 1) : value >> 1;
        }

        return value;
    }
}
