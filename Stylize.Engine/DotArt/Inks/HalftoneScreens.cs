using Stylize.Engine.DotArt.Background;
using Stylize.Engine.DotArt.Tone;
using Stylize.Engine.Imaging;

namespace Stylize.Engine.DotArt.Inks;

/// <summary>Places halftone screens: for each ink a square grid of its ruling, rotated by its angle, with a dot at each grid point that
/// covers the share of the ink in its grid square.</summary>
internal static class HalftoneScreens
{
    private const float MinShare = 1f / 255f;
    private static readonly float[] DefaultAngles = [15, 75, 0, 45, 30, 60, 90, 22.5f];

    public static IReadOnlyList<Rgba32> Cmyk { get; } = [new(0, 255, 255), new(255, 0, 255), new(255, 255, 0), new(0, 0, 0)];

    /// <summary>Places the dots of all inks, grouped by ink.</summary>
    /// <param name="background">Pixels with <see cref="BackgroundMask.Bit"/> get no dots; null for no background.</param>
    public static DotSet Place(
        Raster<Rgba32> image, IReadOnlyList<Rgba32> inks, DotArtOptions options, Raster<ushort>? background, CancellationToken cancellation)
    {
        var mixture = new OverprintMixture(options.PaperOrWhite, inks);
        var dots = new List<Dot>();
        for (var ink = 0; ink < inks.Count; ink++)
        {
            cancellation.ThrowIfCancellationRequested();
            var angle = options.Inks.ScreenAngle?[ink] ?? DefaultAngles[ink];
            Place(image, mixture, inks, ink, angle, Pitch(options, image, inks.Count, ink), background, dots, options.Precision);
        }

        var set = new DotSet(Math.Max(1, dots.Count));
        foreach (var dot in dots)
        {
            set.Add(dot);
        }

        return set;
    }

    /// <summary>Returns the radius of a disc that covers a share of a unit square in a grid of equal discs. Above a share of pi / 4
    /// neighboring discs overlap; the part that leaves a square is replaced by the part that enters it.</summary>
    internal static float RadiusOf(float share)
    {
        if (share <= MathF.PI / 4f) return MathF.Sqrt(share / MathF.PI);

        double low = 0.5, high = Math.Sqrt(0.5);
        for (var i = 0; i < 30; i++)
        {
            var r = (low + high) / 2;

            // The disc without the four segments outside the square.
            var half = Math.Acos(0.5 / r);
            var covered = (Math.PI * r * r) - (4 * ((r * r * half) - (0.5 * r * Math.Sin(half))));
            (low, high) = covered < share ? (r, high) : (low, r);
        }

        return (float)high;
    }

    /// <summary>Returns the distance of two lines of a screen in image pixels.</summary>
    private static double Pitch(DotArtOptions options, Raster<Rgba32> image, int inks, int ink)
    {
        if (options.Inks.ScreenRuling is { } rulings)
        {
            const double MillimetersPerCentimeter = 10;
            var sheet = PaperLayout.Of(options.Plot, image.Width, image.Height, always: true)!.Value;
            var lines = rulings[rulings.Count == 1 ? 0 : ink];
            var pitch = MillimetersPerCentimeter / lines / sheet.Scale;
            var finest = Math.Sqrt(image.PixelCount * (double)inks / DotArtOptions.MaxDots);
            return pitch >= finest
                ? pitch
                : throw StylizeException.Option("ScreenRuling", lines, FormattableString.Invariant(
                    $"at most {lines * pitch / finest:0} lines/cm for this image (at most {DotArtOptions.MaxDots} dots in all)"));
        }

        var count = options.DotCount ?? ToneDistribution.DefaultCount(options, image.PixelCount);
        return Math.Sqrt(image.PixelCount * (double)inks / count);
    }

    private static void Place(
        Raster<Rgba32> image, OverprintMixture mixture, IReadOnlyList<Rgba32> inks, int ink, double angle, double pitch,
        Raster<ushort>? background, List<Dot> dots, int precision)
    {
        var (sine, cosine) = Math.SinCos(angle * Math.PI / 180);
        double middleX = image.Width / 2.0, middleY = image.Height / 2.0;
        var reach = (int)Math.Ceiling(Math.Sqrt((middleX * middleX) + (middleY * middleY)) / pitch) + 1;
        Span<float> wanted = stackalloc float[3];
        Span<float> shares = stackalloc float[inks.Count];
        var unit = Math.Pow(10, precision);
        var steps = Math.Pow(10, precision + 1);
        for (var row = -reach; row <= reach; row++)
        {
            for (var column = -reach; column <= reach; column++)
            {
                // A quarter of the pitch per ink, so that the dots of inks with equal angles do not coincide.
                double u = (column + (0.25 * ink)) * pitch, v = row * pitch;
                double x = middleX + (u * cosine) + (v * sine), y = middleY - (u * sine) + (v * cosine);
                if (x < 0 || y < 0 || x >= image.Width || y >= image.Height || !Mean(image, background, x, y, pitch / 2, wanted)) continue;

                mixture.Shares(wanted, shares);
                if (shares[ink] < MinShare) continue;

                var radius = Math.Round(RadiusOf(shares[ink]) * pitch * steps) / steps;
                if (radius > 0)
                {
                    dots.Add(new Dot((float)(Math.Round(x * unit) / unit), (float)(Math.Round(y * unit) / unit), (float)radius, inks[ink]));
                }
            }
        }
    }

    /// <summary>Computes the mean color of a square in linear light, with transparent pixels as white. Returns false if most of the square
    /// is background.</summary>
    private static bool Mean(Raster<Rgba32> image, Raster<ushort>? background, double x, double y, double half, Span<float> mean)
    {
        int left = Math.Max(0, (int)(x - half)), right = Math.Min(image.Width - 1, (int)(x + half));
        int top = Math.Max(0, (int)(y - half)), bottom = Math.Min(image.Height - 1, (int)(y + half));
        mean.Clear();
        int count = 0, marked = 0;
        for (var line = top; line <= bottom; line++)
        {
            var row = image.Row(line);
            for (var column = left; column <= right; column++)
            {
                var p = row[column];
                var opacity = p.A / 255f;
                mean[0] += 1f + (opacity * (Srgb.ToLinear(p.R) - 1f));
                mean[1] += 1f + (opacity * (Srgb.ToLinear(p.G) - 1f));
                mean[2] += 1f + (opacity * (Srgb.ToLinear(p.B) - 1f));
                count++;
                marked += background is not null && (background.Row(line)[column] & BackgroundMask.Bit) != 0 ? 1 : 0;
            }
        }

        for (var channel = 0; channel < 3; channel++)
        {
            mean[channel] /= count;
        }

        return 2 * marked <= count;
    }
}

/// <summary>Separates colors into overprinted inks: shares a_i whose mixture paper * product(1 - a_i * (1 - ink_i / paper)) is nearest to
/// the color in linear light, for screens that overlap at random (Demichel, 1924; Neugebauer, 1937) and inks that multiply. Starts with as
/// much of the darkest ink as the lightest channel allows, and then optimizes the share of one ink at a time.</summary>
internal sealed class OverprintMixture
{
    private const int Sweeps = 40;
    private const float Epsilon = 1e-4f;
    private readonly float[] _paper;
    private readonly float[][] _absorption;
    private readonly int _darkest;

    /// <param name="paper">Color of the paper.</param>
    public OverprintMixture(Rgba32 paper, IReadOnlyList<Rgba32> inks)
    {
        _paper = Linear(paper);
        _absorption = [.. inks.Select(ink => Linear(ink).Select(c => 1f - c).ToArray())];
        _darkest = Enumerable.Range(0, inks.Count).MaxBy(i => _absorption[i].Min());
    }

    /// <summary>Computes the shares for a color in linear light, each in [0,1].</summary>
    public void Shares(ReadOnlySpan<float> wanted, Span<float> shares)
    {
        Span<float> target = stackalloc float[3];
        for (var channel = 0; channel < 3; channel++)
        {
            target[channel] = Math.Clamp(wanted[channel] / MathF.Max(Epsilon, _paper[channel]), 0f, 1f);
        }

        shares.Clear();
        var dark = _absorption[_darkest];
        var lightest = MathF.Max(target[0], MathF.Max(target[1], target[2]));
        var minAbsorption = MathF.Min(dark[0], MathF.Min(dark[1], dark[2]));
        shares[_darkest] = minAbsorption > Epsilon ? Math.Clamp((1f - lightest) / MathF.Max(minAbsorption, 1f - lightest), 0f, 1f) : 0f;
        for (var sweep = 0; sweep < Sweeps; sweep++)
        {
            var moved = 0f;
            for (var ink = 0; ink < shares.Length; ink++)
            {
                // The mixture is linear in each share: p * (1 - a * absorption), with p the product of the other inks.
                float up = 0, down = 0;
                for (var channel = 0; channel < 3; channel++)
                {
                    var others = 1f;
                    for (var other = 0; other < shares.Length; other++)
                    {
                        others *= other == ink ? 1f : 1f - (shares[other] * _absorption[other][channel]);
                    }

                    var slope = others * _absorption[ink][channel];
                    up += slope * (others - target[channel]);
                    down += slope * slope;
                }

                var best = down > Epsilon * Epsilon ? Math.Clamp(up / down, 0f, 1f) : shares[ink];
                moved = MathF.Max(moved, MathF.Abs(best - shares[ink]));
                shares[ink] = best;
            }

            if (moved < Epsilon) return;
        }
    }

    private static float[] Linear(Rgba32 color) => [Srgb.ToLinear(color.R), Srgb.ToLinear(color.G), Srgb.ToLinear(color.B)];
}
