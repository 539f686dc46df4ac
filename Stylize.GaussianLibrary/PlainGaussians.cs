using Stylize.Engine.Gaussians;
using Stylize.Engine.Gaussians.Shapes;

namespace Stylize.GaussianLibrary;

/// <summary>Conversion of Gaussians to plain structures.</summary>
internal static unsafe class PlainGaussians
{
    /// <param name="index">Number of the Gaussian for the error.</param>
    public static PlainGaussian Convert(in Gaussian2D<float, CholeskyShape<float>> gaussian, ShapeKind kind, int index)
    {
        var (first, second, third) = Shape(gaussian.Shape, kind, index);
        var plain =
            new PlainGaussian { X = gaussian.X, Y = gaussian.Y, Opacity = gaussian.Opacity, Weight = gaussian.Weight };
        (plain.Shape[0], plain.Shape[1], plain.Shape[2]) = (first, second, third);
        var color = gaussian.Color;
        (plain.Color[0], plain.Color[1], plain.Color[2], plain.Color[3]) = (color.R, color.G, color.B, color.A);
        return plain;
    }

    private static (float First, float Second, float Third) Shape(
        in CholeskyShape<float> shape, ShapeKind kind, int index)
    {
        if (kind == ShapeKind.Cholesky) return (shape.L11, shape.L21, shape.L22);

        // In double precision, because the determinant of a thin shape is a small difference of large numbers.
        var factor = new CholeskyShape<double>(shape.L11, shape.L21, shape.L22);
        var covariance = factor.Covariance();
        var result = covariance.IsPositiveDefinite ? Single(factor, covariance, kind) : (float.NaN, 0, 0);
        return float.IsFinite(result.First) && float.IsFinite(result.Second) && float.IsFinite(result.Third)
            ? result
            : throw new LibraryException(
                Result.Shape,
                FormattableString.Invariant(
                    $"Gaussian {index} is too thin for this kind of shape. Use GAUSSIAN_IMAGE_SHAPE_CHOLESKY."));
    }

    private static (float First, float Second, float Third) Single(
        in CholeskyShape<double> factor, in Covariance<double> covariance, ShapeKind kind)
    {
        switch (kind)
        {
            case ShapeKind.Euler:
                var euler = EulerShape<double>.FromCovariance(covariance);
                return ((float)euler.SigmaX, (float)euler.SigmaY, (float)euler.Angle);
            case ShapeKind.LogRadius:
                var radius = LogRadiusShape<double>.FromCovariance(covariance);
                return ((float)radius.LogRadius, (float)radius.Eccentricity, (float)radius.Angle);
            default:
                var inverse = factor.InverseCovariance();
                return ((float)inverse.XX, (float)inverse.XY, (float)inverse.YY);
        }
    }
}
