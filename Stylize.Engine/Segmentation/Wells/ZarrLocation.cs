namespace Stylize.Engine.Segmentation.Wells;

/// <summary>The position of a tile in an OME-Zarr.</summary>
/// <param name="Root">Full path of the plate, or of the image if it has no plate.</param>
/// <param name="Image">Full path of the image's group.</param>
/// <param name="Axes">The axes of the image, such as t, c, z, y and x.</param>
public sealed record ZarrLocation(
    string Root, string Image, IReadOnlyList<string> Axes, IReadOnlyList<int> Shape, int Time, int Plane)
{
    /// <summary>Returns the page of the tile in an array with the axes of the image, or without channels.</summary>
    /// <param name="channel">Index of the channel; null for an array without channels.</param>
    internal int Page(int? channel) =>
        Axes.Zip(Shape).SkipLast(2).Where(axis => channel is not null || axis.First is "t" or "z").Aggregate(
            0, (page, axis) =>
                (page * axis.Second) + axis.First switch { "t" => Time, "c" => channel ?? 0, "z" => Plane, _ => 0 });
}
