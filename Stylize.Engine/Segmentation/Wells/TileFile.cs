namespace Stylize.Engine.Segmentation.Wells;

/// <summary>One tile, as given by the name or the metadata of its file.</summary>
/// <param name="Page">Page of a multi-page file, from 0.</param>
/// <param name="Well">Well, such as "E4".</param>
public sealed record TileFile(
    string Path, int Page, string Experiment, string Well, int Timepoint, string Channel, int Tile)
{
    /// <inheritdoc/>
    public override string ToString() => Path;

    /// <summary>Name of the file without extension; if the file has several pages, followed by "_p" and the
    /// page.</summary>
    public string Stem { get; init; } = System.IO.Path.GetFileNameWithoutExtension(Path);

    /// <summary>Returns the name of what no file has, such as a plane of an OME-Zarr or a part of cells.</summary>
    internal static string StemOf(string experiment, string well, int timepoint, int tile, string channel) =>
        Invariant($"{experiment}_{well}_T{timepoint}_{tile}_{channel}");

    /// <summary>Size of a pixel in micrometers; null if unknown.</summary>
    public PixelSize? PixelSize { get; init; }

    /// <summary>Distance of the planes of its stack, in widths of a pixel; null if unknown.</summary>
    public double? PlaneDistance { get; init; }

    /// <summary>
    /// Position of the tile on the stage, or its column and row in the name, with y downward. Only differences count,
    /// in any unit; null if unknown.
    /// </summary>
    public (double X, double Y)? Stage { get; init; }

    /// <summary>Number of the plane in its stack; null if neither name nor metadata gives one.</summary>
    public int? Plane { get; init; }

    /// <summary>The planes of a stack that are projected to the tile, in order; empty for a single plane.</summary>
    public IReadOnlyList<TilePlane> Stack { get; init; } = [];

    /// <summary>The label mask of the tile; null if it is segmented by a threshold.</summary>
    public TilePlane? Mask { get; init; }

    /// <summary>The planes of which the pixels of the tile consist.</summary>
    public IReadOnlyList<TilePlane> Planes => Stack.Count > 0 ? Stack : [new TilePlane(Path, Page)];

    /// <summary>The image of an OME-Zarr to which the plane belongs; null for a file.</summary>
    public ZarrLocation? Image { get; init; }
}

/// <summary>A page of a file, from 0.</summary>
public sealed record TilePlane(string Path, int Page)
{
    /// <summary>Returns the path, and the page unless it is the first.</summary>
    public override string ToString() => Page == 0 ? Path : Invariant($"{Path}#{Page}");
}

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
