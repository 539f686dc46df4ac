using Stylize.Engine.Imaging;

namespace Stylize.Engine.Batch;

/// <summary>What is done with files of a format.</summary>
/// <param name="Format">The format.</param>
/// <param name="Extensions">Its usual file name extensions.</param>
/// <param name="Reads">True where the codec decodes it.</param>
/// <param name="Writes">True where the codec encodes it.</param>
public sealed record FormatSupport(ImageFormat Format, IReadOnlyList<string> Extensions, bool Reads, bool Writes)
{
    /// <summary>A row for every format that is known by name.</summary>
    public static IEnumerable<FormatSupport> Of(IImageCodec codec) =>
        Enum.GetValues<ImageFormat>().Where(format => format != ImageFormat.Unknown).Select(format => new FormatSupport(
            format, FileExtensions.Of(format), codec.ReadFormats.Contains(format), codec.WriteFormats.Contains(format)));
}
