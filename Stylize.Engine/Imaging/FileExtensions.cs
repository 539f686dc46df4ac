namespace Stylize.Engine.Imaging;

/// <summary>The usual file name extensions of the formats, each with its dot and in lower case.</summary>
public static class FileExtensions
{
    private static readonly Dictionary<string, ImageFormat> Formats = FormatDefinition.ByExtension();

    /// <summary>The extensions of the given formats.</summary>
    public static IReadOnlySet<string> Of(IEnumerable<ImageFormat> formats) =>
        formats.SelectMany(Of).ToHashSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>The extensions of one format, sorted.</summary>
    public static IReadOnlyList<string> Of(ImageFormat format) => [.. FormatDefinition.Of(format).Extensions.Order(StringComparer.Ordinal)];

    /// <summary>The format that a file's name stands for; Unknown where its extension is of none.</summary>
    public static ImageFormat FormatOf(string name) => Formats.GetValueOrDefault(Path.GetExtension(name), ImageFormat.Unknown);

    /// <summary>True for the extension of an image format.</summary>
    internal static bool IsImage(string extension) => Formats.ContainsKey(extension);
}
