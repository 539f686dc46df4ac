namespace Stylize.Studio.Previews;

/// <summary>A preview as a browser reads it.</summary>
/// <param name="Picture">The result as a picture.</param>
/// <param name="Summary">Facts about the result.</param>
/// <param name="IsReduced">True if it was drawn from a reduced copy of the input.</param>
/// <param name="Table">A table of the result; null if it has none.</param>
internal sealed record ShownPreview(
    EncodedPicture Picture, IReadOnlyList<KeyValuePair<string, object?>> Summary, bool IsReduced, PreviewTable? Table = null);
