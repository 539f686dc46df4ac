using Stylize.Engine.Segmentation.Nuclei;

namespace Stylize.Engine.Segmentation.Learned;

/// <summary>The maps that the network computes of an image, in tiles.</summary>
internal sealed class NucleusMaps(int width, int height) : IDisposable
{
    /// <summary>Largest side of a tile without its margin.</summary>
    public const int TileSide = 1024;

    /// <summary>The maps in the order of the network.</summary>
    public Raster<float>[] All { get; } =
        [.. Enumerable.Range(0, NucleusNetwork.Maps).Select(_ => Raster<float>.Packed(width, height))];

    /// <summary>Logits of the foreground.</summary>
    public Raster<float> Foreground => All[0];

    /// <summary>Distance to the border of the nucleus as a fraction of its maximum.</summary>
    public Raster<float> Distance => All[1];

    /// <summary>Logits of pixels where nuclei touch.</summary>
    public Raster<float> Touching => All[2];

    /// <summary>Returns the bytes of the maps, the labels and their basins, and of the network.</summary>
    public static long EstimateMemory(long pixels) =>
        (4 * (NucleusNetwork.Maps + 2) * pixels) + CatchmentBasins.EstimateMemory(pixels)
            + NucleusNetwork.EstimateMemory(TileSide + NucleusNetwork.Margin, TileSide + NucleusNetwork.Margin);

    /// <summary>Applies the network to an image in tiles. The result does not depend on the size of the
    /// tiles.</summary>
    /// <param name="image">Intensities, 0 at the background and 1 for bright nuclei of 22 pixels.</param>
    /// <param name="tileSide">Largest side of a tile without its margin.</param>
    public static NucleusMaps FromImage(
        Raster<float> image, NucleusNetwork network, CancellationToken cancellation, int tileSide = TileSide)
    {
        var maps = new NucleusMaps(image.Width, image.Height);
        var (columns, rows) = (Tiles(image.Width, tileSide), Tiles(image.Height, tileSide));
        foreach (var (top, bottom) in rows)
        {
            foreach (var (left, right) in columns)
            {
                maps.Add(image, network, left, top, right, bottom, cancellation);
            }
        }

        return maps;
    }

    public void Dispose()
    {
        foreach (var map in All)
        {
            map.Dispose();
        }
    }

    /// <summary>Returns first and end of tiles of about equal sides; each begins at a step.</summary>
    private static (int First, int End)[] Tiles(int length, int tileSide)
    {
        var count = (length + tileSide - 1) / tileSide;
        var side =
            (((length + count - 1) / count) + NucleusNetwork.Step - 1) / NucleusNetwork.Step * NucleusNetwork.Step;
        return [.. Enumerable.Range(0, (length + side - 1) / side)
            .Select(i => (i * side, Math.Min((i + 1) * side, length)))];
    }

    private void Add(
        Raster<float> image, NucleusNetwork network, int left, int top, int right, int bottom,
        CancellationToken cancellation)
    {
        var (x0, y0) = (Math.Max(left - NucleusNetwork.Margin, 0), Math.Max(top - NucleusNetwork.Margin, 0));
        var (width, height) = (
            Math.Min(right + NucleusNetwork.Margin, image.Width) - x0,
            Math.Min(bottom + NucleusNetwork.Margin, image.Height) - y0);
        using var tile = new Raster<float>(Blocks(width), Blocks(height), clear: true);
        for (var y = 0; y < height; y++)
        {
            image.Row(y0 + y).Slice(x0, width).CopyTo(tile.Row(y));
        }

        network.Run(
            tile, new PlanePart(left - x0, top - y0, right - x0, bottom - y0),
            (map, y, row) => row[(left - x0)..(right - x0)].CopyTo(All[map].Row(y + y0)[left..right]),
            cancellation);
    }

    private static int Blocks(int length) =>
        (length + NucleusNetwork.Block - 1) / NucleusNetwork.Block * NucleusNetwork.Block;
}
