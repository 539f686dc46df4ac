using Stylize.Engine.VectorArt.Boundaries;

namespace Stylize.Engine.VectorArt.Drawing;

/// <summary>Finds the lines at a junction that continue each other.</summary>
internal static class StrokePartners
{
    /// <summary>Largest cosine between the directions of two lines from a junction that are one stroke.</summary>
    public const double MaxJoined = -0.7;

    /// <summary>Returns the pairs of lines from a junction that are one stroke: again and again the two whose
    /// directions are most opposite, and two that are left.</summary>
    /// <param name="directions">The direction of each line. Of very many, a line is compared only with those that are
    /// most opposite.</param>
    public static List<(int One, int Other)> Find(List<Point> directions)
    {
        const int Many = 500, Compared = 16;
        var candidates = new List<(double Cosine, int One, int Other)>();
        void Add(int one, int other) =>
            candidates.Add((Point.Dot(directions[one], directions[other]), one, other));
        if (directions.Count <= Many)
        {
            for (var one = 0; one < directions.Count; one++)
            {
                for (var other = one + 1; other < directions.Count; other++)
                {
                    Add(one, other);
                }
            }
        }
        else
        {
            double[] angles = [.. directions.Select(way => PortableMath.Atan2(way.Y, way.X))];
            int[] order = [.. Enumerable.Range(0, angles.Length)];
            Array.Sort(angles, order);
            for (var i = 0; i < order.Length; i++)
            {
                var place = Array.BinarySearch(angles, angles[i] <= 0 ? angles[i] + Math.PI : angles[i] - Math.PI);
                place = place < 0 ? ~place : place;
                for (var near = place - (Compared / 2); near < place + (Compared / 2); near++)
                {
                    var other = order[((near % order.Length) + order.Length) % order.Length];
                    if (other != order[i]) Add(Math.Min(order[i], other), Math.Max(order[i], other));
                }
            }
        }

        candidates.Sort();
        var (pairs, left, isTaken) = (new List<(int, int)>(), directions.Count, new bool[directions.Count]);
        foreach (var (cosine, one, other) in candidates)
        {
            if (isTaken[one] || isTaken[other]) continue;
            if (cosine > MaxJoined && left > 2) break;

            (isTaken[one], isTaken[other], left) = (true, true, left - 2);
            pairs.Add((one, other));
        }

        return pairs;
    }
}
