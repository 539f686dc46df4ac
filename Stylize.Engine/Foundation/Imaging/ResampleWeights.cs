namespace Stylize.Engine.Imaging;

/// <summary>The source samples of each target sample along one axis, and their weights, which sum to 1.</summary>
internal sealed class ResampleWeights
{
    private readonly int[] _first;
    private readonly float[][] _weights;

    public ResampleWeights(int source, int target, ResampleFilter filter)
    {
        _first = new int[target];
        _weights = new float[target][];
        var scale = (double)source / target;
        for (var i = 0; i < target; i++)
        {
            (_first[i], _weights[i]) = filter switch
            {
                ResampleFilter.Nearest => ((int)Math.Min((long)((i + 0.5) * scale), source - 1), [1f]),
                ResampleFilter.Box => Area(i * scale, (i + 1) * scale, source),
                _ => Lanczos((i + 0.5) * scale, Math.Max(scale, 1), source),
            };
        }
    }

    /// <summary>Returns the index of the first source sample of target sample <paramref name="i"/>.</summary>
    public int First(int i) => _first[i];

    /// <summary>Returns the weights of the source samples, from <see cref="First"/> on, for target sample <paramref name="i"/>.</summary>
    public ReadOnlySpan<float> Of(int i) => _weights[i];

    /// <summary>Computes weights from the overlap of each source sample with [from, to].</summary>
    private static (int First, float[] Weights) Area(double from, double to, int source)
    {
        var first = Math.Min((int)from, source - 1);
        var end = Math.Clamp((int)Math.Ceiling(to - 1e-9), first + 1, source);
        var weights = new double[end - first];
        for (var s = first; s < end; s++)
        {
            weights[s - first] = Math.Max(Math.Min(to, s + 1) - Math.Max(from, s), 0);
        }

        return (first, Normalize(weights));
    }

    private static (int First, float[] Weights) Lanczos(double center, double width, int source)
    {
        var first = Math.Max((int)Math.Ceiling(center - (3 * width) - 0.5), 0);
        var end = Math.Min((int)Math.Floor(center + (3 * width) - 0.5) + 1, source);
        first = Math.Min(first, source - 1);
        var weights = new double[Math.Max(end - first, 1)];
        for (var i = 0; i < weights.Length; i++)
        {
            weights[i] = Kernel((first + i + 0.5 - center) / width);
        }

        return (first, Normalize(weights));
    }

    /// <summary>The Lanczos kernel sinc(x) sinc(x / 3), 0 for |x| of 3 or more.</summary>
    private static double Kernel(double x)
    {
        if (Math.Abs(x) < 1e-9) return 1;

        return Math.Abs(x) >= 3 ? 0 : 3 * Math.Sin(Math.PI * x) * Math.Sin(Math.PI * x / 3) / (Math.PI * Math.PI * x * x);
    }

    private static float[] Normalize(double[] weights)
    {
        var sum = weights.Sum();
        return Array.ConvertAll(weights, w => (float)(w / sum));
    }
}
