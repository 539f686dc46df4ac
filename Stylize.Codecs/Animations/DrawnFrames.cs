namespace Stylize.Codecs.Animations;

/// <summary>Reads an animation whose frames are drawn one by one, and that plays forever.</summary>
/// <param name="draw">Draws the frame of a number, and returns its milliseconds.</param>
/// <param name="source">Owned by the reader; null if nothing stays open between frames.</param>
internal sealed class DrawnFrames(ImageInfo info, Func<int, Raster<Rgba32>, int> draw, IDisposable? source = null)
    : IFrameReader
{
    /// <summary>Default duration of a frame in milliseconds, as in other sprite programs.</summary>
    public const int UsualMilliseconds = 100;

    private int _next;

    public ImageInfo Info => info;
    public int LoopCount => 0;

    public IReadOnlyList<FrameTag> Tags { get; init; } = [];

    public bool Read(Raster<Rgba32> frame, out int milliseconds)
    {
        RequireSize(frame, info);
        milliseconds = _next < info.Pages ? draw(_next, frame) : 0;
        return _next++ < info.Pages;
    }

    public bool Skip(Raster<Rgba32> frame) => _next++ < info.Pages;

    public void Dispose() => source?.Dispose();

    internal static void RequireSize(Raster<Rgba32> frame, ImageInfo info)
    {
        if ((frame.Width, frame.Height) != (info.Width, info.Height))
        {
            throw new ArgumentException(
                $"The raster has {frame.Width} x {frame.Height} pixels, but the frames have {info.Width} x "
                + $"{info.Height}.", nameof(frame));
        }
    }
}

/// <summary>Numbered files as the frames of an animation.</summary>
internal sealed class NumberedFiles
{
    private readonly string _name;
    private readonly IReadOnlyList<string> _files;

    private NumberedFiles(string name, IReadOnlyList<string> files) => (_name, _files) = (name, files);

    public static NumberedFiles? FromSource(ImageSource source) =>
        source.Bytes is null && FrameSequence.FromPattern(source.Name) is { } frames
            ? new(source.Name, frames.Files) : null;

    /// <summary>Returns the file of the requested page for a pattern, and any other source unchanged.</summary>
    public static (ImageSource Source, DecodeOptions Options) One(ImageSource source, DecodeOptions? options)
    {
        options ??= DecodeOptions.Default;
        if (FromSource(source) is not { } numbered) return (source, options);

        SourceLimits.CheckPage(source.Name, numbered._files.Count, options);
        return (ImageSource.File(numbered._files[options.Page]), options with { Page = 0 });
    }

    public ImageInfo Identify(DecodeOptions options, Func<ImageSource, DecodeOptions?, ImageInfo> identify)
    {
        var first = identify(ImageSource.File(_files[0]), options with { Page = 0 });
        SourceLimits.Check(_name, first.Width, first.Height, _files.Count, options);
        SourceLimits.CheckPage(_name, _files.Count, options);
        return first with { Pages = _files.Count, IsSequence = true };
    }

    /// <param name="info">Header of the first file, with the number of files as its pages.</param>
    public IFrameReader Open(
        ImageInfo info, DecodeOptions options, Func<ImageSource, DecodeOptions?, Raster<Rgba32>> decode) =>
        new DrawnFrames(info, (number, frame) =>
        {
            var file = _files[number];
            using var image = decode(ImageSource.File(file), options with { Page = 0 });
            if ((image.Width, image.Height) != (info.Width, info.Height))
            {
                throw Errors.FrameSizes.With(file, image.Width, image.Height, info.Width, info.Height);
            }

            image.CopyTo(frame);
            return DrawnFrames.UsualMilliseconds;
        });
}
