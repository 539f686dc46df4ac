namespace Stylize.Engine.Segmentation.Wells;

/// <summary>A region of interest of a segmented channel of a well at a timepoint.</summary>
/// <param name="Area">Its pixels in tiles that exist, times the square of the pixel size.</param>
/// <param name="Cells">Number of regions whose centroids it contains.</param>
internal sealed record InterestArea(string Name, double Area, int Cells)
{
    /// <summary>Cells per area; null without area.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public double? Density => Area > 0 ? Cells / Area : null;
}
