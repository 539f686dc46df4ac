namespace Stylize.Engine.Segmentation.Wells;

/// <summary>A page of a file, from 0.</summary>
public sealed record TilePlane(string Path, int Page);
