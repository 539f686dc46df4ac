namespace Stylize.Engine.VectorArt.Areas;

/// <summary>How visible a displaced boundary or a missing area is.</summary>
internal static class ColorContrast
{
    /// <summary>Difference in <see cref="UniformColor"/> from which boundaries need to be exact.</summary>
    private const double Strong = 30;

    private const double MaxLeniency = 4;

    /// <summary>Returns the factor by which a boundary between two colors may be less exact, 1 or more: the visible error is the
    /// displacement times the difference of the colors.</summary>
    /// <param name="squared">Squared difference of the colors.</param>
    public static double Leniency(double squared) => squared >= Strong * Strong ? 1 : Math.Min(MaxLeniency, Strong / Math.Sqrt(squared));

    public static double Max => MaxLeniency;
}
