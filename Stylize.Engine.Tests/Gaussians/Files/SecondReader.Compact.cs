namespace Stylize.Engine.Tests.Gaussians.Files;

/// <summary>The compact profile, written from the document alone.</summary>
/// <remarks>In the order of the document, so that the two can be read side by side.</remarks>
internal sealed partial class SecondReader
{
    private static readonly double[] Roots =
    [
        1, 1.0905077326652577, 1.1892071150027210, 1.2968395546510096,
        1.4142135623730951, 1.5422108254079407, 1.6817928305074290, 1.8340080864093424,
    ];

    private readonly Residual _alphas = new(1);
    private readonly Centers[] _centers = [new(), new(), new(), new()];
    private int _layer;
    private int _alpha = 63;
    private int _column;
    private int _row;
    private int _columns;
    private int _rows;
    private int _shift;
    private int _box;
    private SecondReader[] _tiles = [];
    private Queue<(int Tile, int Count, int Length)> _awaited = [];

    /// <summary>Creates the reader of a tile, which covers a part of the grid.</summary>
    private SecondReader(SecondReader file, int column, int row, int columns, int rows)
    {
        _file = [];
        (Width, Height, Profile) = (file.Width, file.Height, file.Profile);
        Compositing = file.Compositing;
        (HasAlpha, HasOpacity, Parameters, _shift) = (file.HasAlpha, file.HasOpacity, file.Parameters, file._shift);
        (_column, _row, _columns, _rows) = (column, row, columns, rows);
    }

    private static double Pow8(int k) => Roots[k & 7] * Math.Pow(2, k >> 3);

    private static int Log8(double v)
    {
        var k = (int)Math.Floor(8 * Math.Log2(v)) + 1;
        while (Pow8(k) > v)
        {
            k--;
        }

        return k;
    }

    private static long Mid(long c, int k) => ((c >> k) << k) + ((1L << k) >> 1);

    private void CompactLayer(byte[] data, int n)
    {
        if (_tiles.Length == 0)
        {
            var p = 6;
            (_column, _row) = (Unfold(Varint(Parameters, ref p)), Unfold(Varint(Parameters, ref p)));
            (_columns, _rows, _shift) = (Parameters[p] + 1, Parameters[p + 1] + 1, Parameters[p + 2]);
            _tiles = [new SecondReader(this, _column, _row, _columns, _rows)];
            for (var halvings = Parameters[p + 3]; halvings > 0; halvings--)
            {
                _tiles = [.. _tiles.SelectMany(tile => tile.Halves())];
            }
        }

        var (at, counts, lengths) = (0, new int[_tiles.Length], new int[_tiles.Length]);
        for (var c = 0; c < _tiles.Length; c++)
        {
            (counts[c], lengths[c]) = _tiles.Length == 1
                ? (n, data.Length) : ((int)Varint(data, ref at), (int)Varint(data, ref at));
        }

        _awaited = new(Enumerable.Range(0, _tiles.Length).Select(c => (c, counts[c], lengths[c])));
        if (_tiles.Length == 1)
        {
            Part(data);
        }
    }

    /// <summary>Reads the stream of the next tile of the layer.</summary>
    private void Part(byte[] stream)
    {
        var (c, count, length) = _awaited.Dequeue();
        var before = _tiles[c].Gaussians.Count;
        _tiles[c].TileLayer(stream.Length == length ? stream : throw new InvalidDataException("part"), count);
        Gaussians.AddRange(_tiles[c].Gaussians.Skip(before));
    }

    private SecondReader[] Halves()
    {
        var (columns, rows) = (_columns / 2, _rows / 2);
        return _columns >= _rows
            ? [new(this, _column, _row, columns, _rows), new(this, _column + columns, _row, _columns - columns, _rows)]
            : [new(this, _column, _row, _columns, rows), new(this, _column, _row + rows, _columns, _rows - rows)];
    }

    private void TileLayer(byte[] stream, int n)
    {
        var max = Math.Max(16, (Gaussians.Count + n) / 2);
        for (_box = 0; (((long)_columns << _shift >> _box) + 1) * (((long)_rows << _shift >> _box) + 1) > max;)
        {
            _box++;
        }

        BeginSums();
        var coder = new Coder(stream);
        var open = new List<int[]>();
        if (Compositing == 2)
        {
            for (var i = 0; i < n; i++)
            {
                Part(coder, 1, 0, 0, _columns, _rows, (double)_columns * _rows, open);
            }
        }
        else
        {
            Part(coder, n, 0, 0, _columns, _rows, (double)_columns * _rows / n, open);
        }

        foreach (var o in open)
        {
            Values(coder, o);
        }

        _layer = Math.Min(3, _layer + 1);
    }

    private static int Unfold(uint f) => f % 2 == 0 ? (int)(f / 2) : -(int)(f / 2) - 1;

    private void Part(Coder coder, int n, int left, int top, int width, int height, double spacing, List<int[]> open)
    {
        if (n == 0) return;

        if (width == 1 && height == 1)
        {
            Cell(coder, n, (_column + left) << _shift, (_row + top) << _shift, _shift, _shift, 1, spacing, open);
            return;
        }

        var k = Number(coder, n, width * height, spacing);
        if (width >= height)
        {
            Part(coder, k, left, top, width / 2, height, spacing, open);
            Part(coder, n - k, left + (width / 2), top, width - (width / 2), height, spacing, open);
        }
        else
        {
            Part(coder, k, left, top, width, height / 2, spacing, open);
            Part(coder, n - k, left, top + (height / 2), width, height - (height / 2), spacing, open);
        }
    }

    private void Cell(Coder coder, int n, int x, int y, int a, int b, double cells, double spacing, List<int[]> open)
    {
        if (n == 1 || a + b <= 8)
        {
            open.AddRange(Enumerable.Range(0, n).Select(_ => new[] { x, y, a, b }));
            return;
        }

        var across = a >= b;
        (a, b) = across ? (a - 1, b) : (a, b - 1);
        var k = Number(coder, n, cells, spacing);
        if (k > 0)
        {
            Cell(coder, k, x, y, a, b, cells / 2, spacing, open);
        }

        if (n > k)
        {
            Cell(coder, n - k, across ? x + (1 << a) : x, across ? y : y + (1 << b), a, b, cells / 2, spacing, open);
        }
    }

    private int Number(Coder coder, int n, double cells, double spacing)
    {
        var models = _centers[_layer];
        if (n == 1) return models.Alone.Read(coder);
        if (n >= 16) return (int)Math.Clamp((n / 2) + models.Many.Read(coder, (int)Math.Floor(Math.Log2(n))), 0, n);

        var room = cells / spacing / n;
        var scale = room > .5 ? 0 : room > .125 ? 1 : room > .03 ? 2 : 3;
        var node = 1;
        var bits = (int)Math.Floor(Math.Log2(n)) + 1;
        for (var k = 0; k < bits; k++)
        {
            node = (2 * node) + models.Few[(((16 * scale) + n) * 16) + node].Read(coder);
        }

        return Math.Min(n, node - (1 << bits));
    }

    private (double Radius, int O, int P, long E, long L, long C) StepsOf(long opacity, long size)
    {
        var c = Parameters;
        var o = (int)Math.Min(Math.Round(8 * opacity * Pow8(c[5] - 64)), 128);
        var radius = Math.Pow(size * Pow8(c[1] - 64 + (o / 5)), 4);
        var p = Log8(radius);
        return (
            radius, o, p,
            Whole(Math.Min(1, Pow8(c[2] - 64 + (((8 * o) - (15 * p)) / 40)))),
            Whole(Pow8(c[3] - 64 + (((12 * o) - (30 * p)) / 40))),
            Whole(Pow8(c[4] - 64 + (((12 * o) - (30 * p)) / 40))));
    }

    private static (double XX, double YY, double XY) Form(long stretchU, long stretchV, long stepE)
    {
        var (u, v) = (stretchU * stepE / 4096.0, stretchV * stepE / 4096.0);
        var d = (u * u) + (v * v);
        var s = Math.Sqrt(d + 4);
        return ((d + 2 + (u * s)) / 2, (d + 2 - (u * s)) / 2, v * s / 2);
    }

    private (long X, long Y) Place(
        Coder coder, int[] open, (double Radius, int O, int P, long E, long L, long C) steps, long u, long v)
    {
        var (xx, yy, _) = Form(u, v, steps.E);
        var factor =
            16 * Pow8(Parameters[0] - 64 + (((5 * steps.O) - (15 * steps.P)) / 40)) * steps.Radius * Math.Sqrt(2);
        return (
            Place(coder, open[0], open[2], (int)Math.Clamp(Math.Floor(Math.Log2(factor / Math.Sqrt(yy))), 0, 20)),
            Place(coder, open[1], open[3], (int)Math.Clamp(Math.Floor(Math.Log2(factor / Math.Sqrt(xx))), 0, 20)));
    }

    /// <summary>Reads alpha and adds the Gaussian with x, y, opacity, size, U, V, luma, orange and green.</summary>
    private void Add(Coder coder, (double Radius, int O, int P, long E, long L, long C) steps, long[] g)
    {
        _alpha = HasAlpha ? (int)Math.Clamp(_alpha + _alphas.Read(coder, 0), 0, 63) : 63;
        var (xx, _, xy) = Form(g[4], g[5], steps.E);
        var (l, co, cg) = (g[6] * steps.L / 4096.0, g[7] * steps.C / 4096.0, g[8] * steps.C / 4096.0);
        Gaussians.Add(
        [
            g[0] / 16.0 / Width, g[1] / 16.0 / Height,
            steps.Radius * Math.Sqrt(xx), steps.Radius * xy / Math.Sqrt(xx), steps.Radius / Math.Sqrt(xx),
            l - (cg / 2) + (co / 2), l + (cg / 2), l - (cg / 2) - (co / 2),
            _alpha / 63.0, !HasOpacity ? 1 : g[2] == 255 ? 0 : Math.Pow(2, -g[2] * Pow8(Parameters[5] - 64)),
        ]);
    }

    private static long Level(long level) => Math.Clamp(level, -(1 << 23), 1 << 23);

    private static long Whole(double step) => (long)Math.Clamp(Math.Round(4096 * step), 1, 1 << 23);

    private static long Place(Coder coder, int c, int open, int drop)
    {
        var bits = Math.Max(0, open - drop);
        return Mid(((((long)c >> drop) >> bits << bits) + (bits > 0 ? coder.Raw(bits) : 0)) << drop, drop);
    }

    private long Box(long c, int first) => (c - ((long)first << _shift)) >> _box;

    private sealed class Bit
    {
        private int _zero = 16384;
        private int _seen;

        public int Read(Coder coder)
        {
            var bit = coder.Target < _zero ? 0 : 1;
            coder.Take(bit == 0 ? 0 : (uint)_zero, bit == 0 ? (uint)_zero : (uint)(32768 - _zero));
            _zero += (((bit == 0 ? 32720 : 48) - _zero) * (131072 / ((2 * (_seen + 1)) + 3))) >> 16;
            _seen += _seen < 58 ? 1 : 0;
            return bit;
        }

        public static Bit[] Many(int count) => [.. Enumerable.Range(0, count).Select(_ => new Bit())];
    }

    private sealed class Residual(int contexts)
    {
        private readonly Bit[] _zero = Bit.Many(contexts);
        private readonly Bit[] _sign = Bit.Many(contexts);
        private readonly Bit[][] _place = [.. Enumerable.Range(0, contexts).Select(_ => Bit.Many(12))];
        private readonly Bit[][] _below = [.. Enumerable.Range(0, 32).Select(_ => Bit.Many(4))];

        public long Read(Coder coder, int c)
        {
            if (_zero[c].Read(coder) == 0) return 0;

            var negative = _sign[c].Read(coder) == 1;
            var place = 0;
            while (place < 30 && _place[c][Math.Min(place, 11)].Read(coder) == 1)
            {
                place++;
            }

            var magnitude = 1L;
            for (var k = 0; k < place; k++)
            {
                if (k == 2)
                {
                    magnitude = (magnitude << (place - 2)) + coder.Raw(place - 2);
                    break;
                }

                magnitude = (2 * magnitude) + _below[place][k == 0 ? 0 : 2 + (int)(magnitude & 1)].Read(coder);
            }

            return negative ? -magnitude : magnitude;
        }
    }

    private sealed class Centers
    {
        public Bit Alone { get; } = new();

        public Bit[] Few { get; } = Bit.Many(1024);

        public Residual Many { get; } = new(32);
    }
}
