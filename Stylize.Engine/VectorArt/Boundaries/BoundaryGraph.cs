using Stylize.Engine.VectorArt.Areas;

namespace Stylize.Engine.VectorArt.Boundaries;

/// <summary>Divides the borders of a label map into boundaries that end where three or more regions meet. Each boundary is found once and
/// belongs to both regions.</summary>
internal static class BoundaryGraph
{
    /// <summary>Returns the boundaries, with the frame of the image.</summary>
    public static List<Boundary> Trace(LabelMap map, LabelRegions regions, CancellationToken cancellation)
    {
        var borders = new BorderTracer(map.Width, map.Height);
        for (var y = 0; y <= map.Height; y++)
        {
            cancellation.ThrowIfCancellationRequested();
            borders.Mark(y, map.FramedRow(y - 1), map.FramedRow(y), map.FallingIsConnected);
        }

        var boundaries = borders.Open().Select(corners => FromCorners(corners, isClosed: false)).ToList();
        cancellation.ThrowIfCancellationRequested();
        boundaries.AddRange(borders.Closed().Select(corners => FromCorners(corners, isClosed: true)));
        return boundaries;

        Boundary FromCorners(int[] corners, bool isClosed)
        {
            // The pixels at both sides of the first step.
            var ((y, x), step) = (Math.DivRem(Math.Min(corners[0], corners[1]), borders.Stride), corners[1] - corners[0]);
            var (other, pixel) = (Math.Abs(step) == 1 ? SideAt(x, y - 1) : SideAt(x - 1, y), SideAt(x, y));
            return step == 1 || step == -borders.Stride ? new(corners, other, pixel) { IsClosed = isClosed }
                : new(corners, pixel, other) { IsClosed = isClosed };
        }

        BoundarySide SideAt(int x, int y) =>
            map.At(x, y) is var label && label == LabelMap.Outside ? new(label, -1) : new(label, regions.RegionAt(x, y));
    }
}
