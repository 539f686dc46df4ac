namespace Stylize.Studio.Previews;

/// <summary>A preview of a result.</summary>
/// <param name="Picture">The result as a picture.</param>
/// <param name="Summary">Facts about the result.</param>
/// <param name="IsReduced">True if it was drawn from a reduced copy of the input.</param>
internal sealed record Preview(EncodedPicture Picture, IReadOnlyList<KeyValuePair<string, object?>> Summary, bool IsReduced)
{
    /// <summary>A table of the result; null if it has none.</summary>
    public PreviewTable? Table { get; init; }
}

/// <summary>The first rows of a table; null is an undefined value.</summary>
internal sealed record PreviewTable(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<double?>> Rows);

/// <summary>How much work a preview is worth.</summary>
internal enum PreviewQuality
{
    /// <summary>Drawn while the user moves a control.</summary>
    Draft,

    /// <summary>Drawn when the user pauses.</summary>
    Normal,

    /// <summary>The result of the command.</summary>
    Full,
}
