namespace Stylize.Engine.Segmentation.Wells;

/// <summary>Where in an OME-Zarr a tile comes from.</summary>
/// <param name="Root">Full path of the plate, or of the image where there is none.</param>
/// <param name="Image">Full path of the image's group.</param>
/// <param name="Axes">The image's axes, such as t, c, z, y and x.</param>
/// <param name="Shape">Their lengths.</param>
/// <param name="Time">Index of the timepoint.</param>
/// <param name="Plane">Plane of the stack.</param>
public sealed record ZarrPlace(string Root, string Image, IReadOnlyList<string> Axes, IReadOnlyList<int> Shape, int Time, int Plane);
