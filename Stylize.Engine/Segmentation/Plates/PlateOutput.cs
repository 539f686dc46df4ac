namespace Stylize.Engine.Segmentation.Plates;

/// <summary>A file that was written.</summary>
/// <param name="Path">Full path.</param>
/// <param name="Kind">Mask, MontageMask, Montage, Overlay or Table.</param>
/// <param name="Channel">The segmented channel.</param>
/// <param name="Width">Pixels in a row; 0 for a table.</param>
/// <param name="Height">Rows; for a table, its rows.</param>
/// <param name="Regions">Regions in it.</param>
public sealed record PlateOutput(string Path, string Kind, string Channel, int Width, int Height, int Regions);
