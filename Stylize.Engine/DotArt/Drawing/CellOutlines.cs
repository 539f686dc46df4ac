using Stylize.Engine.DotArt.Points;
using Stylize.Engine.Drawings;

namespace Stylize.Engine.DotArt.Drawing;

/// <summary>Finds the Voronoi cell of each dot, and scales it to the area of the disc of its radius.</summary>
internal static unsafe class CellOutlines
{
    /// <summary>Largest scale. Full cells overlap a little, so that viewers leave no gaps between them.</summary>
    private const float MaxScale = 1.03f;

    /// <summary>Returns the corners of the scaled cells, clockwise in the image; fewer than three for a dot outside the
    /// image.</summary>
    public static Vector2[][] Find(ReadOnlySpan<Dot> dots, int width, int height)
    {
        using var sites = new Sites(dots.Length, width, height);
        for (var i = 0; i < dots.Length; i++)
        {
            (sites.X[i], sites.Y[i]) = (dots[i].X, dots[i].Y);
        }

        sites.Sort();
        var cells = new Vector2[dots.Length][];
        for (var i = 0; i < cells.Length; i++)
        {
            var at = new Vector2(dots[i].X, dots[i].Y);
            var clipped = new Clipped(sites, at, [new(0, 0), new(width, 0), new(width, height), new(0, height)]);
            RingSearch.Run(sites, at.X, at.Y, ref clipped);
            var scale = MathF.Min(MaxScale, dots[i].Radius * MathF.Sqrt(MathF.PI / AreaOf(clipped.Cell)));
            cells[i] = [.. clipped.Cell.Select(corner => at + (scale * (corner - at)))];
        }

        return cells;
    }

    private static float AreaOf(List<Vector2> cell)
    {
        var sum = 0f;
        for (var i = 0; i < cell.Count; i++)
        {
            var (a, b) = (cell[i], cell[(i + 1) % cell.Count]);
            sum += (a.X * b.Y) - (a.Y * b.X);
        }

        return MathF.Max(1e-6f, sum / 2);
    }

    /// <summary>Cuts off what is nearer to other sites.</summary>
    private struct Clipped(Sites sites, Vector2 at, List<Vector2> cell) : IRingVisitor
    {
        public List<Vector2> Cell { get; private set; } = cell;

        public readonly bool IsDone(int ring, float distance)
        {
            var reach = 0f;
            foreach (var corner in Cell)
            {
                reach = MathF.Max(reach, Vector2.DistanceSquared(corner, at));
            }

            return distance * distance > 4 * reach;
        }

        public void Visit(int first, int end)
        {
            for (var j = first; j < end; j++)
            {
                var toward = new Vector2(sites.X[j], sites.Y[j]) - at;
                if (toward == Vector2.Zero) continue;

                // Positive beyond the line in the middle.
                var middle = at + (toward / 2);
                if (Cell.TrueForAll(corner => Vector2.Dot(corner - middle, toward) <= 0)) continue;

                var kept = new List<Vector2>(Cell.Count + 1);
                for (var i = 0; i < Cell.Count; i++)
                {
                    var (a, b) = (Cell[i], Cell[(i + 1) % Cell.Count]);
                    float sideA = Vector2.Dot(a - middle, toward), sideB = Vector2.Dot(b - middle, toward);
                    if (sideA <= 0) kept.Add(a);
                    if ((sideA <= 0) != (sideB <= 0)) kept.Add(Vector2.Lerp(a, b, sideA / (sideA - sideB)));
                }

                Cell = kept;
            }
        }
    }
}
