using Stylize.Engine.VectorArt.Areas;

namespace Stylize.Engine.VectorArt.Boundaries;

/// <summary>The boundaries of a picture and the positions of their edges, without the pixels. Points are computed when
/// they are read: as distances from the corners of pixels, they take half of the memory.</summary>
internal sealed class BoundaryPoints
{
    /// <summary>Number of boundaries that a thread takes at a time.</summary>
    public const int Band = 64;

    private readonly double[][] _offsets;
    private readonly bool _areHard;

    /// <inheritdoc cref="EdgePositions" path="/param"/>
    /// <param name="arePlain">True if areas have one color, so that what differs from it is noise.</param>
    /// <param name="areHard">True if no pixel mixes colors.</param>
    public BoundaryPoints(
        LabelMap map, Raster<Rgba32> image, AreaFills fills, int maxThin, bool arePlain, bool areHard,
        ThreadGrant threads, CancellationToken cancellation)
    {
        (Width, Height, Boundaries) = (map.Width, map.Height, BoundaryGraph.Trace(map, cancellation));
        _areHard = areHard;
        _offsets = new double[Boundaries.Count][];
        var positions = new EdgePositions(map, image, fills, maxThin);
        RowBands.ForEachRow(
            Boundaries.Count, threads, cancellation,
            i => _offsets[i] = Boundaries[i].IsFrame ? [] : positions.Find(Boundaries[i]), Band);
        ColorNoise = arePlain ? positions.ColorNoise() : 0;
    }

    public int Width { get; }

    public int Height { get; }

    public IReadOnlyList<Boundary> Boundaries { get; }

    /// <summary>The difference of pixels from the colors of plain areas; see <see cref="EdgePositions.ColorNoise"/>. 0
    /// for areas with shades.</summary>
    public double ColorNoise { get; }

    /// <summary>Returns true if no gray pixel gives the position of a boundary between those at its sides.</summary>
    public bool IsStair(int index) => _areHard && _offsets[index] is { Length: > 0 } offsets
        && Array.TrueForAll(offsets, offset => offset == 0);

    public Point CornerOf(int corner) => new(corner % (Width + 1), corner / (Width + 1));

    /// <summary>Returns points on a boundary in its direction, without its junctions; none for the frame. A closed
    /// boundary does not repeat the first point.</summary>
    public List<Point> Of(int index)
    {
        var (boundary, offsets) = (Boundaries[index], _offsets[index]);
        var points = new List<Point>(offsets.Length);
        if (offsets.Length == 0) return points;

        foreach (var (x, y, dx, dy) in new BoundarySteps(boundary, Width + 1))
        {
            var offset = offsets[points.Count];
            points.Add(new(x + (0.5 * dx) - (offset * dy), y + (0.5 * dy) + (offset * dx)));
        }

        return points;
    }
}
