using Stylize.Engine.Segmentation.Alignment;
using Stylize.Engine.Segmentation.Nuclei;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates.Tiles;

/// <summary>The registered positions of the overlapping tiles of a well.</summary>
/// <param name="Placed">First column and row of each tile, rounded to whole pixels.</param>
/// <param name="Nominal">Positions according to the nominal overlap, in the order of the tiles.</param>
internal sealed record TileRegistration(
    IReadOnlyDictionary<int, (int Left, int Top)> Placed, (int Width, int Height) Frame, IReadOnlyList<int> Numbers,
    IReadOnlyList<(double X, double Y)> Nominal, TilePositions Found)
{
    /// <summary>Maximum distance of a tile from its nominal position, as a share of the side of a tile.</summary>
    private const double MaxJitter = .02;

    /// <summary>Fewer overlapping pixels are not compared.</summary>
    private const int MinOverlap = 4;

    /// <summary>
    /// Registers each pair of neighboring tiles in their nominal overlap and solves for the positions. At a time, the
    /// edges of one row of tiles are in memory.
    /// </summary>
    /// <param name="grid">The tiles side by side.</param>
    /// <param name="failed">Receives the errors of tiles that cannot be read, which are removed.</param>
    public static TileRegistration Register(
        MontageGrid grid, ChannelReaders tiles, TileOverlap overlap, Action<StylizeException> failed,
        OperationContext context)
    {
        var (width, height) = (grid.TileWidth, grid.TileHeight);
        var (stepX, stepY) = (width - overlap.Pixels(width), height - overlap.Pixels(height));
        int[] numbers = [.. grid.Numbers.OrderBy(n => grid.Cell(n).Row).ThenBy(n => grid.Cell(n).Column)];
        var nominal =
            numbers.Select(n => ((double)(grid.Cell(n).Column * stepX), (double)(grid.Cell(n).Row * stepY))).ToList();
        var across = new SeamStrip(width, height, overlap.Pixels(width), isDown: false);
        var down = new SeamStrip(height, width, overlap.Pixels(height), isDown: true);
        var edges = new List<TileOffset>();
        var ends = new Dictionary<(int Column, int Row, bool IsDown), (int Index, Raster<float>? Pixels)>();
        foreach (var (index, number) in numbers.Index())
        {
            context.Cancellation.ThrowIfCancellationRequested();
            var pixels = Read(tiles, number, failed);
            var (column, row) = grid.Cell(number);
            foreach (var (strip, from) in new[] { (across, (column - 1, row, false)), (down, (column, row - 1, true)) })
            {
                if (ends.Remove(from, out var end))
                {
                    using var other = end.Pixels;
                    using var mine = pixels is null ? null : strip.Start(pixels);
                    edges.Add(strip.Compare(end.Index, index, other, mine, context));
                }
            }

            ends.Add((column, row, false), (index, pixels is null ? null : across.End(pixels)));
            ends.Add((column, row, true), (index, pixels is null ? null : down.End(pixels)));
            if (pixels is not null) tiles[number].ReleasePassing();
        }

        foreach (var (_, pixels) in ends.Values)
        {
            pixels?.Dispose();
        }

        var found = TilePositions.Solve(nominal, edges);
        var (left, top) = (found.Positions.Min(p => p.X), found.Positions.Min(p => p.Y));
        var placed = numbers.Index().ToDictionary(
            n => n.Item,
            n => ((int)Math.Round(found.Positions[n.Index].X - left),
                (int)Math.Round(found.Positions[n.Index].Y - top)));
        return new(placed, (((grid.Columns - 1) * stepX) + width, ((grid.Rows - 1) * stepY) + height), numbers,
            nominal, found);
    }

    public MontageGrid GridOf(MontageGrid plain, ChannelReaders tiles) => new(plain, Placed, tiles.Numbers, Frame);

    /// <summary>Returns a note on the registration, and a warning for each kind of overlap that did not
    /// contribute.</summary>
    public IEnumerable<WellRemark> Remarks(string well, string channel) =>
        Warnings(well).Select(WellRemark.Warning).Prepend(WellRemark.Note(Summary(well, channel)));

    private string Summary(string well, string channel) => Invariant(
        $"{well}: {Plural.WithCount(Numbers.Count, "tile")} registered in channel {channel} by "
        + $"{Found.Edges.Count(e => e.IsUsed)} of "
        + $"{Plural.WithCount(Found.Edges.Count(e => !e.IsMissing), "overlap")}; residual {Found.RootMeanSquare:0.00} "
        + $"pixels (RMS), {Found.Maximum:0.00} (maximum).");

    private IEnumerable<string> Warnings(string well)
    {
        foreach (var isDown in new[] { false, true })
        {
            if (Pairs(e => e.IsDown == isDown && !e.IsTrusted && !e.IsMissing) is not { Length: > 0 } empty) continue;

            var distance = Found.Edges.Any(e => e.IsDown == isDown && e.IsUsed)
                ? "Their distance is the median of the other tiles"
                : "They stay at the positions of the stage, with the overlap that you gave";
            yield return $"{well}: no common structure in the overlap of tiles {empty}. {distance}. Check the montage, "
                + "and the overlap, columns and layout that you gave.";
        }

        if (Pairs(e => e.IsOutlier) is { Length: > 0 } wrong)
        {
            yield return $"{well}: the overlap of tiles {wrong} contradicts the others and was ignored. Check the "
                + "montage.";
        }
    }

    public void WriteCsv(Stream target)
    {
        using var writer = new StreamWriter(target, leaveOpen: true) { NewLine = "\n" };
        writer.WriteLine("Tile,Left,Top,RegisteredX,RegisteredY,NominalX,NominalY,Overlaps,UsedOverlaps,Residual");
        var (left, top) = (Found.Positions.Min(p => p.X), Found.Positions.Min(p => p.Y));
        foreach (var (index, number) in Numbers.Index())
        {
            var edges = Found.Edges.Index()
                .Where(e => !e.Item.IsMissing && (e.Item.First == index || e.Item.Second == index)).ToList();
            var residuals = edges.Select(e => Found.Residuals[e.Index]).Where(r => !double.IsNaN(r)).ToList();
            var (x, y) = Found.Positions[index];
            var (placedX, placedY) = Placed[number];
            writer.WriteLine(Invariant(
                $"{number},{placedX},{placedY},{x - left:0.###},{y - top:0.###},{Nominal[index].X},{Nominal[index].Y},{edges.Count},"
                + $"{residuals.Count},{(residuals.Count == 0 ? "" : residuals.Max().ToString("0.###", CultureInfo.InvariantCulture))}"));
        }
    }

    private string Pairs(Func<TileOffset, bool> isMeant)
    {
        string[] pairs = [.. Found.Edges.Where(isMeant).Select(e => $"{Numbers[e.First]} and {Numbers[e.Second]}")];
        return string.Join(", ", pairs.Take(10)) + (pairs.Length > 10 ? $" and {pairs.Length - 10} others" : "");
    }

    private static Raster<ushort>? Read(ChannelReaders tiles, int number, Action<StylizeException> failed)
    {
        if (!tiles.Numbers.Contains(number)) return null;

        var pixels = StylizeException.OrDefault(tiles[number].Whole, failed);
        if (pixels is null) tiles.Remove(number);
        return pixels;
    }

    /// <summary>The part of a tile at one of its sides, in which a neighbor may overlap it.</summary>
    /// <param name="side">Length of the tile in the direction of the neighbor.</param>
    /// <param name="other">Length of the tile in the other direction.</param>
    private sealed class SeamStrip(int side, int other, int overlap, bool isDown)
    {
        // Two tiles may move by the jitter in opposite directions. The search stays within the overlap.
        private readonly int _reach = (int)Math.Min(Math.Ceiling(2 * MaxJitter * side) + 2, .9 * overlap);
        private readonly int _reachAcross = (int)Math.Min(Math.Ceiling(2 * MaxJitter * other) + 2, .4 * other);

        private int Depth => Math.Clamp(overlap + _reach, 1, side);

        /// <summary>Returns the part at the left or upper side.</summary>
        public Raster<float> Start(Raster<ushort> tile) => Cut(tile, 0);

        /// <summary>Returns the part at the right or lower side.</summary>
        public Raster<float> End(Raster<ushort> tile) => Cut(tile, side - Depth);

        public TileOffset Compare(
            int first, int second, Raster<float>? end, Raster<float>? start, OperationContext context)
        {
            if (end is null || start is null) return new(first, second, isDown, 0, 0, false) { IsMissing = true };
            if (overlap < MinOverlap) return new(first, second, isDown, 0, 0, false);

            var expected = Depth - overlap;
            var found = OverlapShift.Find(
                end, start, isDown ? (0, expected) : (expected, 0),
                isDown ? (_reachAcross, _reach) : (_reach, _reachAcross), context.MaxThreads, context.Cancellation);
            var offset = side - Depth;
            return new(
                first, second, isDown, found.X + (isDown ? 0 : offset), found.Y + (isDown ? offset : 0),
                found.IsTrusted)
            {
                Precision = found.Precision,
            };
        }

        private Raster<float> Cut(Raster<ushort> tile, int from) =>
            isDown ? tile.Floats(0, from, other, Depth) : tile.Floats(from, 0, Depth, other);
    }
}
