namespace Stylize.Engine.Gaussians.Decoding;

/// <summary>Renders the frames of an animation of Gaussian images, one after another.</summary>
/// <param name="render">Renders a frame, which the caller owns.</param>
internal sealed class AnimationPictures(
    GaussianAnimation animation, Func<GaussianModel, Raster<Rgba32>> render, OperationContext context)
{
    public int Count => animation.Durations.Count;

    public void Encode(IImageCodec codec, Stream target, EncodeOptions encoding) =>
        codec.EncodeFrames(Frames(), target, encoding with { LoopCount = animation.LoopCount });

    /// <summary>Renders the frames on demand. A picture is valid until the next one is requested.</summary>
    public IEnumerable<AnimationFrame> Frames()
    {
        var done = 0;
        foreach (var model in animation.Frames())
        {
            context.Cancellation.ThrowIfCancellationRequested();
            context.Progress?.Invoke(new((double)done / Count, "frames"));
            Raster<Rgba32> picture;
            using (model)
            {
                picture = render(model);
            }

            using (picture)
            {
                yield return new AnimationFrame(picture, animation.Durations[done++]);
            }
        }
    }
}

/// <summary>
/// The frames of an animation as numbered PNG files: the first is the main file, the others are additional files. Frames are rendered while
/// they are written.
/// </summary>
internal sealed class NumberedPictures : IArtifact
{
    /// <summary>The suffix of any frame, with a question mark for each digit.</summary>
    public const string AnySuffix = ".gaussian_????.png";

    private readonly IEnumerator<AnimationFrame> _frames;
    private readonly IImageCodec _codec;
    private readonly OperationContext _context;
    private Raster<Rgba32>? _first;

    public NumberedPictures(
        AnimationPictures pictures, int width, int height, IReadOnlyList<KeyValuePair<string, object?>> summary, IImageCodec codec,
        OperationContext context)
    {
        (Width, Height, Summary) = (width, height, summary);
        (_codec, _context) = (codec, context);
        _frames = pictures.Frames().GetEnumerator();
        SideFiles = [.. Enumerable.Range(1, pictures.Count - 1).Select(frame => new SideFile(Suffix(frame), WriteNext))];
    }

    public int Width { get; }
    public int Height { get; }
    public IReadOnlyList<KeyValuePair<string, object?>> Summary { get; }
    public IReadOnlyList<SideFile> SideFiles { get; }

    /// <param name="frame">Number of the frame, from 0.</param>
    public static string Suffix(int frame) => Invariant($".gaussian_{frame:0000}.png");

    public void Write(Stream target) => _codec.Encode(First(), target, Encoding);

    public Raster<Rgba32> Picture(int side, OperationContext context) => First().Clone();

    public void Dispose()
    {
        _first?.Dispose();
        _frames.Dispose();
    }

    private Raster<Rgba32> First()
    {
        if (_first is null)
        {
            _frames.MoveNext();
            _first = _frames.Current.Image.Clone();
        }

        return _first;
    }

    private void WriteNext(Stream target)
    {
        First();
        _frames.MoveNext();
        _codec.Encode(_frames.Current.Image, target, Encoding);
    }

    private EncodeOptions Encoding => new(ImageFormat.Png) { Metadata = _context.Metadata };
}
