using Stylize.Engine.VectorArt.Areas;

namespace Stylize.Engine.VectorArt.Boundaries;

/// <summary>Divides the borders of a label map into boundaries that end where three or more regions meet. Each boundary is found once and
/// belongs to both regions.</summary>
internal sealed class BoundaryGraph
{
    /// <summary>The four directions, clockwise: right, down, left, up.</summary>
    private static readonly (int X, int Y)[] Steps = [(1, 0), (0, 1), (-1, 0), (0, -1)];

    private readonly LabelMap _map;
    private readonly Regions _regions;

    // Bits 0 to 3: a border leads in this direction. Bits 4 and 5: a corner of four borders connects the pixels at upper left and lower
    // right, or the others.
    private readonly byte[] _corners;
    private readonly byte[] _traced;
    private readonly List<int> _path = [];

    private BoundaryGraph(LabelMap map, Regions regions)
    {
        (_map, _regions) = (map, regions);
        _corners = new byte[(map.Width + 1) * (map.Height + 1)];
        _traced = new byte[_corners.Length];
    }

    /// <summary>Returns the boundaries, with the frame of the image.</summary>
    public static List<Boundary> Trace(LabelMap map, Regions regions, CancellationToken cancellation)
    {
        var graph = new BoundaryGraph(map, regions);
        graph.MarkCorners(cancellation);
        cancellation.ThrowIfCancellationRequested();
        var boundaries = new List<Boundary>();
        graph.Follow(boundaries, fromJunctions: true);
        cancellation.ThrowIfCancellationRequested();
        graph.Follow(boundaries, fromJunctions: false);
        return boundaries;
    }

    private void MarkCorners(CancellationToken cancellation)
    {
        for (var y = 0; y <= _map.Height; y++)
        {
            cancellation.ThrowIfCancellationRequested();
            byte nw = LabelMap.Outside, sw = LabelMap.Outside;
            for (var x = 0; x <= _map.Width; x++)
            {
                byte ne = _map.At(x, y - 1), se = _map.At(x, y);
                var borders = (ne != se ? 1 : 0) | (sw != se ? 2 : 0) | (nw != sw ? 4 : 0) | (nw != ne ? 8 : 0);
                if (borders == 15 && (nw == se || ne == sw))
                {
                    borders |= _map.FallingIsConnected(x, y) ? 16 : 32;
                }

                _corners[(y * (_map.Width + 1)) + x] = (byte)borders;
                (nw, sw) = (ne, se);
            }
        }
    }

    private static bool IsJunction(byte corner) => BitOperations.PopCount((uint)corner & 15) > 2 && corner < 16;

    private void Follow(List<Boundary> boundaries, bool fromJunctions)
    {
        for (var corner = 0; corner < _corners.Length; corner++)
        {
            if ((_corners[corner] & ~_traced[corner] & 15) == 0 || IsJunction(_corners[corner]) != fromJunctions) continue;

            for (var direction = 0; direction < 4; direction++)
            {
                if ((_corners[corner] & ~_traced[corner] & (1 << direction)) != 0)
                {
                    boundaries.Add(Follow(corner, direction, !fromJunctions));
                }
            }
        }
    }

    private Boundary Follow(int start, int direction, bool isClosed)
    {
        var stride = _map.Width + 1;
        _path.Clear();
        _path.Add(start);
        var (x, y) = (start % stride, start / stride);
        var boundary = new Boundary([], SideAt(x, y, direction, 0), SideAt(x, y, direction, 1)) { IsClosed = isClosed };
        var first = direction;
        while (true)
        {
            _traced[_path[^1]] |= (byte)(1 << direction);
            (x, y) = (x + Steps[direction].X, y + Steps[direction].Y);
            var corner = (y * stride) + x;
            var back = (direction + 2) & 3;
            _traced[corner] |= (byte)(1 << back);
            _path.Add(corner);
            var borders = _corners[corner];
            if (IsJunction(borders)) break;

            // Where the pixels at upper left and lower right are connected, up belongs to right, and left to down.
            direction = (borders & 16) != 0 ? 3 - back : (borders & 32) != 0 ? back ^ 1
                : BitOperations.TrailingZeroCount((borders & 15) ^ (1 << back));
            if (corner == start && direction == first) break;
        }

        return boundary with { Corners = [.. _path] };
    }

    /// <summary>Returns the side of the border that leads from a corner.</summary>
    /// <param name="side">0 for left, 1 for right of the direction.</param>
    private Side SideAt(int x, int y, int direction, int side)
    {
        var (px, py) = direction switch
        {
            0 => (x, y - 1 + side),
            1 => (x - side, y),
            2 => (x - 1, y - side),
            _ => (x - 1 + side, y - 1),
        };
        return _map.At(px, py) is var label && label == LabelMap.Outside ? new(label, -1) : new(label, _regions.Of(px, py));
    }
}
