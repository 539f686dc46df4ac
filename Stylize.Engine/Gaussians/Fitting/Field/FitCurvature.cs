namespace Stylize.Engine.Gaussians.Fitting.Field;

/// <summary>
/// How the squared error depends on all values of one Gaussian together: gradient and curvature, J^T J of the Gauss-Newton method, of half
/// the sum of squared differences.
/// </summary>
/// <remarks>
/// Values are the centre (2) and the factor L (L11, L21, L22) in whitened coordinates, see <see cref="FitGradient"/>, the logarithm of the
/// weight, and a colour a channel.
/// </remarks>
internal sealed class FitCurvature
{
    /// <summary>Number of values before the colours.</summary>
    public const int ShapeValues = 6;

    public const int MaxChannels = 4;

    public const int MaxValues = ShapeValues + MaxChannels;

    private readonly double[] _gradient = new double[MaxValues];
    private readonly double[] _form = new double[MaxValues * MaxValues];

    /// <summary>Derivative of the error by a value.</summary>
    public double Slope(int value) => _gradient[value];

    /// <summary>Second derivative of the error by two values.</summary>
    public double Form(int one, int other) => _form[(one * MaxValues) + other];

    public void Clear()
    {
        Array.Clear(_gradient);
        Array.Clear(_form);
    }

    public void AddSlope(int value, double slope) => _gradient[value] += slope;

    /// <summary>Adds to a second derivative.</summary>
    public void AddForm(int one, int other, double form)
    {
        _form[(one * MaxValues) + other] += form;
        if (one != other)
        {
            _form[(other * MaxValues) + one] += form;
        }
    }
}
