namespace Stylize.Engine.DotArt.Inks;

/// <summary>A color with its weight in an image.</summary>
internal readonly record struct WeightedColor(Rgba32 Color, Lab Lab, float Weight);

/// <summary>Groups the colors of an image. A weight is the square root of an area, so that a face counts next to a large
/// background.</summary>
internal static class ColorClusters
{
    private const int MaxSamples = 1 << 16;
    private const int MaxIterations = 30;

    /// <summary>Bits per channel of the bins of similar colors.</summary>
    private const int Bits = 5;

    /// <summary>Returns the colors of an image in bins of similar colors.</summary>
    /// <param name="colorOf">Returns the color and the weight of a pixel.</param>
    public static WeightedColor[] Histogram(Raster<Rgba32> image, Func<Rgba32, (Rgba32 Color, float Weight)> colorOf)
    {
        var step = Math.Max(1, (int)Math.Sqrt(image.PixelCount / (double)MaxSamples));
        var bins = new SortedDictionary<int, (Vector3 Sum, float Weight)>();
        for (var y = step / 2; y < image.Height; y += step)
        {
            var row = image.Row(y);
            for (var x = step / 2; x < row.Length; x += step)
            {
                var (c, weight) = colorOf(row[x]);
                if (weight <= 0) continue;

                const int Shift = 8 - Bits;
                var key = (((c.R >> Shift << Bits) | (c.G >> Shift)) << Bits) | (c.B >> Shift);
                var (sum, total) = bins.GetValueOrDefault(key);
                bins[key] = (sum + (weight * new Vector3(c.R, c.G, c.B)), total + weight);
            }
        }

        return [.. bins.Values.Select(bin => Of(bin.Sum / bin.Weight, MathF.Sqrt(bin.Weight)))];
    }

    /// <summary>Returns up to <paramref name="count"/> centers by weighted k-means (Lloyd, 1982) in CIE Lab. Starts with the heaviest
    /// color, and then repeatedly adds the color whose weight times its squared distance from the centers is largest.</summary>
    public static WeightedColor[] Find(IReadOnlyList<WeightedColor> colors, int count)
    {
        var centers = new List<WeightedColor>();
        var distances = new float[colors.Count];
        Array.Fill(distances, 1f);
        while (centers.Count < Math.Min(count, colors.Count))
        {
            var next = Enumerable.Range(0, colors.Count).MaxBy(i => colors[i].Weight * distances[i]);
            if (distances[next] <= 0) break;

            centers.Add(colors[next]);
            for (var i = 0; i < distances.Length; i++)
            {
                var d = Lab.Squared(colors[i].Lab, colors[next].Lab);
                distances[i] = centers.Count == 1 ? d : MathF.Min(distances[i], d);
            }
        }

        var sums = new (double L, double A, double B, double Weight)[centers.Count];
        for (var iteration = 0; iteration < MaxIterations; iteration++)
        {
            Array.Clear(sums);
            foreach (var c in colors)
            {
                ref var sum = ref sums[Nearest(centers, c.Lab)];
                sum = (sum.L + (c.Weight * c.Lab.L), sum.A + (c.Weight * c.Lab.A), sum.B + (c.Weight * c.Lab.B), sum.Weight + c.Weight);
            }

            var moved = 0f;
            for (var i = 0; i < sums.Length; i++)
            {
                var (l, a, b, weight) = sums[i];
                if (weight <= 0) continue;

                var lab = new Lab((float)(l / weight), (float)(a / weight), (float)(b / weight));
                moved = MathF.Max(moved, Lab.Squared(lab, centers[i].Lab));
                centers[i] = new WeightedColor(LabConversion.ToRgba(lab), lab, (float)weight);
            }

            if (moved < 1e-3f) break;
        }

        return [.. centers];
    }

    private static WeightedColor Of(Vector3 mean, float weight)
    {
        var color = new Rgba32((byte)(mean.X + 0.5f), (byte)(mean.Y + 0.5f), (byte)(mean.Z + 0.5f));
        return new WeightedColor(color, LabConversion.FromRgba(color), weight);
    }

    private static int Nearest(List<WeightedColor> centers, Lab color)
    {
        var best = 0;
        for (var i = 1; i < centers.Count; i++)
        {
            best = Lab.Squared(centers[i].Lab, color) < Lab.Squared(centers[best].Lab, color) ? i : best;
        }

        return best;
    }
}
