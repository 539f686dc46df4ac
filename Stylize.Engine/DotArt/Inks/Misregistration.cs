using Stylize.Engine.Drawings;

namespace Stylize.Engine.DotArt.Inks;

/// <summary>Shifts each ink by a fixed distance, as if its plate were placed carelessly.</summary>
internal static class Misregistration
{
    /// <summary>Angle between the directions of two inks in degrees: the golden angle, with which the directions of any
    /// number of inks differ.</summary>
    private const double Turn = 137.508;

    /// <summary>Returns the shift of an ink in millimeters.</summary>
    /// <param name="ink">Index of the ink.</param>
    public static (double X, double Y) ShiftOf(int ink, double distance)
    {
        var (sine, cosine) = PortableMath.SinCos(Turn * ink * Math.PI / 180);
        return (distance * cosine, -distance * sine);
    }

    /// <summary>Shifts the dots or points of each ink; inks of one color share the shift of the first one. Leaves out
    /// dots that are then outside the image.</summary>
    /// <param name="dots">Dots in image pixels, each with the color of an ink.</param>
    public static void Apply(DotSet dots, DotArtPlan plan)
    {
        if (plan.Options.Inks.Misregistration is not { Millimeters: var distance }) return;

        var unit = PortableMath.Pow(10, plan.Options.Precision);
        var shifts = new Dictionary<int, (float X, float Y)>();
        for (var ink = 0; ink < plan.Inks.Count; ink++)
        {
            var (x, y) = ShiftOf(ink, distance);
            shifts.TryAdd(Dot.RgbOf(plan.Inks[ink]), (Rounded(x), Rounded(y)));
        }

        var kept = 0;
        foreach (var dot in dots.Dots)
        {
            var shift = shifts.GetValueOrDefault(dot.Rgb);
            var moved = dot with { X = dot.X + shift.X, Y = dot.Y + shift.Y };
            if (dots.Starts is null && (moved.X <= -dot.Radius || moved.Y <= -dot.Radius
                || moved.X >= plan.Width + dot.Radius || moved.Y >= plan.Height + dot.Radius))
            {
                continue;
            }

            dots.Dots[kept++] = moved;
        }

        dots.Truncate(kept);

        float Rounded(double shift) => (float)(Math.Round(shift / plan.Sheet.Scale * unit) / unit);
    }
}
