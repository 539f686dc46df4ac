using System.Buffers;

namespace Stylize.Engine.Imaging.Kit.Planes;

/// <summary>Discrete Fourier transforms of one length, X[k] = sum over n of x[n] exp(-2 pi i n k / N), of several
/// signals at once. Uses Stockham's mixed-radix algorithm (Van Loan, Computational Frameworks for the Fast Fourier
/// Transform, 1992), and Bluestein's algorithm for lengths with a large prime factor.</summary>
/// <remarks>A vector holds the same element of adjacent signals, so the number of signals is a multiple of
/// <see cref="Lanes"/>. The tests compare with the sum above.</remarks>
/// <example><code>
/// var (re, im) = (new double[3 * FourierPlan.Lanes], new double[3 * FourierPlan.Lanes]);
/// (re[0], re[FourierPlan.Lanes], re[2 * FourierPlan.Lanes]) = (1, 2, 6); // the first of eight signals
/// new FourierPlan(length: 3).Transform(re, im, FourierPlan.Lanes);
/// Assert.Equal(9, re[0], 1e-12);
/// Assert.Equal(-3, re[FourierPlan.Lanes], 1e-12); // 1 - (2 + 6) / 2
/// Assert.Equal(4 * Math.Sqrt(3) / 2, im[FourierPlan.Lanes], 1e-12);
/// </code></example>
internal sealed class FourierPlan
{
    public const int Lanes = 8;

    private const int LargestRadix = 61;

    private readonly List<(int Radix, int Done, double[] Cos, double[] Sin)> _stages = [];
    private readonly Bluestein? _bluestein;

    /// <param name="length">Number of elements of a signal, 1 or more.</param>
    public FourierPlan(int length)
    {
        Length = length;
        var radices = Factors(length);
        if (radices.Any(r => r > LargestRadix))
        {
            _bluestein = new Bluestein(length);
            return;
        }

        var done = 1;
        foreach (var radix in radices)
        {
            var (cos, sin) = (new double[done * radix], new double[done * radix]);
            for (var j = 0; j < done; j++)
            {
                for (var p = 0; p < radix; p++)
                {
                    (sin[(j * radix) + p], cos[(j * radix) + p]) =
                        PortableMath.SinCos(-2 * Math.PI * p * j / (done * radix));
                }
            }

            _stages.Add((radix, done, cos, sin));
            done *= radix;
        }
    }

    public int Length { get; }

    /// <summary>Transforms signals in place. Element n of signal s is at n * <paramref name="signals"/> + s. With real
    /// and imaginary parts exchanged, this is the inverse transform times the length.</summary>
    /// <param name="signals">Number of signals, a multiple of <see cref="Lanes"/>.</param>
    public void Transform(double[] re, double[] im, int signals)
    {
        if (_bluestein is not null)
        {
            _bluestein.Transform(re, im, signals);
            return;
        }

        var (fromRe, fromIm, toRe, toIm) =
            (re, im, ArrayPool<double>.Shared.Rent(Length * signals), ArrayPool<double>.Shared.Rent(Length * signals));
        foreach (var (radix, done, cos, sin) in _stages)
        {
            Stage(radix, done, cos, sin, fromRe, fromIm, toRe, toIm, signals);
            (fromRe, fromIm, toRe, toIm) = (toRe, toIm, fromRe, fromIm);
        }

        if (fromRe != re)
        {
            fromRe.AsSpan(0, Length * signals).CopyTo(re);
            fromIm.AsSpan(0, Length * signals).CopyTo(im);
            (toRe, toIm) = (fromRe, fromIm);
        }

        ArrayPool<double>.Shared.Return(toRe);
        ArrayPool<double>.Shared.Return(toIm);
    }

    /// <summary>Combines transforms of <paramref name="done"/> elements into transforms of radix times as
    /// many.</summary>
    private void Stage(
        int radix, int done, double[] cos, double[] sin, double[] fromRe, double[] fromIm, double[] toRe, double[] toIm,
        int signals)
    {
        var rest = Length / (done * radix);
        var inRe = MemoryMarshal.Cast<double, Vector<double>>(fromRe.AsSpan());
        var inIm = MemoryMarshal.Cast<double, Vector<double>>(fromIm.AsSpan());
        var outRe = MemoryMarshal.Cast<double, Vector<double>>(toRe.AsSpan());
        var outIm = MemoryMarshal.Cast<double, Vector<double>>(toIm.AsSpan());
        var width = signals / Vector<double>.Count;
        Span<Vector<double>> re = stackalloc Vector<double>[radix];
        Span<Vector<double>> im = stackalloc Vector<double>[radix];
        Span<double> rootCos = stackalloc double[radix];
        Span<double> rootSin = stackalloc double[radix];
        for (var p = 0; p < radix; p++)
        {
            (rootSin[p], rootCos[p]) = PortableMath.SinCos(-2 * Math.PI * p / radix);
        }

        for (var k = 0; k < rest; k++)
        {
            for (var j = 0; j < done; j++)
            {
                var to = ((k * done * radix) + j) * width;
                for (var lane = 0; lane < width; lane++, to++)
                {
                    for (var p = 0; p < radix; p++)
                    {
                        var at = (((k + (p * rest)) * done) + j) * width + lane;
                        var (c, s) = (cos[(j * radix) + p], sin[(j * radix) + p]);
                        re[p] = (inRe[at] * c) - (inIm[at] * s);
                        im[p] = (inRe[at] * s) + (inIm[at] * c);
                    }

                    Butterfly(radix, re, im, rootCos, rootSin, outRe[to..], outIm[to..], done * width);
                }
            }
        }
    }

    private static void Butterfly(
        int radix, ReadOnlySpan<Vector<double>> re, ReadOnlySpan<Vector<double>> im, ReadOnlySpan<double> rootCos,
        ReadOnlySpan<double> rootSin, Span<Vector<double>> toRe, Span<Vector<double>> toIm, int step)
    {
        if (radix == 2)
        {
            (toRe[0], toIm[0]) = (re[0] + re[1], im[0] + im[1]);
            (toRe[step], toIm[step]) = (re[0] - re[1], im[0] - im[1]);
            return;
        }

        if (radix == 4)
        {
            var (evenRe, evenIm, oddRe, oddIm) = (re[0] + re[2], im[0] + im[2], re[1] + re[3], im[1] + im[3]);
            (toRe[0], toIm[0]) = (evenRe + oddRe, evenIm + oddIm);
            (toRe[2 * step], toIm[2 * step]) = (evenRe - oddRe, evenIm - oddIm);
            (evenRe, evenIm, oddRe, oddIm) = (re[0] - re[2], im[0] - im[2], re[1] - re[3], im[1] - im[3]);
            (toRe[step], toIm[step]) = (evenRe + oddIm, evenIm - oddRe);
            (toRe[3 * step], toIm[3 * step]) = (evenRe - oddIm, evenIm + oddRe);
            return;
        }

        for (var q = 0; q < radix; q++)
        {
            var (sumRe, sumIm) = (re[0], im[0]);
            for (int p = 1, root = q; p < radix; p++, root = (root + q) % radix)
            {
                sumRe += (re[p] * rootCos[root]) - (im[p] * rootSin[root]);
                sumIm += (re[p] * rootSin[root]) + (im[p] * rootCos[root]);
            }

            (toRe[q * step], toIm[q * step]) = (sumRe, sumIm);
        }
    }

    private static List<int> Factors(int length)
    {
        var factors = new List<int>();
        foreach (var radix in (int[])[4, 2, 3, 5])
        {
            while (length % radix == 0)
            {
                factors.Add(radix);
                length /= radix;
            }
        }

        for (var radix = 7; length > 1; radix += 2)
        {
            if ((long)radix * radix > length)
            {
                radix = length;
            }

            while (length % radix == 0)
            {
                factors.Add(radix);
                length /= radix;
            }
        }

        return factors;
    }

    /// <summary>Transforms signals of any length as a convolution with a chirp (Bluestein 1970), by transforms of a
    /// power of two.</summary>
    private sealed class Bluestein
    {
        private readonly int _length;
        private readonly FourierPlan _plan;
        private readonly double[] _cos;
        private readonly double[] _sin;
        private readonly double[] _chirpRe;
        private readonly double[] _chirpIm;

        public Bluestein(int length)
        {
            _length = length;
            _plan = new FourierPlan((int)BitOperations.RoundUpToPowerOf2((uint)((2 * length) - 1)));
            (_cos, _sin) = (new double[length], new double[length]);
            var (re, im) = (new double[_plan.Length * Lanes], new double[_plan.Length * Lanes]);
            for (var n = 0; n < length; n++)
            {
                // The square modulo twice the length keeps the angle small and precise.
                (_sin[n], _cos[n]) = PortableMath.SinCos(-Math.PI * ((long)n * n % (2L * length)) / length);
                foreach (var at in (int[])[n, (_plan.Length - n) % _plan.Length])
                {
                    (re[at * Lanes], im[at * Lanes]) = (_cos[n], -_sin[n]);
                }
            }

            _plan.Transform(re, im, Lanes);
            _chirpRe = [.. Enumerable.Range(0, _plan.Length).Select(n => re[n * Lanes] / _plan.Length)];
            _chirpIm = [.. Enumerable.Range(0, _plan.Length).Select(n => im[n * Lanes] / _plan.Length)];
        }

        public void Transform(double[] re, double[] im, int signals)
        {
            var (wideRe, wideIm) = (new double[_plan.Length * signals], new double[_plan.Length * signals]);
            Multiply(re, im, wideRe, wideIm, _cos, _sin, _length, signals);
            _plan.Transform(wideRe, wideIm, signals);
            Multiply(wideRe, wideIm, wideRe, wideIm, _chirpRe, _chirpIm, _plan.Length, signals);
            _plan.Transform(wideIm, wideRe, signals);
            Multiply(wideRe, wideIm, re, im, _cos, _sin, _length, signals);
        }

        private static void Multiply(
            double[] re, double[] im, double[] toRe, double[] toIm, double[] cos, double[] sin, int length, int signals)
        {
            for (var n = 0; n < length; n++)
            {
                for (var at = n * signals; at < (n + 1) * signals; at++)
                {
                    (toRe[at], toIm[at]) =
                        ((re[at] * cos[n]) - (im[at] * sin[n]), (re[at] * sin[n]) + (im[at] * cos[n]));
                }
            }
        }
    }
}
