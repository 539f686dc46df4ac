namespace Stylize.Engine.VectorArt.Areas;

/// <summary>Sums over the pixels of an area from which the squared error of a gradient follows: the channels as
/// multiples of one function x vx + y vy + (x² + y²) vq, which is a linear gradient if vq is 0 and a radial one around
/// (-vx/2vq, -vy/2vq) otherwise.</summary>
/// <param name="values">Sums of 1, x, y, q = x² + y²; of their products; of red, green and blue with each; of squared
/// channels.</param>
internal readonly ref struct RampSums(Span<double> values)
{
    public const int Count = 23;

    private const int Products = 4, Channels = 10, Squares = 22, Axes = 3;

    private readonly Span<double> _values = values;

    public double Pixels => _values[0];

    /// <summary>The mean color; black without pixels.</summary>
    public Rgba32 Mean
    {
        get
        {
            var pixels = Math.Max(1, _values[0]);
            return new(
                (byte)Math.Round(_values[Channels] / pixels), (byte)Math.Round(_values[Channels + 4] / pixels),
                (byte)Math.Round(_values[Channels + 8] / pixels));
        }
    }

    public void Add(double x, double y, Rgba32 color)
    {
        Span<double> at = [1, x, y, (x * x) + (y * y)], channels = [color.R, color.G, color.B];
        var product = Products;
        for (var i = 0; i <= Axes; i++)
        {
            _values[i] += at[i];
            for (var j = Math.Max(1, i); i > 0 && j <= Axes; j++)
            {
                _values[product++] += at[i] * at[j];
            }

            for (var c = 0; c < channels.Length; c++)
            {
                _values[Channels + (4 * c) + i] += channels[c] * at[i];
            }
        }

        _values[Squares] += (channels[0] * channels[0]) + (channels[1] * channels[1]) + (channels[2] * channels[2]);
    }

    /// <summary>Returns the sum of squared differences from the mean color.</summary>
    public double FlatError
    {
        get
        {
            var sum = _values[Squares];
            for (var at = Channels; at < Squares; at += 4)
            {
                sum -= _values[at] * _values[at] / _values[0];
            }

            return Math.Max(0, sum);
        }
    }

    /// <summary>Returns the error of the best gradient, and its function.</summary>
    /// <param name="axes">2 for a linear gradient, 3 for a linear or radial one.</param>
    public double RampError(int axes, out (double X, double Y, double Q) function)
    {
        // The covariances of the axes are S, those with the channels K; the largest eigenvalue of K' S^-1 K is the
        // explained error.
        var equations = new LeastSquares(axes, sides: 3);
        Span<double> k = stackalloc double[9], w = [1, 1, 1], next = stackalloc double[3];
        for (var i = 0; i < axes; i++)
        {
            for (var j = 0; j < axes; j++)
            {
                equations[i, j] = Covariance(Math.Min(i, j), Math.Max(i, j));
            }

            for (var c = 0; c < 3; c++)
            {
                k[(3 * c) + i] = equations[i, axes + c] =
                    _values[Channels + (4 * c) + i + 1] - (_values[i + 1] * _values[Channels + (4 * c)] / _values[0]);
            }
        }

        var solved = equations.SolveAll();
        Span<double> m = stackalloc double[9];
        for (var i = 0; i < 9 * axes; i++)
        {
            m[i / axes] += k[(3 * (i / axes / 3)) + (i % axes)] * solved[i / axes % 3][i % axes];
        }

        var explained = 0.0;
        for (var round = 0; round < 16; round++)
        {
            for (var c = 0; c < 3; c++)
            {
                next[c] = (m[3 * c] * w[0]) + (m[(3 * c) + 1] * w[1]) + (m[(3 * c) + 2] * w[2]);
            }

            var length = Math.Sqrt((next[0] * next[0]) + (next[1] * next[1]) + (next[2] * next[2]));
            if (!(length > 0)) break;

            explained = round == 0 ? 0 : length;
            for (var c = 0; c < 3; c++)
            {
                w[c] = next[c] / length;
            }
        }

        function = default;
        for (var c = 0; c < 3; c++)
        {
            var s = solved[c];
            function =
                (function.X + (w[c] * s[0]), function.Y + (w[c] * s[1]), function.Q + (axes > 2 ? w[c] * s[2] : 0));
        }

        return Math.Max(0, FlatError - explained);
    }

    /// <param name="i">At most <paramref name="j"/>.</param>
    private double Covariance(int i, int j) =>
        _values[Products + (i * (5 - i) / 2) + j] - (_values[i + 1] * _values[j + 1] / _values[0]);
}
