namespace Stylize.Codecs.Zarr;

/// <summary>A file with many chunks. The index is read when the file is opened, and each chunk when it is requested.</summary>
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
            shards.IsBigEndian ? BinaryPrimitives.ReadUInt64BigEndian(bytes) : BinaryPrimitives.ReadUInt64LittleEndian(bytes);
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
