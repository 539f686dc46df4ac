using System.Text.RegularExpressions;

namespace Stylize.Codecs.Tiff;

/// <summary>How a page of a TIFF stores its samples: in strips or tiles, interleaved or in a plane per sample.</summary>
/// <param name="Samples">Samples per pixel.</param>
/// <param name="Kind">u for unsigned integers, i for signed ones, f for floating-point numbers.</param>
/// <param name="Bits">Bits per sample: 1 to 32, or 64. Those of other sizes than 8, 16, 32 and 64 are packed.</param>
/// <param name="IsPlanar">True if each sample has strips or tiles of its own.</param>
/// <param name="Predictor">1 for none, 2 for differences, 3 for differences of the bytes of floating-point numbers.</param>
/// <param name="BlockWidth">Width of a tile, or of the page for strips.</param>
/// <param name="BlockHeight">Rows of a strip or tile. Only the last strip may be shorter.</param>
/// <param name="IsTiled">True for tiles, false for strips.</param>
/// <param name="Sizes">Bytes of each block.</param>
/// <param name="BigEndian">True if samples are big-endian.</param>
internal sealed partial record TiffLayout(
    int Width, int Height, int Samples, char Kind, int Bits, bool IsPlanar, TiffCompression Compression, int Predictor, int BlockWidth,
    int BlockHeight, bool IsTiled, IReadOnlyList<long> Offsets, IReadOnlyList<long> Sizes, bool BigEndian)
{
    /// <summary>Largest block of a compressed page that is read directly; ordinary files have smaller ones.</summary>
    private const long MaxBlockBytes = 1L << 30;

    private const int YCbCr = 6;

    /// <summary>Bytes of a sample after it was read.</summary>
    public int SampleBytes => Bits switch { <= 8 => 1, <= 16 => 2, <= 32 => 4, _ => 8 };

    public bool IsPacked => Bits != 8 * SampleBytes;

    public int RowBytes => Width * PixelBytes;

    public int BlockRowBytes => BlockWidth * PixelBytes;

    /// <summary>Bytes of a row of a block in the file.</summary>
    public int StoredRowBytes => (int)((((long)BlockWidth * RowSamples * Bits) + 7) / 8);

    public int BlocksAcross => ((Width - 1) / BlockWidth) + 1;

    private long PlaneBytes => (long)StoredRowBytes * Height;
    private int RowSamples => IsPlanar ? 1 : Samples;
    private int PixelBytes => RowSamples * SampleBytes;

    /// <summary>Reads a directory; null if it is incomplete, or only a codec library reads it.</summary>
    public static TiffLayout? Read(TiffReader reader, long directory)
    {
        var tags = reader.Tags(directory);
        var (width, height, samples, bits) = (tags.First(256, 0), tags.First(257, 0), tags.First(277, 1), tags.First(258, 1));
        var compression = CompressionOf(tags);
        var isTiled = tags.Has(322);
        var blockWidth = isTiled ? tags.First(322, 0) : width;
        var blockHeight = isTiled ? tags.First(323, 0) : Math.Min(tags.First(278, height), height);
        if (compression == TiffCompression.Other || tags.First(262, 1) == YCbCr || tags.First(266, 1) != 1
            || width is < 1 or > int.MaxValue || height is < 1 or > int.MaxValue || samples < 1
            || blockWidth is < 1 or > int.MaxValue || blockHeight is < 1 or > int.MaxValue
            || Math.Max(width, blockWidth) * samples * 8 > int.MaxValue / 4 || (Unsupported(tags) ?? Unclear(tags)) is not null)
        {
            return null;
        }

        var layout = new TiffLayout(
            (int)width, (int)height, (int)samples, KindOf(tags), (int)bits, samples > 1 && tags.First(284, 1) == 2, compression,
            (int)tags.First(317, 1), (int)blockWidth, (int)blockHeight, isTiled, tags.All(isTiled ? 324 : 273),
            tags.All(isTiled ? 325 : 279), reader.BigEndian);
        return layout.IsComplete(reader) ? layout : null;
    }

    /// <summary>Returns the feature for which a page cannot be read, such as "LZMA compression"; null for none.</summary>
    public static string? Unsupported(TiffTags tags)
    {
        var bits = tags.First(258, 1);
        var isOurs = CompressionOf(tags) != TiffCompression.Other;
        return tags.First(259, 1) switch
        {
            6 => "old-style JPEG compression",
            32809 => "ThunderScan compression",
            34676 or 34677 => "colors as logarithms (LogLuv)",
            34925 => "LZMA compression",
            34712 => "JPEG 2000 compression",
            34887 => "LERC compression",
            50001 or 34927 => "WebP compression",
            50002 => "JPEG XL compression",
            not (2 or 3 or 4 or 7) and var other when !isOurs => Invariant($"compression {other}"),
            _ when tags.First(262, 1) is 8 or 9 or 10 => "colors in L*a*b*",
            _ when tags.First(262, 1) is 32844 or 32845 => "colors as logarithms (LogLuv)",
            _ when !isOurs => null,
            _ when tags.All(258).Any(value => value != bits) || tags.All(339).Distinct().Count() > 1 => "samples of different types",
            _ when (KindOf(tags), bits) is not (('u', (>= 1 and <= 32) or 64) or ('i', 8 or 16 or 32 or 64) or ('f', 16 or 32 or 64)) =>
                KindOf(tags) switch
                {
                    'u' => Invariant($"samples of {bits} bits"),
                    'i' => Invariant($"signed samples of {bits} bits"),
                    'f' => Invariant($"floating-point samples of {bits} bits"),
                    _ => "complex numbers",
                },
            _ => null,
        };
    }

    /// <summary>Returns the feature for which samples are not used as numbers, because programs read it in different ways.</summary>
    public static string? Unclear(TiffTags tags) => (tags.First(317, 1), tags.First(258, 1), KindOf(tags)) switch
    {
        (1, _, _) => null,
        _ when tags.First(259, 1) is 1 or 32773 => "a predictor without a compression that uses it",
        (2, 8 or 16 or 32 or 64, _) or (3, _, 'f') => null,
        var (predictor, bits, _) => Invariant($"predictor {predictor} of samples of {bits} bits"),
    };

    /// <summary>Returns the layout of one sample of planar pages.</summary>
    public TiffLayout Plane(int sample)
    {
        var count = Offsets.Count / Samples;
        return this with
        {
            Samples = 1, IsPlanar = false,
            Offsets = [.. Offsets.Skip(sample * count).Take(count)], Sizes = [.. Sizes.Skip(sample * count).Take(count)],
        };
    }

    /// <summary>Returns the number of planes that follow each other in the file, of which the directory describes the first: ImageJ and
    /// tifffile write stacks above 4 GB in this way.</summary>
    /// <param name="description">The text of the directory.</param>
    public int PlanesInFile(TiffReader reader, string description)
    {
        var isOneStrip = Compression == TiffCompression.None && !IsTiled && !IsPlanar
            && Offsets.Zip(Sizes, Offsets.Skip(1)).All(strip => strip.First + strip.Second == strip.Third);
        var planes = 1L;
        if (ImageJCount().Match(description) is { Success: true, Groups: [_, var count] })
        {
            _ = long.TryParse(count.ValueSpan, CultureInfo.InvariantCulture, out planes);
        }
        else if (TruncatedShape().Match(description) is { Success: true, Groups: [_, var shape] })
        {
            var samples = shape.Value.Split(',').Aggregate(1.0, (product, size) => product * double.Parse(size, CultureInfo.InvariantCulture));
            planes = (long)(samples / (1.0 * Width * Height * Samples));
        }

        return isOneStrip && planes is > 1 and <= int.MaxValue && planes <= (reader.Length - Offsets[0]) / PlaneBytes ? (int)planes : 1;
    }

    /// <summary>Returns the layout of another plane of those in <see cref="PlanesInFile"/>.</summary>
    public TiffLayout InFile(int plane) =>
        this with { BlockHeight = Height, Offsets = [Offsets[0] + (plane * PlaneBytes)], Sizes = [PlaneBytes] };

    private static char KindOf(TiffTags tags) => tags.First(339, 1) switch { 1 or 4 => 'u', 2 => 'i', 3 => 'f', _ => '?' };

    private static TiffCompression CompressionOf(TiffTags tags) => tags.First(259, 1) switch
    {
        1 => TiffCompression.None,
        5 => TiffCompression.Lzw,
        8 or 32946 => TiffCompression.Deflate,
        32773 => TiffCompression.PackBits,
        50000 or 34926 => TiffCompression.Zstandard,
        _ => TiffCompression.Other,
    };

    [GeneratedRegex(@"^ImageJ=[^\0]*\nimages=([0-9]+)")]
    private static partial Regex ImageJCount();

    [GeneratedRegex(@"^\{""shape"": \[([0-9]+(?:, [0-9]+)*)\].*""truncated"": true")]
    private static partial Regex TruncatedShape();

    private bool IsComplete(TiffReader reader)
    {
        var blocks = BlocksAcross * (((Height - 1L) / BlockHeight) + 1);
        if (Offsets.Count != blocks * (IsPlanar ? Samples : 1) || Sizes.Count != Offsets.Count) return false;

        var last = Height - ((((long)Height - 1) / BlockHeight) * BlockHeight);
        for (var block = 0; block < Offsets.Count; block++)
        {
            var rows = !IsTiled && (block + 1) % blocks == 0 ? last : BlockHeight;
            if (Sizes[block] < 1 || Offsets[block] > reader.Length - Sizes[block]
                || (Compression == TiffCompression.None && Sizes[block] < rows * StoredRowBytes)
                || (Compression is TiffCompression.Lzw or TiffCompression.PackBits && Sizes[block] > MaxBlockBytes)
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

    /// <summary>Value 32773.</summary>
    PackBits,

    /// <summary>Values 50000 and, in early files, 34926.</summary>
    Zstandard,

    Other,
}
