using Stylize.Engine.Gaussians.Files.Animations;

namespace Stylize.Engine.Gaussians.Files;

/// <summary>Reads the chunks of an animation of Gaussian images, and decodes its frames one after another.</summary>
internal sealed class AnimationParser(ReadOnlyMemory<byte> bytes, GaussianReadOptions options)
{
    /// <summary>Longest duration of a frame in milliseconds.</summary>
    public const int MaxMilliseconds = 1 << 24;

    private readonly List<AnimationFrameData> _frames = [];

    public AnimationHeader Header { get; private set; }
    public IReadOnlyList<AnimationFrameData> Frames => _frames;
    public IReadOnlyDictionary<string, string> Metadata { get; private set; } = new SortedDictionary<string, string>();

    /// <summary>Why later frames cannot be read; null if the whole file can be read.</summary>
    public string? Problem { get; private set; }

    /// <summary>Reads only the settings, from the first bytes of a file.</summary>
    /// <exception cref="GaussianFormatException">The bytes are not the beginning of an animation.</exception>
    public static AnimationHeader ReadHeader(ReadOnlyMemory<byte> start)
    {
        var chunk = NextChunk(start, GaussianFileSignature.AnimationBytes.Length);
        return chunk.Type == ChunkType.Animation
            ? AnimationHeader.Parse(chunk.Data.Span)
            : throw new GaussianFormatException("the settings of the animation are not the first chunk");
    }

    /// <exception cref="GaussianFormatException">The bytes are not a valid animation.</exception>
    /// <exception cref="GaussianLimitException">The file exceeds a limit of the options.</exception>
    public void Parse()
    {
        Header = ReadHeader(bytes);
        if (Header.MaxCount > options.MaxCount)
        {
            throw new GaussianLimitException(Invariant($"has {Header.MaxCount} Gaussians; the limit is {options.MaxCount}"));
        }

        try
        {
            ScanChunks();
        }
        catch (GaussianFormatException e) when (options.AllowPrefix && _frames.Count > 0)
        {
            Problem = e.Message;
        }
    }

    /// <summary>Decodes the frames in order. Each model belongs to the caller.</summary>
    /// <param name="first">The first frame to return, from 0.</param>
    /// <exception cref="GaussianFormatException">A frame is damaged.</exception>
    public IEnumerable<GaussianModel> Decode(int first = 0)
    {
        var start = _frames.FindLastIndex(first, frame => frame.IsKey);
        DecodedGroup? group = null;
        try
        {
            for (var i = start; i < _frames.Count; i++)
            {
                var frame = _frames[i];
                if (frame.IsKey)
                {
                    group?.Dispose();
                    group = DecodedGroup.Read(frame.Data, options, Header);
                }
                else
                {
                    group!.Decode(frame.Data.Span);
                }

                if (i >= first) yield return group.Model();
            }
        }
        finally
        {
            group?.Dispose();
        }
    }

    private static (string Type, ReadOnlyMemory<byte> Data, int End) NextChunk(ReadOnlyMemory<byte> bytes, int position)
    {
        var rest = bytes[position..];
        GaussianFormatException.ThrowIf(rest.Length < ChunkType.Overhead, "it is truncated");
        var length = BinaryPrimitives.ReadUInt32LittleEndian(rest.Span);
        GaussianFormatException.ThrowIf(length > rest.Length - ChunkType.Overhead, "it is truncated");
        var checksum = BinaryPrimitives.ReadUInt32LittleEndian(rest.Span[(8 + (int)length)..]);
        GaussianFormatException.ThrowIf(
            Crc32.HashToUInt32(rest.Span.Slice(4, 4 + (int)length)) != checksum, "a chunk is damaged: its checksum does not match");
        return (Encoding.Latin1.GetString(rest.Span.Slice(4, 4)), rest.Slice(8, (int)length), position + ChunkType.Overhead + (int)length);
    }

    private void ScanChunks()
    {
        var position = NextChunk(bytes, GaussianFileSignature.AnimationBytes.Length).End;
        while (true)
        {
            var (type, data, end) = NextChunk(bytes, position);
            position = end;
            switch (type)
            {
                case ChunkType.Metadata:
                    Metadata = MetadataChunk.Parse(data.Span);
                    break;
                case ChunkType.KeyFrame or ChunkType.Frame:
                    AddFrame(data, type == ChunkType.KeyFrame, end);
                    break;
                case ChunkType.End:
                    GaussianFormatException.ThrowIf(position != bytes.Length, "there are bytes after its end");
                    GaussianFormatException.ThrowIf(_frames.Count != Header.Frames, "it has fewer frames than its settings say");
                    return;
                default:
                    GaussianFormatException.ThrowIf(!char.IsAsciiLetterLower(type[0]), "the type of a chunk is unknown");
                    break;
            }
        }
    }

    private void AddFrame(ReadOnlyMemory<byte> data, bool isKey, int end)
    {
        GaussianFormatException.ThrowIf(!isKey && _frames.Count == 0, "the first frame is not a key frame");
        GaussianFormatException.ThrowIf(_frames.Count == Header.Frames, "it has more frames than its settings say");
        var start = 0;
        var milliseconds = VariableInteger.Read(data.Span, ref start);
        GaussianFormatException.ThrowIf(milliseconds > MaxMilliseconds, "the duration of a frame is out of range");
        _frames.Add(new((int)milliseconds, isKey, data[start..], end));
    }
}

/// <summary>A frame of the file.</summary>
/// <param name="Data">A .g2d file of version 1 for a key frame; otherwise motion and changes, empty for none.</param>
/// <param name="End">File position after the frame.</param>
internal readonly record struct AnimationFrameData(int Milliseconds, bool IsKey, ReadOnlyMemory<byte> Data, int End);

/// <summary>A key frame and the changes since.</summary>
internal sealed class DecodedGroup : IDisposable
{
    private readonly CompactProfile.Decoder _decoder;
    private readonly GaussianModel _key;

    private DecodedGroup(GaussianModel key, CompactProfile.Decoder decoder, GaussianFileHeader header)
    {
        _key = key;
        _decoder = decoder;
        HasOpacity = header.HasOpacity;
        Changes = new FrameChangeCoder(header, decoder.Quantizer, decoder.Kept!);
    }

    /// <summary>The Gaussians of the current frame, and the code of the next.</summary>
    public FrameChangeCoder Changes { get; }

    /// <summary>The model of the key frame.</summary>
    public GaussianModel Key => _key;

    public CompactQuantizer Quantizer => _decoder.Quantizer;

    /// <summary>True if opacities are stored; otherwise all are 1.</summary>
    public bool HasOpacity { get; }

    /// <param name="file">A compact .g2d file of version 1.</param>
    /// <param name="settings">The settings of the animation; null for any.</param>
    /// <exception cref="GaussianFormatException">The file is damaged, or does not agree with the settings.</exception>
    public static DecodedGroup Read(ReadOnlyMemory<byte> file, GaussianReadOptions options, AnimationHeader? settings)
    {
        var plain = options with { AllowPrefix = false, Region = null };
        var parser = new GaussianFileParser(FileBytes.Of(file), plain) { KeepsQuantized = true };
        GaussianFile read;
        try
        {
            read = parser.Parse();
        }
        catch (GaussianVersionException e)
        {
            throw new GaussianFormatException($"a key frame {e.Message}");
        }

        var model = read.Model;
        if (parser.Compact is not { } decoder
            || (settings is { } all && ((model.Width, model.Height) != (all.Width, all.Height) || model.Count > all.MaxCount)))
        {
            model.Dispose();
            throw new GaussianFormatException("a key frame does not agree with the settings of the animation");
        }

        return new(model, decoder, GaussianFileParser.ReadHeader(file));
    }

    /// <summary>Reads the next frame.</summary>
    /// <param name="data">Motion and changes; empty if the frame equals the one before.</param>
    /// <exception cref="GaussianFormatException">The data are damaged.</exception>
    public void Decode(ReadOnlySpan<byte> data) => Changes.Decode(data);

    /// <summary>Returns the model of the current frame. The caller owns it.</summary>
    public GaussianModel Model() => Model(Changes.Gaussians);

    /// <summary>Returns the model of other values of the Gaussians. The caller owns it.</summary>
    public GaussianModel Model(ReadOnlySpan<CompactGaussian> gaussians)
    {
        var store = _key.Store.Clone();
        for (var i = 0; i < gaussians.Length; i++)
        {
            store[i] = _decoder.Value(gaussians[i], store.Weight[i]);
        }

        return GaussianChecks.FirstDefect(store) is var (index, defect)
            ? Refuse(store, Invariant($"Gaussian {index} of a frame: {defect}"))
            : _key.With(store);
    }

    public void Dispose() => _key.Dispose();

    private static GaussianModel Refuse(GaussianStore store, string message)
    {
        store.Dispose();
        throw new GaussianFormatException(message);
    }
}
