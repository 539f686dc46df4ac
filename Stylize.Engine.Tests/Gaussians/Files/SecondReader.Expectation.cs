namespace Stylize.Engine.Tests.Gaussians.Files;

/// <summary>Expected values of the compact profile, from the document alone.</summary>
internal sealed partial class SecondReader
{
    private sealed class Expectation(double[] weights, double doubt, double scale)
    {
        private readonly double[] _w = [.. weights];
        private readonly double[][] _p = [.. weights.Select((_, j) => weights.Select((_, k) => j == k ? doubt : 0.0).ToArray())];
        private readonly Dictionary<(int Kind, int Context), (double Factor, int Seen)> _factors = new() { [(-1, 0)] = (scale, 0) };
        private double _z;

        public int Class => (int)Math.Min(2 * Math.Abs(_z), 5);

        public long Read(Coder coder, double[] x, params int[] contexts)
        {
            var mu = 0.0;
            for (var j = 0; j < x.Length; j++)
            {
                mu += _w[j] * x[j];
            }

            mu = Math.Abs(mu) < 1 << 30 ? mu : 0;
            List<(int, int)> keys = [(-1, 0), .. contexts.Select((c, kind) => (kind, c))];
            var sigma = 1.0;
            foreach (var key in keys)
            {
                _factors.TryAdd(key, (1, 0));
                sigma *= _factors[key].Factor;
            }

            sigma = sigma > .05 ? Math.Min(sigma, 1 << 30) : .05;
            var value = Draw(coder, mu, sigma);
            Learn(x, keys, value - mu, sigma);
            return value;
        }

        private static long Draw(Coder coder, double mu, double sigma)
        {
            var low = 0;
            while (sigma > 16 * Math.Pow(2, low))
            {
                low++;
            }

            var unit = Math.Pow(2, low);
            var center = (int)Math.Floor((mu + .5) / unit);
            var (first, step) = ((center - ((mu + .5) / unit)) * unit / sigma, unit / sigma);
            int Below(int place)
            {
                var z = first + (place * step);
                var u = z / Math.Sqrt(6 + (z * z));
                var a = 1 - (u * u);
                return place == -127 ? 0 : place == 128 ? 32768
                    : place + 127 + (int)Math.Floor(32513 * (.5 + (u * (.5 + (a * (.25 + (a * .1875)))))));
            }

            var place = -127;
            while (Below(place + 1) <= coder.Target)
            {
                place++;
            }

            coder.Take((uint)Below(place), (uint)(Below(place + 1) - Below(place)));
            long upper = center + place;
            if (Math.Abs(place) == 127)
            {
                var bits = (int)coder.Raw(5);
                upper += Math.Sign(place) * ((bits > 0 ? coder.Raw(bits) : 0) + (1L << bits) - 1);
            }

            return (upper << low) + (low > 0 ? coder.Raw(low) : 0);
        }

        private void Learn(double[] x, List<(int Kind, int Context)> keys, double error, double sigma)
        {
            _z = error / sigma;
            var t = _z * _z;
            var surprise = Math.Min((7 * t / (6 + t)) - 1, 3);
            foreach (var key in keys)
            {
                var (factor, seen) = _factors[key];
                seen = Math.Min(seen + 1, 64);
                factor *= 1 + (surprise * Math.Max(.01, .5 / (seen + 4)));
                _factors[key] = (Math.Clamp(factor, 1.0 / 64, key.Kind < 0 ? 1 << 30 : 64), seen);
            }

            var sum = (6 + t) * sigma * sigma / 7;
            var g = new double[x.Length];
            for (var j = 0; j < x.Length; j++)
            {
                for (var k = 0; k < x.Length; k++)
                {
                    g[j] += _p[j][k] * x[k];
                }

                sum += g[j] * x[j];
            }

            for (var j = 0; j < x.Length; j++)
            {
                _w[j] += g[j] * error / sum;
                for (var k = 0; k < x.Length; k++)
                {
                    _p[j][k] -= g[j] * g[k] / sum;
                }
            }
        }
    }
}
