namespace Stylize.Codecs.Zarr;

/// <summary>One plane of a Zarr array, with one row of chunks in memory.</summary>
internal sealed class ZarrStrips : RowPage
{
    private const int MaxOpenShards = 64;

    /// <summary>Allowance for encoded chunks: at most twice their samples plus this number of bytes.</summary>
    private const int ChunkSlack = 1 << 16;

    private readonly ZarrArray _array;
    private readonly int[] _leading;
    private readonly byte[] _band;
    private readonly Dictionary<string, ZarrShard> _shards = [];
    private int _next;

    private ZarrStrips(ZarrArray array, ImageInfo info, int page)
        : base(array.Folder, null)
    {
        (_array, Info) = (array, info);
        Layout = new StoredLayout(array.Kind, array.Bits, SampleBytes, [0], array.BigEndian);
        _leading = new int[array.Shape.Count - 2];
        for (var axis = _leading.Length - 1; axis >= 0; axis--)
        {
            (page, _leading[axis]) = Math.DivRem(page, array.Shape[axis]);
        }

        _band = new byte[checked(BandRows * array.Width * SampleBytes)];
    }

    public override ImageInfo Info { get; }

    protected override StoredLayout Layout { get; }

    protected override StylizeException Unsupported => Errors.SamplesUnsupported.With(Name);

    private int SampleBytes => _array.Bits / 8;

    private int BandRows => Math.Min(_array.Chunks[^2], _array.Height);

    /// <summary>Opens a source that is the folder of an array, or of an image with arrays; null for others.</summary>
    /// <exception cref="StylizeException">The array is missing, damaged, unsupported, or exceeds a limit.</exception>
    public static ZarrStrips? TryOpen(ImageSource source, DecodeOptions options)
    {
        if (source.Bytes is not null || !Directory.Exists(source.Name) || !InputFolder.IsZarr(source.Name)) return null;

        options.Validate();
        var array = ZarrArray.Read(ZarrArray.Find(source.Name) ?? throw Errors.ZarrFolder.With(source.Name));
        var isNumber = !array.HasSamples;
        var info = new ImageInfo(
            ImageFormat.Zarr, array.Width, array.Height, array.Planes, 1, HasAlpha: false,
            isNumber ? 32 : array.Bits, isNumber, Orientation: 1);
        SourceLimits.Check(source.Name, info.Width, info.Height, info.Pages, options);
        SourceLimits.CheckPage(source.Name, info.Pages, options);
        return new ZarrStrips(array, info, options.Page);
    }

    /// <summary>Passes on the rows of any array, without a plane in memory.</summary>
    public override void ReadNumbers(Action<int, ReadOnlySpan<double>> row) => ReadWide(row);

    public override void Dispose() => CloseShards();

    protected override ReadOnlySpan<byte> NextRow()
    {
        var (chunkRows, rowBytes) = (_array.Chunks[^2], _array.Width * SampleBytes);
        if (_next % chunkRows == 0)
        {
            ReadBand(_next / chunkRows);
        }

        return _band.AsSpan(_next++ % chunkRows * rowBytes, rowBytes);
    }

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
                var target = _band.AsSpan(((y * _array.Width) + left) * SampleBytes, width * SampleBytes);
                if (chunk is null)
                {
                    Fill(target);
                    continue;
                }

                chunk.AsSpan((plane + (y * chunkColumns)) * SampleBytes, target.Length).CopyTo(target);
            }
        }
    }

    /// <summary>Fills samples with the value of missing chunks, limited to the range of the type.</summary>
    private void Fill(Span<byte> target)
    {
        Span<byte> one = stackalloc byte[8];
        var whole = double.IsNaN(_array.Fill) ? 0 : _array.Fill;
        var bits = _array.Kind switch
        {
            'f' when _array.Bits == 32 => BitConverter.SingleToUInt32Bits((float)_array.Fill),
            'f' => BitConverter.DoubleToUInt64Bits(_array.Fill),
            'u' when _array.Bits < 64 => (ulong)Math.Clamp(whole, 0, (1ul << _array.Bits) - 1),
            'u' => (ulong)Math.Max(whole, 0),
            _ => (ulong)(long)whole,
        };
        BinaryPrimitives.WriteUInt64LittleEndian(one, bits);
        one = one[..SampleBytes];
        if (_array.BigEndian)
        {
            one.Reverse();
        }

        for (var at = 0; at < target.Length; at += one.Length)
        {
            one.CopyTo(target[at..]);
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
            _array.Separator,
            (_array.Shards?.ShardOf(chunk) ?? chunk).Select(n => Invariant($"{n}")));
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
            throw Errors.ZarrChunk.From(failure, path);
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
}
