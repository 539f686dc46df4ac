using System.IO.Compression;
using Stylize.Engine;
using Stylize.Engine.Imaging;
using Stylize.Engine.Imaging.Png;

namespace Stylize.Codecs.Png;

/// <summary>Writes an indexed PNG (PNG specification, third edition, colour type 3) whose palette is exactly the colours given, in their
/// order. Codec libraries quantise instead, which may merge near colours.</summary>
internal static class IndexedPng
{
    private const int MaxColors = 256;

    /// <summary>Encodes the image; its depth is 1, 2, 4 or 8 bits, as few as hold the palette.</summary>
    /// <exception cref="StylizeException">OptionInvalid: no colour, more than 256, or a pixel that is none of them.</exception>
    internal static void Write(Raster<Rgba32> image, IReadOnlyList<Rgba32> colors, LosslessCompression compression, Stream target)
    {
        if (colors.Count is < 1 or > MaxColors)
        {
            throw StylizeException.Option(
                nameof(EncodeOptions.IndexedColors), $"a list of {colors.Count} colours", $"a list of 1 to {MaxColors} colours");
        }

        var depth = colors.Count switch { <= 2 => 1, <= 4 => 2, <= 16 => 4, _ => 8 };
        var level = compression switch
        {
            LosslessCompression.None => CompressionLevel.NoCompression,
            LosslessCompression.Fast => CompressionLevel.Optimal,
            _ => CompressionLevel.SmallestSize,
        };
        var places = new Dictionary<Rgba32, byte>(colors.Count);
        for (var i = 0; i < colors.Count; i++)
        {
            places.TryAdd(colors[i], (byte)i);
        }

        // All pixels become one chunk, which later frames of an animation number.
        using var packed = new MemoryStream();
        using var png = new IndexedPngWriter(
            packed, image.Width, image.Height, colors, depth,
            deflate: stream => new ZLibStream(stream, level, leaveOpen: true), chunkBytes: int.MaxValue);
        for (var y = 0; y < image.Height; y++)
        {
            if (y > 0 && image.Row(y).SequenceEqual(image.Row(y - 1)))
            {
                png.RepeatRow();
            }
            else
            {
                Pack(image.Row(y), places, depth, png.NextRow());
            }
        }

        png.Finish();
        packed.WriteTo(target);
    }

    private static void Pack(ReadOnlySpan<Rgba32> row, Dictionary<Rgba32, byte> places, int depth, Span<byte> line)
    {
        line.Clear();
        var (last, lastPlace) = (row[0], Place(places, row[0]));
        for (var x = 0; x < row.Length; x++)
        {
            if (row[x] != last)
            {
                (last, lastPlace) = (row[x], Place(places, row[x]));
            }

            var bit = x * depth;
            line[bit >> 3] |= (byte)(lastPlace << (8 - depth - (bit & 7)));
        }
    }

    private static byte Place(Dictionary<Rgba32, byte> places, Rgba32 color) =>
        places.TryGetValue(color, out var place)
            ? place
            : throw StylizeException.Option(
                nameof(EncodeOptions.IndexedColors), $"without {color.ToHex()} (alpha {color.A}), which the image has",
                "a list of every colour of the image");
}
