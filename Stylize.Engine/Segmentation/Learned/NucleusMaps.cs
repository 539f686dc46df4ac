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

    private (int Width, int Height) _tile;

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
    /// <param name="searched">The blocks in which nuclei are sought; null for all. Others are ground.</param>
    public static NucleusMaps FromImage(
        Raster<float> image, NucleusNetwork network, CancellationToken cancellation, int tileSide = TileSide,
        PlaneCells? searched = null)
    {
        searched ??= PlaneCells.All((image.Width + 1) / 2, (image.Height + 1) / 2);
        var maps = new NucleusMaps(image.Width, image.Height);
        maps.Foreground.Fill(-1);
        maps.Distance.Clear();
        maps.Touching.Clear();
        var (columns, rows) = (Tiles(image.Width, tileSide), Tiles(image.Height, tileSide));
        foreach (var (top, bottom) in rows)
        {
            foreach (var (left, right) in columns)
            {
                maps.Add(image, network, searched, (left, top, right, bottom), cancellation);
            }
        }

        AlignedPool.Trim();
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
        Raster<float> image, NucleusNetwork network, PlaneCells searched,
        (int Left, int Top, int Right, int Bottom) own, CancellationToken cancellation)
    {
        var (x0, y0) = (Math.Max(own.Left - NucleusNetwork.Margin, 0), Math.Max(own.Top - NucleusNetwork.Margin, 0));
        var (width, height) = (
            Math.Min(own.Right + NucleusNetwork.Margin, image.Width) - x0,
            Math.Min(own.Bottom + NucleusNetwork.Margin, image.Height) - y0);
        var wanted = new PlaneCells(Blocks(width) / SearchedBlocks.Side, Blocks(height) / SearchedBlocks.Side);
        for (var y = own.Top; y < own.Bottom; y += SearchedBlocks.Side)
        {
            for (var x = own.Left; x < own.Right; x += SearchedBlocks.Side)
            {
                if (searched[x / 2, y / 2])
                {
                    wanted.Add((x - x0) / SearchedBlocks.Side, (y - y0) / SearchedBlocks.Side);
                }
            }
        }

        if (wanted.IsEmpty) return;

        var size = (Blocks(width), Blocks(height));
        if (size != _tile)
        {
            // Planes of another size would stay in the pool in addition to those of this tile.
            AlignedPool.Trim();
            _tile = size;
        }

        using var tile = new Raster<float>(size.Item1, size.Item2, clear: true);
        for (var y = 0; y < height; y++)
        {
            image.Row(y0 + y).Slice(x0, width).CopyTo(tile.Row(y));
        }

        network.Run(
            tile, wanted,
            (map, y, row) =>
            {
                if (y + y0 >= image.Height) return;

                var target = All[map].Row(y + y0);
                for (var x = own.Left; x < own.Right; x += SearchedBlocks.Side)
                {
                    var end = Math.Min(x + SearchedBlocks.Side, own.Right);
                    if (wanted[(x - x0) / 2, y / 2]) row[(x - x0)..(end - x0)].CopyTo(target[x..end]);
                }
            },
            cancellation);
    }

    private static int Blocks(int length) =>
        (length + NucleusNetwork.Block - 1) / NucleusNetwork.Block * NucleusNetwork.Block;
}

/// <summary>
/// Finds the blocks of an image in which nuclei are sought. Others are as dark as the darkest block around them, within
/// what noise explains, and within 1% of the range.
/// </summary>
internal static class SearchedBlocks
{
    /// <summary>Side of a block in pixels: a cell of the network's planes.</summary>
    public const int Side = 2 * PlaneCells.Side;

    /// <summary>
    /// Blocks in each direction of which the darkest one is taken: three nuclei, so that it lies outside of them.
    /// </summary>
    private const int Around = 8;

    /// <summary>
    /// Minimum brightness above the darkest block, in standard deviations of the mean of a block and as a fraction of
    /// the range. Nuclei that the network finds have at least 14 and 0.011 (HeLa and GOWT1, at a bright limit of the
    /// range).
    /// </summary>
    private const double MinNoise = 9, MinSignal = .01;

    /// <param name="image">Intensities from 0 to 1.</param>
    /// <param name="noise">Standard deviation of the mean of a block by noise.</param>
    public static PlaneCells Find(Raster<float> image, double noise)
    {
        using var means = new BlockMeans<float, float>(image, Side).ToPlane();
        using var darkest = Raster<float>.Packed(means.Width, means.Height);
        for (var y = 0; y < means.Height; y++)
        {
            means.Row(y).CopyTo(darkest.Row(y));
            for (var other = Math.Max(0, y - Around); other <= Math.Min(y + Around, means.Height - 1); other++)
            {
                TensorPrimitives.Min(darkest.Row(y), means.Row(other), darkest.Row(y));
            }
        }

        var found = new PlaneCells(means.Width, means.Height);
        for (var y = 0; y < means.Height; y++)
        {
            for (var x = 0; x < means.Width; x++)
            {
                var around =
                    darkest.Row(y)[Math.Max(0, x - Around)..Math.Min(x + Around + 1, means.Width)];
                var signal = means[x, y] - TensorPrimitives.Min<float>(around);
                if (signal > Math.Max(MinNoise * noise, MinSignal)) found.Add(x, y);
            }
        }

        return found.Grown();
    }
}
