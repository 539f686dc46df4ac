namespace Stylize.Engine.Segmentation.Wells;

/// <summary>A file that was written for a well.</summary>
/// <param name="Width">Width in pixels; 0 for a table.</param>
public sealed record PlateOutput(string Path, string Kind, string Channel, int Width, int Height, int Regions)
{
    /// <summary>Width and height of an image, or the number of a table's rows, as names and values.</summary>
    public IReadOnlyList<KeyValuePair<string, object?>> Size =>
        Width > 0 ? [new("Width", Width), new("Height", Height)] : [new("Rows", Height)];
}
