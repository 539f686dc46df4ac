namespace Stylize.Engine.Segmentation.Wells;

/// <summary>Where in an OME-Zarr a tile comes from.</summary>
/// <param name="Axes">The image's axes, such as t, c, z, y and x.</param>
public sealed record ZarrPlace(string Root, string Image, IReadOnlyList<string> Axes, IReadOnlyList<int> Shape, int Time, int Plane);
