using Stylize.Engine.Drawings;
using Stylize.Engine.Gaussians.Decoding;

namespace Stylize.Engine.Catalog;

/// <summary>Support for a file format.</summary>
/// <param name="Format">Name of the format.</param>
/// <param name="Extensions">Usual file name extensions.</param>
/// <param name="Reads">True if images of the format are read.</param>
/// <param name="Writes">True if the codec or an operation writes it.</param>
public sealed record FormatSupport(string Format, IReadOnlyList<string> Extensions, bool Reads, bool Writes)
{
    /// <inheritdoc/>
    public override string ToString() => Format;

    /// <summary>The formats that operations write without a codec, such as the SVG of dot art, with their
    /// extensions.</summary>
    private static readonly (string Format, IEnumerable<string> Extensions)[] Drawn =
    [
        .. DrawingFormatDefinition.All.Select(row => ($"{row.Format}", (IEnumerable<string>)row.Extensions)),
        .. GaussianDecodeOptions.Formats.Select(format => ($"{format.Key}", (IEnumerable<string>)[format.Value])),
    ];

    /// <summary>The names of the formats of images and drawings, such as PNG and G-code.</summary>
    public static IEnumerable<string> Names =>
        Enum.GetValues<ImageFormat>().Select(format => FormatDefinition.ForFormat(format).Name)
            .Concat(DrawingFormatDefinition.All.Select(row => row.Name));

    /// <summary>Returns a row for every format.</summary>
    public static IReadOnlyList<FormatSupport> ListFor(IImageCodec codec)
    {
        var rows = Enum.GetValues<ImageFormat>().Where(format => format != ImageFormat.Unknown).Select(format => Row(
            $"{format}", FileExtensions.ForFormat(format),
            codec.ReadFormats.Contains(format), codec.WriteFormats.Contains(format))).ToList();
        var others = Drawn.Select(drawn => drawn.Format).Except(rows.Select(row => row.Format));
        return [.. rows, .. others.Select(format => Row(format, [], reads: false, writes: true))];
    }

    private static FormatSupport Row(string format, IReadOnlyList<string> extensions, bool reads, bool writes)
    {
        string[] drawn = [.. Drawn.Where(row => row.Format == format).SelectMany(row => row.Extensions)];
        return new(
            format, [.. extensions.Union(drawn).Order(StringComparer.Ordinal)], reads, writes || drawn.Length > 0);
    }
}
