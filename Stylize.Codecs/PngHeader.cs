using System.Buffers.Binary;
using Stylize.Engine.Imaging;

namespace Stylize.Codecs;

/// <summary>The size that a PNG claims, read before the decoder does: decoders have limits of their own, and call an absurd size damage.</summary>
internal static class PngHeader
{
    private const int SizeAt = 16;

    /// <summary>Holds the claimed size against the limits; other formats pass.</summary>
    internal static void CheckLimits(SourceStream source, DecodeOptions options)
    {
        if (source.Format != ImageFormat.Png)
        {
            return;
        }

        Span<byte> head = stackalloc byte[SizeAt + 8];
        source.Stream.Position = 0;
        if (source.Stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) == head.Length)
        {
            SourceLimits.Check(
                source.Name,
                BinaryPrimitives.ReadUInt32BigEndian(head[SizeAt..]),
                BinaryPrimitives.ReadUInt32BigEndian(head[(SizeAt + 4)..]),
                1,
                options);
        }
    }
}
