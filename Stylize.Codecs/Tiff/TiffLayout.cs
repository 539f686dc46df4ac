using System.Text.RegularExpressions;

namespace Stylize.Codecs.Tiff;

/// <summary>How a page of a TIFF stores its samples: in strips or tiles, interleaved or in a plane per sample.
/// </summary>
/// <param name="Samples">Samples per pixel.</param>
/// <param name="Kind">u for unsigned integers, i for signed ones, f for floating-point numbers.</param>
/// <param name="Bits">Bits per sample: 1 to 32, or 64. Those of other sizes than 8, 16, 32 and 64 are packed.</param>
/// <param name="IsPlanar">True if each sample has strips or tiles of its own.</param>
/// <param name="Predictor">1 for none, 2 for differences, 3 for differences of the bytes of floating-point numbers.
/// </param>
/// <param name="BlockWidth">Width of a tile, or of the page for strips.</param>
/// <param name="BlockHeight">Rows of a strip or tile. Only the last strip may be shorter.</param>
/// <param name="IsTiled">True for tiles, false for strips.</param>
/// <param name="Sizes">Bytes of each block.</param>
/// <param name="BigEndian">True if samples are big-endian.</param>
internal sealed partial record TiffLayout(
    int Width, int Height, int Samples, char Kind, int Bits, bool IsPlanar, TiffCompression Compression, int Predictor,
    int BlockWidth, int BlockHeight, bool IsTiled, IReadOnlyList<long> Offsets, IReadOnlyList<long> Sizes,
    bool BigEndian)
{
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
        var (width, height, samples) = (tags.First(256, 0), tags.First(257, 0), tags.First(277, 1));
        var compression = TiffKind.CompressionOf(tags);
        var isTiled = tags.Has(322);
        var blockWidth = isTiled ? tags.First(322, 0) : width;
        var blockHeight = isTiled ? tags.First(323, 0) : Math.Min(tags.First(278, height), height);
        if (compression is TiffCompression.Library or TiffCompression.Refused
            || (tags.First(262, 1) == StoredPage.YCbCr && tags.All(530) is not [1, 1]) || tags.First(266, 1) != 1
            || width is < 1 or > int.MaxValue || height is < 1 or > int.MaxValue || samples < 1
            || blockWidth is < 1 or > int.MaxValue || blockHeight is < 1 or > int.MaxValue
            || Math.Max(width, blockWidth) * samples * 8 > int.MaxValue / 4
            || (TiffKind.Unsupported(tags) ?? TiffKind.Unclear(tags)) is not null)
        {
            return null;
        }

        var layout = new TiffLayout(
            (int)width, (int)height, (int)samples, TiffKind.KindOf(tags), (int)tags.First(258, 1),
            samples > 1 && tags.First(284, 1) == 2, compression, (int)tags.First(317, 1), (int)blockWidth,
            (int)blockHeight, isTiled, tags.All(isTiled ? 324 : 273), tags.All(isTiled ? 325 : 279), reader.BigEndian);
        layout = tags.Has(isTiled ? 325 : 279) ? layout : layout with { Sizes = layout.MissingSizes(reader.Length) };
        return layout.IsComplete(reader) ? layout : null;
    }

    /// <summary>Returns the layout of one sample of planar pages.</summary>
    public TiffLayout Plane(int sample)
    {
        var count = Offsets.Count / Samples;
        return this with
        {
            Samples = 1,
            IsPlanar = false,
            Offsets = [.. Offsets.Skip(sample * count).Take(count)],
            Sizes = [.. Sizes.Skip(sample * count).Take(count)],
        };
    }

    /// <summary>Returns the number of planes that follow each other in the file, of which the directory describes the
    /// first: MetaMorph writes stacks in this way, ImageJ and tifffile those above 4 GB.</summary>
    public int PlanesInFile(TiffReader reader, long directory)
    {
        var isOneStrip = Compression == TiffCompression.None && !IsTiled && !IsPlanar
            && Offsets.Zip(Sizes, Offsets.Skip(1)).All(strip => strip.First + strip.Second == strip.Third);
        if (!isOneStrip || reader.Length - Offsets[0] < 2 * PlaneBytes) return 1;

        var (planes, description) = (1L, reader.TextOf(directory, TiffImages.Description));
        if (reader.Entry(directory, TiffImages.MetaMorphPlanes) is { Count: > 1 and var count })
        {
            planes = count;
        }
        else if (ImageJCount().Match(description) is { Success: true, Groups: [_, var images] })
        {
            _ = long.TryParse(images.ValueSpan, CultureInfo.InvariantCulture, out planes);
        }
        else if (TruncatedShape().Match(description) is { Success: true, Groups: [_, var shape] })
        {
            var samples = shape.Value.Split(',').Aggregate(
                1.0, (product, size) => product * double.Parse(size, CultureInfo.InvariantCulture));
            planes = (long)(samples / (1.0 * Width * Height * Samples));
        }

        var isWhole = planes is > 1 and <= int.MaxValue && planes <= (reader.Length - Offsets[0]) / PlaneBytes;
        return isWhole ? (int)planes : 1;
    }

    /// <summary>Returns the layout of another plane of those in <see cref="PlanesInFile"/>.</summary>
    public TiffLayout InFile(int plane) =>
        this with { BlockHeight = Height, Offsets = [Offsets[0] + (plane * PlaneBytes)], Sizes = [PlaneBytes] };

    [GeneratedRegex(@"^ImageJ=[^\0]*\nimages=([0-9]+)")]
    private static partial Regex ImageJCount();

    [GeneratedRegex(@"^\{""shape"": \[([0-9]+(?:, [0-9]+)*)\].*""truncated"": true")]
    private static partial Regex TruncatedShape();

    /// <summary>True for a block that was not written, whose samples are 0.</summary>
    public bool IsMissing(int block) => Sizes[block] == 0 || Offsets[block] == 0;

    /// <summary>Returns sizes of blocks for a directory without them: those of the samples, or up to the next
    /// block.</summary>
    private IReadOnlyList<long> MissingSizes(long length)
    {
        long[] ends = [.. Offsets.Append(length).Distinct().Order()];
        return
        [
            .. Offsets.Select((offset, block) => offset >= length ? 0 : Compression != TiffCompression.None
                ? ends[Array.BinarySearch(ends, offset) + 1] - offset
                : (IsTiled ? BlockHeight : Math.Min(BlockHeight, Height - (block * (long)BlockHeight % Padded)))
                    * StoredRowBytes),
        ];
    }

    private long Padded => (((Height - 1L) / BlockHeight) + 1) * BlockHeight;

    private bool IsComplete(TiffReader reader)
    {
        var blocks = BlocksAcross * (((Height - 1L) / BlockHeight) + 1);
        if (Offsets.Count != blocks * (IsPlanar ? Samples : 1) || Sizes.Count != Offsets.Count) return false;

        var last = Height - ((((long)Height - 1) / BlockHeight) * BlockHeight);
        for (var block = 0; block < Offsets.Count; block++)
        {
            var rows = !IsTiled && (block + 1) % blocks == 0 ? last : BlockHeight;
            if (IsMissing(block)) continue;

            if (Sizes[block] < 1 || Offsets[block] > reader.Length - Sizes[block]
                || (Compression == TiffCompression.None && Sizes[block] < rows * StoredRowBytes)
                || (Compression is TiffCompression.Lzw or TiffCompression.PackBits
                    && Sizes[block] > StreamBytes.MaxBlock)
                || (IsTiled && (long)BlockRowBytes * BlockHeight > StreamBytes.MaxBlock))
            {
                return false;
            }
        }

        return true;
    }
}
