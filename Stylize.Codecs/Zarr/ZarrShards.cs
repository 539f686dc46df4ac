using System.Text.Json.Nodes;
using Stylize.Engine;

namespace Stylize.Codecs.Zarr;

/// <summary>How chunks lie in files of many: the codec sharding_indexed of Zarr 3 (ZEP 2).</summary>
/// <param name="IsIndexFirst">True where the index is at the start of the file and not at its end.</param>
/// <param name="IsBigEndian">True where the high byte of the index's numbers comes first.</param>
/// <param name="IsChecked">True where a CRC-32C follows the index.</param>
internal sealed record ZarrShards(IReadOnlyList<int> Chunks, bool IsIndexFirst, bool IsBigEndian, bool IsChecked)
{
    public const string Codec = "sharding_indexed";

    private const int MaxChunks = 1 << 24;

    public int Count => Chunks.Aggregate(1, (product, length) => checked(product * length));

    /// <summary>Bytes of the index, with its checksum.</summary>
    public int IndexBytes => (16 * Count) + (IsChecked ? 4 : 0);

    /// <exception cref="StylizeException">FormatUnsupported: its index is packed with a codec that is not read.</exception>
    /// <exception cref="InvalidDataException">A shard is no whole number of chunks.</exception>
    public static ZarrShards Read(string folder, JsonNode configuration, IReadOnlyList<int> shard, IReadOnlyList<int> chunk)
    {
        if (shard.Count != chunk.Count || chunk.Any(l => l < 1) || shard.Zip(chunk).Any(l => l.First < 1 || l.First % l.Second != 0))
        {
            throw new InvalidDataException("A shard of it is no whole number of chunks.");
        }

        var (isBigEndian, isChecked) = (false, false);
        foreach (var codec in configuration["index_codecs"]?.AsArray() ?? [])
        {
            switch (ZarrArray.NameOf(codec!))
            {
                case "bytes":
                    isBigEndian = (codec as JsonObject)?["configuration"]?["endian"]?.ToString() == "big";
                    break;
                case "crc32c":
                    isChecked = true;
                    break;
                case var name:
                    throw ZarrCodecs.Unsupported(folder, $"{name}' for the index of '{Codec}");
            }
        }

        var shards = new ZarrShards(
            [.. shard.Zip(chunk, (s, c) => s / c)], configuration["index_location"]?.ToString() == "start", isBigEndian, isChecked);
        return shards.Count <= MaxChunks ? shards : throw new InvalidDataException("A shard of it has too many chunks.");
    }

    public int[] ShardOf(IReadOnlyList<int> chunk) => [.. chunk.Zip(Chunks, (at, length) => at / length)];

    public int PlaceOf(IReadOnlyList<int> chunk) =>
        chunk.Zip(Chunks).Aggregate(0, (place, axis) => (place * axis.Second) + (axis.First % axis.Second));
}
