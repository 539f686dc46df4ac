namespace Stylize.Codecs.Gif;

/// <summary>Counts the pixels in the frames of a GIF, because decoders silently leave the rest of a truncated frame
/// empty.</summary>
internal static class GifPixels
{
    /// <summary>Throws if a frame has fewer pixels than its area.</summary>
    internal static bool Require(Stream stream)
    {
        var frames = 0;
        foreach (var image in GifBlock.All(stream).Where(block => block.IsImage))
        {
            frames++;
            var (_, _, width, height) =
                GifLayout.AreaOf(StreamBytes.Read(stream, image.At, GifBlock.DescriptorLength));
            var area = (long)width * height;
            var minCodeSize = StreamBytes.Read(stream, image.DataAt, 1)[0];
            if (Count(GifBlock.Join(stream, image.DataAt + 1, Array.MaxLength), minCodeSize, area) < area)
            {
                throw new InvalidDataException("The data of a frame ends before its last pixel.");
            }
        }

        return frames > 0 ? true : throw new InvalidDataException("The GIF has no complete frame.");
    }

    /// <summary>Counts the pixels of LZW data (GIF89a specification, appendix F) up to a maximum; each code represents
    /// a string.</summary>
    private static long Count(ReadOnlySpan<byte> data, int minCodeSize, long wanted)
    {
        if (minCodeSize is < 1 or > 11) return 0;

        Span<ushort> lengths = stackalloc ushort[GifLzw.MaxCodes];
        var clear = 1 << minCodeSize;
        lengths[..clear].Fill(1);
        var (size, next, previous) = (minCodeSize + 1, clear + 2, -1);
        var (bits, bitCount, pixels) = (0u, 0, 0L);
        foreach (var value in data)
        {
            bits |= (uint)value << bitCount;
            for (bitCount += 8; bitCount >= size;)
            {
                var code = (int)(bits & ((1u << size) - 1));
                bits >>= size;
                bitCount -= size;
                if (code == clear)
                {
                    (size, next, previous) = (minCodeSize + 1, clear + 2, -1);
                    continue;
                }

                if (code == clear + 1 || code > next || (code == next && previous < 0)) return pixels;

                var length = code < next ? lengths[code] : lengths[previous] + 1;
                if ((pixels += length) >= wanted) return pixels;

                if (previous >= 0 && next < GifLzw.MaxCodes)
                {
                    lengths[next++] = (ushort)(lengths[previous] + 1);
                    if (next == 1 << size && size < GifLzw.MaxBits)
                    {
                        size++;
                    }
                }

                previous = code;
            }
        }

        return pixels;
    }
}
