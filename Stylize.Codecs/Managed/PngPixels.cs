using System.IO.Compression;

namespace Stylize.Codecs.Managed;

/// <summary>Decodes a PNG (PNG specification, third edition). ImageSharp 2.1 reads small interlaced images and
/// transparent colors of 16 bits wrongly, reads beyond palettes, and does not end on some truncated files.</summary>
internal sealed class PngPixels
{
    private const int Gray = 0, Rgb = 2, Indexed = 3, GrayAlpha = 4, RgbAlpha = 6;

    private static readonly (int Left, int Top, int Across, int Down)[] Whole = [(0, 0, 1, 1)];

    private static readonly (int Left, int Top, int Across, int Down)[] Adam7 =
        [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];

    private readonly Stream _stream;
    private readonly List<PngChunk> _chunks;
    private readonly byte[] _header;
    private readonly byte[] _palette;
    private readonly byte[] _transparent;

    private PngPixels(Stream stream)
    {
        _stream = stream;
        _chunks = [.. PngChunk.All(stream)];
        _header = _chunks is [{ Type: "IHDR", Length: 13 }, ..] ? _chunks[0].Data(stream) : [];
        if (_header is not ([_, _, _, _, _, _, _, _, 1 or 2 or 4, Gray or Indexed, 0, 0, <= 1]
            or [_, _, _, _, _, _, _, _, 8, Gray or Rgb or Indexed or GrayAlpha or RgbAlpha, 0, 0, <= 1]
            or [_, _, _, _, _, _, _, _, 16, Gray or Rgb or GrayAlpha or RgbAlpha, 0, 0, <= 1])
            || Width < 1 || Height < 1)
        {
            throw new InvalidDataException("The PNG has no valid header.");
        }

        _palette = Color == Indexed ? Part("PLTE") : [];
        _transparent = Color is GrayAlpha or RgbAlpha ? [] : Part("tRNS");
        var colors = _palette.Length / 3;
        var isValid = Color == Indexed
            ? colors is > 0 and <= 256 && _palette.Length == 3 * colors && _transparent.Length <= colors
            : _transparent.Length == 0 || _transparent.Length == 2 * Channels;
        if (!isValid) throw new InvalidDataException("The palette or the transparent color is invalid.");
    }

    private int Width => BinaryPrimitives.ReadInt32BigEndian(_header);

    private int Height => BinaryPrimitives.ReadInt32BigEndian(_header.AsSpan(4));

    private int Depth => _header[8];

    private int Color => _header[9];

    private int Channels => Color switch { Rgb => 3, GrayAlpha => 2, RgbAlpha => 4, _ => 1 };

    internal static StoredImage Open(Stream stream)
    {
        var png = new PngPixels(stream);
        var image = new StoredImage(
            png.Width, png.Height, png.Color is Gray or GrayAlpha ? 1 : 3,
            png.Color is GrayAlpha or RgbAlpha || png._transparent.Length > 0, png.Depth == 16 ? 16 : 8, null!);
        return image with
        {
            Pages = ApngLayout.CountFrames(stream),
            Decode = () => image.NewSamples().FilledBy(samples => png.Decode(samples.Planes)),
        };
    }

    /// <summary>Returns the data of a chunk before the pixels; empty if it is missing.</summary>
    private byte[] Part(string type) =>
        _chunks.TakeWhile(chunk => chunk.Type != "IDAT").Where(chunk => chunk.Type == type)
            .Select(chunk => chunk.Data(_stream)).FirstOrDefault([]);

    private void Decode(IReadOnlyList<Raster<ushort>> planes)
    {
        if (_chunks[^1].Type != "IEND") throw new EndOfStreamException("The PNG has no end.");

        using var data = new MemoryStream();
        foreach (var chunk in _chunks.Where(chunk => chunk.Type == "IDAT"))
        {
            data.Write(chunk.Data(_stream));
        }

        data.Position = 0;
        using var inflated = new ZLibStream(data, CompressionMode.Decompress);
        foreach (var (left, top, across, down) in _header[12] == 0 ? Whole : Adam7)
        {
            var columns = (Width - left + across - 1) / across;
            var length = columns < 1 ? 0 : 1 + (int)((((long)columns * Channels * Depth) + 7) / 8);
            var (row, above) = (new byte[length], new byte[length]);
            for (var y = top; y < Height && length > 0; y += down)
            {
                inflated.ReadExactly(row);
                Unfilter(row[0], row.AsSpan(1), above.AsSpan(1), Math.Max(1, Channels * Depth / 8));
                for (var band = 0; band < planes.Count; band++)
                {
                    Place(row.AsSpan(1), columns, band, planes[band].Row(y)[left..], across);
                }

                (row, above) = (above, row);
            }
        }
    }

    /// <summary>Reverses the filter of a row (PNG specification, 9.2).</summary>
    private static void Unfilter(byte filter, Span<byte> row, ReadOnlySpan<byte> above, int step)
    {
        if (filter > 4) throw new InvalidDataException("The filter of a row is unknown.");

        for (var i = 0; i < row.Length; i++)
        {
            int left = i < step ? 0 : row[i - step], up = above[i], upLeft = i < step ? 0 : above[i - step];
            row[i] += (byte)(filter switch
            {
                0 => 0,
                1 => left,
                2 => up,
                3 => (left + up) / 2,
                _ => Paeth(left, up, upLeft),
            });
        }
    }

    private static int Paeth(int left, int up, int upLeft)
    {
        var (a, b, c) = (Math.Abs(up - upLeft), Math.Abs(left - upLeft), Math.Abs(left + up - (2 * upLeft)));
        return a <= b && a <= c ? left : b <= c ? up : upLeft;
    }

    /// <summary>Places the samples of one band; the last band is alpha if the colors have fewer channels.</summary>
    private void Place(ReadOnlySpan<byte> row, int columns, int band, Span<ushort> target, int across)
    {
        for (var i = 0; i < columns; i++)
        {
            target[i * across] = (ushort)(Color == Indexed ? FromPalette(Stored(row, i), band)
                : band == Channels ? Opacity(row, i)
                : Depth < 8 ? Stored(row, i) * byte.MaxValue / ((1 << Depth) - 1)
                : Stored(row, (i * Channels) + band));
        }
    }

    private byte FromPalette(int index, int band) =>
        index >= _palette.Length / 3 ? throw new InvalidDataException("A pixel has no color in the palette.")
        : band < 3 ? _palette[(3 * index) + band]
        : index < _transparent.Length ? _transparent[index] : byte.MaxValue;

    /// <summary>Returns the alpha of a pixel of an image with one transparent color.</summary>
    private int Opacity(ReadOnlySpan<byte> row, int pixel)
    {
        for (var channel = 0; channel < Channels; channel++)
        {
            // The low bits count.
            var transparent =
                BinaryPrimitives.ReadUInt16BigEndian(_transparent.AsSpan(2 * channel)) & ((1 << Depth) - 1);
            if (Stored(row, (pixel * Channels) + channel) != transparent)
            {
                return Depth == 16 ? ushort.MaxValue : byte.MaxValue;
            }
        }

        return 0;
    }

    private int Stored(ReadOnlySpan<byte> row, int sample) => Depth switch
    {
        16 => BinaryPrimitives.ReadUInt16BigEndian(row[(2 * sample)..]),
        8 => row[sample],
        _ => (row[sample * Depth / 8] >> (8 - Depth - (sample * Depth % 8))) & ((1 << Depth) - 1),
    };
}
