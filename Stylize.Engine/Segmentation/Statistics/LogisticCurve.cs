namespace Stylize.Engine.Segmentation.Statistics;

/// <summary>A four-parameter logistic curve of log dose, fitted by least squares.</summary>
/// <param name="Bottom">The lower asymptote.</param>
/// <param name="Top">The upper asymptote.</param>
/// <param name="Ec50">Dose halfway between the asymptotes.</param>
/// <param name="Hill">Slope: positive if the response rises with the dose.</param>
/// <param name="Lower">Lower end of the 95% confidence interval of the EC50; NaN if it is undetermined.</param>
/// <param name="Upper">Upper end of that interval.</param>
/// <param name="RSquared">Share of the variance that the curve explains.</param>
/// <param name="P">Probability of an equal fit to responses that do not depend on the dose (F test); NaN for a perfect
/// constant.</param>
internal sealed record LogisticCurve(
    double Bottom, double Top, double Ec50, double Hill, double Lower, double Upper, double RSquared, double P)
{
    /// <summary>Limits of the slope; a curve beyond them is a step or a line.</summary>
    public const double MinHill = .05, MaxHill = 30;

    /// <summary>Maximum distance of the logarithm of the EC50 from those of the doses: a factor of 1,000.</summary>
    private const double MaxDistance = 6.907755278982137;

    /// <summary>Fits a curve; null if there are fewer than four distinct doses above 0, or no more points than free
    /// parameters.</summary>
    /// <remarks>
    /// Starts from a grid over slope and EC50 with asymptotes by linear least squares, and continues with the method of
    /// Levenberg (1944) and Marquardt (1963). The interval is that of R's drc (ED with interval = "delta", Ritz et al.
    /// 2015): the residual variance times twice the inverse of the observed Hessian gives the standard error, and
    /// Student's t with n - p degrees of freedom its factor.
    /// </remarks>
    /// <param name="doses">At least 0.</param>
    /// <param name="bottom">Fixes the lower asymptote; null to fit it.</param>
    /// <param name="top">Fixes the upper asymptote; null to fit it.</param>
    public static LogisticCurve? Fit(
        ReadOnlySpan<double> doses, ReadOnlySpan<double> responses, double? bottom = null, double? top = null)
    {
        double[] positive = [.. doses.ToArray().Where(dose => dose > 0).Distinct()];
        var free = 4 - (bottom is null ? 0 : 1) - (top is null ? 0 : 1);
        if (positive.Length < 4 || doses.Length <= free) return null;

        var points = new Points(doses, responses);
        var falling = LogisticFit.Find(points, left: top, right: bottom);
        var fit = falling;
        if (bottom is not null || top is not null)
        {
            var rising = LogisticFit.Find(points, left: bottom, right: top);
            fit = rising.Squares < falling.Squares ? rising : falling;
        }

        var p = fit.Parameters;
        var isRising = p[1] > p[0];
        var (ec50, hill) = (PortableMath.Exp(p[3]), PortableMath.Exp(p[2]));
        var degrees = responses.Length - free;
        var half = hill is > MinHill * 1.001 and < MaxHill * .999
            ? Distribution.StudentQuantile(.05, degrees) * ec50 * fit.Error(3, fit.Squares / degrees)
            : double.NaN;
        var total = points.Total;
        var ratio = (total - fit.Squares) / (free - 1) / (fit.Squares / degrees);
        return new LogisticCurve(
            Math.Min(p[0], p[1]), Math.Max(p[0], p[1]), ec50, isRising ? hill : -hill, ec50 - half, ec50 + half,
            1 - (fit.Squares / total), Distribution.FisherTail(Math.Max(ratio, 0), free - 1, degrees));
    }

    /// <summary>Logarithms of doses, and responses.</summary>
    private sealed class Points(ReadOnlySpan<double> doses, ReadOnlySpan<double> responses)
    {
        public double[] Logs { get; } = [.. doses.ToArray().Select(dose => PortableMath.Log(dose))];

        /// <summary>The lowest logarithm of a dose above 0.</summary>
        public double Lowest => Logs.Where(double.IsFinite).Min();

        public double Highest => Logs.Max();

        public double[] Responses { get; } = responses.ToArray();

        /// <summary>Sum of squares around the mean.</summary>
        public double Total => Responses.Length > 1 ? Sample.Variance(Responses) * (Responses.Length - 1) : 0;
    }

    /// <summary>The parameters at a minimum: left and right asymptote, logarithm of the slope, logarithm of the
    /// EC50.</summary>
    private sealed class LogisticFit
    {
        private readonly Points _points;
        private readonly int[] _free;

        private LogisticFit(Points points, int[] free, double[] parameters)
        {
            (_points, _free, Parameters) = (points, free, parameters);
            Squares = SquaresAt(parameters);
        }

        public double[] Parameters { get; private set; }

        /// <summary>Sum of squared residuals.</summary>
        public double Squares { get; private set; }

        public static LogisticFit Find(Points points, double? left, double? right)
        {
            var (first, last) = (points.Lowest - 1, points.Highest + 1);
            var best = (Squares: double.PositiveInfinity, Parameters: Array.Empty<double>());
            foreach (var slope in (ReadOnlySpan<double>)[.3, .5, .8, 1.2, 1.8, 2.7, 4, 6, 9, 14])
            {
                for (var step = 0; step <= 60; step++)
                {
                    var start = Asymptotes(
                        points, left, right, PortableMath.Log(slope), first + (step * (last - first) / 60));
                    if (new LogisticFit(points, [], start) is { Squares: var squares } && squares < best.Squares)
                    {
                        best = (squares, start);
                    }
                }
            }

            int[] free = [.. Enumerable.Range(0, 4).Where(i => (i != 0 || left is null) && (i != 1 || right is null))];
            var fit = new LogisticFit(points, free, best.Parameters);
            fit.Descend();
            return fit;
        }

        /// <summary>
        /// Returns the standard error of a free parameter; NaN if the minimum is not one in all directions, or flat in
        /// one of them.
        /// </summary>
        /// <param name="variance">Of the residuals.</param>
        public double Error(int parameter, double variance)
        {
            var hessian = Hessian();
            double[] scale = [.. _free.Select((_, i) => Math.Sqrt(Math.Abs(hessian[i, i])))];
            var (at, unit) = (Array.IndexOf(_free, parameter), new LeastSquares(_free.Length));
            for (var i = 0; i < scale.Length; i++)
            {
                var row = i;
                unit.Add([.. scale.Select((other, k) => hessian[row, k] / (scale[row] * other))], i == at ? 1 : 0, 1);
            }

            // A direction that the values do not determine is 0.
            return unit.Solve()[at] is not 0 and var square ? Math.Sqrt(variance * square) / scale[at] : double.NaN;
        }

        private static double[] Asymptotes(Points points, double? left, double? right, double slope, double ec50)
        {
            // y = right (1 - s) + left s.
            double ss = 0, st = 0, tt = 0, sy = 0, ty = 0;
            foreach (var (log, y) in points.Logs.Zip(points.Responses))
            {
                var s = Share(log, slope, ec50);
                var t = 1 - s;
                (ss, st, tt, sy, ty) = (ss + (s * s), st + (s * t), tt + (t * t), sy + (s * y), ty + (t * y));
            }

            var determinant = (ss * tt) - (st * st);
            var (one, other) = (left, right) switch
            {
                ({ } a, { } b) => (a, b),
                ({ } a, null) => (a, (ty - (a * st)) / tt),
                (null, { } b) => ((sy - (b * st)) / ss, b),
                _ => (((tt * sy) - (st * ty)) / determinant, ((ss * ty) - (st * sy)) / determinant),
            };
            return [one, other, slope, ec50];
        }

        private void Descend()
        {
            var damping = 1e-3;
            for (var step = 0; step < 1000 && damping < 1e12; step++)
            {
                var terms = Enumerable.Range(0, _points.Logs.Length).Select(Terms).ToList();
                double[] scale =
                    [.. _free.Select(
                        (_, i) => Math.Sqrt(terms.Sum(t => t.First[i] * t.First[i])) is > 0 and var s ? s : 1)];
                var equations = new LeastSquares(_free.Length);
                terms.ForEach(t => equations.Add([.. t.First.Zip(scale, (first, s) => first / s)], t.Residual, 1));
                for (var i = 0; i < scale.Length; i++)
                {
                    var unit = new double[scale.Length];
                    unit[i] = 1;
                    equations.Add(unit, 0, damping);
                }

                var (next, changes, isSmall) = ((double[])Parameters.Clone(), equations.Solve(), true);
                foreach (var (i, parameter) in _free.Index())
                {
                    next[parameter] += changes[i] / scale[i];
                    isSmall &= Math.Abs(changes[i] / scale[i]) <= 1e-12 * (Math.Abs(next[parameter]) + 1e-12);
                }

                next[2] = Math.Clamp(next[2], PortableMath.Log(MinHill), PortableMath.Log(MaxHill));
                next[3] = Math.Clamp(next[3], _points.Lowest - MaxDistance, _points.Highest + MaxDistance);
                if (SquaresAt(next) is var squares && squares <= Squares)
                {
                    (Parameters, Squares, damping) = (next, squares, Math.Max(damping / 10, 1e-15));
                    if (isSmall) return;
                }
                else
                {
                    damping *= 10;
                }
            }
        }

        /// <summary>Returns the derivatives of the curve at a point in the free parameters, and the residual.</summary>
        private (double[] First, double Residual) Terms(int point)
        {
            var (s, d1, _, z, zEc, span) = At(point);
            double[] first = [s, 1 - s, span * d1 * z, span * d1 * zEc];
            return ([.. _free.Select(parameter => first[parameter])],
                _points.Responses[point] - (Parameters[1] + (span * s)));
        }

        /// <summary>Returns the Hessian of half the sum of squares in the free parameters.</summary>
        private double[,] Hessian()
        {
            var hessian = new double[_free.Length, _free.Length];
            for (var point = 0; point < _points.Logs.Length; point++)
            {
                var (first, residual) = Terms(point);
                var (_, d1, d2, z, zEc, span) = At(point);
                double Second(int i, int k) => (i, k) switch
                {
                    (0, 2) => d1 * z,
                    (0, 3) => d1 * zEc,
                    (1, 2) => -d1 * z,
                    (1, 3) => -d1 * zEc,
                    (2, 2) => span * ((d2 * z * z) + (d1 * z)),
                    (2, 3) => span * ((d2 * z * zEc) + (d1 * zEc)),
                    (3, 3) => span * d2 * zEc * zEc,
                    _ => 0,
                };
                for (var i = 0; i < first.Length; i++)
                {
                    for (var k = 0; k < first.Length; k++)
                    {
                        hessian[i, k] += (first[i] * first[k])
                            - (residual * Second(Math.Min(_free[i], _free[k]), Math.Max(_free[i], _free[k])));
                    }
                }
            }

            return hessian;
        }

        /// <summary>
        /// Returns the share s of the left asymptote, its derivatives in z = slope (log dose - log EC50), z, the
        /// derivative of z in the logarithm of the EC50, and the difference of the asymptotes. A dose of 0 does not
        /// depend on z.
        /// </summary>
        private (double S, double D1, double D2, double Z, double ZEc, double Span) At(int point)
        {
            var (p, log) = (Parameters, _points.Logs[point]);
            var s = Share(log, p[2], p[3]);
            var (slope, isZero) = (PortableMath.Exp(p[2]), double.IsNegativeInfinity(log));
            return (s, -s * (1 - s), s * (1 - s) * (1 - (2 * s)), isZero ? 0 : slope * (log - p[3]),
                isZero ? 0 : -slope, p[0] - p[1]);
        }

        private double SquaresAt(double[] p)
        {
            var sum = 0.0;
            for (var i = 0; i < _points.Logs.Length; i++)
            {
                var residual = _points.Responses[i] - (p[1] + ((p[0] - p[1]) * Share(_points.Logs[i], p[2], p[3])));
                sum += residual * residual;
            }

            return sum;
        }

        /// <summary>Share of the left asymptote in the response.</summary>
        private static double Share(double log, double slope, double ec50) =>
            1 / (1 + PortableMath.Exp(PortableMath.Exp(slope) * (log - ec50)));
    }
}
