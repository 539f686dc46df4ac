using Stylize.Engine.Gaussians.Files.Coding;
using Stylize.Engine.Gaussians.Files.Residuals;
using Stylize.Engine.Gaussians.Fitting.ImageFits;

namespace Stylize.Engine.Gaussians.Fitting;

/// <summary>Encodes what the Gaussians of a fit do not show as a <see cref="GaussianResidual"/>.</summary>
internal sealed class ResidualFit : IDisposable
{
    /// <summary>Bits per pixel from which a residual pays.</summary>
    private const double MinBitsPerPixel = 0.1;

    /// <summary>Share of a file for the residual, which grows with the bits per pixel: Gaussians show the coarse
    /// structure first.</summary>
    private const double LeastShare = 0.2, ShareOfBits = 0.2, MostShare = 0.4;

    /// <summary>Squared steps that a bit must save: a larger value keeps fewer coefficients, of a finer step.</summary>
    private const double StepsPerBit = 0.09;

    /// <summary>
    /// Variance of a block, in squared units of 255, from which its squared error counts less: it is masked, as in
    /// SSIM. The weight is a power of this variance relative to that of the block.
    /// </summary>
    private const double MaskedVariance = 100, Masking = 0.75;

    /// <summary>Steps tried, by binary search.</summary>
    private const int Rounds = 11;

    private readonly Raster<float> _plane;
    private readonly double[] _weights;
    private readonly float[] _coefficients;
    private readonly (int Width, int Height) _size;
    private readonly CancellationToken _cancellation;

    /// <param name="picture">The picture of the Gaussians.</param>
    public ResidualFit(Raster<Rgba32> picture, FitPhotograph photograph, CancellationToken cancellation)
    {
        (_size, _cancellation) = ((picture.Width, picture.Height), cancellation);
        _plane = LappedTransform.CreatePlane(picture.Width, picture.Height);
        using var luma = LappedTransform.CreatePlane(picture.Width, picture.Height);
        Subtract(picture, photograph, luma);
        var blocks = (int)(_plane.PixelCount / LappedTransform.Area);
        (_weights, _coefficients) = (new double[blocks], new float[blocks * LappedTransform.Area]);
        LappedTransform.Forward(_plane);
        ForEachBlock((block, x, y) =>
        {
            _weights[block] = PortableMath.Pow(MaskedVariance / (MaskedVariance + Variance(luma, x, y)), Masking);
            LappedTransform.ForwardBlock(_plane, x, y, Coefficients(block));
        });

        // The mean of the logarithms is 0, so that the step alone determines the size.
        var mean = PortableMath.Exp(_weights.Average(weight => PortableMath.Log(weight)));
        for (var i = 0; i < blocks; i++)
        {
            _weights[i] /= mean;
        }
    }

    /// <summary>Returns the share of a file for its residual.</summary>
    public static double ShareOf(double bitsPerPixel) =>
        bitsPerPixel < MinBitsPerPixel ? 0 : Math.Min(LeastShare + (ShareOfBits * bitsPerPixel), MostShare);

    /// <summary>Returns the residual with the finest step that fits into a number of bytes; null if none fits or shows
    /// anything.</summary>
    public GaussianResidual? Encode(long bytes)
    {
        GaussianResidual? best = null;
        var (low, high) = (0.0, 8.0);
        for (var round = 0; round < Rounds; round++)
        {
            var step = (int)Math.Round(GaussianResidual.StepUnits * PortableMath.Exp2((low + high) / 2));
            var (data, isEmpty) = EncodeWith(step);
            if (data.Length > bytes)
            {
                low = (low + high) / 2;
                continue;
            }

            high = (low + high) / 2;
            best = isEmpty ? null : new CodedResidual(data, _size.Width, _size.Height);
        }

        return best;
    }

    public void Dispose() => _plane.Dispose();

    private (byte[] Data, bool IsEmpty) EncodeWith(int step)
    {
        var encoder = new RangeEncoder();
        var writer = new BitWriter(encoder);
        var columns = _plane.Width / LappedTransform.Side;
        var coder = new ResidualCoder(columns);
        Span<float> scaled = stackalloc float[LappedTransform.Area];
        Span<int> levels = stackalloc int[LappedTransform.Area];
        var perStep = GaussianResidual.StepUnits / (float)step;
        var isEmpty = true;
        for (var block = 0; block < _weights.Length; block++)
        {
            _cancellation.ThrowIfCancellationRequested();
            TensorPrimitives.Multiply(Coefficients(block), perStep, scaled);
            var last = coder.Choose(scaled, _weights[block] / StepsPerBit, block % columns, levels);
            coder.Code(ref writer, block % columns, levels, last);
            isEmpty &= last < 0;
        }

        byte[] data = [(byte)step, (byte)(step >> 8), .. encoder.Finish()];
        Array.Resize(ref data, (int)Math.Max(data.Length, GaussianResidual.MinBytes(_size.Width, _size.Height)));
        return (data, isEmpty);
    }

    private Span<float> Coefficients(int block) =>
        _coefficients.AsSpan(block * LappedTransform.Area, LappedTransform.Area);

    private void ForEachBlock(Action<int, int, int> visit)
    {
        var block = 0;
        for (var y = 0; y < _plane.Height; y += LappedTransform.Side)
        {
            for (var x = 0; x < _plane.Width; x += LappedTransform.Side)
            {
                visit(block++, x, y);
            }
        }
    }

    /// <summary>Computes the luma of the photograph, and its difference from that of the picture, in units of
    /// 1/255.</summary>
    private void Subtract(Raster<Rgba32> picture, FitPhotograph photograph, Raster<float> luma)
    {
        using var scratch = new PooledBuffer<float>(3 * picture.Width);
        for (var y = 0; y < _plane.Height; y++)
        {
            // Whole blocks repeat the last row and column.
            var source = Math.Min(y, picture.Height - 1);
            var shown = picture.Row(source);
            var r = photograph.Straight(0, source, scratch.Span);
            var g = photograph.Straight(1, source, scratch.Span[picture.Width..]);
            var b = photograph.Straight(2, source, scratch.Span[(2 * picture.Width)..]);
            var to = luma.Row(y);
            var difference = _plane.Row(y);
            for (var x = 0; x < to.Length; x++)
            {
                var from = Math.Min(x, picture.Width - 1);
                to[x] = 255 * ((0.299f * r[from]) + (0.587f * g[from]) + (0.114f * b[from]));
                difference[x] =
                    to[x] - ((0.299f * shown[from].R) + (0.587f * shown[from].G) + (0.114f * shown[from].B));
            }
        }
    }

    private static double Variance(Raster<float> plane, int x, int y)
    {
        var (sum, squares) = (0.0, 0.0);
        for (var row = 0; row < LappedTransform.Side; row++)
        {
            foreach (var sample in plane.Row(y + row).Slice(x, LappedTransform.Side))
            {
                sum += sample;
                squares += (double)sample * sample;
            }
        }

        var mean = sum / LappedTransform.Area;
        return Math.Max(0, (squares / LappedTransform.Area) - (mean * mean));
    }
}
