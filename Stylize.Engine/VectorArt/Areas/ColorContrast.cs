namespace Stylize.Engine.VectorArt.Areas;

/// <summary>How visible a displaced boundary or a missing area is.</summary>
internal static class ColorContrast
{
    /// <summary>Difference in <see cref="UniformColor"/> from which boundaries need to be exact.</summary>
    private const double Strong = 30;

    /// <summary>Largest factor of an area.</summary>
    public const double Max = 4;

    /// <summary>Smallest factor of an area, that of black on white.</summary>
    private const double MinArea = 0.3;

    /// <summary>Returns the factor of the smallest area that is kept between two colors: what a missing area changes is
    /// its size times the difference of the colors.</summary>
    /// <param name="squared">Squared difference of the colors.</param>
    public static double AreaFactor(double squared) => Math.Clamp(Strong / Math.Sqrt(squared), MinArea, Max);

    /// <summary>Returns the mixture of two colors that is nearest to another one: the share of the second, the squared
    /// distance from the mixture, and that of the two colors.</summary>
    public static (double Share, double Squared, double SquaredLength) Mixture(Lab color, Lab a, Lab b)
    {
        var (l, ga, gb) = ((double)b.L - a.L, (double)b.A - a.A, (double)b.B - a.B);
        var length = (l * l) + (ga * ga) + (gb * gb);
        var along = ((color.L - a.L) * l) + ((color.A - a.A) * ga) + ((color.B - a.B) * gb);
        var share = Math.Clamp(along / Math.Max(1e-6, length), 0, 1);
        Lab mixture = new((float)(a.L + (share * l)), (float)(a.A + (share * ga)), (float)(a.B + (share * gb)));
        return (share, Lab.SquaredExactly(color, mixture), length);
    }

    /// <summary>Returns the distance of a color from the mixtures of two others.</summary>
    public static double DistanceFromMixtures(Lab color, Lab a, Lab b) => Math.Sqrt(Mixture(color, a, b).Squared);

    /// <summary>Returns the distance of a color from the mixtures of two others whose lightness and chroma have shares
    /// of their own, as in a JPEG file, which stores chroma at half the size.</summary>
    public static double DistanceFromBlends(Lab color, Lab a, Lab b)
    {
        var lightness = Math.Clamp(color.L, Math.Min(a.L, b.L), Math.Max(a.L, b.L));
        var chroma =
            DistanceFromMixtures(color with { L = lightness }, a with { L = lightness }, b with { L = lightness });
        return Math.Sqrt((chroma * chroma) + ((color.L - lightness) * (color.L - lightness)));
    }
}
