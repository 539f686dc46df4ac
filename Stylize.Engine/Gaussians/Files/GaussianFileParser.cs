using System.Buffers.Binary;
using System.Text;
using Stylize.Engine.IO;

namespace Stylize.Engine.Gaussians.Files;

/// <summary>
/// Reads the bytes of one .g2d file: first the chunks, so that memory is allocated only for bytes that are there, then the Gaussians of the
/// layers.
/// </summary>
/// <param name="bytes">The whole file.</param>
/// <param name="options">Limits, threads, and whether a part is enough.</param>
internal sealed class GaussianFileParser(ReadOnlyMemory<byte> bytes, GaussianReadOptions options)
{
    private readonly List<(int Start, int Length, int Count)> _layers = [];
    private GaussianFileHeader? _header;
    private IReadOnlyDictionary<string, string> _metadata = new SortedDictionary<string, string>();
    private string? _problem;

    /// <summary>Reads the file.</summary>
    /// <exception cref="GaussianFormatException">The bytes are no .g2d file, or a damaged one.</exception>
    /// <exception cref="GaussianLimitException">The file is larger than the options allow.</exception>
    public GaussianFile Parse()
    {
        CheckSignature(bytes.Span);
        try
        {
            ScanChunks();
        }
        catch (GaussianFormatException e) when (options.AllowPrefix && _header is not null)
        {
            _problem = e.Message;
        }

        return DecodeLayers(_header!);
    }

    /// <summary>Reads the header alone, from the first bytes of a file.</summary>
    /// <exception cref="GaussianFormatException">The bytes do not begin as a .g2d file does.</exception>
    public static GaussianFileHeader ReadHeader(ReadOnlyMemory<byte> start)
    {
        CheckSignature(start.Span);
        var rest = start[GaussianFileSignature.Bytes.Length..];
        if (rest.Length < ChunkType.Overhead)
        {
            throw new GaussianFormatException("it is cut short");
        }

        var length = BinaryPrimitives.ReadUInt32LittleEndian(rest.Span);
        return length <= rest.Length - ChunkType.Overhead && rest.Span[4..8].SequenceEqual(Encoding.ASCII.GetBytes(ChunkType.Header))
            ? GaussianFileHeader.Parse(rest.Slice(8, (int)length))
            : throw new GaussianFormatException("the header is not the first chunk");
    }

    private static void CheckSignature(ReadOnlySpan<byte> start)
    {
        var signature = GaussianFileSignature.Bytes;
        if (start.Length < signature.Length || !start.StartsWith(signature[..4]))
        {
            throw new GaussianFormatException("it does not begin like one");
        }

        if (start[4] != GaussianFileSignature.Version)
        {
            throw new GaussianFormatException($"version {start[4]} of the format is unknown");
        }
    }

    private void ScanChunks()
    {
        var position = GaussianFileSignature.Bytes.Length;
        var isEnd = false;
        while (!isEnd)
        {
            var rest = bytes.Span[position..];
            if (rest.Length < ChunkType.Overhead)
            {
                throw new GaussianFormatException("it is cut short");
            }

            var length = BinaryPrimitives.ReadUInt32LittleEndian(rest);
            if (length > rest.Length - ChunkType.Overhead)
            {
                throw new GaussianFormatException("it is cut short");
            }

            var end = 8 + (int)length;
            if (Crc32.Append(0, rest[4..end]) != BinaryPrimitives.ReadUInt32LittleEndian(rest[end..]))
            {
                throw new GaussianFormatException("a chunk is damaged: its checksum does not match");
            }

            isEnd = Visit(Encoding.Latin1.GetString(rest.Slice(4, 4)), position + 8, (int)length);
            position += end + 4;
        }

        if (position != bytes.Length)
        {
            throw new GaussianFormatException("something follows its end");
        }
    }

    /// <summary>Parses or notes a chunk.</summary>
    /// <returns>True for the chunk that ends the file.</returns>
    private bool Visit(string type, int start, int length)
    {
        var data = bytes.Slice(start, length);
        if ((_header is null) != (type == ChunkType.Header))
        {
            throw new GaussianFormatException("the header is not the first chunk");
        }

        switch (type)
        {
            case ChunkType.Header:
                _header = GaussianFileHeader.Parse(data);
                if (_header.Count > options.MaxCount)
                {
                    throw new GaussianLimitException(
                        FormattableString.Invariant($"has {_header.Count} Gaussians; the limit is {options.MaxCount}"));
                }

                return false;
            case ChunkType.Metadata:
                _metadata = MetadataChunk.Parse(data.Span);
                return false;
            case ChunkType.Layer:
                var (count, offset) = LayerChunk.Parse(data.Span);
                if (_layers.Sum(l => (long)l.Count) + count > _header!.Count)
                {
                    throw new GaussianFormatException("the layers have more Gaussians than the header says");
                }

                _layers.Add((start + offset, length - offset, count));
                return false;
            case ChunkType.End:
                if (_layers.Sum(l => (long)l.Count) != _header!.Count)
                {
                    throw new GaussianFormatException("the layers have fewer Gaussians than the header says");
                }

                return true;
            default:
                return char.IsAsciiLetterLower(type[0]) ? false : throw new GaussianFormatException("a chunk is of an unknown type");
        }
    }

    private GaussianFile DecodeLayers(GaussianFileHeader header)
    {
        var codec = ProfileCodecs.ForReading(header);
        var decoder = codec.CreateDecoder(header, options);
        var store = new GaussianStore(_layers.Sum(l => l.Count));
        var read = new List<GaussianLayer>();
        var first = 0;
        try
        {
            foreach (var (start, length, count) in _layers)
            {
                var number = decoder.Decode(bytes.Slice(start, length), store, first, count);
                read.Add(new(number, length + ChunkType.Overhead));
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
        CheckGaussians(store);
        if (!codec.KeepsWeights)
        {
            LayerWeights.Assign(store, [.. read.Select(l => l.Count)], header.Compositing == GaussianCompositing.Normalised);
        }

        return new(CreateModel(header, store), header.Profile, header.ProfileVersion, bytes.Length, read, header.Count, _problem);
    }

    private void CheckGaussians(GaussianStore store)
    {
        if (GaussianChecks.FirstDefect(store) is not var (index, defect))
        {
            return;
        }

        store.Dispose();
        throw new GaussianFormatException(FormattableString.Invariant($"Gaussian {index}: {defect}"));
    }

    private GaussianModel CreateModel(GaussianFileHeader header, GaussianStore store) => new(store, header.Width, header.Height)
    {
        Compositing = header.Compositing,
        BlendSpace = header.BlendSpace,
        Cutoff = header.Cutoff,
        Epsilon = header.Epsilon,
        Background = header.Background,
        HasAlpha = header.HasAlpha,
        Metadata = _metadata,
    };

    private static GaussianStore Keep(GaussianStore store, int count)
    {
        var kept = store.Gather([.. Enumerable.Range(0, count)]);
        store.Dispose();
        return kept;
    }
}
