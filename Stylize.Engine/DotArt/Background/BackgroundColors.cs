namespace Stylize.Engine.DotArt.Background;

/// <summary>Finds the colors of the background. Samples of the image edge are clustered by k-means (Lloyd, 1982) in CIE Lab D65, starting
/// from k-means++ centers (Arthur and Vassilvitskii, SODA 2007).</summary>
internal static class BackgroundColors
{
    private const int MaxIterations = 20;

    /// <summary>k-means stops when no center moves farther than this CIE76 difference.</summary>
    private const float Convergence = 0.1f;

    /// <summary>Returns up to <see cref="BackgroundOptions.NumClusters"/> colors in Lab; empty if all samples are transparent.</summary>
    public static Vector3[] Find(Raster<Rgba32> image, BackgroundOptions options)
    {
        var samples = Samples(image, options);
        if (samples.Count == 0) return [];

        return options.ClusterColors ? Cluster(samples, options.NumClusters, options.Seed) : [Mean(samples)];
    }

    private static List<Vector3> Samples(Raster<Rgba32> image, BackgroundOptions options)
    {
        int w = image.Width, h = image.Height;
        var samples = new List<Vector3>();
        void Add(int x, int y)
        {
            var pixel = image.Row(y)[x];
            if (pixel.A >= 128)
            {
                var lab = LabConversion.FromRgba(pixel);
                samples.Add(new Vector3(lab.L, lab.A, lab.B));
            }
        }

        if (!options.SampleEdgePixels)
        {
            Add(0, 0);
            Add(w - 1, 0);
            Add(0, h - 1);
            Add(w - 1, h - 1);
            return samples;
        }

        var perimeter = Math.Max(1L, (2L * w) + (2L * h) - 4);
        var wanted = Math.Max(Math.Min(perimeter, 4), (long)Math.Ceiling(perimeter * (double)options.EdgeSampleRatio));
        for (long i = 0; i < wanted; i++)
        {
            var at = i * perimeter / wanted;
            if (at < w) Add((int)at, 0);
            else if (at < w + h - 1) Add(w - 1, (int)(at - w + 1));
            else if (at < (2L * w) + h - 2) Add((int)((2L * w) + h - 3 - at), h - 1);
            else Add(0, (int)Math.Clamp(perimeter - at, 0, h - 1));
        }

        return samples;
    }

    private static Vector3 Mean(List<Vector3> samples) => samples.Aggregate(Vector3.Zero, (sum, s) => sum + s) / samples.Count;

    private static Vector3[] Cluster(List<Vector3> samples, int clusters, int seed)
    {
        var centers = InitialCenters(samples, clusters, new Random(seed));
        var sums = new Vector3[centers.Length];
        var counts = new int[centers.Length];
        for (var iteration = 0; iteration < MaxIterations; iteration++)
        {
            Array.Clear(sums);
            Array.Clear(counts);
            foreach (var s in samples)
            {
                var nearest = Nearest(centers, s, out _);
                sums[nearest] += s;
                counts[nearest]++;
            }

            var moved = 0f;
            for (var i = 0; i < centers.Length; i++)
            {
                if (counts[i] > 0)
                {
                    var center = sums[i] / counts[i];
                    moved = MathF.Max(moved, Vector3.Distance(center, centers[i]));
                    centers[i] = center;
                }
            }

            if (moved < Convergence) break;
        }

        return centers;
    }

    /// <summary>k-means++: draws each further center from the samples with a probability proportional to the squared distance from the
    /// nearest center.</summary>
    private static Vector3[] InitialCenters(List<Vector3> samples, int clusters, Random random)
    {
        var centers = new List<Vector3> { samples[random.Next(samples.Count)] };
        while (centers.Count < clusters)
        {
            var total = 0.0;
            foreach (var s in samples)
            {
                Nearest(centers, s, out var d);
                total += d;
            }

            if (total <= 1e-6) break;

            var at = random.NextDouble() * total;
            foreach (var s in samples)
            {
                Nearest(centers, s, out var d);
                at -= d;
                if (at <= 0)
                {
                    centers.Add(s);
                    break;
                }
            }
        }

        return [.. centers];
    }

    private static int Nearest(IReadOnlyList<Vector3> centers, Vector3 color, out float distanceSquared)
    {
        var best = 0;
        distanceSquared = float.MaxValue;
        for (var i = 0; i < centers.Count; i++)
        {
            var d = Vector3.DistanceSquared(centers[i], color);
            if (d < distanceSquared)
            {
                distanceSquared = d;
                best = i;
            }
        }

        return best;
    }
}
