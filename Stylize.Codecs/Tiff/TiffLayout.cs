namespace Stylize.Codecs.Tiff;

/// <summary>
/// Layout of a plain TIFF page: gray or interleaved RGB with unsigned samples of 8 or 16 bits, or one band of other numbers; strips or
/// tiles, uncompressed, deflate or LZW, with or without the horizontal predictor, upright.
/// </summary>
/// <param name="Bands">1 or 3.</param>
/// <param name="Kind">u for unsigned integers, i for signed ones, f for floating-point numbers.</param>
/// <param name="Bits">8, 16, 32 or 64.</param>
/// <param name="HasPredictor">True if samples are stored as differences.</param>
/// <param name="BlockWidth">Width of a tile, or of the page for strips.</param>
/// <param name="BlockHeight">Rows of a strip or tile. Only the last strip may be shorter.</param>
/// <param name="IsTiled">True for tiles, false for strips.</param>
/// <param name="Sizes">Bytes of each block.</param>
/// <param name="BigEndian">True if samples are big-endian.</param>
internal sealed record TiffLayout(
    int Width, int Height, int Bands, char Kind, int Bits, TiffCompression Compression, bool HasPredictor, int BlockWidth,
    int BlockHeight, bool IsTiled, IReadOnlyList<long> Offsets, IReadOnlyList<long> Sizes, bool BigEndian)
{
    /// <summary>Largest block of a compressed page that is read directly; ordinary files have smaller ones.</summary>
    private const long MaxBlockBytes = 1L << 30;

    public int RowBytes => Width * PixelBytes;

    public int BlockRowBytes => BlockWidth * PixelBytes;

    public int BlocksAcross => ((Width - 1) / BlockWidth) + 1;
    private int PixelBytes => Bands * Bits / 8;

    /// <summary>Reads a directory; null if the page is not plain or is incomplete.</summary>
    /// <param name="numbers">True for a band of numbers, false for unsigned samples of 8 or 16 bits.</param>
    public static TiffLayout? Read(TiffReader reader, long directory, bool numbers)
    {
        var tags = reader.Tags(directory);
        var (width, height, bands, bits) = (tags.First(256, 0), tags.First(257, 0), tags.First(277, 1), tags.First(258, 1));
        var isTiled = tags.Has(322);
        var compression = tags.First(259, 1) switch
        {
            1 => TiffCompression.None,
            5 => TiffCompression.Lzw,
            8 or 32946 => TiffCompression.Deflate,
            _ => TiffCompression.Other,
        };
        var predictor = tags.First(317, 1);
        var kind = tags.First(339, 1) switch { 1 => 'u', 2 => 'i', 3 => 'f', _ => '?' };
        var isPlain = width is > 0 and <= int.MaxValue && height is > 0 and <= int.MaxValue
            && (bands, tags.First(262, -1)) is (1, 1) or (3, 2)
            && (numbers ? bands == 1 && (kind, bits) is ('u' or 'i', 8 or 16) or ('u' or 'i' or 'f', 32 or 64)
                : kind == 'u' && bits is 8 or 16)
            && tags.All(258).All(v => v == bits) && tags.All(339).All(v => v == tags.First(339, 1)) && !tags.Has(338)
            && (bands == 1 || tags.First(284, 1) == 1)
            && tags.First(266, 1) == 1 && tags.First(274, 1) is 0 or 1
            && compression != TiffCompression.Other
            && (predictor == 1 || (predictor == 2 && compression != TiffCompression.None));
        if (!isPlain) return null;

        var blockWidth = isTiled ? tags.First(322, 0) : width;
        var blockHeight = isTiled ? tags.First(323, 0) : Math.Min(tags.First(278, height), height);
        if (blockWidth is < 1 or > int.MaxValue || blockHeight is < 1 or > int.MaxValue
            || Math.Max(width, blockWidth) * bands * bits / 8 > int.MaxValue / 4)
        {
            return null;
        }

        var layout = new TiffLayout(
            (int)width, (int)height, (int)bands, kind, (int)bits, compression, predictor == 2, (int)blockWidth, (int)blockHeight, isTiled,
            tags.All(isTiled ? 324 : 273), tags.All(isTiled ? 325 : 279), reader.BigEndian);
        return layout.IsComplete(reader) ? layout : null;
    }

    private bool IsComplete(TiffReader reader)
    {
        var blocks = BlocksAcross * (((Height - 1L) / BlockHeight) + 1);
        if (Offsets.Count != blocks || Sizes.Count != blocks) return false;

        var last = Height - ((((long)Height - 1) / BlockHeight) * BlockHeight);
        for (var block = 0; block < Offsets.Count; block++)
        {
            var rows = !IsTiled && block == Offsets.Count - 1 ? last : BlockHeight;
            if (Sizes[block] < 1 || Offsets[block] > reader.Length - Sizes[block]
                || (Compression == TiffCompression.None && Sizes[block] < rows * BlockRowBytes)
                || (Compression == TiffCompression.Lzw && Sizes[block] > MaxBlockBytes)
                || (IsTiled && (long)BlockRowBytes * BlockHeight > MaxBlockBytes))
            {
                return false;
            }
        }

        return true;
    }
}

internal enum TiffCompression
{
    /// <summary>Value 1.</summary>
    None,

    /// <summary>Value 5.</summary>
    Lzw,

    /// <summary>Deflate in a zlib stream, values 8 and 32946.</summary>
    Deflate,

    Other,
}
