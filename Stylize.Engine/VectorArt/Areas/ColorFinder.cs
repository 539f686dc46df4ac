namespace Stylize.Engine.VectorArt.Areas;

/// <summary>Finds the colors of a picture: k-means in DIN99o, started by splitting the cluster with the largest squared error at its mean
/// along its longest axis (Wu, Graphics Gems II, 1991).</summary>
internal static class ColorFinder
{
    /// <summary>Root of the mean squared distance in a cluster that is one color with noise.</summary>
    private const double Noise = 2.5;

    private const int Rounds = 12;

    /// <summary>Returns 1 to <paramref name="count"/> colors; fewer if the picture has fewer. Empty for a transparent picture.</summary>
    public static List<Lab> Find(ColorTable table, int count, CancellationToken cancellation)
    {
        var entries = Enumerable.Range(1, table.Colors.Length - 1).ToArray();
        if (entries.Length == 0) return [];

        var centers = new List<Lab> { Mean(table, entries) };
        var clusterOf = new int[table.Colors.Length];
        while (centers.Count < count)
        {
            cancellation.ThrowIfCancellationRequested();
            var errors = new double[centers.Count];
            var weights = new double[centers.Count];
            foreach (var entry in entries)
            {
                var cluster = clusterOf[entry];
                errors[cluster] += table.Weights[entry] * Squared(table.Colors[entry], centers[cluster]);
                weights[cluster] += table.Weights[entry];
            }

            var worst = Enumerable.Range(0, centers.Count)
                .Where(i => errors[i] > Noise * Noise * weights[i]).OrderByDescending(i => errors[i]).FirstOrDefault(-1);
            if (worst < 0) break;

            var members = entries.Where(entry => clusterOf[entry] == worst).ToArray();
            var axis = Axis(table, members, centers[worst]);
            var upper = members.Where(entry => Along(table.Colors[entry], centers[worst], axis) > 0).ToArray();
            var lower = members.Where(entry => !(Along(table.Colors[entry], centers[worst], axis) > 0)).ToArray();
            if (upper.Length == 0 || lower.Length == 0) break;

            centers[worst] = Mean(table, lower);
            centers.Add(Mean(table, upper));
            for (var round = 0; round < 3; round++)
            {
                Improve(table, entries, clusterOf, centers);
            }
        }

        for (var round = 0; round < Rounds && Improve(table, entries, clusterOf, centers); round++)
        {
            cancellation.ThrowIfCancellationRequested();
        }

        return centers;
    }

    /// <summary>Returns the squared distance of two colors, with the precision that sums over many pixels need.</summary>
    public static double Squared(Lab x, Lab y)
    {
        double l = x.L - y.L, a = x.A - y.A, b = x.B - y.B;
        return (l * l) + (a * a) + (b * b);
    }

    /// <summary>Assigns each entry to the nearest center, and moves the centers to the means.</summary>
    /// <returns>True if an assignment changed.</returns>
    private static bool Improve(ColorTable table, int[] entries, int[] clusterOf, List<Lab> centers)
    {
        var sums = new (double L, double A, double B, double Weight)[centers.Count];
        var search = new ColorSearch(CollectionsMarshal.AsSpan(centers));
        var isChanged = false;
        foreach (var entry in entries)
        {
            var color = table.Colors[entry];
            var cluster = search.Nearest(color);
            isChanged |= clusterOf[entry] != cluster;
            clusterOf[entry] = cluster;
            ref var sum = ref sums[cluster];
            var weight = table.Weights[entry];
            sum.L += weight * color.L;
            sum.A += weight * color.A;
            sum.B += weight * color.B;
            sum.Weight += weight;
        }

        for (var i = 0; i < centers.Count; i++)
        {
            if (sums[i] is { Weight: > 0 } sum)
            {
                centers[i] = new((float)(sum.L / sum.Weight), (float)(sum.A / sum.Weight), (float)(sum.B / sum.Weight));
            }
        }

        return isChanged;
    }

    private static Lab Mean(ColorTable table, int[] entries)
    {
        var clusters = new int[table.Colors.Length];
        var centers = new List<Lab> { default };
        Improve(table, entries, clusters, centers);
        return centers[0];
    }

    private static double Along(Lab color, Lab center, (double L, double A, double B) axis) =>
        ((color.L - center.L) * axis.L) + ((color.A - center.A) * axis.A) + ((color.B - center.B) * axis.B);

    /// <summary>Returns the direction of the largest variance, by power iteration.</summary>
    private static (double L, double A, double B) Axis(ColorTable table, int[] members, Lab center)
    {
        double ll = 0, la = 0, lb = 0, aa = 0, ab = 0, bb = 0;
        foreach (var member in members)
        {
            var (color, weight) = (table.Colors[member], table.Weights[member]);
            double l = color.L - center.L, a = color.A - center.A, b = color.B - center.B;
            ll += weight * l * l;
            la += weight * l * a;
            lb += weight * l * b;
            aa += weight * a * a;
            ab += weight * a * b;
            bb += weight * b * b;
        }

        (double L, double A, double B) axis = ll >= aa && ll >= bb ? (1.0, 0.1, 0.1) : aa >= bb ? (0.1, 1.0, 0.1) : (0.1, 0.1, 1.0);
        for (var round = 0; round < 16; round++)
        {
            var next = (L: (ll * axis.L) + (la * axis.A) + (lb * axis.B), A: (la * axis.L) + (aa * axis.A) + (ab * axis.B),
                B: (lb * axis.L) + (ab * axis.A) + (bb * axis.B));
            var length = Math.Sqrt((next.L * next.L) + (next.A * next.A) + (next.B * next.B));
            if (length == 0) break;

            axis = (next.L / length, next.A / length, next.B / length);
        }

        return axis;
    }
}
