namespace Stylize.Engine.Gaussians.Fitting.Motion;

/// <summary>
/// Estimates the affine movement of a whole picture, as of a camera: a search of translations, then Gauss-Newton steps
/// with robust weights (Odobez and Bouthemy, Robust multiresolution estimation of parametric motion models, 1995) on
/// pictures that are blurred less and less.
/// </summary>
internal static class MotionEstimate
{
    /// <summary>Largest translation relative to the larger side of the picture, and the steps to it.</summary>
    public const double MaxTranslation = .04;
    private const int Translations = 6;

    /// <summary>Pixels that a step compares, at most.</summary>
    private const double MaxSamples = 8_000;

    /// <summary>The largest share of the difference that may remain; above, the picture does not move as a
    /// whole.</summary>
    private const double MaxRemaining = .75;

    /// <summary>Returns the movement from one picture to another; the default if they do not move as a whole.</summary>
    /// <param name="pairs">The pictures, blurred less and less.</param>
    public static AffineMotion Between(IReadOnlyList<MotionPlanes> pairs)
    {
        var flow = default(AffineMotion);
        for (var k = 0; k < pairs.Count; k++)
        {
            var pair = new Pair(pairs[k].Before, pairs[k].Now);
            if (k == 0)
            {
                flow = pair.Translation();
            }

            for (var i = 0; i < 6; i++)
            {
                flow = pair.Improve(flow);
            }

            if (k == 1 && pair.Difference(flow) > MaxRemaining * pair.Difference(default)) return default;
        }

        return flow;
    }

    /// <summary>Two planes to compare.</summary>
    private sealed class Pair(Raster<float> before, Raster<float> now)
    {
        private const int Unknowns = 6;

        /// <summary>Damping of the normal equations, relative to their trace.</summary>
        private const double Damping = 1e-6;

        private readonly int _step = Math.Max(1, (int)Math.Ceiling(Math.Sqrt(before.PixelCount / MaxSamples)));
        private readonly double _centerX = (before.Width - 1) / 2.0;
        private readonly double _centerY = (before.Height - 1) / 2.0;

        /// <summary>Searches translations of whole pixels, with a fourth of the samples.</summary>
        public AffineMotion Translation()
        {
            var step = (int)Math.Ceiling(MaxTranslation * Math.Max(before.Width, before.Height) / Translations);
            var (best, flow) = (double.PositiveInfinity, default(AffineMotion));
            for (var i = -Translations; i <= Translations; i++)
            {
                for (var k = -Translations; k <= Translations; k++)
                {
                    // Of equal differences, the shorter movement.
                    var candidate = new AffineMotion(0, 0, step * k, 0, 0, step * i);
                    var difference = Difference(candidate, 2 * _step) + (1e-6 * step * step * ((i * i) + (k * k)));
                    if (difference < best)
                    {
                        (best, flow) = (difference, candidate);
                    }
                }
            }

            return flow;
        }

        public double Difference(AffineMotion flow) => Difference(flow, _step);

        private double Difference(AffineMotion flow, int step)
        {
            var (sum, count) = (0.0, 0L);
            for (var y = 0; y < before.Height; y += step)
            {
                for (var x = 0; x < before.Width; x += step)
                {
                    if (TryCompare(flow, x, y, out var difference, out _, out _))
                    {
                        sum += Math.Abs(difference);
                        count++;
                    }
                }
            }

            // A movement that leaves little to compare explains nothing.
            return 4 * count * step * step < before.PixelCount ? double.PositiveInfinity : sum / count;
        }

        /// <summary>Returns the flow after a Gauss-Newton step with the weights of Geman and McClure.</summary>
        public AffineMotion Improve(AffineMotion flow)
        {
            var scale = Difference(flow);
            if (scale is 0 or double.PositiveInfinity) return flow;

            var equations = new LeastSquares(Unknowns);
            Span<double> derivative = stackalloc double[Unknowns];
            for (var y = 0; y < before.Height; y += _step)
            {
                for (var x = 0; x < before.Width; x += _step)
                {
                    if (!TryCompare(flow, x, y, out var difference, out var gx, out var gy)) continue;

                    var ratio = difference / (2 * scale);
                    var weight = 1 / ((1 + (ratio * ratio)) * (1 + (ratio * ratio)));
                    var (dx, dy) = ((x - _centerX) / before.Width, (y - _centerY) / before.Width);
                    derivative[0] = gx * dx;
                    derivative[1] = gx * dy;
                    derivative[2] = gx;
                    derivative[3] = gy * dx;
                    derivative[4] = gy * dy;
                    derivative[5] = gy;
                    equations.Add(derivative, difference, weight);
                }
            }

            // A picture without structure does not show how it moves: all factors are 0.
            var s = equations.Solve(Damping);
            return new(
                flow.Ux + (s[0] / before.Width), flow.Uy + (s[1] / before.Width), flow.U + s[2],
                flow.Vx + (s[3] / before.Width), flow.Vy + (s[4] / before.Width), flow.V + s[5]);
        }

        /// <summary>Compares a pixel with its moved place. Returns false outside of the picture.</summary>
        /// <param name="gx">Slope of the second picture along x, per pixel.</param>
        private bool TryCompare(AffineMotion flow, int x, int y, out double difference, out double gx, out double gy)
        {
            var (dx, dy) = flow.At(x - _centerX, y - _centerY);
            var (atX, atY) = (x + dx, y + dy);
            (difference, gx, gy) = (0, 0, 0);
            if (!(atX >= 0 && atY >= 0 && atX < now.Width - 1 && atY < now.Height - 1)) return false;

            var (column, row) = ((int)atX, (int)atY);
            var (tx, ty) = (atX - column, atY - row);
            var top = now.Row(row).Slice(column, 2);
            var bottom = now.Row(row + 1).Slice(column, 2);
            gx = ((1 - ty) * (top[1] - top[0])) + (ty * (bottom[1] - bottom[0]));
            gy = ((1 - tx) * (bottom[0] - top[0])) + (tx * (bottom[1] - top[1]));
            difference = before[x, y] - Bilinear.Mix<double>(top[0], top[1], bottom[0], bottom[1], tx, ty);
            return true;
        }
    }
}

/// <summary>
/// A movement (Ux x + Uy y + U, Vx x + Vy y + V) in pixels of a pixel (x, y) relative to the center of the picture. The
/// default moves nothing.
/// </summary>
internal readonly record struct AffineMotion(double Ux, double Uy, double U, double Vx, double Vy, double V)
{
    public (double X, double Y) At(double x, double y) => ((Ux * x) + (Uy * y) + U, (Vx * x) + (Vy * y) + V);
}
