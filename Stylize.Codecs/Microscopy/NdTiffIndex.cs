using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Stylize.Codecs.Microscopy;

/// <summary>A plane in the index of an NDTiff.</summary>
/// <param name="File">Name of its file.</param>
/// <param name="Offset">Position of its pixels.</param>
/// <param name="Position">The values of all other axes than channel, plane and time; empty for none.</param>
internal sealed record NdTiffPlane(string File, long Offset, string Channel, string Z, string Time, string Position);

/// <summary>Reads NDTiff.index of versions 2 and 3: entries of axes as JSON, a file, and the place of pixels.</summary>
internal static partial class NdTiffIndex
{
    private const int EntryBytes = 32;
    private const int MaxText = 1 << 16;

    /// <summary>The last set, because each of its files describes all of them.</summary>
    private static volatile Known? _last;

    /// <summary>Returns the planes of all files of a set as OME-XML, by the index next to a file; null for other
    /// files. The text of a set is one object.</summary>
    /// <param name="metadata">The metadata of its first page.</param>
    /// <param name="places">Positions of the pixels of its pages.</param>
    /// <exception cref="InvalidDataException">The index is damaged.</exception>
    public static string? Describe(SourceStream source, string metadata, IEnumerable<long> places)
    {
        var path = Path.Combine(Path.GetDirectoryName(source.Name) ?? "", "NDTiff.index");
        if (source.Stream is not FileStream || FileStamp.FromFile(path) is not { } stamp) return null;

        // Reduced copies state the size of the original.
        var size = PixelSizeUm().Match(metadata) is { Success: true } found
            && TryNumber(found.Groups[1].Value, out var side)
            && !path.Contains("Downsampled_x", StringComparison.Ordinal)
                ? PixelSize.Find(side, side) : null;
        var known = _last is { } last && (last.Path, last.Stamp, last.PixelSize) == (path, stamp, size)
            ? last : _last = Known.Read(path, stamp, size);
        var own = known.Offsets.GetValueOrDefault(Path.GetFileName(source.Name));
        return own is null ? null
            : own.SequenceEqual(places) ? known.Text : throw Errors.NdTiffIndex.With(source.Name, path);
    }

    private static IEnumerable<NdTiffPlane> Read(Stream index)
    {
        for (var at = 0L; at < index.Length;)
        {
            var axes = Text();
            var file = Text();
            var offset = BinaryPrimitives.ReadUInt32LittleEndian(StreamBytes.Read(index, at, EntryBytes));
            at += EntryBytes;
            yield return Plane(axes, file, offset);

            string Text()
            {
                var length = BinaryPrimitives.ReadInt32LittleEndian(StreamBytes.Read(index, at, 4));
                var bytes = StreamBytes.Read(index, at + 4, length, MaxText);
                at += 4 + length;
                return Encoding.UTF8.GetString(bytes);
            }
        }
    }

    private static NdTiffPlane Plane(string text, string file, long offset)
    {
        try
        {
            var axes = JsonNode.Parse(text)!.AsObject();
            var others = axes.Where(axis => axis.Key is not ("channel" or "z" or "time")).OrderBy(axis => axis.Key);
            return new(
                file, offset, $"{axes["channel"]}", $"{axes["z"] ?? 0}", $"{axes["time"] ?? 0}",
                string.Join(' ', others.Select(axis => axis.Key == "position" ? $"{axis.Value}" : $"{axis}")));
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException("The axes of NDTiff.index are damaged.", failure);
        }
    }

    [GeneratedRegex(@"""PixelSizeUm"":\s*""?([0-9.eE+-]+)")]
    private static partial Regex PixelSizeUm();

    /// <summary>What an index says.</summary>
    /// <param name="Offsets">Positions of the pixels of each file, which are those of its pages in order.</param>
    private sealed record Known(
        string Path, FileStamp Stamp, PixelSize? PixelSize, Dictionary<string, List<long>> Offsets, string Text)
    {
        public static Known Read(string path, FileStamp stamp, PixelSize? size)
        {
            using var index = InputFile.Open(path);
            var all = NdTiffIndex.Read(index).ToList();
            var offsets = all.GroupBy(plane => plane.File).ToDictionary(
                file => file.Key, file => file.Select(plane => plane.Offset).Order().ToList());

            // The last of several with the same axes replaces the others, which stay in the file.
            var planes = all.GroupBy(plane => plane with { File = "", Offset = 0 }, (_, same) => same.Last()).ToList();
            var channels = planes.Select(plane => plane.Channel).Distinct().ToList();
            var (z, t) = (Numbers(plane => plane.Z), Numbers(plane => plane.Time));
            return new(path, stamp, size, offsets, OmeDescription.Write(planes.GroupBy(plane => plane.Position).Select(
                position => new OmeSeries(WellPosition.Find(position.Key), null, channels, size, [.. position.Select(
                    plane => (offsets[plane.File].BinarySearch(plane.Offset), channels.IndexOf(plane.Channel),
                        z[plane.Z], t[plane.Time]))])
                {
                    Files = [.. position.Select(plane => plane.File)],
                })));

            // Numbers around a middle are negative, and values of axes can be texts.
            Dictionary<string, int> Numbers(Func<NdTiffPlane, string> axis)
            {
                var values = planes.Select(axis).Distinct().ToList();
                var numbers = values.ConvertAll(value =>
                    int.TryParse(value, CultureInfo.InvariantCulture, out var number) ? number : (int?)null);
                var lowest = Math.Min(0, numbers.Min() ?? 0);
                return values.Index().ToDictionary(
                    value => value.Item,
                    value => numbers.Contains(null) ? value.Index : numbers[value.Index]!.Value - lowest);
            }
        }
    }
}
