namespace Stylize.Engine.DotArt.Kinds;

/// <summary>
/// Hatching and cross-hatching. Each direction is a family of parallel lines. Darker tones get more lines of the first direction, in the
/// order of a van der Corput sequence, so that the lines of a tone are evenly spaced, and then lines of the next directions across them
/// (levels of tone as in Winkenbach and Salesin, "Computer-generated pen-and-ink illustration", SIGGRAPH 1994).
/// </summary>
internal sealed class HatchKind : StrokeKind
{
    /// <summary>Share of the paper that all lines of a direction cover.</summary>
    private const float Densest = 0.45f;

    /// <summary>Shares of the lines of a direction from which each line of four is drawn.</summary>
    private static readonly float[] Ranks = [0.125f, 0.625f, 0.375f, 0.875f];

    /// <summary>Shortest stroke and shortest gap, in line widths.</summary>
    private const float MinStroke = 4f, MinGap = 2f;

    public override string? Preset => "Hatching";

    public override bool Draws(DotArtOptions options) => options.Distribution == DotDistribution.Hatch;

    protected override void Draw(StrokeTarget target, DotArtPlan plan, int ink, float angle, ThreadGrant maxThreads)
    {
        foreach (var (direction, own) in Angles(plan).Index())
        {
            DrawFamily(target, own + angle, direction);
        }
    }

    private static void DrawFamily(StrokeTarget target, float angle, int direction)
    {
        var spacing = target.LineWidth / Densest;
        var (sine, cosine) = PortableMath.SinCosDegrees(angle);
        float ux = (float)cosine, uy = (float)-sine, middleX = target.Width / 2f, middleY = target.Height / 2f;
        var reach = MathF.Sqrt((middleX * middleX) + (middleY * middleY));
        var lines = (int)(reach / spacing);
        for (var line = -lines; line <= lines; line++)
        {
            target.Cancellation.ThrowIfCancellationRequested();
            var rank = Ranks[line & 3];
            float x = middleX - (line * spacing * uy), y = middleY + (line * spacing * ux);
            DrawLine(target, x, y, ux, uy, reach, rank, direction);
        }
    }

    /// <summary>Draws the parts of a line whose tone is dark enough.</summary>
    private static void DrawLine(
        StrokeTarget target, float x, float y, float ux, float uy, float reach, float rank, int direction)
    {
        // Round ends add the ink of pi / 8 of a width at each end.
        const float End = MathF.PI / 8f;
        var width = target.LineWidth;
        float start = float.NaN, end = float.NaN;
        for (var t = -reach; t <= reach; t += width)
        {
            float px = x + (t * ux), py = y + (t * uy);
            if (!target.Contains(px, py, width / 2) || Density(target.At(px, py), direction) <= rank) continue;

            if (!(t - end <= MinGap * width))
            {
                Finish();
                start = t;
            }

            end = t;
        }

        Finish();

        void Finish()
        {
            // Samples stand for half a step on both sides.
            float from = start + ((End - 0.5f) * width), to = end - ((End - 0.5f) * width);
            if (!(to - from >= (MinStroke - 1) * width)) return;

            target.Strokes.Begin();
            target.Strokes.Add(target.Point(x + (from * ux), y + (from * uy), width / 2));
            target.Strokes.Add(target.Point(x + (to * ux), y + (to * uy), width / 2));
        }
    }

    /// <summary>Returns the share of the lines of a direction that draw a tone together with the directions before it. Lines that cross
    /// cover 1 - (1 - a)(1 - b).</summary>
    private static float Density(float coverage, int direction)
    {
        var rest = 1f - coverage;
        for (var i = 0; i < direction; i++)
        {
            rest /= 1f - Densest;
        }

        return rest >= 1f ? 0f : MathF.Min(1f, (1f - rest) / Densest);
    }
}
