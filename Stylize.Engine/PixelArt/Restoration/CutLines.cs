namespace Stylize.Engine.PixelArt.Restoration;

/// <summary>Finds cut lines one by one along an axis: the path through an <see cref="EdgeProfile"/> that crosses the
/// strongest edges with the most regular distances, by dynamic programming.</summary>
internal sealed class CutLines
{
    /// <summary>Standard deviation of a distance: a part relative to the spacing, and a part in pixels.</summary>
    private const double RelativeDrift = 0.1, Drift = 0.5;

    /// <summary>Maximum deviation of a distance, relative to the spacing.</summary>
    private const double MaxDrift = 0.4;

    /// <summary>Minimum distance of cut lines, in pixels.</summary>
    private const int MinGap = 2;

    /// <summary>Profile, relative to its strongest items, below which the ends have no edges.</summary>
    private const double EmptyShare = 0.02;

    /// <summary>Minimum side of a partial cell at an end, relative to the spacing.</summary>
    private const double MinPartialCell = 0.3;

    /// <summary>Number of spacings that are tried on both sides of an approximate one.</summary>
    private const int FineSteps = 6;

    private const int RefinementRounds = 3;
    /// <summary>Number of random orders of the edges that are compared with the true one.</summary>
    private const int Shuffles = 3;

    private const int StepsPerGap = 2;
    private readonly int _pixels, _start;
    private readonly double[] _profile, _gains;
    private readonly (double[] Profile, double[] Gains)[] _shuffled;
    private readonly double _total;
    private readonly double[] _best;
    private readonly int[] _previous;
    private readonly RestorationWork _work;

    public CutLines(double[] edges, RestorationWork work)
    {
        (_pixels, _work) = (edges.Length, work);
        (_start, var end) = Extent(edges);

        // x^(3/4), so that a few long edges do not outweigh many short ones.
        var sharp = edges[_start..end].Select(p => Math.Sqrt(p) * Math.Sqrt(Math.Sqrt(p))).ToArray();
        _total = sharp.Sum();
        _profile = Softened(sharp);
        _gains = Gains(_profile);
        _shuffled = new (double[], double[])[Shuffles];
        var state = 12_345u;
        for (var i = 0; i < Shuffles; i++)
        {
            Shuffle(sharp, ref state);
            var profile = Softened(sharp);
            _shuffled[i] = (profile, Gains(profile));
        }

        (_best, _previous) = (new double[sharp.Length], new int[sharp.Length]);
    }

    /// <summary>Returns the evidence for a spacing, 0 or more: the divergence of the share of edges on the cut lines
    /// from the share that cut lines of the same freedom have on the same edges in random order.</summary>
    public double Evidence(double spacing)
    {
        if (_total <= 0) return 0;

        return Divergence(
            Share(_profile, Path(_gains, spacing)),
            _shuffled.Average(shuffled => Share(shuffled.Profile, Path(shuffled.Gains, spacing))));
    }

    /// <summary>Finds the cut lines for a spacing that is known approximately.</summary>
    /// <param name="maxChange">Maximum change of the spacing, relative to it.</param>
    /// <returns>The cells, and the evidence for their spacing.</returns>
    public (CellAxis Axis, double Evidence) Find(double spacing, double maxChange)
    {
        var near = Enumerable.Range(-FineSteps, (2 * FineSteps) + 1)
            .Select(i => spacing * (1 + (maxChange * i / FineSteps))).ToArray();
        var evidences = near.Select(Evidence).ToArray();
        var evidence = evidences.Max();
        spacing = near[Array.IndexOf(evidences, evidence)];
        for (var round = 0; round < RefinementRounds; round++)
        {
            spacing = Math.Clamp(Supported(Path(_gains, spacing), spacing), near[0], near[^1]);
        }

        return (Complete(Path(_gains, spacing), spacing), evidence);
    }

    /// <summary>Returns the range of the profile that contains edges. Plain margins say nothing about the
    /// spacing.</summary>
    private static (int Start, int End) Extent(double[] profile)
    {
        var strongest = profile.OrderDescending().Take(Math.Max(3, profile.Length / 50)).Average();
        var first = Array.FindIndex(profile, p => p > EmptyShare * strongest);
        var last = Array.FindLastIndex(profile, p => p > EmptyShare * strongest);
        return first < 0 ? (0, profile.Length) : (Math.Max(0, first - 2), Math.Min(profile.Length, last + 3));
    }

    /// <summary>Adds half of both neighbors, because soft edges vary by a pixel.</summary>
    private static double[] Softened(double[] profile)
    {
        var result = (double[])profile.Clone();
        for (var i = 1; i < profile.Length; i++)
        {
            result[i] += 0.5 * profile[i - 1];
            result[i - 1] += 0.5 * profile[i];
        }

        return result;
    }

    private static void Shuffle(double[] values, ref uint state)
    {
        for (var i = values.Length - 1; i > 0; i--)
        {
            state = (state * 1_103_515_245u) + 12_345u;
            var other = (int)((state >> 8) % (uint)(i + 1));
            (values[i], values[other]) = (values[other], values[i]);
        }
    }

    private static double[] Gains(double[] profile)
    {
        var mean = (profile.Sum() / profile.Length) + 1e-9;
        return [.. profile.Select(p => PortableMath.Log(1 + (p / mean)))];
    }

    private static double Divergence(double share, double chance)
    {
        (share, chance) = (Math.Clamp(share, 1e-6, 1 - 1e-6), Math.Clamp(chance, 1e-6, 1 - 1e-6));
        return share <= chance
            ? 0
            : (share * PortableMath.Log(share / chance)) + ((1 - share) * PortableMath.Log((1 - share) / (1 - chance)));
    }

    private double Share(double[] profile, List<int> cuts) => cuts.Sum(cut => profile[cut]) / _total;

    /// <summary>Returns the cut lines with the largest sum of gains minus squared deviations of their
    /// distances.</summary>
    private List<int> Path(double[] gains, double spacing)
    {
        var drift = Drift + (RelativeDrift * spacing);
        var min = Math.Max(MinGap, (int)Math.Floor(spacing * (1 - MaxDrift)));
        var max = Math.Max((int)Math.Ceiling(spacing * (1 + MaxDrift)), min + 1);
        var penalties = new double[max - min + 1];
        for (var gap = min; gap <= max; gap++)
        {
            var deviation = (gap - spacing) / drift;
            penalties[gap - min] = deviation * deviation;
        }

        _work.Require((long)StepsPerGap * gains.Length * penalties.Length);
        for (var i = 0; i < gains.Length; i++)
        {
            var (best, previous) = (i <= spacing + drift ? 0 : double.MinValue, -1);
            for (var gap = min; gap <= max && gap <= i; gap++)
            {
                var value = _best[i - gap] - penalties[gap - min];
                if (value > best)
                {
                    (best, previous) = (value, i - gap);
                }
            }

            (_best[i], _previous[i]) = (best + gains[i], previous);
        }

        var last = gains.Length - 1;
        for (var i = last; i >= 0 && i >= gains.Length - spacing - drift; i--)
        {
            last = _best[i] > _best[last] ? i : last;
        }

        List<int> cuts = [];
        for (var i = last; i >= 0; i = _previous[i])
        {
            cuts.Add(i);
        }

        cuts.Reverse();
        return cuts;
    }

    /// <summary>Returns the mean distance of adjacent cut lines that both have edges; the others only follow the given
    /// spacing.</summary>
    private double Supported(List<int> cuts, double spacing)
    {
        if (cuts.Count < 3) return spacing;

        var gains = cuts.Select(cut => _gains[cut]).Order().ToArray();
        var enough = 0.5 * gains[gains.Length / 2];
        List<int> gaps = [];
        for (var i = 1; i < cuts.Count; i++)
        {
            if (Math.Min(_gains[cuts[i - 1]], _gains[cuts[i]]) >= enough)
            {
                gaps.Add(cuts[i] - cuts[i - 1]);
            }
        }

        return gaps.Count == 0 ? spacing : gaps.Average();
    }

    /// <summary>Continues the cut lines with their mean distance to both ends of the image.</summary>
    private CellAxis Complete(List<int> cuts, double spacing)
    {
        if (_total <= 0) return CellAxis.Even(_pixels, spacing);

        var mean = cuts.Count > 1 ? (double)(cuts[^1] - cuts[0]) / (cuts.Count - 1) : spacing;
        var (first, last) = (cuts[0] + _start, cuts[^1] + _start);
        var (before, after) = (Whole(first), Whole(_pixels - last));
        var bounds = new List<int>();
        for (var k = before; k > 0; k--)
        {
            bounds.Add((int)Math.Round(first - (k * mean)));
        }

        bounds.AddRange(cuts.Select(cut => cut + _start));
        for (var k = 1; k <= after; k++)
        {
            bounds.Add((int)Math.Round(last + (k * mean)));
        }

        if (bounds.Count < 2) return CellAxis.Even(_pixels, 1);

        var offset = Math.Min(0, bounds[0]);
        bounds[0] = 0;
        bounds[^1] = _pixels;
        return new CellAxis([.. bounds], mean, offset);

        int Whole(int margin) => (int)Math.Floor((margin / mean) + 1 - MinPartialCell);
    }
}

/// <summary>The strength of an image's edges between adjacent columns or rows. Only the steepest position of each edge
/// counts, so that soft edges give narrow peaks.</summary>
internal static class EdgeProfile
{
    /// <summary>Smallest difference of an edge, in 8-bit steps.</summary>
    private const float MinStep = 12;

    /// <summary>The smallest difference in a picture with texture, relative to that which this share of its pixels does
    /// not reach. Cells of even color have 0 there.</summary>
    private const float TextureFactor = 4, TextureShare = 0.2f;

    private const int SampledRows = 64;

    /// <summary>Weights are whole numbers of this part of a step, so that their sum does not depend on its
    /// order.</summary>
    private const float Resolution = 4;

    /// <summary>Returns the strengths: item i is that between columns (or rows) i - 1 and i.</summary>
    /// <param name="isVertical">True for edges between rows.</param>
    public static double[] Measure(
        Raster<Rgba32> image, bool isVertical, ThreadGrant threads, CancellationToken cancellation)
    {
        using var turned = isVertical ? Transposed(image, threads, cancellation) : null;
        var lines = turned ?? image;
        var sums = new long[lines.Width];
        var gate = new Lock();
        var minStep = FindMinStep(lines);
        RowBands.ForEach(lines.Height, threads, cancellation, (_, first, end) =>
        {
            var steepness = new float[lines.Width + 1];
            var pixels = new float[4 * lines.Width];
            var own = new long[lines.Width];
            for (var y = first; y < end; y++)
            {
                Measure(lines.Row(y), pixels, steepness);
                for (var x = 1; x < own.Length - 1; x++)
                {
                    var here = steepness[x];
                    if (here > minStep && here >= steepness[x - 1] && here > steepness[x + 1])
                    {
                        own[x] += (long)(Resolution * (here - minStep));
                    }
                }
            }

            lock (gate)
            {
                for (var x = 0; x < own.Length; x++)
                {
                    sums[x] += own[x];
                }
            }
        });
        return [.. sums.Select(sum => (double)sum)];
    }

    /// <summary>Returns the smallest difference of an edge, above that of a texture over the whole picture, such as the
    /// weave that programs which generate pictures paint.</summary>
    private static float FindMinStep(Raster<Rgba32> lines)
    {
        var pixels = new float[4 * lines.Width];
        var rows = Math.Min(lines.Height, SampledRows);
        var steps = new float[rows * lines.Width];
        for (var i = 0; i < rows; i++)
        {
            Measure(lines.Row((int)((i + 0.5) * lines.Height / rows)), pixels, steps.AsSpan(i * lines.Width));
        }

        Array.Sort(steps);
        return Math.Max(MinStep, TextureFactor * steps[(int)(TextureShare * steps.Length)]);
    }

    /// <summary>Measures the steepness between adjacent pixels: the distance of the means of two pixels on both sides,
    /// which suppresses noise, plus half that of the two pixels, which locates sharp edges.</summary>
    private static void Measure(ReadOnlySpan<Rgba32> row, float[] pixels, Span<float> steepness)
    {
        for (var x = 0; x < row.Length; x++)
        {
            var pixel = row[x];
            var opacity = pixel.A == 255 ? 1f : pixel.A / 255f;
            var p = 4 * x;
            (pixels[p], pixels[p + 1], pixels[p + 2], pixels[p + 3]) =
                (opacity * pixel.R, opacity * pixel.G, opacity * pixel.B, pixel.A);
        }

        for (var x = 1; x < row.Length; x++)
        {
            float wide = 0, narrow = 0;
            var hasTwo = x > 1 && x < row.Length - 1;
            for (var p = 4 * x; p < (4 * x) + 4; p++)
            {
                var step = pixels[p] - pixels[p - 4];
                narrow += step * step;
                if (hasTwo)
                {
                    step += pixels[p + 4] - pixels[p - 8];
                    wide += step * step;
                }
            }

            steepness[x] = 0.5f * (MathF.Sqrt(wide) + MathF.Sqrt(narrow));
        }
    }

    private static Raster<Rgba32> Transposed(Raster<Rgba32> image, ThreadGrant threads, CancellationToken cancellation)
    {
        var turned = new Raster<Rgba32>(image.Height, image.Width);
        RowBands.ForEach(turned.Height, threads, cancellation, (_, first, end) =>
        {
            for (var y = 0; y < image.Height; y++)
            {
                var row = image.Row(y);
                for (var x = first; x < end; x++)
                {
                    turned[y, x] = row[x];
                }
            }
        });
        return turned;
    }
}
