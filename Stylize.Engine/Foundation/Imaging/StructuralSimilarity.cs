namespace Stylize.Engine.Imaging;

/// <summary>SSIM (Wang, Bovik, Sheikh and Simoncelli, IEEE TIP 13, 2004) and MS-SSIM (Wang, Simoncelli and Bovik, Asilomar 2003), averaged
/// over the planes. The window is a Gaussian of 11x11 pixels with sigma 1.5, K1 is 0.01, K2 is 0.03, and the covariance is that of a
/// population. Only windows inside the image count. In a smaller image, the window is the largest one of odd size that fits.</summary>
internal static class StructuralSimilarity
{
    internal const int Taps = 11;
    private const double Sigma = 1.5;

    /// <summary>Computes, for each row of windows, the sums of SSIM and of its contrast-structure factor.</summary>
    /// <param name="range">Difference of the maximum and minimum possible value.</param>
    /// <param name="sums">Receives at element i the sums of the windows that start at row i; one element per row of windows.</param>
    internal static void Measure(
        Raster<float> a, Raster<float> b, float[] window, double range, (double Ssim, double Contrast)[] sums, ThreadGrant maxThreads,
        CancellationToken cancellation)
    {
        const int Band = 32;
        var width = a.Width - window.Length + 1;
        var c1 = (float)(0.01 * range * 0.01 * range);
        var c2 = (float)(0.03 * range * 0.03 * range);
        var center = (float)(range / 2);
        RowBands.ForEach(sums.Length, maxThreads, cancellation, (_, first, end) =>
        {
            using var moments = new Raster<float>(a.Width, 5);
            using var maps = new Raster<float>(width, 2);
            for (var y = first; y < end; y++)
            {
                Columns(a, b, y, window, center, moments);
                Rows(moments, window, center, c1, c2, maps);
                ReadOnlySpan<float> ssim = maps.Row(0), contrast = maps.Row(1);
                var sum = (Ssim: 0.0, Contrast: 0.0);
                for (var x = 0; x < width; x++)
                {
                    sum.Ssim += ssim[x];
                    sum.Contrast += contrast[x];
                }

                sums[y] = sum;
            }
        }, Band);
    }

    /// <summary>Returns the window's weights for a plane, given its shorter side.</summary>
    internal static float[] Window(int side)
    {
        var taps = Math.Min(Taps, side % 2 == 0 ? side - 1 : side);
        var window = new double[taps];
        for (var i = 0; i < taps; i++)
        {
            var d = i - (taps / 2);
            window[i] = Math.Exp(-d * d / (2 * Sigma * Sigma));
        }

        var sum = window.Sum();
        return Array.ConvertAll(window, w => (float)(w / sum));
    }

    /// <summary>Computes weighted sums over the window's rows of a, b, a^2, b^2 and ab. The middle of the range is subtracted first, so
    /// that single precision suffices.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Columns(Raster<float> a, Raster<float> b, int y, float[] window, float center, Raster<float> moments)
    {
        moments.Clear();
        Span<float> sa = moments.Row(0), sb = moments.Row(1), saa = moments.Row(2), sbb = moments.Row(3), sab = moments.Row(4);
        for (var tap = 0; tap < window.Length; tap++)
        {
            ReadOnlySpan<float> rowA = a.Row(y + tap), rowB = b.Row(y + tap);
            var weight = window[tap];
            var x = 0;
            for (; x <= rowA.Length - Vector<float>.Count; x += Vector<float>.Count)
            {
                var va = new Vector<float>(rowA[x..]) - new Vector<float>(center);
                var vb = new Vector<float>(rowB[x..]) - new Vector<float>(center);
                var wa = va * new Vector<float>(weight);
                var wb = vb * new Vector<float>(weight);
                (new Vector<float>(sa[x..]) + wa).CopyTo(sa[x..]);
                (new Vector<float>(sb[x..]) + wb).CopyTo(sb[x..]);
                (new Vector<float>(saa[x..]) + (wa * va)).CopyTo(saa[x..]);
                (new Vector<float>(sbb[x..]) + (wb * vb)).CopyTo(sbb[x..]);
                (new Vector<float>(sab[x..]) + (wa * vb)).CopyTo(sab[x..]);
            }

            for (; x < rowA.Length; x++)
            {
                var va = rowA[x] - center;
                var vb = rowB[x] - center;
                var wa = va * weight;
                var wb = vb * weight;
                sa[x] += wa;
                sb[x] += wb;
                saa[x] += wa * va;
                sbb[x] += wb * vb;
                sab[x] += wa * vb;
            }
        }
    }

    /// <summary>Computes weighted sums over the window's columns, then SSIM and its contrast-structure factor.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Rows(Raster<float> moments, float[] window, float center, float c1, float c2, Raster<float> maps)
    {
        Span<float> ssim = maps.Row(0), contrast = maps.Row(1);
        var lanes = Vector<float>.Count;
        Span<float> padded = stackalloc float[lanes];
        for (var x = 0; x < ssim.Length; x += lanes)
        {
            var a = Filter(moments.Row(0), x, window);
            var b = Filter(moments.Row(1), x, window);
            var varianceA = Filter(moments.Row(2), x, window) - (a * a);
            var varianceB = Filter(moments.Row(3), x, window) - (b * b);
            var covariance = Filter(moments.Row(4), x, window) - (a * b);
            a += new Vector<float>(center);
            b += new Vector<float>(center);
            var two = new Vector<float>(2f);
            var structure = ((two * covariance) + new Vector<float>(c2)) / (varianceA + varianceB + new Vector<float>(c2));
            var similarity = structure * ((two * a * b) + new Vector<float>(c1)) / ((a * a) + (b * b) + new Vector<float>(c1));
            if (ssim.Length - x >= lanes)
            {
                similarity.CopyTo(ssim[x..]);
                structure.CopyTo(contrast[x..]);
            }
            else
            {
                similarity.CopyTo(padded);
                padded[..(ssim.Length - x)].CopyTo(ssim[x..]);
                structure.CopyTo(padded);
                padded[..(ssim.Length - x)].CopyTo(contrast[x..]);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> Filter(ReadOnlySpan<float> row, int x, float[] window)
    {
        var sum = Vector<float>.Zero;
        if (row.Length - x >= Vector<float>.Count + window.Length - 1)
        {
            for (var tap = 0; tap < window.Length; tap++)
            {
                sum += new Vector<float>(row[(x + tap)..]) * new Vector<float>(window[tap]);
            }

            return sum;
        }

        Span<float> padded = stackalloc float[Vector<float>.Count + Taps - 1];
        row[x..].CopyTo(padded);
        for (var tap = 0; tap < window.Length; tap++)
        {
            sum += new Vector<float>(padded[tap..]) * new Vector<float>(window[tap]);
        }

        return sum;
    }
}
