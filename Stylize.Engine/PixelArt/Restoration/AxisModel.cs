namespace Stylize.Engine.PixelArt.Restoration;

/// <summary>Enlargement along one axis as a linear map A from cells to pixels, and its least-squares inverse: the banded normal equations
/// A'A z = A'v are solved by a banded Cholesky factorization.</summary>
internal sealed class AxisModel
{
    /// <summary>Added to the diagonal, so that a cell without pixels is 0 and not undefined.</summary>
    private const double Ridge = 1e-6;

    private readonly int[] _first;
    private readonly float[] _weights;
    private readonly int _taps, _band;
    private readonly double[] _factor;

    /// <param name="cells">Number of cells, all whole.</param>
    /// <param name="kernel">The kernel of the enlargement.</param>
    public AxisModel(int pixels, int cells, EnlargementKernel kernel)
    {
        (Pixels, Cells) = (pixels, cells);
        var support = kernel switch
        {
            EnlargementKernel.Bilinear => 1,
            EnlargementKernel.Bicubic => 2,
            EnlargementKernel.Lanczos => 3,
            _ => 0,
        };
        _taps = Math.Min(Math.Max(1, 2 * support), Cells);
        _band = Math.Min(_taps, Cells);
        _first = new int[pixels];
        _weights = new float[pixels * _taps];
        for (var i = 0; i < pixels; i++)
        {
            Weigh(i, (i + 0.5) * cells / pixels, support, kernel);
        }

        _factor = Factorize();
    }

    public int Pixels { get; }
    public int Cells { get; }
    public int Taps => _taps;

    public void Enlarge(ReadOnlySpan<double> cells, Span<double> pixels)
    {
        for (var i = 0; i < Pixels; i++)
        {
            var sum = 0.0;
            for (var t = 0; t < _taps; t++)
            {
                sum += _weights[(i * _taps) + t] * cells[_first[i] + t];
            }

            pixels[i] = sum;
        }
    }

    /// <summary>Computes the cells whose enlargement is nearest to the pixels, by least squares.</summary>
    /// <param name="cells">Receives the cells.</param>
    /// <returns>The sum of squared residuals.</returns>
    public double Solve(ReadOnlySpan<float> pixels, Span<double> cells)
    {
        cells.Clear();
        var squares = 0.0;
        for (var i = 0; i < Pixels; i++)
        {
            var value = pixels[i];
            squares += (double)value * value;
            for (var t = 0; t < _taps; t++)
            {
                cells[_first[i] + t] += _weights[(i * _taps) + t] * value;
            }
        }

        Span<double> right = Cells <= 2048 ? stackalloc double[Cells] : new double[Cells];
        cells[..Cells].CopyTo(right);
        for (var k = 0; k < Cells; k++)
        {
            var sum = cells[k];
            for (var b = 1; b < _band && b <= k; b++)
            {
                sum -= _factor[(k * _band) + b] * cells[k - b];
            }

            cells[k] = sum / _factor[k * _band];
        }

        for (var k = Cells - 1; k >= 0; k--)
        {
            var sum = cells[k];
            for (var b = 1; b < _band && k + b < Cells; b++)
            {
                sum -= _factor[((k + b) * _band) + b] * cells[k + b];
            }

            cells[k] = sum / _factor[k * _band];
        }

        for (var k = 0; k < Cells; k++)
        {
            squares -= cells[k] * right[k];
        }

        return Math.Max(squares, 0);
    }

    private static double Kernel(EnlargementKernel kernel, double x)
    {
        x = Math.Abs(x);
        switch (kernel)
        {
            case EnlargementKernel.Bilinear:
                return Math.Max(0, 1 - x);
            case EnlargementKernel.Bicubic:
                return x < 1 ? (((1.5 * x) - 2.5) * x * x) + 1 : x < 2 ? (((((-0.5 * x) + 2.5) * x) - 4) * x) + 2 : 0;
            default:
                return x < 1e-9 ? 1 : x < 3 ? Sinc(x) * Sinc(x / 3) : 0;
        }

        static double Sinc(double v) => Math.Sin(Math.PI * v) / (Math.PI * v);
    }

    /// <summary>Computes the weights of a pixel at a position in cells. Cells beyond the ends are ignored; the others sum to 1.</summary>
    private void Weigh(int pixel, double place, int support, EnlargementKernel kernel)
    {
        if (support == 0)
        {
            _first[pixel] = Math.Clamp((int)Math.Floor(place), 0, Cells - 1);
            _weights[pixel] = 1;
            return;
        }

        var first = (int)Math.Floor(place - 0.5) - support + 1;
        _first[pixel] = Math.Clamp(first, 0, Cells - _taps);
        Span<double> weights = stackalloc double[_taps];
        var sum = 0.0;
        for (var t = 0; t < _taps; t++)
        {
            sum += weights[t] = Kernel(kernel, place - 0.5 - (_first[pixel] + t));
        }

        for (var t = 0; t < _taps; t++)
        {
            _weights[(pixel * _taps) + t] = (float)(weights[t] / sum);
        }
    }

    private double[] Factorize()
    {
        var matrix = new double[Cells * _band];
        for (var i = 0; i < Pixels; i++)
        {
            for (var s = 0; s < _taps; s++)
            {
                for (var t = 0; t <= s; t++)
                {
                    matrix[((_first[i] + s) * _band) + s - t] += (double)_weights[(i * _taps) + s] * _weights[(i * _taps) + t];
                }
            }
        }

        for (var k = 0; k < Cells; k++)
        {
            matrix[k * _band] += Ridge;
            for (var b = Math.Min(_band - 1, k); b >= 0; b--)
            {
                var column = k - b;
                var sum = matrix[(k * _band) + b];
                for (var d = 1; d + b < _band && d <= column; d++)
                {
                    sum -= matrix[(k * _band) + b + d] * matrix[(column * _band) + d];
                }

                matrix[(k * _band) + b] = b == 0 ? Math.Sqrt(Math.Max(sum, Ridge)) : sum / matrix[column * _band];
            }
        }

        return matrix;
    }
}
