using Stylize.Engine.Drawings;

namespace Stylize.Engine.DotArt.Kinds;

/// <summary>
/// Hatching and cross-hatching: families of <see cref="BentLines"/>. Darker tones get more lines of the first family,
/// and then lines of the next families across them (levels of tone as in Winkenbach and Salesin, "Computer-generated
/// pen-and-ink illustration", SIGGRAPH 1994). New lines start as hairlines halfway between the others and swell, as an
/// engraver's interlines do, and a family starts before the one below it is dense, so that no border shows. A pen,
/// whose width is fixed, draws a share of the new lines instead.
/// </summary>
internal sealed class HatchKind : StrokeKind
{
    /// <summary>Share of the paper that all lines of a family cover.</summary>
    private const float Densest = 0.55f;

    /// <summary>Number of lines of which a light tone has one, a power of 2.</summary>
    private const int Period = 8;

    /// <summary>Optical density, -ln(1 - coverage), over which families start one after the other.</summary>
    private const float Step = 0.35f;

    /// <summary>Smallest share of the width of a line that is drawn.</summary>
    private const float MinWidth = 0.15f;

    /// <summary>Distance of the points of a line in line widths, and the smallest numbers of points of a stroke and of
    /// a gap.</summary>
    private const float PointStep = 1.5f, MinStroke = 3f, MinGap = 1f;

    public override string? Preset => "Hatching";

    public override bool Draws(DotArtOptions options) => options.Distribution == DotDistribution.Hatch;

    protected override float MaxError(DotArtPlan plan) => IsForPens(plan) ? base.MaxError(plan) : 0.2f;

    protected override void Draw(StrokeTarget target, DotArtPlan plan, int ink, float angle, ThreadGrant maxThreads)
    {
        using var lines = new BentLines(target, maxThreads);
        var (angles, spacing, isForPens) = (Angles(plan), target.LineWidth / Densest, IsForPens(plan));
        var stroke = new List<Dot>();
        foreach (var (family, own) in angles.Index())
        {
            var densities = Enumerable.Range(0, 256).Select(i => Density(i / 255f, family, angles.Count)).ToArray();
            var count = (int)(lines.Reach / spacing);
            for (var line = -count; line <= count; line++)
            {
                target.Cancellation.ThrowIfCancellationRequested();
                Follow(line,
                    lines.Follow(own + angle, line * spacing, spacing, PointStep * target.LineWidth), densities);
            }
        }

        void Follow(int line, ReadOnlySpan<LinePoint> points, float[] densities)
        {
            var blank = 0;
            var (from, until) = Swelling(line, isForPens);
            foreach (ref readonly var point in points)
            {
                var at = point.At;
                var density = !target.Contains(at.X, at.Y, target.LineWidth / 2) ? 0f
                    : densities[(int)((255 * target.At(at.X, at.Y)) + 0.5f)];
                density = density > 0 ? density * lines.Nearer(point) : 0f;
                var width = density <= from ? 0f : Math.Min(1f, (density - from) / (until - from));
                width = width < MinWidth ? 0f : width;
                blank = width > 0 ? 0 : blank + 1;
                if (width > 0)
                {
                    stroke.Add(target.Point(at.X, at.Y, width * target.LineWidth / 2));
                }
                else if (blank > MinGap)
                {
                    Finish();
                }
            }

            Finish();
        }

        void Finish()
        {
            if (stroke.Count >= MinStroke)
            {
                target.Strokes.Add(CollectionsMarshal.AsSpan(stroke), Smoothing);
            }

            stroke.Clear();
        }
    }

    /// <summary>Returns the densities from which and until which a line swells. Every second line swells until the
    /// density is 1, every second of the others until it is 1/2, and so on. Lines of a pen have their full width at
    /// once.</summary>
    private static (float From, float Until) Swelling(int line, bool isForPens)
    {
        var place = line & (Period - 1);
        if (isForPens)
        {
            // The places in bit-reversed order, so that the lines of each density are evenly spaced.
            var rank = ((place & 1) << 2) | (place & 2) | (place >> 2);
            return ((rank + 0.5f) / Period, (rank + 0.5f) / Period);
        }

        var until = place == 0 ? 1f / Period : 1f / (1 << BitOperations.TrailingZeroCount(place));
        return (place == 0 ? 0f : until / 2, until);
    }

    /// <summary>Returns the share of the lines of a family for a tone. Lines that cross cover 1 - (1 - a)(1 - b), so
    /// optical densities add up: the first step belongs to the first family, half of each later one to the family that
    /// it starts and half to the one before, and what remains to all.</summary>
    private static float Density(float coverage, int family, int families)
    {
        if (families == 1) return coverage / Densest;

        var density = -(float)PortableMath.Log(Math.Max(1e-3, 1 - coverage));
        var own = Part(family) + Part(family + 1);
        own += family == 0 ? Part(0) : family == families - 1 ? Part(families) : 0f;
        own += Math.Max(0f, density - ((families + 1) * Step)) / families;
        return (float)(1 - PortableMath.Exp(-own)) / Densest;

        float Part(int step) => Math.Clamp(density - (step * Step), 0f, Step) / 2;
    }
}
