using Stylize.Engine.Drawings;

namespace Stylize.Engine.VectorArt.Drawing;

/// <summary>Orders closed lines for a cutter: those inside another one before it, so that no piece moves before all of
/// it is cut, and each next to the previous one.</summary>
internal static class CutOrder
{
    public static List<Dot[]> Sort(IReadOnlyList<Dot[]> rings)
    {
        var boxes = rings.Select((ring, i) => (Box: BoxOf(ring), Ring: i))
            .OrderBy(box => (box.Box.Right - box.Box.Left) * (box.Box.Bottom - box.Box.Top)).ToArray();
        var children = new List<int>[rings.Count + 1];
        for (var i = 0; i < boxes.Length; i++)
        {
            // The smallest box around this one; the box of a line is around those of the lines inside it.
            var outer = i + 1;
            while (outer < boxes.Length && !Contains(boxes[outer].Box, boxes[i].Box))
            {
                outer++;
            }

            var parent = outer < boxes.Length ? boxes[outer].Ring : rings.Count;
            (children[parent] ??= []).Add(boxes[i].Ring);
        }

        var order = new List<Dot[]>(rings.Count);
        var todo = new Stack<(int Ring, bool IsEntered)>([(rings.Count, false)]);
        var at = default(Dot);
        while (todo.TryPop(out var next))
        {
            if (next.IsEntered || children[next.Ring] is not { } inner)
            {
                if (next.Ring == rings.Count) continue;

                order.Add(rings[next.Ring]);
                at = rings[next.Ring][0];
                continue;
            }

            // The nearest line inside, then this one again.
            var nearest = 0;
            for (var i = 1; i < inner.Count; i++)
            {
                nearest = Distance(rings[inner[i]][0], at) < Distance(rings[inner[nearest]][0], at) ? i : nearest;
            }

            todo.Push((next.Ring, inner.Count == 1));
            todo.Push((inner[nearest], false));
            inner.RemoveAt(nearest);
        }

        return order;
    }

    private static float Distance(in Dot a, in Dot b) => Vector2.Distance(new(a.X, a.Y), new(b.X, b.Y));

    private static bool Contains(PageArea box, PageArea other) =>
        box.Left <= other.Left && box.Top <= other.Top && box.Right >= other.Right && box.Bottom >= other.Bottom;

    private static PageArea BoxOf(Dot[] ring) =>
        new(ring.Min(point => point.X), ring.Min(point => point.Y), ring.Max(point => point.X),
            ring.Max(point => point.Y));
}
