using Stylize.Engine.DotArt.Background;
using Stylize.Engine.DotArt.Tone;
using Stylize.Engine.Drawings;

namespace Stylize.Engine.DotArt.Inks;

/// <summary>Places halftone screens: for each ink a square grid of its ruling, rotated by its angle, with a dot at each
/// grid point that covers the share of the ink in its grid square.</summary>
internal static class HalftoneScreens
{
    private static readonly float[] DefaultAngles = [15, 75, 0, 45, 30, 60, 90, 22.5f];

    /// <summary>Places the dots of all inks, grouped by ink.</summary>
    /// <param name="background">Pixels with <see cref="BackgroundMask.Bit"/> get no dots; null for no
    /// background.</param>
    public static DotSet Place(
        Raster<Rgba32> image, DotArtPlan plan, Raster<ushort>? background, CancellationToken cancellation)
    {
        var values = ToneValues.ForCurve(plan.Options.ToneCurve);
        var mixture = new OverprintMixture(plan.PaperOrWhite, plan.Inks, values, plan.Options.Inks.KeepBlack);
        var dots = new List<Dot>();
        for (var ink = 0; ink < plan.Inks.Count; ink++)
        {
            cancellation.ThrowIfCancellationRequested();
            AddScreen(dots, image, plan, ink, values, mixture, background);
        }

        return DotSet.Copy(CollectionsMarshal.AsSpan(dots));
    }

    /// <summary>Returns the angle of the screen of an ink in degrees.</summary>
    public static float AngleOf(DotArtOptions options, int ink) =>
        options.Inks.ScreenAngle?[ink] ?? DefaultAngles[ink % DefaultAngles.Length];

    /// <summary>Returns the distance of two lines of a screen in image pixels.</summary>
    private static double Pitch(DotArtPlan plan, int ink)
    {
        var perInk = plan.PixelCount * (double)plan.Inks.Count;
        if (plan.Options.Inks.ScreenRuling is { } rulings)
        {
            const double MillimetersPerCentimeter = 10;
            var lines = rulings[rulings.Count == 1 ? 0 : ink];
            var pitch = MillimetersPerCentimeter / lines / plan.Sheet.Scale;
            var finest = Math.Sqrt(perInk / DotArtOptions.MaxDots);
            return pitch >= finest
                ? pitch
                : throw StylizeException.Option("ScreenRuling", lines, Invariant(
                    $"at most {lines * pitch / finest:0} lines/cm for this image (at most {DotArtOptions.MaxDots} dots in all)"));
        }

        var usual = Math.Sqrt(perInk / (plan.Options.DotCount ?? ToneDistribution.DefaultCount(plan, plan.PixelCount)));
        return plan.Options.DotCount is null && plan.IsForPens
            ? Math.Max(usual, PenCount.MinPitch(plan, plan.Width)) : usual;
    }

    private static void AddScreen(
        List<Dot> dots, Raster<Rgba32> image, DotArtPlan plan, int ink, ToneValues values, OverprintMixture mixture,
        Raster<ushort>? background)
    {
        double angle = AngleOf(plan.Options, ink), pitch = Pitch(plan, ink);

        // Cells that are partly outside get dots where the edge of the image cuts them.
        var outside = plan.CutsDots ? pitch / 2 : 0;
        var (sine, cosine) = PortableMath.SinCos(angle * Math.PI / 180);
        double middleX = image.Width / 2.0, middleY = image.Height / 2.0;
        var reach = (int)Math.Ceiling(Math.Sqrt((middleX * middleX) + (middleY * middleY)) / pitch) + 2;
        Span<float> shares = stackalloc float[plan.Inks.Count];
        var color = plan.Inks[ink];
        var unit = PortableMath.Pow(10, plan.Options.Precision);
        var steps = PortableMath.Pow(10, plan.Options.Precision + 1);
        for (var row = -reach; row <= reach; row++)
        {
            for (var column = -reach; column <= reach; column++)
            {
                // A quarter of the pitch per ink, so that the dots of inks with equal angles do not coincide.
                double u = (column + (0.25 * ink)) * pitch, v = row * pitch;
                double x = middleX + (u * cosine) + (v * sine), y = middleY - (u * sine) + (v * cosine);
                if (x < -outside || y < -outside || x >= image.Width + outside || y >= image.Height + outside
                    || Mean(image, values, background, x, y, pitch / 2) is not { } wanted)
                {
                    continue;
                }

                mixture.Shares(wanted, shares);
                if (shares[ink] < ToneDensity.MinInk) continue;

                var radius = Math.Round(HalftoneGrid.RadiusOf(DotPattern.Square, shares[ink]) * pitch * steps) / steps;
                var dot = new Dot(
                    (float)(Math.Round(x * unit) / unit), (float)(Math.Round(y * unit) / unit), (float)radius, color);
                if (radius > 0 && dot.X > -radius && dot.Y > -radius && dot.X < image.Width + radius
                    && dot.Y < image.Height + radius)
                {
                    dots.Add(dot);
                }
            }
        }
    }

    /// <summary>Returns the mean color of a square, with transparent pixels as white; null if most of the square is
    /// background.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static Vector3? Mean(
        Raster<Rgba32> image, ToneValues values, Raster<ushort>? background, double x, double y, double half)
    {
        int left = Math.Max(0, (int)(x - half)), right = Math.Min(image.Width - 1, (int)(x + half));
        int top = Math.Max(0, (int)(y - half)), bottom = Math.Min(image.Height - 1, (int)(y + half));
        var sum = Vector3.Zero;
        int count = 0, marked = 0;
        for (var line = top; line <= bottom; line++)
        {
            var row = image.Row(line);
            for (var column = left; column <= right; column++)
            {
                var p = row[column];
                sum += p.A == 255 ? values[p] : Vector3.Lerp(Vector3.One, values[p], p.A / 255f);
                count++;
                marked += background is not null && (background.Row(line)[column] & BackgroundMask.Bit) != 0 ? 1 : 0;
            }
        }

        return 2 * marked <= count ? sum / count : null;
    }
}
