using System.Numerics;

namespace Stylize.Engine.Imaging.Deflate;

/// <summary>The codes of lengths and distances (RFC 1951, section 3.2.5).</summary>
internal static class DeflateTables
{
    private static readonly byte[] LengthCodes = MakeLengthCodes();

    private static ReadOnlySpan<byte> LengthBases =>
        [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227];

    /// <summary>The code of a length of 3 to 258, from 0.</summary>
    public static int LengthCode(int length) => LengthCodes[length - 3];

    /// <summary>The shortest length of a code.</summary>
    public static int LengthBase(int code) => code == 28 ? 258 : LengthBases[code];

    /// <summary>Bits that follow the code of a length.</summary>
    public static int LengthExtra(int code) => code is < 8 or 28 ? 0 : (code >> 2) - 1;

    /// <summary>The code of a distance of 1 to 32,768.</summary>
    public static int DistanceCode(int distance)
    {
        if (distance <= 4)
        {
            return distance - 1;
        }

        var bits = BitOperations.Log2((uint)distance - 1);
        return (2 * bits) + (((distance - 1) >> (bits - 1)) & 1);
    }

    /// <summary>The shortest distance of a code.</summary>
    public static int DistanceBase(int code) => code < 4 ? code + 1 : ((2 + (code & 1)) << ((code >> 1) - 1)) + 1;

    /// <summary>Bits that follow the code of a distance.</summary>
    public static int DistanceExtra(int code) => code < 4 ? 0 : (code >> 1) - 1;

    private static byte[] MakeLengthCodes()
    {
        var codes = new byte[256];
        for (var length = 3; length < 258; length++)
        {
            var code = 0;
            while (code + 1 < LengthBases.Length && LengthBases[code + 1] <= length)
            {
                code++;
            }

            codes[length - 3] = (byte)code;
        }

        codes[255] = 28;
        return codes;
    }
}
