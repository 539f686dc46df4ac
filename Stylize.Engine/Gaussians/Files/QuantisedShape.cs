using Stylize.Engine.Gaussians.Shapes;

namespace Stylize.Engine.Gaussians.Files;

/// <summary>A shape as whole numbers: binary logarithms of both standard deviations in steps, and the angle of the longer one in parts of a half turn.</summary>
internal static class QuantisedShape
{
    /// <summary>Binary logarithm of the smallest standard deviation in pixels; level 0.</summary>
    public const double LeastLog = -10;

    /// <summary>Levels and angle of a Cholesky factor.</summary>
    /// <param name="step">Of the binary logarithms.</param>
    /// <param name="most">Largest level.</param>
    /// <param name="angles">Angles in a half turn.</param>
    public static (uint Long, uint Short, uint Angle) FromCholesky(float l11, float l21, float l22, double step, uint most, uint angles)
    {
        var (xx, xy, yy) = ((double)l11 * l11, (double)l11 * l21, ((double)l21 * l21) + ((double)l22 * l22));
        var half = (xx - yy) / 2;
        var large = ((xx + yy) / 2) + Math.Sqrt((half * half) + (xy * xy));
        var determinantLog = Math.Log2((double)l11 * l22);
        var longLog = Math.Log2(large) / 2;
        var angle = Math.Atan2(xy, half) / (2 * Math.PI);
        return (Level(longLog), Level(determinantLog - longLog), (uint)(int)Math.Round(angle * angles) & (angles - 1));

        uint Level(double log) => (uint)Math.Clamp(Math.Round((log - LeastLog) / step), 0, most);
    }

    /// <summary>The Cholesky factor of levels and angle.</summary>
    public static CholeskyShape<float> ToCholesky(uint longer, uint shorter, uint angle, double step, uint angles)
    {
        var a = double.Exp2(LeastLog + (longer * step));
        var b = double.Exp2(LeastLog + (shorter * step));
        var (sin, cos) = Math.SinCos(Math.PI * angle / angles);
        var xx = (a * a * cos * cos) + (b * b * sin * sin);
        var xy = ((a * a) - (b * b)) * cos * sin;
        var l11 = Math.Sqrt(xx);
        return new((float)l11, (float)(xy / l11), (float)(a * b / l11));
    }
}
