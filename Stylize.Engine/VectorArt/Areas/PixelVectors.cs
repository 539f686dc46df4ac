namespace Stylize.Engine.VectorArt.Areas;

/// <summary>Vectors of eight pixels.</summary>
internal static class PixelVectors
{
    public const int Lanes = 8;

    public static Vector256<byte> Load(ReadOnlySpan<Rgba32> pixels, int at) =>
        Vector256.Create(MemoryMarshal.AsBytes(pixels.Slice(at, Lanes)));

    /// <summary>Returns the absolute difference of each channel.</summary>
    public static Vector256<byte> Difference(Vector256<byte> a, Vector256<byte> b) =>
        Vector256.Max(a, b) - Vector256.Min(a, b);

    /// <summary>Returns all bits for each pixel none of whose channels is above a limit, and none for others.</summary>
    public static Vector256<uint> AreAtMost(Vector256<byte> channels, Vector256<byte> limit) =>
        Vector256.Equals(
            Vector256.Equals(Vector256.Max(channels, limit), limit).AsUInt32(), Vector256<uint>.AllBitsSet);
}
