using System.Text.Json.Nodes;

namespace Stylize.Codecs.Zarr;

/// <summary>Layout of shard files: the codec sharding_indexed of Zarr 3 (ZEP 2).</summary>
/// <param name="IsIndexFirst">True if the index is at the start of the file, false if it is at the end.</param>
/// <param name="IsBigEndian">True if numbers of the index are big-endian.</param>
/// <param name="IsChecked">True if a CRC-32C follows the index.</param>
internal sealed record ZarrShards(IReadOnlyList<int> Chunks, bool IsIndexFirst, bool IsBigEndian, bool IsChecked)
{
    public const string Codec = "sharding_indexed";

    private const int MaxChunks = 1 << 24;

    public int Count => Chunks.Aggregate(1, (product, length) => checked(product * length));

    public int IndexBytes => (16 * Count) + (IsChecked ? 4 : 0);

    public static ZarrShards Read(
        string folder, JsonNode configuration, IReadOnlyList<int> shard, IReadOnlyList<int> chunk)
    {
        if (shard.Count != chunk.Count || chunk.Any(l => l < 1)
            || shard.Zip(chunk).Any(l => l.First < 1 || l.First % l.Second != 0))
        {
            throw new InvalidDataException("The size of a shard is not a multiple of the chunk size.");
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
                    throw Errors.ZarrCodec.With(folder, $"{name}' for the index of '{Codec}");
            }
        }

        var shards = new ZarrShards(
            [.. shard.Zip(chunk, (s, c) => s / c)], configuration["index_location"]?.ToString() == "start",
            isBigEndian, isChecked);
        return shards.Count <= MaxChunks ? shards : throw new InvalidDataException("A shard has too many chunks.");
    }

    public int[] ShardOf(IReadOnlyList<int> chunk) => [.. chunk.Zip(Chunks, (at, length) => at / length)];

    public int IndexOf(IReadOnlyList<int> chunk) =>
        chunk.Zip(Chunks).Aggregate(0, (place, axis) => (place * axis.Second) + (axis.First % axis.Second));
}

/// <summary>A file with many chunks. The index is read when the file is opened, and each chunk when it is
/// requested.</summary>
internal sealed class ZarrShard : IDisposable
{
    private readonly FileStream _file;
    private readonly (ulong Offset, ulong Length)[] _index;

    public ZarrShard(string path, ZarrShards shards)
    {
        _file = InputFile.Open(path);
        try
        {
            var length = shards.IndexBytes;
            if (_file.Length < length) throw new InvalidDataException("The shard is shorter than its index.");

            var bytes = StreamBytes.Read(_file, shards.IsIndexFirst ? 0 : _file.Length - length, length, int.MaxValue);
            bytes = shards.IsChecked ? ZarrCodecs.WithoutChecksum(bytes) : bytes;
            _index = new (ulong, ulong)[shards.Count];
            for (var chunk = 0; chunk < _index.Length; chunk++)
            {
                _index[chunk] = (Number(bytes.AsSpan(16 * chunk)), Number(bytes.AsSpan((16 * chunk) + 8)));
            }
        }
        catch
        {
            _file.Dispose();
            throw;
        }

        ulong Number(ReadOnlySpan<byte> bytes) =>
            shards.IsBigEndian
                ? BinaryPrimitives.ReadUInt64BigEndian(bytes) : BinaryPrimitives.ReadUInt64LittleEndian(bytes);
    }

    /// <summary>Returns the encoded bytes of a chunk; null if the shard does not contain it.</summary>
    public byte[]? Chunk(int place)
    {
        var (offset, length) = _index[place];
        if (offset == ulong.MaxValue && length == ulong.MaxValue) return null;

        if (length > int.MaxValue || offset > (ulong)_file.Length || length > (ulong)_file.Length - offset)
        {
            throw new InvalidDataException("The index of the shard refers to bytes outside the file.");
        }

        return StreamBytes.Read(_file, (long)offset, (long)length, int.MaxValue);
    }

    public void Dispose() => _file.Dispose();
}
