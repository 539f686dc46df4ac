using Stylize.Engine.Gaussians.Files.Container;
using Stylize.Engine.Gaussians.Rendering;

namespace Stylize.Engine.Gaussians.Files;

/// <summary>
/// An animation of Gaussian images: a .g2d file of version 2, whose frames are decoded on demand. Gaussians keep their
/// index from a key frame to the next.
/// </summary>
public sealed class GaussianAnimation
{
    private readonly AnimationParser _parser;
    private readonly string _name;

    private GaussianAnimation(AnimationParser parser, string name, long bytes)
    {
        _parser = parser;
        _name = name;
        Bytes = bytes;
        Durations = [.. parser.Frames.Select(frame => frame.Milliseconds)];
        KeyFrames = [.. Enumerable.Range(0, parser.Frames.Count).Where(i => parser.Frames[i].IsKey)];
    }

    /// <summary>Width of the pictures in pixels.</summary>
    public int Width => _parser.Header.Width;

    /// <summary>Height of the pictures in pixels.</summary>
    public int Height => _parser.Header.Height;

    /// <summary>Largest number of Gaussians of a frame.</summary>
    public int Count => _parser.Header.MaxCount;

    /// <summary>Size of the file in bytes.</summary>
    public long Bytes { get; }

    /// <summary>Number of times that the animation is played; 0 for infinitely.</summary>
    public int LoopCount => _parser.Header.Plays;

    /// <summary>Durations of the frames in milliseconds.</summary>
    public IReadOnlyList<int> Durations { get; }

    /// <summary>Numbers of the frames that do not depend on earlier frames, from 0.</summary>
    public IReadOnlyList<int> KeyFrames { get; }

    /// <summary>Number of frames according to the file.</summary>
    public int DeclaredFrames => _parser.Header.Frames;

    /// <summary>Metadata of the file.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _parser.Metadata;

    /// <summary>Why later frames cannot be read; null if the whole file can be read.</summary>
    public string? Problem => _parser.Problem;

    /// <summary>Returns true if a file starts like an animation.</summary>
    /// <exception cref="StylizeException">ImageMissing; its target is the source's name.</exception>
    public static bool IsAnimation(ImageSource source)
    {
        if (source.Bytes is { } bytes) return bytes.Span.StartsWith(GaussianFileSignature.AnimationBytes);

        using var stream = GaussianFileReader.Open(source);
        Span<byte> start = stackalloc byte[GaussianFileSignature.AnimationBytes.Length];
        return stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length
            && start.SequenceEqual(GaussianFileSignature.AnimationBytes);
    }

    /// <summary>Reads a file or bytes in memory.</summary>
    /// <param name="options">Limits and threads; null for the defaults. A region is ignored.</param>
    /// <exception cref="StylizeException">ImageMissing, ImageTooLarge or ImageUnreadable; its target is the source's
    /// name.</exception>
    public static GaussianAnimation Read(ImageSource source, GaussianReadOptions? options = null)
    {
        var bytes = GaussianFileReader.Load(source, options ?? GaussianReadOptions.Default).Bytes!.Value;
        return GaussianFileReader.Named(source.Name, () =>
        {
            var start = bytes.Span;
            if (start.StartsWith(GaussianFileSignature.Bytes))
            {
                throw new GaussianVersionException("is a single picture, not an animation");
            }

            var isAnimation = start.StartsWith(GaussianFileSignature.AnimationBytes);
            GaussianFormatException.ThrowIf(!isAnimation, "it does not start with the signature");
            var parser = new AnimationParser(bytes, options ?? GaussianReadOptions.Default);
            parser.Parse();
            return new GaussianAnimation(parser, source.Name, bytes.Length);
        });
    }

    /// <summary>Decodes the frames in order. The caller owns each model.</summary>
    /// <exception cref="StylizeException">ImageUnreadable: a frame is damaged.</exception>
    public IEnumerable<GaussianModel> Frames() => Named(_parser.Decode());

    /// <summary>Decodes frames in order. A group is valid until the next one is requested.</summary>
    /// <exception cref="StylizeException">ImageUnreadable: a frame is damaged.</exception>
    internal IEnumerable<DecodedGroup> Groups(int first, int count) => Named(_parser.Groups(first).Take(count));

    /// <summary>Decodes one frame. The caller owns the model.</summary>
    /// <param name="index">Number of the frame, from 0.</param>
    /// <exception cref="StylizeException">OperationFailed: the frame does not exist. ImageUnreadable: a frame is
    /// damaged.</exception>
    public GaussianModel Frame(int index)
    {
        if ((uint)index >= (uint)Durations.Count)
        {
            throw Errors.NoFrame.With(_name, index, Durations.Count, Durations.Count - 1);
        }

        return GaussianFileReader.Named(_name, () => _parser.Decode(index).First());
    }

    /// <summary>Renders the first frame.</summary>
    internal Raster<Rgba32> Picture(int side, OperationContext context)
    {
        using var first = Frame(0);
        return GaussianRenderer.Render(first, side, context);
    }

    private IEnumerable<T> Named<T>(IEnumerable<T> items)
    {
        using var next = items.GetEnumerator();
        while (GaussianFileReader.Named(_name, next.MoveNext))
        {
            yield return next.Current;
        }
    }
}
