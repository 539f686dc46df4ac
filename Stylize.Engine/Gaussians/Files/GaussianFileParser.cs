using Stylize.Engine.Gaussians.Files.Compact;
using Stylize.Engine.Gaussians.Files.Container;
using Stylize.Engine.Gaussians.Files.Profiles;
using Stylize.Engine.Gaussians.Files.Residuals;

namespace Stylize.Engine.Gaussians.Files;

/// <summary>
/// Reads one .g2d file: first the chunks, so that memory is bounded by the size of the file, then the Gaussians of the
/// layers.
/// </summary>
internal sealed class GaussianFileParser(FileBytes bytes, GaussianReadOptions options)
{
    private readonly List<FileLayer> _layers = [];
    private GaussianFileHeader? _header;
    private LayerDecoder? _decoder;
    private IReadOnlyDictionary<string, string> _metadata = new SortedDictionary<string, string>();
    private GaussianResidual? _residual;
    private string? _problem;

    /// <summary>True to keep the quantized values of a compact file in <see cref="Compact"/>.</summary>
    public bool KeepsQuantized { get; init; }

    /// <summary>The header, and the decoder of a compact file, after <see cref="Parse"/>; null for other
    /// profiles.</summary>
    public GaussianFileHeader Header => _header!;
    public CompactDecoder? Compact => _decoder as CompactDecoder;

    /// <exception cref="GaussianFormatException">The bytes are not a valid .g2d file.</exception>
    /// <exception cref="GaussianLimitException">The file exceeds a limit of the options.</exception>
    /// <exception cref="GaussianVersionException">This build does not support the file's version or
    /// profile.</exception>
    public GaussianFile Parse()
    {
        CheckSignature(bytes.Read(0, (int)Math.Min(bytes.Length, GaussianFileSignature.Bytes.Length)).Span);
        try
        {
            ScanChunks();
        }
        catch (GaussianFormatException e) when (options.AllowPrefix && _decoder is not null)
        {
            _problem = e.Message;
        }

        return DecodeLayers(_header!);
    }

    /// <summary>Reads only the header, from the first bytes of a file. Throws the same exceptions as
    /// <see cref="Parse"/>.</summary>
    public static GaussianFileHeader ReadHeader(ReadOnlyMemory<byte> start)
    {
        CheckSignature(start.Span);
        FileBytes bytes = start;
        var chunk = bytes.ChunkAt(GaussianFileSignature.Bytes.Length);
        GaussianFormatException.ThrowIf(chunk.Type != ChunkType.Header, "the header is not the first chunk");
        GaussianFormatException.ThrowIf(!bytes.Contains(chunk), "it is truncated");
        return GaussianFileHeader.Parse(start.Slice((int)chunk.Start, (int)chunk.Length));
    }

    private static void CheckSignature(ReadOnlySpan<byte> start)
    {
        var signature = GaussianFileSignature.Bytes;
        GaussianFormatException.ThrowIf(
            start.Length < signature.Length || !start.StartsWith(signature[..4]),
            "it does not start with the .g2d signature");

        if (start[4] == GaussianFileSignature.AnimationVersion)
        {
            throw new GaussianVersionException("is an animation of Gaussian images, not a single picture")
            {
                Advice = "Render its frames with `stylize gaussian decode`, or encode one frame of its source with "
                    + "`--frame`.",
            };
        }

        if (start[4] != GaussianFileSignature.Version)
        {
            throw new GaussianVersionException(
                $"has version {start[4]} of the file format; this build reads version {GaussianFileSignature.Version}");
        }
    }

    private void ScanChunks()
    {
        long position = GaussianFileSignature.Bytes.Length;
        var isEnd = false;
        while (!isEnd)
        {
            var chunk = bytes.ChunkAt(position);
            if (!bytes.Contains(chunk))
            {
                VisitCut(chunk);
                throw new GaussianFormatException("it is truncated");
            }

            isEnd = Visit(chunk.Type, IsSkipped(chunk) ? default : bytes.Data(chunk), (int)chunk.Length);
            position = chunk.End;
            if (chunk.Type is ChunkType.Layer or ChunkType.Part)
            {
                _layers[^1].End = position;
            }
        }

        GaussianFormatException.ThrowIf(position != bytes.Length, "there are bytes after its end");
    }

    private bool IsSkipped(in Chunk chunk) =>
        chunk.Type == ChunkType.Part && _layers is [.., { IsWhole: false } layer]
            && layer.Parts[layer.Data.Count] is var part
        && !part.IsWanted && part.Length == chunk.Length;

    /// <returns>True for the last chunk of the file.</returns>
    private bool Visit(string type, ReadOnlyMemory<byte> data, int length)
    {
        GaussianFormatException.ThrowIf(
            _layers is [.., { IsWhole: false }] && type != ChunkType.Part, "a layer's parts are missing");

        GaussianFormatException.ThrowIf(
            (_header is null) != (type == ChunkType.Header), "the header is not the first chunk");

        switch (type)
        {
            case ChunkType.Header:
                _header = GaussianFileHeader.Parse(data);
                if (_header.Count > options.MaxCount)
                {
                    throw new GaussianLimitException(
                        Invariant($"has {_header.Count} Gaussians; the limit is {options.MaxCount}"));
                }

                _decoder = LayerDecoder.Create(_header, options.Region, options.MaxThreads);
                return false;
            case ChunkType.Metadata:
                _metadata = MetadataChunk.Parse(data.Span);
                return false;
            case ChunkType.Layer:
                Begin(data);
                return false;
            case ChunkType.Part:
                if (_layers is not [.., { IsWhole: false } layer] || layer.Parts[layer.Data.Count].Length != length)
                {
                    throw new GaussianFormatException("a part does not belong to a layer");
                }

                layer.Data.Add(data);
                return false;
            case ChunkType.Residual:
                var (width, height) = (_header!.Width, _header.Height);
                GaussianFormatException.ThrowIf(
                    data.Length < GaussianResidual.MinBytes(width, height), "the residual is too short");
                _residual = new CodedResidual(data, width, height);
                return false;
            case ChunkType.End:
                GaussianFormatException.ThrowIf(
                    CountSoFar != _header!.Count, "the layers have fewer Gaussians than the header says");
                return true;
            default:
                return char.IsAsciiLetterLower(type[0])
                    ? false : throw new GaussianFormatException("the type of a chunk is unknown");
        }
    }

    private long CountSoFar => _layers.Sum(layer => (long)layer.Count);

    private void Begin(ReadOnlyMemory<byte> data)
    {
        var (count, offset) = LayerChunk.Parse(data.Span);
        GaussianFormatException.ThrowIf(
            CountSoFar + count > _header!.Count, "the layers have more Gaussians than the header says");
        var payload = data[offset..];
        var parts = _decoder!.PartsOf(payload, count);
        foreach (var part in parts)
        {
            LayerChunk.Check(part.Count, part.Length);
        }

        if (parts.Count == 0)
        {
            LayerChunk.Check(count, data.Length);
        }

        _layers.Add(new FileLayer(count, payload, parts));
    }

    private GaussianFile DecodeLayers(GaussianFileHeader header)
    {
        if (_layers is [.., { IsWhole: false } last])
        {
            _layers[^1] = last.Beginning();
        }

        var store = GaussianStore.Undefined(_layers.Sum(l => l.WantedCount));
        if (KeepsQuantized && Compact is { } compact)
        {
            compact.Kept = new CompactGaussian[store.Count];
        }

        var read = new List<GaussianLayer>();
        var first = 0;
        try
        {
            foreach (var layer in _layers)
            {
                var number = _decoder!.Decode(layer, store, first);
                read.Add(new(number, layer.Bytes, layer.End));
                first += number;
            }
        }
        catch (GaussianFormatException e) when (options.AllowPrefix)
        {
            _problem = e.Message;
        }
        catch
        {
            store.Dispose();
            throw;
        }

        store = first < store.Count ? Keep(store, first) : store;
        store = WithoutUnreadable(store, read).FilledBy(kept => GaussianChecks.ThrowIfDefect(kept, 0, kept.Count));

        if (!_decoder!.KeepsWeights)
        {
            LayerWeights.Assign(
                store, [.. read.Select(l => l.Count)], header.Compositing == GaussianCompositing.Normalized);
        }

        return new(CreateModel(header, store), header.Profile, bytes.Length, read, header.Count, _problem);
    }

    /// <summary>Keeps the beginning of a truncated layer or part, whose first Gaussians can be decoded.</summary>
    private void VisitCut(in Chunk chunk)
    {
        if (!options.AllowPrefix || _decoder is null) return;

        var (type, start, length) = chunk;
        var data = bytes.Read(start, (int)Math.Min(Math.Min(bytes.Length - start, length), int.MaxValue));
        try
        {
            if (type == ChunkType.Part
                && _layers is [.., { IsWhole: false } last]
                && last.Parts[last.Data.Count] is { IsWanted: true } part)
            {
                LayerChunk.Check(part.Count, data.Length);
                last.Data.Add(data);
                (last.IsCut, last.End) = (data.Length < length, bytes.Length);
            }
            else if (_layers is not [.., { IsWhole: false }] && type == ChunkType.Layer && _decoder.ReadsCutLayers)
            {
                Begin(data);
                (_layers[^1].IsCut, _layers[^1].End) = (data.Length < length, bytes.Length);
            }
        }
        catch (GaussianFormatException)
        {
            // The beginning is too short to decode a Gaussian.
        }
    }

    /// <summary>Removes the last layer if no valid Gaussian of it could be decoded.</summary>
    private GaussianStore WithoutUnreadable(GaussianStore store, List<GaussianLayer> read)
    {
        if (_problem is null || read is not [.., var last]) return store;

        var first = store.Count - last.Count;
        var isBad = _layers[^1].IsCut && GaussianChecks.FirstDefect(store) is var (index, _) && index >= first;
        if (last.Count == 0 || isBad)
        {
            read.RemoveAt(read.Count - 1);
        }

        return isBad ? Keep(store, first) : store;
    }

    private GaussianModel CreateModel(GaussianFileHeader header, GaussianStore store) =>
        new(store, header.Width, header.Height)
        {
            Compositing = header.Compositing,
            BlendSpace = header.BlendSpace,
            Cutoff = header.Cutoff,
            Epsilon = header.Epsilon,
            Background = header.Background,
            HasAlpha = header.HasAlpha,
            Metadata = _metadata,
            Residual = _residual,
        };

    private static GaussianStore Keep(GaussianStore store, int count)
    {
        var kept = store.Gather([.. Enumerable.Range(0, count)]);
        store.Dispose();
        return kept;
    }
}
