using System.Buffers.Binary;
using System.Text;
using Stylize.Engine.IO;
using Stylize.Engine.Imaging;

namespace Stylize.Engine.Gaussians.Files;

/// <summary>
/// Reads .g2d files. Every file is treated as hostile: lengths are checked before they are believed, memory is in proportion to the bytes that are there, and what is
/// wrong ends in one error that names the file.
/// </summary>
public static class GaussianFileReader
{
    /// <summary>Reads a file or bytes in memory.</summary>
    /// <exception cref="StylizeException">ImageMissing, ImageTooLarge or ImageUnreadable, naming the source.</exception>
    public static GaussianFile Read(ImageSource source, GaussianReadOptions? options = null)
    {
        options ??= GaussianReadOptions.Default;
        return Read(Load(source, options), source.Name, options);
    }

    /// <summary>Reads the bytes of a file.</summary>
    /// <param name="name">What errors call the file.</param>
    /// <exception cref="StylizeException">ImageTooLarge or ImageUnreadable, naming the source.</exception>
    public static GaussianFile Read(ReadOnlyMemory<byte> bytes, string name, GaussianReadOptions? options = null)
    {
        options ??= GaussianReadOptions.Default;
        try
        {
            return new Pass(bytes, options).Run();
        }
        catch (GaussianFormatException e)
        {
            throw Unreadable(name, e);
        }
        catch (GaussianLimitException e)
        {
            throw TooLarge(name, e);
        }
    }

    /// <summary>Reads the header and nothing else.</summary>
    /// <exception cref="StylizeException">ImageMissing or ImageUnreadable, naming the source.</exception>
    public static GaussianFileSummary Peek(ImageSource source)
    {
        using var stream = Open(source);
        var start = new byte[Math.Min(stream.Length, 4096)];
        stream.ReadExactly(start);
        try
        {
            var header = Pass.ReadHeader(start);
            return new(header.Width, header.Height, header.Count, stream.Length);
        }
        catch (GaussianFormatException e)
        {
            throw Unreadable(source.Name, e);
        }
        catch (GaussianLimitException e)
        {
            throw TooLarge(source.Name, e);
        }
    }

    private static ReadOnlyMemory<byte> Load(ImageSource source, GaussianReadOptions options)
    {
        if (source.Bytes is { } bytes)
        {
            return bytes;
        }

        using var stream = Open(source);
        if (stream.Length > options.MaxFileBytes)
        {
            throw new StylizeException(StylizeError.ImageTooLarge, source.Name, $"'{source.Name}' has {stream.Length} bytes; the limit is {options.MaxFileBytes}.", "Raise the limit if the file is trusted.");
        }

        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }

    private static Stream Open(ImageSource source)
    {
        if (source.Bytes is { } bytes)
        {
            return new MemoryStream(bytes.ToArray(), writable: false);
        }

        try
        {
            return new FileStream(source.Name, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new StylizeException(StylizeError.ImageMissing, source.Name, $"'{source.Name}' does not exist.", "Check the path.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StylizeException(StylizeError.ImageUnreadable, source.Name, $"'{source.Name}' cannot be read: {e.Message}", "Check the file and its permissions.", e);
        }
    }

    private static StylizeException TooLarge(string name, GaussianLimitException e) =>
        new(StylizeError.ImageTooLarge, name, $"'{name}' {e.Message}.", "Check where the file comes from.", e);

    private static StylizeException Unreadable(string name, GaussianFormatException e) =>
        new(StylizeError.ImageUnreadable, name, $"'{name}' is not a readable .g2d file: {e.Message}.", "Check the file, or ask for its intact part if it is cut short.", e);

    /// <summary>Reading one file: first the framing, so that what is allocated follows what is there, then the layers.</summary>
    private sealed class Pass(ReadOnlyMemory<byte> bytes, GaussianReadOptions options)
    {
        private readonly List<(int Start, int Length, int Count)> _layers = [];
        private GaussianFileHeader? _header;
        private IReadOnlyDictionary<string, string> _metadata = new SortedDictionary<string, string>();
        private string? _problem;

        public GaussianFile Run()
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

        /// <summary>The header of a file, from its first bytes.</summary>
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

        /// <summary>Takes note of a chunk; true for the last one.</summary>
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
                        throw new GaussianLimitException(FormattableString.Invariant($"has {_header.Count} Gaussians; the limit is {options.MaxCount}"));
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
            var decoder = codec.CreateDecoder(header, options.MaxThreads);
            var store = new GaussianStore(_layers.Sum(l => l.Count));
            var read = new List<GaussianLayer>();
            var first = 0;
            try
            {
                foreach (var (start, length, count) in _layers)
                {
                    decoder.Decode(bytes.Slice(start, length), store, first, count);
                    read.Add(new(count, length + ChunkType.Overhead));
                    first += count;
                }
            }
            catch (GaussianFormatException e) when (options.AllowPrefix)
            {
                _problem = e.Message;
                store = Keep(store, first);
            }
            catch
            {
                store.Dispose();
                throw;
            }

            CheckGaussians(store);
            if (!codec.KeepsWeights)
            {
                LayerWeights.Assign(store, [.. read.Select(l => l.Count)]);
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
}
