using Stylize.Engine.Drawings;

namespace Stylize.Engine.DotArt.Tone;

/// <summary>Chooses how many dots, or points of a line, draw the tone of an image with a pen on a sheet.</summary>
internal static class PenCount
{
    /// <summary>Maximum number of points, which limits the time of the plotter and of the search for a line.</summary>
    public const int MaxPoints = 400_000;

    /// <summary>A line through n relaxed points in an area A has the length 0.98 sqrt(n A)
    /// (docs/evidence/quality/dot-art.md). This is more than the 0.7124 sqrt(n A) of random points (Johnson and
    /// McGeoch, 1997).</summary>
    private const double LineConstant = 0.98;

    /// <summary>Mean area of the dots in taps from which their sizes vary; see docs/evidence/quality/dot-art.md. Varied
    /// dots of a smaller mean are often narrower than the nib.</summary>
    private const double MinTapsPerVariedDot = 1.1;

    /// <summary>Minimum pitch of a halftone in widths of the widest pen, so that the dots can differ in size.</summary>
    private const double NibsPerPitch = 3;

    /// <summary>Returns the minimum pitch of a halftone grid or screen in pixels.</summary>
    public static double MinPitch(DotArtPlan plan, int width) =>
        NibsPerPitch * plan.Plates.Max(pen => pen.Width) / Scale(plan, width);

    /// <summary>Returns the width of the narrowest pen in pixels.</summary>
    public static double NibOf(DotArtPlan plan, int width) =>
        plan.Plates.Min(pen => pen.Width) / Scale(plan, width);

    /// <summary>Returns the number of taps that cover the whole image.</summary>
    public static int MostTaps(DotArtPlan plan) =>
        TapsOf(EqualDots.AreaOf(1f) * (double)plan.PixelCount, NibOf(plan, plan.Width));

    /// <summary>Returns sizes with the number of dots: as many as draw the tone with taps of the pen, or with a line of
    /// its width. Dots that are hardly wider than the nib get equal sizes.</summary>
    /// <param name="ink">Sum of the ink of all pixels.</param>
    /// <param name="sum">Returns the sum of values that replace the ink of each row.</param>
    public static DotSizing Apply(
        in DotSizing sizing, DotArtPlan plan, int width, int height, double ink,
        Func<Action<Span<float>>, double> sum)
    {
        var nib = NibOf(plan, width);
        var pixels = (long)width * height;
        if (plan.Options.Plot.Taps)
        {
            var taps = TapsOf(sum(EqualDots.ToAreas), nib);
            return new(
                taps, AdaptiveSizing: false, AllowOverlap: true, DotShape.Circle, SizeVariation: 0, IsLine: false);
        }

        if (plan.Options.Pattern != DotPattern.Free)
        {
            var pitch = HalftoneGrid.PitchOf(plan.Options.Pattern, pixels, 1) / MinPitch(plan, width);
            return sizing with {
                Count = (int)Math.Clamp(pitch * pitch, 1, ToneDistribution.DefaultCount(plan, pixels)) };
        }

        if (sizing.IsLine)
        {
            // A density of n points covers the share nib * 0.98 * sqrt(n) of the paper.
            var side = LineConstant * nib;
            var points = sum(row => TensorPrimitives.Multiply(row, row, row)) / (side * side);
            return sizing with { Count = (int)Math.Clamp(points, 1, Math.Min(MaxPoints, 2 * pixels)) };
        }

        var most = ToneDistribution.DefaultCount(plan, pixels);
        var varying = ink / (Math.PI / 4 * nib * nib);
        var varied = sizing with
        {
            Count = (int)Math.Clamp(varying, 1, most),
            AdaptiveSizing = sizing.AdaptiveSizing && varying > MinTapsPerVariedDot * most,
        };
        return varied.AreEqual ? varied with { Count = Math.Min(TapsOf(sum(EqualDots.ToAreas), nib), most) } : varied;
    }

    private static int TapsOf(double area, double nib) =>
        (int)Math.Clamp(area / (Math.PI / 4 * nib * nib), 1, DotArtOptions.MaxDots);

    private static double Scale(DotArtPlan plan, int width) => plan.Sheet.Scale * plan.Width / width;
}
