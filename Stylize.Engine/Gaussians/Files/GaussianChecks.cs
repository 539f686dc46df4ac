namespace Stylize.Engine.Gaussians.Files;

/// <summary>What a Gaussian of a file must be: finite, its centre within a million images, its shape between a millionth of a pixel and a hundred million pixels.</summary>
internal static class GaussianChecks
{
    private const float FarthestCenter = 1e6f;
    private const float LeastScale = 1e-6f;
    private const float MostScale = 1e8f;

    /// <summary>The first Gaussian that breaks a rule, and the rule; null where none does.</summary>
    public static (int Index, string Defect)? FirstDefect(GaussianStore store)
    {
        for (var k = 0; k < GaussianStore.PlaneCount; k++)
        {
            var (least, most) = Limits(k);
            var plane = store.Plane(k);
            for (var i = 0; i < plane.Length; i++)
            {
                if (!(plane[i] >= least && plane[i] <= most))
                {
                    return (i, FormattableString.Invariant($"{Names[k]} is {plane[i]}; it must be {least} to {most}"));
                }
            }
        }

        return null;
    }

    private static readonly string[] Names = ["x", "y", "shape element L11", "shape element L21", "shape element L22", "red", "green", "blue", "alpha", "opacity", "weight"];

    private static (float Least, float Most) Limits(int plane) => plane switch
    {
        0 or 1 => (-FarthestCenter, FarthestCenter),
        2 or 4 => (LeastScale, MostScale),
        3 => (-MostScale, MostScale),
        5 or 6 or 7 => (-1000, 1000),
        8 or 9 => (0, 1),
        _ => (0, float.MaxValue),
    };
}
