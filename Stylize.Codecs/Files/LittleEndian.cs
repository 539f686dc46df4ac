namespace Stylize.Codecs.Files;

/// <summary>The bytes of numbers, for the fields of a header in their order.</summary>
internal static class LittleEndian
{
    /// <summary>The two lowest bytes of a number.</summary>
    public static byte[] Word(int value) => [(byte)value, (byte)(value >> 8)];

    /// <summary>The four lowest bytes of a number.</summary>
    public static byte[] Long(long value) => [(byte)value, (byte)(value >> 8), (byte)(value >> 16), (byte)(value >> 24)];
}
