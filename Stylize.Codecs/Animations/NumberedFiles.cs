using Stylize.Engine.IO;

namespace Stylize.Codecs.Animations;

internal sealed class NumberedFiles
{
    private readonly string _name;
    private readonly IReadOnlyList<string> _files;

    private NumberedFiles(string name, IReadOnlyList<string> files) => (_name, _files) = (name, files);

    public static NumberedFiles? FromSource(ImageSource source) =>
        source.Bytes is null && FrameSequence.FromPattern(source.Name) is { } frames ? new(source.Name, frames.Files) : null;

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

    public IFrameReader Open(ImageInfo info, DecodeOptions options, Func<ImageSource, DecodeOptions?, Raster<Rgba32>> decode)
    {
        var each = options with { Page = 0 };
        return new SequenceReader(info, _files, file => decode(ImageSource.File(file), each));
    }
}
