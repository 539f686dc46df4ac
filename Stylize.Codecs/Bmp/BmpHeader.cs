namespace Stylize.Codecs.Bmp;

/// <summary>Pixel layout of a bitmap file.</summary>
/// <param name="IsTopDown">True if the first row of the file is the top row.</param>
/// <param name="IsRunLength">True if pixels are run-length encoded palette indices.</param>
/// <param name="Masks">Bits of red, green, blue and alpha in pixels of 16 bits or more.</param>
/// <param name="HasAlpha">True if the alpha mask is declared.</param>
/// <param name="Palette">Colors of pixels of 8 bits or fewer.</param>
internal sealed record BmpHeader(
    int Width, int Height, bool IsTopDown, int Bits, bool IsRunLength, BmpMask[] Masks, bool HasAlpha, Rgba32[] Palette,
    uint PixelOffset)
{
    private const int FileHeader = 14;

    /// <summary>True if the alpha mask belongs to pixels without bit fields, which many programs leave 0.</summary>
    public bool IsAlphaOptional { get; private init; }

    private const int CoreHeader = 12;
    private const int InfoHeader = 40;

    /// <summary>Length of the header of OS/2 version 2, whose compressions have other meanings.</summary>
    private const int Os2Header = 64;

    internal int RowBytes => checked((int)((((long)Width * Bits) + 31) / 32 * 4));

    /// <summary>Reads the header of a bitmap with or without a file header, as programs copy it.</summary>
    internal static BmpHeader Read(Stream stream)
    {
        var start = StreamBytes.Read(stream, 0, FileHeader + 4);
        if (start.AsSpan().StartsWith("BA"u8)) throw new UnsupportedDataException("an array of OS/2");

        var at = start.AsSpan().StartsWith("BM"u8) ? FileHeader : 0;
        var size = BinaryPrimitives.ReadUInt32LittleEndian(start.AsSpan(at));
        if (size is > CoreHeader and < InfoHeader) throw new UnsupportedDataException("a short header of OS/2");

        if (size is < CoreHeader or > 124)
        {
            throw new InvalidDataException("The header of the bitmap has an unknown size.");
        }

        var isCore = size == CoreHeader;
        var header = StreamBytes.Read(stream, at, size).AsSpan();
        var width = isCore ? BinaryPrimitives.ReadUInt16LittleEndian(header[4..])
            : BinaryPrimitives.ReadInt32LittleEndian(header[4..]);
        long height = isCore ? BinaryPrimitives.ReadUInt16LittleEndian(header[6..])
            : BinaryPrimitives.ReadInt32LittleEndian(header[8..]);
        int bits = BinaryPrimitives.ReadUInt16LittleEndian(header[(isCore ? 10 : 14)..]);
        var compression = isCore
            ? BmpCompression.Plain : (BmpCompression)BinaryPrimitives.ReadUInt32LittleEndian(header[16..]);
        var used = isCore ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(header[32..]);
        if (width <= 0 || height == 0 || Math.Abs(height) > int.MaxValue)
        {
            throw new InvalidDataException("The width or height of the bitmap is invalid.");
        }

        var fits = compression switch
        {
            BmpCompression.Plain => bits is 1 or 4 or 8 or 16 or 24 or 32,
            BmpCompression.Runs8 => bits == 8 && height > 0,
            BmpCompression.Runs4 => bits == 4 && height > 0,
            BmpCompression.BitFields or BmpCompression.AlphaBitFields => bits is 16 or 32,
            _ => false,
        };
        if (!fits)
        {
            throw new UnsupportedDataException(Kind(size, compression, bits));
        }

        var fields = ReadMasks(stream, at, header, bits, compression);
        var masks = size > InfoHeader ? 0u
            : compression switch
            {
                BmpCompression.BitFields => 12u,
                BmpCompression.AlphaBitFields when at == 0 => 16u,
                _ => 0u,
            };
        var tableAt = (uint)at + size + masks;
        var colors = used == 0 && bits <= 8 ? 1 << bits : (int)Math.Min(used, 256);
        var offset = at > 0 ? BinaryPrimitives.ReadUInt32LittleEndian(start.AsSpan(10))
            : tableAt + (uint)(colors * (isCore ? 3 : 4));
        return new BmpHeader(
            width, (int)Math.Abs(height), height < 0, bits, compression is BmpCompression.Runs8 or BmpCompression.Runs4,
            [.. fields.Select(bits => new BmpMask(bits))], fields[3] != 0,
            bits <= 8 ? ReadPalette(stream, tableAt, isCore ? 3 : 4, colors) : [],
            offset)
        {
            IsAlphaOptional = compression == BmpCompression.Plain,
        };
    }

    /// <summary>Names what is not read.</summary>
    private static string Kind(uint size, BmpCompression compression, int bits) => ((uint)compression, bits) switch
    {
        _ when size == Os2Header => "codes of OS/2",
        (4, _) => "a JPEG inside",
        (5, _) => "a PNG inside",
        ( >= 11 and <= 13, _) => "inks (CMYK)",
        (1 or 2, _) => "run lengths in this order or depth",
        ( > 3 and not 6, _) => "an unknown compression",
        _ => Invariant($"{bits} bits per pixel"),
    };

    private static uint[] ReadMasks(
        Stream stream, int at, ReadOnlySpan<byte> header, int bits, BmpCompression compression)
    {
        if (compression is not (BmpCompression.BitFields or BmpCompression.AlphaBitFields))
        {
            // The mask of alpha counts without the others.
            var alpha = bits == 32 && header.Length >= InfoHeader + 16
                ? BinaryPrimitives.ReadUInt32LittleEndian(header[(InfoHeader + 12)..]) & 0xff000000 : 0;
            return bits == 16 ? [0x7c00, 0x3e0, 0x1f, 0] : [0xff0000, 0xff00, 0xff, alpha];
        }

        // The masks follow a short header, and are part of a longer one.
        var isShort = header.Length < InfoHeader + 12;
        var count =
            (isShort ? compression == BmpCompression.AlphaBitFields : header.Length >= InfoHeader + 16) ? 4 : 3;
        var place = isShort ? StreamBytes.Read(stream, at + InfoHeader, 4 * count)
            : header.Slice(InfoHeader, 4 * count);
        var masks = new uint[4];
        for (var band = 0; band < count; band++)
        {
            masks[band] = BinaryPrimitives.ReadUInt32LittleEndian(place[(4 * band)..]);
        }

        return masks;
    }

    private static Rgba32[] ReadPalette(Stream stream, uint at, int bytes, int count)
    {
        var table = StreamBytes.Read(stream, at, Math.Min((long)bytes * count, Math.Max(0, stream.Length - at)));
        var palette = new Rgba32[table.Length / bytes];
        for (var index = 0; index < palette.Length; index++)
        {
            var entry = table.AsSpan(index * bytes);
            palette[index] = new Rgba32(entry[2], entry[1], entry[0]);
        }

        return palette;
    }
}

/// <summary>The bits of a pixel that contain one channel.</summary>
internal readonly struct BmpMask
{
    private readonly int _shift;
    private readonly uint _max;

    /// <param name="bits">Adjacent bits; 0 for a missing channel.</param>
    /// <exception cref="InvalidDataException">The bits are not adjacent.</exception>
    internal BmpMask(uint bits)
    {
        _shift = bits == 0 ? 0 : BitOperations.TrailingZeroCount(bits);
        _max = bits >> _shift;
        if ((_max & (_max + 1)) != 0)
        {
            throw new InvalidDataException("The bits of a channel of the bitmap are not adjacent.");
        }
    }

    /// <summary>Returns the channel of a pixel, scaled to 0 to 255 and rounded.</summary>
    internal ushort Value(uint pixel) =>
        _max == 0 ? (ushort)0 : (ushort)(((((ulong)(pixel >> _shift) & _max) * 255) + (_max / 2)) / _max);
}

/// <summary>Values of biCompression.</summary>
internal enum BmpCompression : uint
{
    Plain = 0,
    Runs8 = 1,
    Runs4 = 2,
    BitFields = 3,
    AlphaBitFields = 6,
}
