namespace Stylize.Engine.Tests.Codecs;

/// <summary>
/// Writes simple animated GIF files (GIF89a) independently of a codec: palettes of 128 colors, and 8-bit codes that
/// never grow because of a clear code every hundred pixels.
/// </summary>
internal static class TinyGif
{
    /// <summary>One frame: a rectangle of palette indices; color i is (i, 2i, 255 - i), and index 0 is
    /// transparent.</summary>
    internal sealed record Frame(
        int Left, int Top, int Width, int Height, byte[] Indices, int Centiseconds, int Disposal,
        bool HasOwnPalette = false);

    /// <param name="repeats">Number of repetitions in the Netscape extension; null to omit it.</param>
    internal static byte[] Write(int width, int height, int? repeats, params Frame[] frames)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write("GIF89a"u8);
        writer.Write((ushort)width);
        writer.Write((ushort)height);
        writer.Write([0x80 | 6, 0, 0]);
        Palette(1);
        if (repeats is { } count)
        {
            writer.Write([0x21, 0xff, 11]);
            writer.Write("NETSCAPE2.0"u8);
            writer.Write([3, 1]);
            writer.Write((ushort)count);
            writer.Write((byte)0);
        }

        foreach (var frame in frames)
        {
            writer.Write([0x21, 0xf9, 4, (byte)((frame.Disposal << 2) | 1)]);
            writer.Write((ushort)frame.Centiseconds);
            writer.Write([0, 0]);
            writer.Write((byte)0x2c);
            foreach (var side in new[] { frame.Left, frame.Top, frame.Width, frame.Height })
            {
                writer.Write((ushort)side);
            }

            writer.Write((byte)(frame.HasOwnPalette ? 0x80 | 6 : 0));
            if (frame.HasOwnPalette)
            {
                Palette(2);
            }

            writer.Write((byte)7);
            foreach (var piece in frame.Indices.Chunk(100))
            {
                writer.Write((byte)(piece.Length + 1));
                writer.Write((byte)0x80);
                writer.Write(piece);
            }

            writer.Write([1, 0x81, 0]);
        }

        writer.Write((byte)0x3b);
        return stream.ToArray();

        void Palette(int scale)
        {
            for (var i = 0; i < 128; i++)
            {
                writer.Write([(byte)i, (byte)(i * scale), (byte)(255 - i)]);
            }
        }
    }
}
