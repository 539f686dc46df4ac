using Stylize.Engine.Gaussians.Files.Animations;
using Stylize.Engine.Gaussians.Files.Compact;
using Stylize.Engine.Gaussians.Files.Container;
using Stylize.Engine.Gaussians.Files.Profiles;

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
        FileBytes bytes = start;
        var chunk = bytes.ChunkAt(GaussianFileSignature.AnimationBytes.Length);
        var data = bytes.Data(chunk);
        return chunk.Type == ChunkType.Animation
            ? AnimationHeader.Parse(data)
            : throw new GaussianFormatException("the settings of the animation are not the first chunk");
    }

    /// <exception cref="GaussianFormatException">The bytes are not a valid animation.</exception>
    /// <exception cref="GaussianLimitException">The file exceeds a limit of the options.</exception>
    public void Parse()
    {
        Header = ReadHeader(bytes);
        if (Header.MaxCount > options.MaxCount)
        {
            throw new GaussianLimitException(
                Invariant($"has {Header.MaxCount} Gaussians; the limit is {options.MaxCount}"));
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
    public IEnumerable<GaussianModel> Decode(int first = 0) => Groups(first).Select(group => group.Model());

    /// <summary>Decodes the frames in order. A group is valid until the next one is requested.</summary>
    /// <inheritdoc cref="Decode" path="/exception"/>
    public IEnumerable<DecodedGroup> Groups(int first = 0)
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

                if (i >= first) yield return group;
            }
        }
        finally
        {
            group?.Dispose();
        }
    }

    private void ScanChunks()
    {
        FileBytes file = bytes;
        var position = file.ChunkAt(GaussianFileSignature.AnimationBytes.Length).End;
        while (true)
        {
            var chunk = file.ChunkAt(position);
            var data = file.Data(chunk);
            position = chunk.End;
            switch (chunk.Type)
            {
                case ChunkType.Metadata:
                    Metadata = MetadataChunk.Parse(data.Span);
                    break;
                case ChunkType.KeyFrame or ChunkType.Frame:
                    AddFrame(data, chunk.Type == ChunkType.KeyFrame);
                    break;
                case ChunkType.End:
                    GaussianFormatException.ThrowIf(position != bytes.Length, "there are bytes after its end");
                    GaussianFormatException.ThrowIf(
                        _frames.Count != Header.Frames, "it has fewer frames than its settings say");
                    return;
                default:
                    GaussianFormatException.ThrowIf(
                        !char.IsAsciiLetterLower(chunk.Type[0]), "the type of a chunk is unknown");
                    break;
            }
        }
    }

    private void AddFrame(ReadOnlyMemory<byte> data, bool isKey)
    {
        GaussianFormatException.ThrowIf(!isKey && _frames.Count == 0, "the first frame is not a key frame");
        GaussianFormatException.ThrowIf(_frames.Count == Header.Frames, "it has more frames than its settings say");
        var start = 0;
        var milliseconds = VariableInteger.Read(data.Span, ref start);
        GaussianFormatException.ThrowIf(milliseconds > MaxMilliseconds, "the duration of a frame is out of range");
        _frames.Add(new((int)milliseconds, isKey, data[start..]));
    }
}

/// <summary>A frame of the file.</summary>
/// <param name="Data">A .g2d file of version 1 for a key frame; otherwise motion and changes, empty for none.</param>
internal readonly record struct AnimationFrameData(int Milliseconds, bool IsKey, ReadOnlyMemory<byte> Data);

/// <summary>A key frame and the changes since.</summary>
internal sealed class DecodedGroup(GaussianModel key, CompactDecoder decoder, GaussianFileHeader header) : IDisposable
{
    /// <summary>The Gaussians of the current frame, and the code of the next.</summary>
    public FrameChangeCoder Changes { get; } = new(header, decoder.Quantizer, decoder.Kept!);

    /// <summary>The model of the key frame.</summary>
    public GaussianModel Key => key;

    public CompactQuantizer Quantizer => decoder.Quantizer;

    /// <summary>True if opacities are stored; otherwise all are 1.</summary>
    public bool HasOpacity => header.HasOpacity;

    /// <param name="file">A compact .g2d file of version 1.</param>
    /// <param name="settings">The settings of the animation; null for any.</param>
    /// <exception cref="GaussianFormatException">The file is damaged, or does not agree with the settings.</exception>
    public static DecodedGroup Read(ReadOnlyMemory<byte> file, GaussianReadOptions options, AnimationHeader? settings)
    {
        var whole = new GaussianReadOptions { MaxCount = options.MaxCount, MaxThreads = options.MaxThreads };
        var parser = new GaussianFileParser(file, whole) { KeepsQuantized = true };
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
        if (parser.Compact is not { } compact
            || (settings is { } all
                && ((model.Width, model.Height) != (all.Width, all.Height) || model.Count > all.MaxCount)))
        {
            model.Dispose();
            throw new GaussianFormatException("a key frame does not agree with the settings of the animation");
        }

        return new(model, compact, parser.Header);
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
        var store = key.Store.Clone();
        for (var i = 0; i < gaussians.Length; i++)
        {
            store[i] = decoder.Value(gaussians[i], store.Weight[i]);
        }

        return GaussianChecks.FirstDefect(store) is var (index, defect)
            ? Refuse(store, Invariant($"Gaussian {index} of a frame: {defect}"))
            : key.With(store);
    }

    public void Dispose() => key.Dispose();

    private static GaussianModel Refuse(GaussianStore store, string message)
    {
        store.Dispose();
        throw new GaussianFormatException(message);
    }
}

/// <summary>Writes the chunks of an animation of Gaussian images.</summary>
internal sealed class GaussianAnimationWriter
{
    private readonly MemoryStream _frames = new();
    private int _count;
    private int _maxCount;

    public int KeyFrames { get; private set; }

    /// <param name="file">A compact .g2d file. Its metadata and provenance are left out.</param>
    public void AddKey(int milliseconds, ReadOnlyMemory<byte> file, int count)
    {
        using var plain = new MemoryStream();
        plain.Write(GaussianFileSignature.Bytes);
        foreach (var chunk in ((FileBytes)file).Chunks())
        {
            if (chunk.Type is not (ChunkType.Metadata or ChunkType.Provenance))
            {
                plain.Write(file.Span[(int)(chunk.Start - 8)..(int)chunk.End]);
            }
        }

        _maxCount = Math.Max(_maxCount, count);
        KeyFrames++;
        Add(ChunkType.KeyFrame, milliseconds, plain.ToArray());
    }

    /// <param name="changes">The stream of the motion and the changes since the previous frame; empty for none.</param>
    public void Add(int milliseconds, ReadOnlySpan<byte> changes) => Add(ChunkType.Frame, milliseconds, changes);

    /// <summary>Returns the file.</summary>
    /// <param name="metadata">Metadata of the file; empty for none.</param>
    /// <param name="plays">Number of times that the animation is played; 0 for infinitely.</param>
    public byte[] ToBytes(int width, int height, int plays, IReadOnlyDictionary<string, string> metadata)
    {
        using var stream = new MemoryStream();
        stream.Write(GaussianFileSignature.AnimationBytes);
        var header = new AnimationHeader(width, height, _maxCount, _count, plays);
        Chunk.Write(stream, ChunkType.Animation, header.ToBytes());
        if (metadata.Count > 0)
        {
            Chunk.Write(stream, ChunkType.Metadata, MetadataChunk.Create(metadata));
        }

        _frames.WriteTo(stream);
        Chunk.Write(stream, ChunkType.End, []);
        return stream.ToArray();
    }

    private void Add(string type, int milliseconds, ReadOnlySpan<byte> data)
    {
        var time = VariableInteger.Bytes((uint)Math.Clamp(milliseconds, 0, AnimationParser.MaxMilliseconds));
        Chunk.Write(_frames, type, [.. time, .. data]);
        _count++;
    }
}

/// <summary>The ANIM chunk of an animation: size, limits and number of plays.</summary>
/// <param name="MaxCount">Largest number of Gaussians of a frame.</param>
/// <param name="Plays">Number of times that the animation is played; 0 for infinitely.</param>
internal readonly record struct AnimationHeader(int Width, int Height, int MaxCount, int Frames, int Plays)
{
    /// <summary>Largest number of frames of a file.</summary>
    public const int MaxFrames = 1 << 20;

    private const int Length = 18;

    public byte[] ToBytes() =>
    [
        .. LittleEndian.Long(Width), .. LittleEndian.Long(Height), .. LittleEndian.Long(MaxCount),
        .. LittleEndian.Long(Frames), .. LittleEndian.Word(Plays),
    ];

    /// <exception cref="GaussianFormatException">The chunk is damaged.</exception>
    public static AnimationHeader Parse(ReadOnlyMemory<byte> bytes)
    {
        GaussianFormatException.ThrowIf(bytes.Length != Length, "the settings of the animation have the wrong length");

        var fields = new LittleEndianReader(bytes);
        var header = new AnimationHeader(fields.Int(), fields.Int(), fields.Int(), fields.Int(), fields.Word());
        return header is
        {
            Width: > 0 and <= GaussianModel.MaxSide, Height: > 0 and <= GaussianModel.MaxSide,
            MaxCount: >= 0 and <= GaussianFileHeader.MaxCount, Frames: > 0 and <= MaxFrames,
        }
            ? header
            : throw new GaussianFormatException("a setting of the animation is out of range");
    }
}
