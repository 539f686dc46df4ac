using Stylize.Codecs.Files;
using Stylize.Engine;
using Stylize.Engine.Imaging;
using Stylize.Engine.IO;

namespace Stylize.Codecs.Zarr;

/// <summary>Reads one plane of a Zarr array from top to bottom, and holds one row of chunks in memory.</summary>
internal sealed class ZarrStrips : IStripReader
{
    private const int MaxOpenShards = 64;

    /// <summary>Allowance for encoded chunks: at most twice their samples plus this number of bytes.</summary>
    private const int ChunkSlack = 1 << 16;

    private readonly ZarrArray _array;
    private readonly int[] _leading;
    private readonly ushort[] _band;
    private readonly Dictionary<string, ZarrShard> _shards = [];
    private int _next;

    private ZarrStrips(ZarrArray array, ImageInfo info, int page)
    {
        (_array, Info) = (array, info);
        _leading = new int[array.Shape.Count - 2];
        for (var axis = _leading.Length - 1; axis >= 0; axis--)
        {
            (page, _leading[axis]) = Math.DivRem(page, array.Shape[axis]);
        }

        _band = new ushort[checked(BandRows * array.Width)];
    }

    public ImageInfo Info { get; }

    /// <summary>Rows of pixels in one row of chunks.</summary>
    private int BandRows => Math.Min(_array.Chunks[^2], _array.Height);

    /// <summary>Returns the header of a source that is the folder of an array; null for any other source.</summary>
    /// <exception cref="StylizeException">The array is damaged, unsupported, or exceeds a limit.</exception>
    public static ImageInfo? TryIdentify(ImageSource source, DecodeOptions options) => TryRead(source, options)?.Info;

    /// <summary>Opens a source that is the folder of an array; null for any other source.</summary>
    /// <exception cref="StylizeException">As <see cref="TryIdentify"/>.</exception>
    public static ZarrStrips? TryOpen(ImageSource source, DecodeOptions options) =>
        TryRead(source, options) is var (array, info) ? new ZarrStrips(array, info, options.Page) : null;

    public int Read(IReadOnlyList<Raster<ushort>> planes)
    {
        if (planes is not [var plane] || plane.Width != _array.Width)
        {
            throw new ArgumentException($"One plane of {_array.Width} pixels width is required.", nameof(planes));
        }

        var rows = Math.Min(plane.Height, _array.Height - _next);
        var chunkRows = _array.Chunks[^2];
        for (var y = 0; y < rows; y++, _next++)
        {
            if (_next % chunkRows == 0)
            {
                ReadBand(_next / chunkRows);
            }

            _band.AsSpan(_next % chunkRows * _array.Width, _array.Width).CopyTo(plane.Row(y));
        }

        return rows;
    }

    public void Dispose() => CloseShards();

    private void ReadBand(int row)
    {
        var (chunkRows, chunkColumns) = (_array.Chunks[^2], _array.Chunks[^1]);
        for (var column = 0; column * chunkColumns < _array.Width; column++)
        {
            var left = column * chunkColumns;
            var width = Math.Min(chunkColumns, _array.Width - left);
            var chunk = Chunk(row, column);
            var plane = PlaneOfChunk() * chunkRows * chunkColumns;
            for (var y = 0; y < BandRows; y++)
            {
                var target = _band.AsSpan((y * _array.Width) + left, width);
                if (chunk is null)
                {
                    target.Fill(_array.Fill);
                    continue;
                }

                Samples(chunk.AsSpan((plane + (y * chunkColumns)) * _array.Bits / 8), target);
            }
        }
    }

    private void Samples(ReadOnlySpan<byte> row, Span<ushort> target)
    {
        for (var x = 0; x < target.Length; x++)
        {
            target[x] = _array.Bits == 8 ? row[x]
                : _array.BigEndian ? BinaryPrimitives.ReadUInt16BigEndian(row[(2 * x)..])
                : BinaryPrimitives.ReadUInt16LittleEndian(row[(2 * x)..]);
        }
    }

    private int PlaneOfChunk()
    {
        var plane = 0;
        for (var axis = 0; axis < _leading.Length; axis++)
        {
            plane = (plane * _array.Chunks[axis]) + (_leading[axis] % _array.Chunks[axis]);
        }

        return plane;
    }

    /// <summary>Returns the bytes of a chunk; null if it is missing and contains only the fill value.</summary>
    private byte[]? Chunk(int row, int column)
    {
        int[] chunk = [.. _leading.Select((index, axis) => index / _array.Chunks[axis]), row, column];
        var name = _array.Prefix + string.Join(
            _array.Separator, (_array.Shards?.ShardOf(chunk) ?? chunk).Select(n => n.ToString(CultureInfo.InvariantCulture)));
        var path = Path.Combine(_array.Folder, name.Replace('/', Path.DirectorySeparatorChar));
        if (InputFile.IsMissing(path)) return null;

        try
        {
            var data = _array.Shards is null ? InputFile.ReadAll(path, (2L * _array.ChunkBytes) + ChunkSlack)
                : Shard(path).Chunk(_array.Shards.IndexOf(chunk));
            if (data is null) return null;

            foreach (var codec in _array.Codecs)
            {
                data = codec(data, _array.ChunkBytes);
            }

            return data.Length != _array.ChunkBytes
                ? throw new InvalidDataException($"The chunk has {data.Length} bytes instead of {_array.ChunkBytes}.")
                : _array.Order is null ? data : Transposed(data, _array.Order);
        }
        catch (Exception failure) when (failure is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw SourceStream.Unreadable(path, "is an unreadable chunk", "Copy the array again.", failure);
        }
    }

    /// <summary>Opens a shard. Chunks are read row by row, so one shard stays open per column.</summary>
    private ZarrShard Shard(string path)
    {
        if (!_shards.TryGetValue(path, out var shard))
        {
            if (_shards.Count >= MaxOpenShards)
            {
                CloseShards();
            }

            _shards.Add(path, shard = new ZarrShard(path, _array.Shards!));
        }

        return shard;
    }

    private void CloseShards()
    {
        foreach (var shard in _shards.Values)
        {
            shard.Dispose();
        }

        _shards.Clear();
    }

    /// <summary>Reorders the samples of a chunk to the order of the array's axes.</summary>
    private byte[] Transposed(byte[] data, IReadOnlyList<int> order)
    {
        var (axes, size) = (order.Count, _array.Bits / 8);
        var strides = new int[axes];
        var step = 1;
        for (var axis = axes - 1; axis >= 0; axis--)
        {
            strides[order[axis]] = step;
            step *= _array.Chunks[order[axis]];
        }

        var result = new byte[data.Length];
        var at = new int[axes];
        var from = 0;
        for (var to = 0; to < step; to++)
        {
            data.AsSpan(from * size, size).CopyTo(result.AsSpan(to * size));
            for (var axis = axes - 1; axis >= 0; axis--)
            {
                from += strides[axis];
                if (++at[axis] < _array.Chunks[axis]) break;

                from -= at[axis] * strides[axis];
                at[axis] = 0;
            }
        }

        return result;
    }

    private static (ZarrArray Array, ImageInfo Info)? TryRead(ImageSource source, DecodeOptions options)
    {
        if (source.Bytes is not null || !Directory.Exists(source.Name) || !ZarrArray.IsArray(source.Name)) return null;

        options.Validate();
        var array = ZarrArray.Read(source.Name);
        var info = new ImageInfo(
            ImageFormat.Zarr, array.Width, array.Height, array.Planes, 1, HasAlpha: false, array.Bits, IsFloat: false, Orientation: 1);
        SourceLimits.Check(source.Name, info.Width, info.Height, info.Pages, options);
        SourceLimits.CheckPage(source.Name, info.Pages, options);
        return (array, info);
    }
}
