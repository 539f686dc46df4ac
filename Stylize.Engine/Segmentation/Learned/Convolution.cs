namespace Stylize.Engine.Segmentation.Learned;

/// <summary>
/// A 3 x 3 or 1 x 1 convolution with zeros around the planes. Each output is the bias plus the products in the order of input channels,
/// rows and columns, each added with one rounding, so that it depends neither on the width of vectors nor on where a tile begins.
/// </summary>
internal sealed unsafe class Convolution
{
    /// <summary>Output channels that are computed together. With two vectors of pixels, they fill the 16 registers of AVX2.</summary>
    private const int Together = 6;

    private readonly int _inputs;
    private readonly int _outputs;
    private readonly int _side;
    private readonly bool _rectifies;

    /// <summary>Weights as output block, input channel, row, column, output in the block.</summary>
    private readonly float[] _weights;

    private readonly float[] _biases;

    /// <param name="weights">Weights as output channel, input channel, row, column.</param>
    /// <param name="biases">One per output channel; a multiple of 6.</param>
    /// <param name="side">3 or 1.</param>
    /// <param name="rectifies">True to replace negative outputs with 0.</param>
    public Convolution(ReadOnlySpan<float> weights, float[] biases, int side, bool rectifies)
    {
        (_outputs, _side, _rectifies, _biases) = (biases.Length, side, rectifies, biases);
        var taps = weights.Length / _outputs;
        _inputs = taps / (side * side);
        _weights = new float[weights.Length];
        for (var output = 0; output < _outputs; output++)
        {
            var block = output / Together * Together;
            for (var tap = 0; tap < taps; tap++)
            {
                _weights[(block * taps) + (tap * Together) + (output - block)] = weights[(output * taps) + tap];
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
                Row(input, output, first, y, weights);
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void Row(PlaneStack input, PlaneStack output, int first, int y, float* weights)
    {
        var lanes = Vector<float>.Count;
        var (width, stride, reach) = (input.Width, input.Stride, _side / 2);
        var taps = _inputs * _side * _side;
        var plane = _inputs > 1 ? input.Pixel(1, 0) - input.Pixel(0, 0) : 0;
        var target = output.Pixel(1, 0) - output.Pixel(0, 0);
        for (var x = 0; x < width; x += 2 * lanes)
        {
            var source = input.Pixel(0, y - reach) + x - reach;
            var weight = weights;
            for (var block = 0; block < _outputs; block += Together)
            {
                Vector<float> a0 = new(_biases[block]), a1 = new(_biases[block + 1]), a2 = new(_biases[block + 2]);
                Vector<float> a3 = new(_biases[block + 3]), a4 = new(_biases[block + 4]), a5 = new(_biases[block + 5]);
                var (b0, b1, b2, b3, b4, b5) = (a0, a1, a2, a3, a4, a5);
                var channel = source;
                for (var i = 0; i < _inputs; i++, channel += plane)
                {
                    var row = channel;
                    for (var dy = 0; dy < _side; dy++, row += stride)
                    {
                        for (var dx = 0; dx < _side; dx++, weight += Together)
                        {
                            var left = Vector.Load(row + dx);
                            var right = Vector.Load(row + dx + lanes);
                            var w = new Vector<float>(weight[0]);
                            a0 = Vector.FusedMultiplyAdd(left, w, a0);
                            b0 = Vector.FusedMultiplyAdd(right, w, b0);
                            w = new Vector<float>(weight[1]);
                            a1 = Vector.FusedMultiplyAdd(left, w, a1);
                            b1 = Vector.FusedMultiplyAdd(right, w, b1);
                            w = new Vector<float>(weight[2]);
                            a2 = Vector.FusedMultiplyAdd(left, w, a2);
                            b2 = Vector.FusedMultiplyAdd(right, w, b2);
                            w = new Vector<float>(weight[3]);
                            a3 = Vector.FusedMultiplyAdd(left, w, a3);
                            b3 = Vector.FusedMultiplyAdd(right, w, b3);
                            w = new Vector<float>(weight[4]);
                            a4 = Vector.FusedMultiplyAdd(left, w, a4);
                            b4 = Vector.FusedMultiplyAdd(right, w, b4);
                            w = new Vector<float>(weight[5]);
                            a5 = Vector.FusedMultiplyAdd(left, w, a5);
                            b5 = Vector.FusedMultiplyAdd(right, w, b5);
                        }
                    }
                }

                var place = output.Pixel(first + block, y) + x;
                Store(place, a0, b0);
                Store(place + target, a1, b1);
                Store(place + (2 * target), a2, b2);
                Store(place + (3 * target), a3, b3);
                Store(place + (4 * target), a4, b4);
                Store(place + (5 * target), a5, b5);
            }
        }

        // The last vectors may reach into the zeros after the row.
        for (var channel = 0; channel < _outputs; channel++)
        {
            var rest = ((width + (2 * lanes) - 1) / (2 * lanes) * 2 * lanes) - width;
            new Span<float>(output.Pixel(first + channel, y) + width, rest).Clear();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Store(float* place, Vector<float> left, Vector<float> right)
    {
        if (_rectifies)
        {
            left = Vector.Max(left, Vector<float>.Zero);
            right = Vector.Max(right, Vector<float>.Zero);
        }

        left.Store(place);
        right.Store(place + Vector<float>.Count);
    }
}
