using System.Text.Json;
using System.Text.Json.Nodes;

namespace Stylize.Codecs.Microscopy;

/// <summary>A plane in the index of an NDTiff.</summary>
/// <param name="File">Name of its file.</param>
/// <param name="Offset">Position of its pixels.</param>
/// <param name="Position">The values of all other axes than channel, plane and time; empty for none.</param>
internal sealed record NdTiffPlane(string File, long Offset, string Channel, string Z, string Time, string Position);

/// <summary>Reads NDTiff.index of versions 2 and 3: entries of axes as JSON, a file, and the place of pixels.</summary>
internal static class NdTiffIndex
{
    private const int EntryBytes = 32;
    private const int MaxText = 1 << 16;

    /// <exception cref="InvalidDataException">The index is damaged.</exception>
    public static IEnumerable<NdTiffPlane> Read(Stream index)
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
            var others = axes.Where(axis => axis.Key is not ("channel" or "z" or "time"));
            return new(
                file, offset, $"{axes["channel"]}", $"{axes["z"] ?? 0}", $"{axes["time"] ?? 0}",
                string.Join(' ', others.Select(axis => axis.Key == "position" ? $"{axis.Value}" : $"{axis}")));
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException("The axes of NDTiff.index are damaged.", failure);
        }
    }
}
