namespace Stylize.Engine.Imaging;

/// <summary>SSIM (Wang, Bovik, Sheikh and Simoncelli, IEEE TIP 13, 2004) and MS-SSIM (Wang, Simoncelli and Bovik,
/// Asilomar 2003), averaged over the planes. The window is a Gaussian of 11x11 pixels with sigma 1.5, K1 is 0.01, K2 is
/// 0.03, and the covariance is that of a population. Only windows inside the image count. In a smaller image, the
/// window is the largest one of odd size that fits.</summary>
internal static unsafe class StructuralSimilarity
{
    internal const int Taps = 11;
    private const double Sigma = 1.5;

    /// <summary>Computes, for each row of windows, the sums of SSIM and of its contrast-structure factor.</summary>
    /// <param name="range">Difference of the maximum and minimum possible value.</param>
    /// <param name="sums">Receives at element i the sums of the windows that start at row i; one element per row of
    /// windows.</param>
    internal static void Measure(
        Raster<float> a, Raster<float> b, float[] window, double range, (double Ssim, double Contrast)[] sums,
        ThreadGrant maxThreads, CancellationToken cancellation)
    {
        var width = a.Width - window.Length + 1;
        var c1 = (float)(0.01 * range * 0.01 * range);
        var c2 = (float)(0.03 * range * 0.03 * range);
        var center = (float)(range / 2);
        RowBands.ForEach(sums.Length, maxThreads, cancellation, (_, first, end) =>
        {
            // The last vector of windows may extend beyond them.
            using var moments = new Raster<float>(a.Width + Vector<float>.Count, 5);
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
        });
    }

    /// <summary>Returns the window's weights for a plane, given its shorter side.</summary>
    internal static float[] Window(int side)
    {
        var taps = Math.Min(Taps, side % 2 == 0 ? side - 1 : side);
        var window = new double[taps];
        for (var i = 0; i < taps; i++)
        {
            var d = i - (taps / 2);
            window[i] = PortableMath.Exp(-d * d / (2 * Sigma * Sigma));
        }

        var sum = window.Sum();
        return Array.ConvertAll(window, w => (float)(w / sum));
    }

    /// <summary>Computes weighted sums over the window's rows of a, b, a^2, b^2 and ab. The middle of the range is
    /// subtracted first, so that single precision suffices. Rows end with a whole vector, because their padding is
    /// undefined but there.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Columns(
        Raster<float> a, Raster<float> b, int y, float[] window, float center, Raster<float> moments)
    {
        for (var x = 0; x < a.Width; x += Vector<float>.Count)
        {
            Vector<float> sa = default, sb = default, saa = default, sbb = default, sab = default;
            for (var tap = 0; tap < window.Length; tap++)
            {
                var va = Vector.Load(At(a, y + tap, x)) - new Vector<float>(center);
                var vb = Vector.Load(At(b, y + tap, x)) - new Vector<float>(center);
                var wa = va * new Vector<float>(window[tap]);
                var wb = vb * new Vector<float>(window[tap]);
                (sa, sb, saa, sbb, sab) = (sa + wa, sb + wb, saa + (wa * va), sbb + (wb * vb), sab + (wa * vb));
            }

            sa.Store(At(moments, 0, x));
            sb.Store(At(moments, 1, x));
            saa.Store(At(moments, 2, x));
            sbb.Store(At(moments, 3, x));
            sab.Store(At(moments, 4, x));
        }
    }

    /// <summary>Computes weighted sums over the window's columns, then SSIM and its contrast-structure
    /// factor.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Rows(
        Raster<float> moments, float[] window, float center, float c1, float c2, Raster<float> maps)
    {
        for (var x = 0; x < maps.Width; x += Vector<float>.Count)
        {
            var a = Filter(At(moments, 0, x), window);
            var b = Filter(At(moments, 1, x), window);
            var varianceA = Filter(At(moments, 2, x), window) - (a * a);
            var varianceB = Filter(At(moments, 3, x), window) - (b * b);
            var covariance = Filter(At(moments, 4, x), window) - (a * b);
            a += new Vector<float>(center);
            b += new Vector<float>(center);
            var two = new Vector<float>(2f);
            var structure =
                ((two * covariance) + new Vector<float>(c2)) / (varianceA + varianceB + new Vector<float>(c2));
            var similarity =
                structure * ((two * a * b) + new Vector<float>(c1)) / ((a * a) + (b * b) + new Vector<float>(c1));
            similarity.Store(At(maps, 0, x));
            structure.Store(At(maps, 1, x));
        }
    }

    /// <summary>Returns the weighted sums over the window of the values from a pixel on, and from those after
    /// it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> Filter(float* row, float[] window)
    {
        var sum = Vector<float>.Zero;
        for (var tap = 0; tap < window.Length; tap++)
        {
            sum += Vector.Load(row + tap) * new Vector<float>(window[tap]);
        }

        return sum;
    }

    private static float* At(Raster<float> plane, int y, int x) => plane.Pointer + ((nint)y * plane.Stride) + x;
}
