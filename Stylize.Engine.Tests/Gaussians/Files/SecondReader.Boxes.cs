namespace Stylize.Engine.Tests.Gaussians.Files;

/// <summary>The values of the compact profile, written from the document alone.</summary>
internal sealed partial class SecondReader
{
    private readonly List<(long X, long Y, long[] Values)> _known = [];
    private readonly Prediction[] _opacities =
        [.. Enumerable.Range(0, 4).Select(_ => new Prediction([0, 1, 0, 0], 3, 1, 3))];
    private readonly Prediction[] _sizes =
        [.. Enumerable.Range(0, 4).Select(_ => new Prediction([0, 0, 1, 0], 4, 1, 3))];
    private readonly Prediction _u = new([.6, 0, 0, 0], 1, .01, 1);
    private readonly Prediction _v = new([.6, 0, 0, 0], 1, .01, 1);
    private readonly Prediction _luma = new([.9, 0, 0, 0], 2, .01, 0);
    private readonly Prediction _orange = new([.9, 0, 0, 0], 2, .01, 0);
    private readonly Prediction _green = new([.9, 0, 0, 0], 3, .01, 0);
    private Dictionary<(long Column, long Row), long[]> _sums = [];
    private Dictionary<(long Column, long Row), long[]> _layerSums = [];
    private double _meanSize = 16;
    private double _meanOpacity;
    private double[] _last = [2048, 0, 0];

    private void BeginSums()
    {
        (_sums, _layerSums) = ([], []);
        foreach (var (x, y, values) in _known)
        {
            AddTo(_sums, x, y, values);
        }
    }

    private (long Column, long Row) BoxOf(long x, long y) => (
        Math.Clamp(Box(x, _column), 0, (long)_columns << _shift >> _box),
        Math.Clamp(Box(y, _row), 0, (long)_rows << _shift >> _box));

    private void AddTo(Dictionary<(long Column, long Row), long[]> boxes, long x, long y, long[] values)
    {
        var sums = boxes.GetValueOrDefault(BoxOf(x, y), new long[values.Length]);
        boxes[BoxOf(x, y)] = [.. values.Select((value, k) => (sums[^1] < 8 ? sums[k] : sums[k] >> 1) + value)];
    }

    private long[] Around(Dictionary<(long Column, long Row), long[]> boxes, long x, long y, int length)
    {
        (long Before, long Part) Between(long c, int first, int count)
        {
            var d = c - ((long)first << _shift) - ((1L << _box) >> 1);
            return (Math.Clamp(d >> _box, -1, (long)count << _shift >> _box), ((4 * d) >> _box) & 3);
        }

        var (column, partX) = Between(x, _column, _columns);
        var (row, partY) = Between(y, _row, _rows);
        var all = new long[length];
        for (var j = 0; j <= 1; j++)
        {
            for (var i = 0; i <= 1; i++)
            {
                var (dx, dy) = ((8 * i) - 1 - (2 * partX), (8 * j) - 1 - (2 * partY));
                var weight = 1024 / ((dx * dx) + (dy * dy) + 8);
                var sums = boxes.GetValueOrDefault((column + i, row + j), new long[length]);
                all = [.. all.Select((sum, k) => sum + (weight * sums[k]))];
            }
        }

        return all;
    }

    private static int Logarithm(double steps) => (int)Math.Min(15, Math.Floor(Math.Log2((4 * steps) + 1)));

    private void Values(Coder coder, int[] open)
    {
        var s = Around(_sums, Mid(open[0], open[2]), Mid(open[1], open[3]), 8);
        var t = Around(_layerSums, Mid(open[0], open[2]), Mid(open[1], open[3]), 4);
        var part = 1 / ((4.0 * t[3]) + 32);
        var (meanSize, meanOpacity, spread) =
            (((_meanSize * 32) + (t[0] * 4.0)) * part, ((_meanOpacity * 32) + (t[1] * 4.0)) * part, t[2] * 4.0 * part);
        var (opacities, sizes) = (_opacities[_layer], _sizes[_layer]);
        var opacity = HasOpacity
            ? Math.Clamp(
                opacities.Read(coder, [16, meanOpacity, _meanOpacity, 0], opacities.Class, sizes.Class, 0), 0, 255) : 0;
        var size = Math.Clamp(
            sizes.Read(coder, [16, opacity, meanSize, meanOpacity], opacities.Class, Logarithm(16 * spread), 0),
            1, 1 << 20);

        var e = s[7] > 0 ? s.Select(sum => sum * (1.0 / s[7])).ToArray() : [.. _last, 0, 0, 512, 256, 1];
        var steps = StepsOf(opacity, size);
        var (perE, perL, perC) = (1.0 / steps.E, 1.0 / steps.L, 1.0 / steps.C);
        var max = (long)Math.Floor(1000.0 * 4096 / steps.E);
        var (fine, bent) = (Logarithm(4096 * perE), Logarithm((Math.Abs(e[3]) + Math.Abs(e[4])) * perE));
        var u = Math.Clamp(_u.Read(coder, [e[3] * perE, 0, 0, 0], fine, bent, 0), -max, max);
        var v = Math.Clamp(_v.Read(coder, [e[4] * perE, 0, 0, 0], fine, bent, _u.Class), -max, max);
        var (x, y) = Place(coder, open, steps, u, v);

        var luma = Level(
            _luma.Read(coder, [e[0] * perL, 4096 * perL, 0, 0], Logarithm(e[5] * perL), Logarithm(4096 * perL), 0));
        var brighter = ((luma * (double)steps.L) - e[0]) * perC;
        (fine, bent) = (Logarithm(4096 * perC), Logarithm(e[6] * perC));
        var orange = Level(_orange.Read(coder, [e[1] * perC, brighter, 0, 0], bent, fine, _luma.Class));
        var green = Level(_green.Read(
            coder, [e[2] * perC, brighter, orange - (e[1] * perC), 0], bent, fine, (6 * _luma.Class) + _orange.Class));
        Add(coder, steps, [x, y, opacity, size, u, v, luma, orange, green]);

        long[] products = [luma * steps.L, orange * steps.C, green * steps.C, u * steps.E, v * steps.E];
        products = [.. products.Select(value => Math.Clamp(value, -65536, 65536))];
        _last = [products[0], products[1], products[2]];
        var chroma = Math.Abs(products[1] - e[1]) + Math.Abs(products[2] - e[2]);
        long[] values = [.. products, (long)Math.Min(Math.Abs(products[0] - e[0]), 65536),
            (long)Math.Min(chroma, 65536), 1];
        _known.Add((x, y, values));
        AddTo(_sums, x, y, values);
        AddTo(_layerSums, x, y, [Math.Min(size, 65536), opacity, (long)Math.Min(Math.Abs(size - meanSize), 65536), 1]);
        _meanSize += (size - _meanSize) / 16;
        _meanOpacity += (opacity - _meanOpacity) / 16;
    }

    private sealed class Prediction
    {
        private static readonly int[] Shares = [.. Enumerable.Range(-4096, 8193).Select(ShareBelow)];
        private readonly double[] _w;
        private readonly double[,] _p = new double[4, 4];
        private readonly Dictionary<(int Kind, int Context), (int Log, int Rate)> _factors = [];
        private int _count;

        public Prediction(double[] weights, int features, double doubt, int octave)
        {
            _w = weights;
            _factors[(0, 0)] = (octave << 16, 512);
            for (var j = 0; j < features; j++)
            {
                _p[j, j] = doubt;
            }
        }

        public int Class { get; private set; }

        public long Read(Coder coder, double[] x, int first, int second, int third)
        {
            (int Kind, int Context)[] keys = [(0, 0), (1, first), (2, second), (3, third)];
            var mu = Sum([.. x.Select((feature, j) => _w[j] * feature)]);
            mu = Math.Abs(mu) < 1 << 24 ? mu : 0;
            var log = Math.Clamp(keys.Sum(key => _factors.GetValueOrDefault(key).Log) >> 13, -35, 192);
            var low = 0;
            while (log - (8 * low) > 32)
            {
                low++;
            }

            var per = (long)Math.Round(16384 * Pow8((8 * low) - log));
            var m = (long)Math.Floor((mu * 256) + .5);
            var value = Draw(coder, m, per, low);

            var deviation = ((Math.Abs((256 * value) - m) * per) >> 10) >> low;
            Class = (int)Math.Min(deviation >> 11, 5);
            var z = (Math.Min(deviation >> 8, 127) + .5) / 16;
            var surprise = (int)Math.Round(65536 * 1.4427 * Math.Min((7 * (z * z) / (6 + (z * z))) - 1, 3));
            foreach (var key in keys)
            {
                var (factor, rate) = _factors.GetValueOrDefault(key, (0, 512));
                rate -= (rate * rate) >> 11;
                factor += (surprise * rate) >> 12;
                _factors[key] = (Math.Clamp(factor, -6 << 16, (key.Kind == 0 ? 24 : 6) << 16), rate);
            }

            if (_count < 200 || _count % 4 == 0)
            {
                Learn(x, value - mu, Pow8(log));
            }

            _count++;
            return value;
        }

        private static int ShareBelow(int entry)
        {
            var u = entry / 256.0 / Math.Sqrt(6 + (entry / 256.0 * (entry / 256.0)));
            var a = 1 - (u * u);
            return entry == -4096 ? 0 : entry == 4096
                ? 32513 : (int)Math.Round(32513 * (.5 + (u * (.5 + (a * (.25 + (a * .1875)))))));
        }

        private static long Draw(Coder coder, long m, long per, int low)
        {
            var middle = (m + 128) >> low;
            var (center, rest) = (middle >> 8, middle & 255);
            int Below(int place)
            {
                var share = Shares[Math.Clamp((((256 * place) - rest) * per >> 14) + 4096, 0, 8192)];
                return place == -127 ? 0 : place == 128 ? 32768 : place + 127 + share;
            }

            var place = -127;
            while (Below(place + 1) <= coder.Target)
            {
                place++;
            }

            coder.Take((uint)Below(place), (uint)(Below(place + 1) - Below(place)));
            var upper = center + place;
            if (Math.Abs(place) == 127)
            {
                var bits = (int)coder.Raw(5);
                upper += Math.Sign(place) * ((bits > 0 ? coder.Raw(bits) : 0) + (1L << bits) - 1);
            }

            return (upper << low) + (low > 0 ? coder.Raw(low) : 0);
        }

        private static double Sum(double[] terms) => terms[0] + terms[2] + (terms[1] + terms[3]);

        private void Learn(double[] x, double error, double sigma)
        {
            double Gain(int j) => (_p[0, j] * x[0]) + (_p[1, j] * x[1]) + ((_p[2, j] * x[2]) + (_p[3, j] * x[3]));
            double[] g = [Gain(0), Gain(1), Gain(2), Gain(3)];
            var noise = ((6 * (sigma * sigma)) + (error * error)) / 7;
            var sum = noise + Sum([.. g.Select((gain, j) => gain * x[j])]);
            for (var j = 0; j < 4; j++)
            {
                _w[j] += g[j] / sum * error;
                for (var k = 0; k < 4; k++)
                {
                    _p[k, j] -= g[j] / sum * g[k];
                }
            }
        }
    }
}
