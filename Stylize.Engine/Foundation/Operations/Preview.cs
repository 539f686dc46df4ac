namespace Stylize.Engine.Operations;

/// <summary>The time that a preview may take.</summary>
public enum PreviewTime
{
    /// <summary>A fraction of a second: drawn while the user moves a control.</summary>
    Draft,

    /// <summary>A few seconds: drawn when the user pauses.</summary>
    Normal,

    /// <summary>As long as the options need.</summary>
    Unlimited,
}

/// <summary>A preview of a result. Disposing of it disposes of the picture.</summary>
/// <param name="Picture">The result as a picture.</param>
/// <param name="Summary">Facts about the result: <see cref="IArtifact.Summary"/>.</param>
public sealed record Preview(Raster<Rgba32> Picture, IReadOnlyList<KeyValuePair<string, object?>> Summary) : IDisposable
{
    /// <summary>True if each pixel is a cell, to be shown as a square.</summary>
    public bool IsPixelated { get; init; }

    /// <summary>True if it was drawn from a reduced copy of the input, or smaller than the result.</summary>
    public bool IsReduced { get; init; }

    /// <summary>A table of the result; null if it has none.</summary>
    public PreviewTable? Table { get; init; }

    /// <summary>Disposes of the picture.</summary>
    public void Dispose() => Picture.Dispose();
}

/// <summary>The first rows of a table; null is an undefined value.</summary>
public sealed record PreviewTable(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<double?>> Rows);
