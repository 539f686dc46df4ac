using Stylize.Engine.Gaussians.Files.Animations;

namespace Stylize.Engine.Gaussians.Files;

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
        foreach (var (type, start, length) in ProvenanceChunk.Chunks(file))
        {
            if (type is not (ChunkType.Metadata or ChunkType.Provenance))
            {
                plain.Write(file.Span.Slice(start, length + ChunkType.Overhead));
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
        GaussianFileWriter.WriteChunk(stream, ChunkType.Animation, header.ToBytes());
        if (metadata.Count > 0)
        {
            GaussianFileWriter.WriteChunk(stream, ChunkType.Metadata, MetadataChunk.Create(metadata));
        }

        _frames.WriteTo(stream);
        GaussianFileWriter.WriteChunk(stream, ChunkType.End, []);
        return stream.ToArray();
    }

    private void Add(string type, int milliseconds, ReadOnlySpan<byte> data)
    {
        var start = new List<byte>();
        VariableInteger.Write(start, (uint)Math.Clamp(milliseconds, 0, AnimationParser.MaxMilliseconds));
        GaussianFileWriter.WriteChunk(_frames, type, [.. start, .. data]);
        _count++;
    }
}
