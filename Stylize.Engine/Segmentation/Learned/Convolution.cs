namespace Stylize.Engine.Segmentation.Learned;

/// <summary>
/// A 3 x 3 or 1 x 1 convolution with zeros around the planes. Each output is the bias plus the products in the order of input channels,
/// rows and columns, each added with one rounding, so that it depends neither on the width of vectors nor on where a tile begins.
/// </summary>
internal sealed unsafe class Convolution
{
    /// <summary>Output channels that are computed together. With two vectors of pixels, they fill the 16 registers of AVX2.</summary>
    private const int Together = 6;

    /// <summary>Weights of one output that are applied together to a strip, so that their inputs stay in the first cache.</summary>
    private const int GroupTaps = 72;

    private const int StripPixels = 128;

    private readonly int _inputs;
    private readonly int _outputs;
    private readonly int _side;
    private readonly int _group;
    private readonly bool _rectifies;

    /// <summary>Weights as group of inputs, output block, input channel, row, column, output in the block.</summary>
    private readonly float[] _weights;

    private readonly float[] _biases;

    /// <param name="weights">Weights as output channel, input channel, row, column.</param>
    /// <param name="biases">One per output channel; a multiple of 6.</param>
    /// <param name="side">3 or 1.</param>
    /// <param name="rectifies">True to replace negative outputs with 0.</param>
    public Convolution(ReadOnlySpan<float> weights, float[] biases, int side, bool rectifies)
    {
        (_outputs, _side, _rectifies, _biases) = (biases.Length, side, rectifies, biases);
        var area = side * side;
        _inputs = weights.Length / _outputs / area;
        _group = GroupTaps / area;
        _weights = new float[weights.Length];
        var next = 0;
        for (var begin = 0; begin < _inputs; begin += _group)
        {
            var taps = Math.Min(_group, _inputs - begin) * area;
            for (var block = 0; block < _outputs; block += Together)
            {
                for (var tap = 0; tap < taps; tap++)
                {
                    for (var output = block; output < block + Together; output++)
                    {
                        _weights[next++] = weights[(((output * _inputs) + begin) * area) + tap];
                    }
                }
            }
        }
    }

    /// <summary>Computes all rows. Input and output have the same size and differ.</summary>
    /// <param name="first">Channel of the output planes that receives the first output.</param>
    public void Run(PlaneStack input, PlaneStack output, int first, CancellationToken cancellation)
    {
        fixed (float* weights = _weights)
        {
            for (var y = 0; y < input.Height; y++)
            {
                cancellation.ThrowIfCancellationRequested();
                for (var x = 0; x < input.Width; x += StripPixels)
                {
                    RunStrip(input, output, first, y, x, weights);
                }

                // The last vectors may reach into the zeros after the row.
                var step = 2 * Vector<float>.Count;
                var rest = ((input.Width + step - 1) / step * step) - input.Width;
                for (var channel = first; channel < first + _outputs; channel++)
                {
                    new Span<float>(output.Pixel(channel, y) + input.Width, rest).Clear();
                }
            }
        }
    }

    /// <summary>Computes 128 pixels of a row. The outputs hold the sums of a group of inputs, and the next group continues them.</summary>
    private void RunStrip(PlaneStack input, PlaneStack output, int first, int y, int left, float* weights)
    {
        for (var begin = 0; begin < _inputs; begin += _group)
        {
            var end = Math.Min(begin + _group, _inputs);
            for (var block = 0; block < _outputs; block += Together)
            {
                Block(input, output.Pixel(first + block, y), output.Plane, y, left, begin, end, block, weights);
                weights += Together * (end - begin) * _side * _side;
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void Block(
        PlaneStack input, float* target, nint targetPlane, int y, int left, int begin, int end, int block, float* weights)
    {
        var lanes = Vector<float>.Count;
        var (side, stride, plane, count) = (_side, (nint)input.Stride, (nint)input.Plane, end - begin);
        var source = input.Pixel(begin, y - (side / 2)) - (side / 2);
        var right = Math.Min(left + StripPixels, input.Width);
        for (var x = left; x < right; x += 2 * lanes)
        {
            Vector<float> a0, a1, a2, a3, a4, a5, b0, b1, b2, b3, b4, b5;
            var place = target + x;
            if (begin == 0)
            {
                (a0, a1, a2) = (new(_biases[block]), new(_biases[block + 1]), new(_biases[block + 2]));
                (a3, a4, a5) = (new(_biases[block + 3]), new(_biases[block + 4]), new(_biases[block + 5]));
                (b0, b1, b2, b3, b4, b5) = (a0, a1, a2, a3, a4, a5);
            }
            else
            {
                (a0, b0) = (Vector.Load(place), Vector.Load(place + lanes));
                (a1, b1) = (Vector.Load(place + targetPlane), Vector.Load(place + targetPlane + lanes));
                (a2, b2) = (Vector.Load(place + (2 * targetPlane)), Vector.Load(place + (2 * targetPlane) + lanes));
                (a3, b3) = (Vector.Load(place + (3 * targetPlane)), Vector.Load(place + (3 * targetPlane) + lanes));
                (a4, b4) = (Vector.Load(place + (4 * targetPlane)), Vector.Load(place + (4 * targetPlane) + lanes));
                (a5, b5) = (Vector.Load(place + (5 * targetPlane)), Vector.Load(place + (5 * targetPlane) + lanes));
            }

            var weight = weights;
            var channel = source + x;
            for (var i = 0; i < count; i++, channel += plane)
            {
                var row = channel;
                for (var dy = 0; dy < side; dy++, row += stride)
                {
                    for (var dx = 0; dx < side; dx++, weight += Together)
                    {
                        var l = Vector.Load(row + dx);
                        var r = Vector.Load(row + dx + lanes);
                        var w = new Vector<float>(weight[0]);
                        a0 = Vector.FusedMultiplyAdd(l, w, a0);
                        b0 = Vector.FusedMultiplyAdd(r, w, b0);
                        w = new Vector<float>(weight[1]);
                        a1 = Vector.FusedMultiplyAdd(l, w, a1);
                        b1 = Vector.FusedMultiplyAdd(r, w, b1);
                        w = new Vector<float>(weight[2]);
                        a2 = Vector.FusedMultiplyAdd(l, w, a2);
                        b2 = Vector.FusedMultiplyAdd(r, w, b2);
                        w = new Vector<float>(weight[3]);
                        a3 = Vector.FusedMultiplyAdd(l, w, a3);
                        b3 = Vector.FusedMultiplyAdd(r, w, b3);
                        w = new Vector<float>(weight[4]);
                        a4 = Vector.FusedMultiplyAdd(l, w, a4);
                        b4 = Vector.FusedMultiplyAdd(r, w, b4);
                        w = new Vector<float>(weight[5]);
                        a5 = Vector.FusedMultiplyAdd(l, w, a5);
                        b5 = Vector.FusedMultiplyAdd(r, w, b5);
                    }
                }
            }

            if (_rectifies && end == _inputs)
            {
                (a0, a1, a2) = (Vector.Max(a0, Vector<float>.Zero), Vector.Max(a1, Vector<float>.Zero), Vector.Max(a2, Vector<float>.Zero));
                (a3, a4, a5) = (Vector.Max(a3, Vector<float>.Zero), Vector.Max(a4, Vector<float>.Zero), Vector.Max(a5, Vector<float>.Zero));
                (b0, b1, b2) = (Vector.Max(b0, Vector<float>.Zero), Vector.Max(b1, Vector<float>.Zero), Vector.Max(b2, Vector<float>.Zero));
                (b3, b4, b5) = (Vector.Max(b3, Vector<float>.Zero), Vector.Max(b4, Vector<float>.Zero), Vector.Max(b5, Vector<float>.Zero));
            }

            Store(place, a0, b0);
            Store(place + targetPlane, a1, b1);
            Store(place + (2 * targetPlane), a2, b2);
            Store(place + (3 * targetPlane), a3, b3);
            Store(place + (4 * targetPlane), a4, b4);
            Store(place + (5 * targetPlane), a5, b5);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(float* place, Vector<float> left, Vector<float> right)
    {
        left.Store(place);
        right.Store(place + Vector<float>.Count);
    }
}

/// <summary>The channels of one layer, each a plane of floats with zeros around it, so that convolutions need no cases at the border.
/// </summary>
internal sealed unsafe class PlaneStack : IDisposable
{
    /// <summary>Floats before and after each row: one cache line, and a multiple of the pixels that a convolution computes at once.
    /// </summary>
    private const int Pad = 32;

    private readonly PooledBuffer<float> _buffer;

    /// <param name="channels">Number of planes.</param>
    /// <param name="width">Pixels of a row.</param>
    /// <param name="height">Rows.</param>
    public PlaneStack(int channels, int width, int height)
    {
        (Channels, Width, Height) = (channels, width, height);
        Stride = ((width + Pad - 1) / Pad * Pad) + (2 * Pad);
        Plane = checked(Stride * (height + 2));
        _buffer = new PooledBuffer<float>(checked(channels * Plane), clear: true);
    }

    public int Channels { get; }
    public int Width { get; }
    public int Height { get; }
    public int Stride { get; }

    /// <summary>Floats from a pixel to the same pixel of the next channel.</summary>
    public int Plane { get; }

    public Span<float> Row(int channel, int y) => new(Pixel(channel, y), Width);

    /// <summary>Returns the first pixel of a row; the row may be one above or below the plane.</summary>
    public float* Pixel(int channel, int y) => _buffer.Pointer + ((nint)channel * Plane) + ((nint)(y + 1) * Stride) + Pad;

    public void Dispose() => _buffer.Dispose();

    /// <summary>Returns the bytes of a stack.</summary>
    public static long Bytes(int channels, int width, int height) => 4L * channels * (width + (3 * Pad)) * (height + 2);
}
