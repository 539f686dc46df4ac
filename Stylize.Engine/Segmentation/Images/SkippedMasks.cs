namespace Stylize.Engine.Segmentation.Images;

/// <summary>Recognizes label masks that other programs wrote next to their images, by the ends of their names.</summary>
/// <param name="areUsed">True if the run reads masks, so that skipping them needs no warning.</param>
/// <param name="isOff">Returns true if the user named one file, which is never skipped; null for false.</param>
public sealed class SkippedMasks(IImageCodec codec, bool areUsed, Func<bool>? isOff = null) : IInputSkip
{
    private const StringComparison Ignored = StringComparison.OrdinalIgnoreCase;

    /// <summary>Ends of the names of label masks next to their images; the first is that of Cellpose.</summary>
    private static readonly string[] Suffixes = ["_cp_masks", "_masks", "_mask", "_labels"];

    private readonly IReadOnlySet<string> _extensions = FileExtensions.ForFormats(codec.ReadFormats);
    private (string Path, string End)? _first;
    private int _count;

    /// <inheritdoc/>
    public string? Warning => areUsed || _first is not { } first ? null : WarningOf(_count, first.Path, first.End);

    /// <inheritdoc/>
    public bool Skips(string path)
    {
        if (isOff?.Invoke() == true || EndOf(path, stem => _extensions.Any(e => File.Exists(stem + e))) is not { } end) return false;

        _first ??= (path, end);
        _count++;
        return true;
    }

    /// <summary>Returns the end of the name of a mask, such as "_masks.png"; null if the file is not a mask.</summary>
    /// <param name="isImage">Returns true for the path of an image without its extension.</param>
    internal static string? EndOf(string path, Func<string, bool> isImage)
    {
        var stem = Path.ChangeExtension(path, null);
        return Suffixes.FirstOrDefault(suffix => stem.EndsWith(suffix, Ignored) && isImage(stem[..^suffix.Length])) is { } found
            ? found + Path.GetExtension(path) : null;
    }

    internal static string WarningOf(int count, string first, string end) =>
        StylizeException.Verbatim($"Skipped {Plural.WithCount(count, "label mask")}, such as '{Path.GetFileName(first)}'. ")
        + $"Use {{LabelPath}} {StylizeException.Verbatim($"'{{name}}{end}'")} to measure their objects.";
}
