namespace Stylize.Engine.Segmentation.Learned;

/// <summary>
/// A 3 x 3 or 1 x 1 convolution with zeros around the planes. Four rows are computed from six transformed ones with
/// half of the products (Lavin and Gray 2016, F(4, 3), in the vertical direction alone, so that no vector is shuffled).
/// Sums have a fixed order, so that they depend neither on the width of vectors nor on where a strip begins.
/// </summary>
/// <remarks>The plain way, nine products per input for one output after another, takes 17 times as long in vectors of
/// pixels, and 90 times without (24 to 24 channels).</remarks>
internal sealed unsafe class Convolution
{
    /// <summary>
    /// Output channels that are computed together. With two vectors of pixels, they fill the 16 registers of AVX2.
    /// </summary>
    private const int Together = 6;

    /// <summary>Input channels that are applied together to a strip, so that they stay in the first cache.</summary>
    private const int Group = 24;

    private const int StripPixels = 256;

    /// <summary>Floats of a transformed row: from two pixels left of a strip to a vector after it.</summary>
    private const int Transformed = StripPixels + PlaneStack.Pad;

    /// <summary>From a transformed row to the next one of its channel.</summary>
    private const int Next = Group * Transformed;

    /// <summary>The transformed row that is 0 for rows that are repeated.</summary>
    private const int RepeatedPoint = 2;

    private readonly int _inputs;
    private readonly int _outputs;
    private readonly int _side;
    private readonly bool _rectifies;

    /// <summary>Rows that are computed together, and the transformed rows for them.</summary>
    private readonly int _rows;
    private readonly int _points;

    /// <summary>
    /// Weights as group of inputs, transformed row, output block, input channel, column, output in the block.
    /// </summary>
    private readonly float[] _weights;

    private readonly float[] _biases;

    /// <param name="weights">Weights as output channel, input channel, row, column.</param>
    /// <param name="biases">One per output channel; a multiple of 6.</param>
    /// <param name="side">3 or 1.</param>
    /// <param name="rectifies">True to replace negative outputs with 0.</param>
    public Convolution(ReadOnlySpan<float> weights, float[] biases, int side, bool rectifies)
    {
        (_outputs, _side, _rectifies, _biases) = (biases.Length, side, rectifies, biases);
        (_rows, _points) = side == 3 ? (4, 6) : (1, 1);
        _inputs = weights.Length / _outputs / side / side;
        _weights = new float[_points * _outputs * _inputs * side];
        var next = 0;
        for (var begin = 0; begin < _inputs; begin += Group)
        {
            for (var point = 0; point < _points; point++)
            {
                for (var block = 0; block < _outputs; block += Together)
                {
                    for (var tap = begin * side; tap < Math.Min(begin + Group, _inputs) * side; tap++)
                    {
                        var (input, column) = Math.DivRem(tap, side);
                        for (var output = block; output < block + Together; output++)
                        {
                            var first = (((output * _inputs) + input) * side * side) + column;
                            _weights[next++] = side == 1 ? weights[first]
                                : Weight(point, weights[first], weights[first + 3], weights[first + 6]);
                        }
                    }
                }
            }
        }
    }

    /// <summary>Replaces a part of the planes by the outputs, and moves the planes up in their memory.</summary>
    /// <param name="small">
    /// Planes of half the size, whose pixels are repeated in blocks of 2 x 2 before the input; a multiple of 24.
    /// </param>
    /// <param name="wanted">The pixels to compute; more of them are computed if that is simpler.</param>
    public void Run(PlaneStack planes, PlaneStack? small, PlaneCells wanted, CancellationToken cancellation)
    {
        using var sources = new PooledBuffer<float>(_points * Group * Transformed, clear: false);
        using var sums = new PooledBuffer<float>(((_points * _outputs) + 1) * StripPixels, clear: false);
        var step = 2 * (Avx512F.IsSupported ? WidePixelVector.Count : PixelVector.Count);
        for (var y = 0; y < planes.Height; y += _rows)
        {
            cancellation.ThrowIfCancellationRequested();
            var pixels = 0;
            for (var x = 0; (x = wanted.Next(x, y)) < planes.Width; x += pixels)
            {
                for (pixels = step; pixels < StripPixels && wanted[x + pixels, y]; pixels += step)
                {
                }

                pixels = Math.Min(pixels, planes.Width - x);
                if (Avx512F.IsSupported)
                {
                    Strip<WidePixelVector>(planes, small, y, x, pixels, sources.Pointer, sums.Pointer);
                }
                else
                {
                    Strip<PixelVector>(planes, small, y, x, pixels, sources.Pointer, sums.Pointer);
                }

                Write(sums.Pointer, planes, y, x, pixels);
            }
        }

        planes.MoveUp();
    }

    /// <summary>Returns the weight of a column of three weights for a transformed row.</summary>
    private static float Weight(int point, float upper, float middle, float lower) => point switch
    {
        0 => upper / 4,
        1 => (upper + middle + lower) / -6,
        2 => (upper - middle + lower) / -6,
        3 => ((upper / 4) + (middle / 2) + lower) / 6,
        4 => ((upper / 4) - (middle / 2) + lower) / 6,
        _ => lower,
    };

    /// <summary>Computes the sums of a strip for all transformed rows.</summary>
    private void Strip<T>(
        PlaneStack input, PlaneStack? small, int y, int left, int pixels, float* sources, float* sums)
        where T : struct, IPixelVector<T>
    {
        var repeated = small?.Channels ?? 0;
        fixed (float* all = _weights)
        {
            var weights = all;
            for (var begin = 0; begin < _inputs; begin += Group)
            {
                var count = Math.Min(Group, _inputs - begin);
                for (var channel = 0; channel < count; channel++)
                {
                    var target = sources + (channel * Transformed);
                    if (begin < repeated)
                    {
                        TransformRepeated(small!, begin + channel, y / 2, left / 2, pixels, target);
                    }
                    else
                    {
                        Transform(input, begin + channel - repeated, y, left, pixels, target);
                    }
                }

                for (var point = 0; point < _points; point++)
                {
                    var sum = sums + (point * _outputs * StripPixels);
                    if (begin < repeated && point == RepeatedPoint)
                    {
                        new Span<float>(sum, begin == 0 ? _outputs * StripPixels : 0).Clear();
                        weights += _outputs * count * _side;
                        continue;
                    }

                    for (var block = 0; block < _outputs; block += Together)
                    {
                        Block<T>(
                            sources + (point * Group * Transformed) + 1, sum + (block * StripPixels), pixels, count,
                            begin == 0, weights);
                        weights += Together * count * _side;
                    }
                }
            }
        }
    }

    /// <summary>Writes the transformed rows of a channel from two pixels left of a strip, or its row from
    /// one.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void Transform(PlaneStack input, int channel, int y, int left, int pixels, float* target)
    {
        if (_side == 1)
        {
            new Span<float>(input.Pixel(channel, y) + left - 1, Transformed).CopyTo(new(target, Transformed));
            return;
        }

        float* r0 = input.Padded(channel, y - 1) + left - 2, r1 = input.Padded(channel, y) + left - 2;
        float* r2 = input.Padded(channel, y + 1) + left - 2, r3 = input.Padded(channel, y + 2) + left - 2;
        float* r4 = input.Padded(channel, y + 3) + left - 2, r5 = input.Padded(channel, y + 4) + left - 2;
        for (var x = 0; x < pixels + 3; x += Vector<float>.Count)
        {
            var (d1, d2) = (Vector.Load(r1 + x), Vector.Load(r2 + x));
            var (d3, d4) = (Vector.Load(r3 + x), Vector.Load(r4 + x));
            var place = target + x;
            ((4 * Vector.Load(r0 + x)) - (5 * d2) + d4).Store(place);
            var (even, odd) = (d4 - (4 * d2), d3 - (4 * d1));
            (even + odd).Store(place + Next);
            (even - odd).Store(place + (2 * Next));
            (even, odd) = (d4 - d2, 2 * (d3 - d1));
            (even + odd).Store(place + (3 * Next));
            (even - odd).Store(place + (4 * Next));
            ((4 * d1) - (5 * d3) + Vector.Load(r5 + x)).Store(place + (5 * Next));
        }
    }

    /// <summary>Writes the transformed rows of a channel whose pixels are repeated.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void TransformRepeated(PlaneStack small, int channel, int y, int left, int pixels, float* target)
    {
        float* r0 = small.Padded(channel, y - 1) + left - 1, r1 = small.Padded(channel, y) + left - 1;
        float* r2 = small.Padded(channel, y + 1) + left - 1, r3 = small.Padded(channel, y + 2) + left - 1;
        for (var x = 0; 2 * x < pixels + 3; x += Vector<float>.Count)
        {
            var (d1, d2) = (Vector.Load(r1 + x), Vector.Load(r2 + x));
            var place = target + (2 * x);
            Repeat((4 * Vector.Load(r0 + x)) - (5 * d1) + d2, place);
            Repeat(2 * (d2 - (4 * d1)), place + Next);
            Repeat(3 * (d2 - d1), place + (3 * Next));
            Repeat(d1 - d2, place + (4 * Next));
            Repeat((4 * d1) - (5 * d2) + Vector.Load(r3 + x), place + (5 * Next));
        }
    }

    private static void Repeat(Vector<float> values, float* place)
    {
        Vector.Widen(Vector.AsVectorUInt32(values), out var low, out var high);
        Vector.AsVectorSingle(low | (low << 32)).Store(place);
        Vector.AsVectorSingle(high | (high << 32)).Store(place + Vector<float>.Count);
    }

    /// <summary>Adds the products of some input channels to the sums of six outputs.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void Block<T>(float* source, float* target, int pixels, int count, bool isFirst, float* weights)
        where T : struct, IPixelVector<T>
    {
        var (side, lanes) = (_side, T.Count);
        for (var x = 0; x < pixels; x += 2 * lanes)
        {
            T a0, a1, a2, a3, a4, a5, b0, b1, b2, b3, b4, b5;
            var place = target + x;
            if (isFirst)
            {
                a0 = a1 = a2 = a3 = a4 = a5 = b0 = b1 = b2 = b3 = b4 = b5 = default;
            }
            else
            {
                (a0, b0) = (T.Load(place), T.Load(place + lanes));
                (a1, b1) = (T.Load(place + StripPixels), T.Load(place + StripPixels + lanes));
                (a2, b2) = (T.Load(place + (2 * StripPixels)), T.Load(place + (2 * StripPixels) + lanes));
                (a3, b3) = (T.Load(place + (3 * StripPixels)), T.Load(place + (3 * StripPixels) + lanes));
                (a4, b4) = (T.Load(place + (4 * StripPixels)), T.Load(place + (4 * StripPixels) + lanes));
                (a5, b5) = (T.Load(place + (5 * StripPixels)), T.Load(place + (5 * StripPixels) + lanes));
            }

            var weight = weights;
            var row = source + x;
            for (var i = 0; i < count; i++, row += Transformed)
            {
                for (var dx = 0; dx < side; dx++, weight += Together)
                {
                    var (l, r) = (T.Load(row + dx), T.Load(row + dx + lanes));
                    var w = T.Fill(weight);
                    (a0, b0) = (T.MultiplyAdd(l, w, a0), T.MultiplyAdd(r, w, b0));
                    w = T.Fill(weight + 1);
                    (a1, b1) = (T.MultiplyAdd(l, w, a1), T.MultiplyAdd(r, w, b1));
                    w = T.Fill(weight + 2);
                    (a2, b2) = (T.MultiplyAdd(l, w, a2), T.MultiplyAdd(r, w, b2));
                    w = T.Fill(weight + 3);
                    (a3, b3) = (T.MultiplyAdd(l, w, a3), T.MultiplyAdd(r, w, b3));
                    w = T.Fill(weight + 4);
                    (a4, b4) = (T.MultiplyAdd(l, w, a4), T.MultiplyAdd(r, w, b4));
                    w = T.Fill(weight + 5);
                    (a5, b5) = (T.MultiplyAdd(l, w, a5), T.MultiplyAdd(r, w, b5));
                }
            }

            T.Store(place, a0, b0);
            T.Store(place + StripPixels, a1, b1);
            T.Store(place + (2 * StripPixels), a2, b2);
            T.Store(place + (3 * StripPixels), a3, b3);
            T.Store(place + (4 * StripPixels), a4, b4);
            T.Store(place + (5 * StripPixels), a5, b5);
        }
    }

    /// <summary>Writes the rows of a strip from their sums, above all rows that are still read. The pixels after a row
    /// stay 0.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void Write(float* sums, PlaneStack planes, int y, int left, int pixels)
    {
        var next = _outputs * StripPixels;
        var unused = sums + (_points * next);
        var lowest = new Vector<float>(_rectifies ? 0 : float.NegativeInfinity);
        var rows = Math.Min(_rows, planes.Height - y);
        for (var channel = 0; channel < _outputs; channel++, sums += StripPixels)
        {
            var bias = new Vector<float>(_biases[channel]);
            var p0 = planes.Pixel(channel, y - PlaneStack.Moved) + left;
            var p1 = rows > 1 ? p0 + planes.Stride : unused;
            var p2 = rows > 2 ? p1 + planes.Stride : unused;
            var p3 = rows > 3 ? p2 + planes.Stride : unused;
            for (var x = 0; x < pixels; x += Vector<float>.Count)
            {
                var sum = sums + x;
                var first = Vector.Load(sum) + bias;
                if (_side == 3)
                {
                    var (m1, m2) = (Vector.Load(sum + next), Vector.Load(sum + (2 * next)));
                    var (m3, m4) = (Vector.Load(sum + (3 * next)), Vector.Load(sum + (4 * next)));
                    var (near, far, nearOdd, farOdd) = (m1 + m2, m3 + m4, m1 - m2 + bias, m3 - m4);
                    first += near + far;
                    Vector.Max(nearOdd + (2 * farOdd), lowest).Store(p1 + x);
                    Vector.Max(near + bias + (4 * far), lowest).Store(p2 + x);
                    Vector.Max(nearOdd + (8 * farOdd) + Vector.Load(sum + (5 * next)), lowest).Store(p3 + x);
                }

                Vector.Max(first, lowest).Store(p0 + x);
            }

            for (var row = 0; row < rows && left + pixels == planes.Width; row++)
            {
                new Span<float>(p0 + (row * planes.Stride) + pixels, Vector<float>.Count).Clear();
            }
        }
    }
}

/// <summary>The vector of pixels that a convolution computes at once.</summary>
internal unsafe interface IPixelVector<T>
    where T : struct, IPixelVector<T>
{
    static abstract int Count { get; }

    static abstract T Load(float* place);

    static abstract T Fill(float* value);

    static abstract T MultiplyAdd(T left, T right, T sum);

    static abstract void Store(float* place, T left, T right);
}

internal readonly unsafe struct PixelVector(Vector<float> value) : IPixelVector<PixelVector>
{
    private readonly Vector<float> _value = value;

    public static int Count => Vector<float>.Count;

    public static PixelVector Load(float* place) => new(Vector.Load(place));

    public static PixelVector Fill(float* value) => new(new Vector<float>(*value));

    public static PixelVector MultiplyAdd(PixelVector left, PixelVector right, PixelVector sum) =>
        new(Vector.FusedMultiplyAdd(left._value, right._value, sum._value));

    public static void Store(float* place, PixelVector left, PixelVector right)
    {
        left._value.Store(place);
        right._value.Store(place + Count);
    }
}

/// <summary>Vectors of AVX-512, which <see cref="Vector{T}"/> does not use by itself.</summary>
internal readonly unsafe struct WidePixelVector(Vector512<float> value) : IPixelVector<WidePixelVector>
{
    private readonly Vector512<float> _value = value;

    public static int Count => Vector512<float>.Count;

    public static WidePixelVector Load(float* place) => new(Avx512F.LoadVector512(place));

    public static WidePixelVector Fill(float* value) =>
        new(Avx512F.BroadcastScalarToVector512(Sse.LoadScalarVector128(value)));

    public static WidePixelVector MultiplyAdd(WidePixelVector left, WidePixelVector right, WidePixelVector sum) =>
        new(Avx512F.FusedMultiplyAdd(left._value, right._value, sum._value));

    public static void Store(float* place, WidePixelVector left, WidePixelVector right)
    {
        Avx512F.Store(place, left._value);
        Avx512F.Store(place + Count, right._value);
    }
}
