namespace Stylize.Engine.Gaussians.Files.Container;

/// <summary>
/// Integers below 2^32 in 1 to 5 bytes (LEB128): seven bits a byte, lowest first; the top bit is set in all bytes but the last.
/// </summary>
internal static class VariableInteger
{
    public static void Write(List<byte> target, uint value)
    {
        for (; value >= 128; value >>= 7)
        {
            target.Add((byte)(value | 128));
        }

        target.Add((byte)value);
    }

    /// <exception cref="GaussianFormatException">The bytes end too early, or the value is 2^32 or more.</exception>
    public static uint Read(ReadOnlySpan<byte> source, ref int position)
    {
        var value = 0ul;
        for (var shift = 0; shift < 35; shift += 7)
        {
            if (position >= source.Length)
            {
                throw new GaussianFormatException("a length is cut short");
            }

            var next = source[position++];
            value |= (ulong)(next & 127) << shift;
            if (next < 128)
            {
                return value <= uint.MaxValue ? (uint)value : throw new GaussianFormatException("a length is too large");
            }
        }

        throw new GaussianFormatException("a length is too large");
    }
}
