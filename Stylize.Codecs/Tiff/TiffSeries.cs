using System.Text.RegularExpressions;
using Stylize.Codecs.Microscopy;

namespace Stylize.Codecs.Tiff;

/// <summary>Describes the planes of TIFF files that microscopes write without OME-XML.</summary>
/// <remarks>Sources: the reader tifffile (C. Gohlke), which follows the descriptions of MetaMorph and Zeiss, and the
/// writer NDTiff (H. Pinkard).</remarks>
internal static partial class TiffSeries
{
    private const double PerMeter = 1e6;

    /// <summary>Adds OME-XML or a pixel size to the metadata of a file, if it is of such a kind.</summary>
    public static ImageMetadata Read(SourceStream source, ImageMetadata metadata) => source.Read(_ =>
    {
        try
        {
            var reader = new TiffReader(source.Stream);
            var images = TiffImages.Find(reader, int.MaxValue - 1);
            var first = images.Directories[0].At;
            var series = images.Dialect switch
            {
                TiffDialect.MetaMorph => MetaMorph(source.Stream, reader, first),
                TiffDialect.Lsm => Lsm(reader, images),
                TiffDialect.Qptiff => Qptiff(reader, images),
                _ => [],
            };
            return (OperatingSystem.IsBrowser()
                ? series.Count > 0 ? throw StylizeException.OnlyInCommand($"Reading {images.Dialect} stacks") : null
                : series.Count > 0 ? OmeDescription.Write(series) : NdTiffIndex.Describe(source,
                    reader.TextOf(first, 51123), images.Directories.Select(at => reader.Tags(at.At).First(273, 0))))
                is { } description ? metadata with { Description = description }
                : metadata with { PixelSize = OfImageJ(reader, first, metadata.Description ?? "") };
        }
        catch (Exception failure) when (failure is ArgumentException or OverflowException or FormatException)
        {
            throw new InvalidDataException(failure.Message, failure);
        }
    });

    /// <summary>Returns the stack as planes if all have a distance, or as timepoints if all differ in time; otherwise
    /// nothing.</summary>
    private static List<OmeSeries> MetaMorph(Stream stream, TiffReader reader, long directory)
    {
        var (_, count, at) = reader.Entry(directory, TiffImages.MetaMorphPlanes);
        if (count < 2) return [];

        var bytes = StreamBytes.Read(stream, reader.Offset(at), checked(count * 24));
        var planes = Enumerable.Range(0, (int)count).Select(plane => bytes.AsMemory(24 * plane)).ToList();
        var isStack = planes.TrueForAll(plane => Word(plane.Span, 0) != 0);
        var isTime = Enumerable.Range(1, planes.Count - 1)
            .All(plane => Word(planes[plane].Span, 12) != Word(planes[plane - 1].Span, 12));
        return !isStack && !isTime ? [] :
        [
            new OmeSeries(null, null, [""], Calibration(stream, reader, directory), [.. Enumerable
                .Range(0, planes.Count).Select(plane => (plane, 0, isStack ? plane : 0, isStack ? 0 : plane))]),
        ];
    }

    /// <summary>Returns the size of pixels of MetaMorph in micrometers: tags 4 and 5 with the unit 6 of UIC1.</summary>
    private static PixelSize? Calibration(Stream stream, TiffReader reader, long directory)
    {
        var (type, count, at) = reader.Entry(directory, 33628);
        if (type != 4 || count is < 1 or > 1000) return null;

        var pairs = StreamBytes.Read(stream, reader.Offset(at), count * 8);
        var values = new Dictionary<uint, long>();
        for (var pair = 0; pair < count; pair++)
        {
            values[Word(pairs, 8 * pair)] = Word(pairs, (8 * pair) + 4);
        }

        return values.TryGetValue(6, out var unit)
            && PixelSize.Micrometers(Encoding.Latin1.GetString(
                StreamBytes.Read(stream, unit + 4, Long(unit) is var size and < 100 ? size : 0)).TrimEnd('\0'))
                is { } micrometers
            && values.TryGetValue(4, out var x) && values.TryGetValue(5, out var y)
            ? PixelSize.Find(micrometers * Long(x) / Long(x + 4), micrometers * Long(y) / Long(y + 4)) : null;

        long Long(long place) => Word(StreamBytes.Read(stream, place, 4), 0);
    }

    private static List<OmeSeries> Lsm(TiffReader reader, TiffImages images)
    {
        var first = images.Directories[0].At;
        var info = reader.BytesOf(first, TiffImages.LsmTag);
        if (info.Length < 92) throw new InvalidDataException("The description of the LSM file ends too early.");

        var (z, channels, times) = (Int(16), Int(20), Int(24));
        var (positions, tiles) = (info.Length >= 272 ? Math.Max(1, Int(264)) : 1,
            info.Length >= 272 ? Math.Max(1, Int(268)) : 1);
        var isSampled = reader.Tags(first).First(277, 1) == channels;
        var order = BinaryPrimitives.ReadUInt16LittleEndian(info.AsSpan(88)) switch
        {
            0 or 1 or 2 or 10 => "ZCT",
            3 or 5 or 9 => "TCZ",
            4 or 6 => "ZTC",
            7 => "CTZ",
            8 => "CZT",
            var scan => throw new InvalidDataException($"The type of scan {scan} is unknown."),
        };
        order = isSampled ? "C" + order.Replace("C", "", StringComparison.Ordinal) : order;
        var perImage = checked(z * channels * times);
        var count = images.Directories.Count * (isSampled ? channels : 1);
        if (z < 1 || channels < 1 || times < 1 || count != checked(perImage * positions * tiles))
        {
            throw new InvalidDataException(
                $"The LSM file has {count} planes, but claims {z} x {channels} x {times} x {positions * tiles}.");
        }

        var size = PixelSize.Find(Micrometers(40), Micrometers(48));
        var names = LsmChannels(reader, info, channels);
        return [.. Enumerable.Range(0, positions * tiles).Select(image => new OmeSeries(null, null, names, size,
            [.. Enumerable.Range(0, perImage).Select(plane => Place(image * perImage, plane))])
        {
            PlaneDistance = Micrometers(56) is > 0 and var distance ? distance : null,
        })];

        (int Page, int C, int Z, int T) Place(int page, int plane)
        {
            var (rest, at) = (plane, new Dictionary<char, int>());
            foreach (var axis in order)
            {
                (rest, at[axis]) = Math.DivRem(rest, axis switch { 'Z' => z, 'C' => channels, _ => times });
            }

            return (page + plane, at['C'], at['Z'], at['T']);
        }

        int Int(int at) => BinaryPrimitives.ReadInt32LittleEndian(info.AsSpan(at));

        double Micrometers(int at) =>
            Math.Round(BinaryPrimitives.ReadDoubleLittleEndian(info.AsSpan(at)) * PerMeter, 12);
    }

    private static string[] LsmChannels(TiffReader reader, byte[] info, int channels)
    {
        var names = new string[channels];
        Array.Fill(names, "");
        var start = info.Length < 112 ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(info.AsSpan(108));
        if (start < 8) return names;

        var head = reader.Bytes(start, 24).AsSpan();
        var (size, count, offset) = (Word(head, 0), Word(head, 8), Word(head, 16));
        if (count != channels || size > 1 << 20 || offset > size) return names;

        var text = reader.Bytes(start + offset, (int)(size - offset)).AsSpan();
        for (var channel = 0; channel < channels && text.Length > 4; channel++)
        {
            var length = (int)Math.Min(Word(text, 0), text.Length - 4);
            names[channel] = Encoding.Latin1.GetString(text.Slice(4, length)).Split('\0')[0];
            text = text[(4 + length)..];
        }

        return names;
    }

    private static uint Word(ReadOnlySpan<byte> bytes, int at) =>
        BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    private static List<OmeSeries> Qptiff(TiffReader reader, TiffImages images)
    {
        if (TiffKind.Channels(reader.Tags(images.Directories[0].At)) != 1
            || reader.Tags(images.Directories[0].At).First(277, 1) > 1) return [];

        var names = images.Directories.Select(directory =>
        {
            var text = reader.TextOf(directory.At, TiffImages.Description);
            return ChannelName().Matches(text).Select(match => match.Groups[1].Value.Trim())
                .FirstOrDefault(name => name.Length > 0) ?? "";
        });
        return
        [
            new OmeSeries(null, null, [.. names], Resolution(reader, images.Directories[0].At),
                [.. Enumerable.Range(0, images.Directories.Count).Select(page => (page, page, 0, 0))]),
        ];
    }

    /// <summary>Returns the size of pixels that ImageJ stores as a resolution per its own unit, which y can have
    /// apart; null for none.</summary>
    private static PixelSize? OfImageJ(TiffReader reader, long directory, string text)
    {
        if (!text.StartsWith("ImageJ=", StringComparison.Ordinal) || Micrometers("unit") is not { } side) return null;

        return PixelSize.Find(
            side / reader.Ratio(directory, 282),
            (Unit("yunit") is null ? side : Micrometers("yunit")) / reader.Ratio(directory, 283));

        double? Micrometers(string line) => Unit(line) is { } unit ? PixelSize.Micrometers(unit) : null;

        string? Unit(string line) => text.Split('\n').Select(part => part.Split('=', 2))
            .FirstOrDefault(part => part[0] == line && part.Length == 2)?[1];
    }

    /// <summary>Returns the size of pixels by the resolution per inch or centimeter; null for none.</summary>
    internal static PixelSize? Resolution(TiffReader reader, long directory)
    {
        double? unit = reader.Tags(directory).First(296, 2) switch { 2 => 25_400, 3 => 10_000, _ => null };
        return PixelSize.Find(unit / reader.Ratio(directory, 282), unit / reader.Ratio(directory, 283));
    }

    [GeneratedRegex(@"<(?:Biomarker|Name)>([^<]*)</(?:Biomarker|Name)>")]
    private static partial Regex ChannelName();
}
