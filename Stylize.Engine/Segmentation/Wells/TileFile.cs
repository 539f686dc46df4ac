namespace Stylize.Engine.Segmentation.Wells;

/// <summary>One tile, as the name of its file says.</summary>
/// <param name="Page">Page of a multi-page file, from 0.</param>
/// <param name="Well">Well, such as "E4".</param>
public sealed record TileFile(string Path, int Page, string Experiment, string Well, int Timepoint, string Channel, int Tile)
{
    /// <summary>The file's name without extension; where the file has several pages, followed by "_p" and the page.</summary>
    public string Stem { get; init; } = System.IO.Path.GetFileNameWithoutExtension(Path);

    /// <summary>Width of a pixel in micrometres as the file tells it; null where it does not.</summary>
    public double? PixelSize { get; init; }

    /// <summary>The image of an OME-Zarr that the tile is a plane of; null for a file.</summary>
    public ZarrPlace? Image { get; init; }
}
