using Stylize.Engine.VectorArt.Areas;

namespace Stylize.Engine.VectorArt.Boundaries;

/// <summary>Divides the borders of a label map into boundaries that end where three or more regions meet. Each boundary
/// is found once and belongs to both regions.</summary>
internal static class BoundaryGraph
{
    /// <summary>Returns the boundaries, with the frame of the image.</summary>
    public static List<Boundary> Trace(LabelMap map, CancellationToken cancellation)
    {
        var stride = map.Width + 1;
        var (corners, open) = Corners();
        var regions = new LabelRegions(map);
        return [.. corners.Select((border, i) => FromCorners(border, isClosed: i >= open))];

        (List<int[]> Corners, int Open) Corners()
        {
            var borders = new BorderTracer(map.Width, map.Height);
            for (var y = 0; y <= map.Height; y++)
            {
                cancellation.ThrowIfCancellationRequested();
                borders.Mark(y, map.FramedRow(y - 1), map.FramedRow(y), map.FallingIsConnected);
            }

            var found = borders.Open().ToList();
            var open = found.Count;
            cancellation.ThrowIfCancellationRequested();
            found.AddRange(borders.Closed());
            return (found, open);
        }

        Boundary FromCorners(int[] border, bool isClosed)
        {
            // The pixels at both sides of the first step.
            var ((y, x), step) = (Math.DivRem(Math.Min(border[0], border[1]), stride), border[1] - border[0]);
            var (other, pixel) = (Math.Abs(step) == 1 ? SideAt(x, y - 1) : SideAt(x - 1, y), SideAt(x, y));
            return step == 1 || step == -stride ? new(border, other, pixel) { IsClosed = isClosed }
                : new(border, pixel, other) { IsClosed = isClosed };
        }

        BoundarySide SideAt(int x, int y) =>
            map.At(x, y) is var label && label == LabelMap.Outside
                ? new(label, -1) : new(label, regions.RegionAt(x, y));
    }
}
