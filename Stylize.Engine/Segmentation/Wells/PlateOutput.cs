namespace Stylize.Engine.Segmentation.Wells;

/// <summary>A file that was written for a well.</summary>
/// <param name="Kind">Mask, MontageMask, Montage, Overlay or Table.</param>
/// <param name="Width">Width in pixels; 0 for a table.</param>
/// <param name="Height">Height in pixels; for a table the number of its rows.</param>
public sealed record PlateOutput(string Path, string Kind, string Channel, int Width, int Height, int Regions)
{
    /// <summary>Returns width and height of an image, or the number of rows of a table, as names and values.</summary>
    public IReadOnlyList<KeyValuePair<string, object?>> Size =>
        Width > 0 ? [new("Width", Width), new("Height", Height)] : [new("Rows", Height)];
}

/// <summary>A file of a well with its properties as names and values, in display order.</summary>
public sealed record WellFile(string Path, IReadOnlyList<KeyValuePair<string, object?>> Details);
