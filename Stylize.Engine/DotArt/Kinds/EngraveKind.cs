using Stylize.Engine.Drawings;

namespace Stylize.Engine.DotArt.Kinds;

/// <summary>
/// Engraving: lines that bend with the form, waves, circles or a spiral. Their width follows the tone, as in
/// copperplate engraving (Ostromoukhov, "Digital facial engraving", SIGGRAPH 1999). A pen, whose width is fixed, swings
/// across its line instead: the amplitude follows the tone.
/// </summary>
internal sealed class EngraveKind : StrokeKind
{
    /// <summary>Distance of two lines, that of lines for a pen and length of a swing, in widths of the pen.</summary>
    private const float Spacing = 3.2f, PenSpacing = 5f, Swing = 2.1f;

    /// <summary>Levels of tone of a laser, so that even tones are few long lines.</summary>
    private const float LaserLevels = 32f;

    /// <summary>Coverage from which a line is drawn at all.</summary>
    private const float MinCoverage = 0.03f;

    /// <summary>Steps along a swing, and steps per width of a line whose width varies.</summary>
    private const int SwingSteps = 8;

    /// <summary>Shortest gap, in spacings.</summary>
    private const float MinGap = 0.5f;

    /// <summary>Amplitude and length of the waves, in spacings.</summary>
    private const float WaveHeight = 2.5f, WaveLength = 30f;

    public override string? Preset => "Engraving";

    public override bool Draws(DotArtOptions options) => options.Distribution == DotDistribution.Engrave;

    protected override Vector2 Center(Raster<Rgba32> copy, DotArtPlan plan) =>
        plan.Options.Lines.EngravePattern is EngravePattern.Spiral or EngravePattern.Circles
            ? Attention.Center(copy) : base.Center(copy, plan);

    protected override void Draw(StrokeTarget target, DotArtPlan plan, int ink, float angle, ThreadGrant maxThreads)
    {
        // The width of a line is constant for a pen; it stands for the power of a laser, which draws its lines next to
        // each other.
        var (pattern, isForPens) = (plan.Options.Lines.EngravePattern, IsForPens(plan));
        var isLaser = isForPens && plan.Options.Plot.Machine.VariesPower(plan.Options.Format);
        var swings = isForPens && !isLaser ? new SwingTable(PenSpacing, Swing) : null;
        var spacing = (isLaser ? 1f : isForPens ? PenSpacing : Spacing) * target.LineWidth;
        angle += Angles(plan)[0];
        GaussianBlur.Apply(target.Coverage, spacing / 5, maxThreads, target.Cancellation);
        var pen = new EngravingPen(target, spacing, swings, isLaser ? LaserLevels : null);
        var step = swings is not null ? Swing * target.LineWidth / SwingSteps : isLaser ? spacing : spacing / 4;
        if (pattern is EngravePattern.Lines or EngravePattern.Waves)
        {
            // The lines of a laser lie next to each other.
            (float, float)? waves = pattern == EngravePattern.Waves
                ? (WaveHeight * spacing, WaveLength * spacing) : null;
            using var lines = new BentLines(target, maxThreads) { Waves = isLaser && waves is null ? (0f, 1f) : waves };
            DrawLines(pen, lines, spacing, step, angle);
            return;
        }

        // The centers of several inks are apart, so that their lines cross.
        var (sine, cosine) = PortableMath.SinCosDegrees(angle);
        var (middleX, middleY) = (target.Center.X, target.Center.Y);
        var reach =
            new Vector2(Math.Max(middleX, target.Width - middleX), Math.Max(middleY, target.Height - middleY)).Length();
        var apart = ink == 0 ? 0f : reach / 3;
        (middleX, middleY) = (middleX + (apart * (float)cosine), middleY - (apart * (float)sine));
        if (pattern == EngravePattern.Circles)
        {
            for (var radius = spacing / 2; radius < reach + apart; radius += spacing)
            {
                pen.Lift();
                var steps = Math.Max(12, (int)(MathF.Tau * radius / step));
                for (var i = 0; i <= steps; i++)
                {
                    var (s, c) = PortableMath.SinCosDegrees(360.0 * i / steps);
                    pen.MoveTo(middleX + (radius * (float)c), middleY + (radius * (float)s), (float)-s, (float)c);
                }
            }
        }
        else
        {
            pen.Lift();
            for (double turn = 0; turn * spacing < reach + apart;)
            {
                var radius = (float)turn * spacing;
                var (s, c) = PortableMath.SinCosDegrees(360 * (turn - Math.Floor(turn)));
                pen.MoveTo(middleX + (radius * (float)c), middleY + (radius * (float)s), (float)-s, (float)c);
                turn += step / (Math.Tau * Math.Max(radius, spacing / 2));
            }
        }

        pen.Lift();
    }

    /// <summary>Draws straight lines, bent by the form, or waves.</summary>
    private static void DrawLines(EngravingPen pen, BentLines lines, float spacing, float step, float angle)
    {
        var count = (int)(lines.Reach / spacing) + 1;
        for (var line = -count; line <= count; line++)
        {
            pen.Lift();
            foreach (ref readonly var point in lines.Follow(angle, (line + 0.5f) * spacing, spacing, step))
            {
                var tangent = lines.Tangent(point);
                pen.MoveTo(point.At.X, point.At.Y, tangent.X, tangent.Y, lines.Nearer(point));
            }
        }

        pen.Lift();
    }

    /// <summary>Draws along a line: with a width that follows the tone, or swinging.</summary>
    /// <param name="swings">Amplitudes for tones; null to vary the width.</param>
    /// <param name="levels">Number of tones; null for any tone.</param>
    private sealed class EngravingPen(StrokeTarget target, float spacing, SwingTable? swings, float? levels)
    {
        private readonly List<Dot> _stroke = [];
        private float _x = float.NaN, _y, _phase, _blank;

        public void Lift()
        {
            if (_stroke.Count > 1)
            {
                target.Strokes.Add(CollectionsMarshal.AsSpan(_stroke), levels is null ? Smoothing : 0);
            }

            _stroke.Clear();
            (_x, _blank) = (float.NaN, 0);
        }

        /// <param name="tangentX">Direction of the line, a unit vector.</param>
        /// <param name="tangentY">Direction of the line.</param>
        /// <param name="nearer">Distance from the next line relative to the spacing.</param>
        public void MoveTo(float x, float y, float tangentX, float tangentY, float nearer = 1f)
        {
            var length = float.IsNaN(_x) ? 0f : MathF.Sqrt(((x - _x) * (x - _x)) + ((y - _y) * (y - _y)));
            (_x, _y) = (x, y);
            var coverage = nearer * target.At(x, y);
            coverage = levels is { } steps ? MathF.Round(coverage * steps) / steps : coverage;
            var radius = swings is null ? coverage * spacing / 2 : target.LineWidth / 2;
            var least = swings is null ? MinCoverage : MathF.Max(MinCoverage, swings.Least / 2);
            var isInside = target.Contains(x, y, swings is null ? radius : target.LineWidth / 2);
            _blank = isInside && coverage >= least ? 0f : _blank + length;
            if (!isInside || _blank > MinGap * spacing || (_blank > 0 && _stroke.Count == 0))
            {
                Lift();
                (_x, _y) = (x, y);
                return;
            }

            var offset = 0f;
            if (swings is not null)
            {
                _phase += 360f * length / (Swing * target.LineWidth);
                _phase -= 360f * MathF.Floor(_phase / 360f);
                offset = swings.Amplitude(coverage) * target.LineWidth * (float)PortableMath.SinCosDegrees(_phase).Sin;
            }

            _stroke.Add(target.Point(
                Math.Clamp(x - (offset * tangentY), radius, target.Width - radius),
                Math.Clamp(y + (offset * tangentX), radius, target.Height - radius), radius));
        }
    }

    /// <summary>The amplitude of a swinging line for a coverage, in widths of the pen. Found by drawing swings of many
    /// amplitudes.</summary>
    private sealed class SwingTable
    {
        private const int Amplitudes = 24, Across = 60, Along = 24, Chords = 32;
        private readonly float[] _coverage = new float[Amplitudes + 1];
        private readonly float _largest;

        public SwingTable(float spacing, float swing)
        {
            _largest = spacing / 2;
            for (var i = 0; i <= Amplitudes; i++)
            {
                _coverage[i] = Covered(_largest * i / Amplitudes, spacing, swing);
            }
        }

        /// <summary>Coverage of a straight line.</summary>
        public float Least => _coverage[0];

        public float Amplitude(float coverage)
        {
            var i = 1;
            while (i < Amplitudes && _coverage[i] < coverage)
            {
                i++;
            }

            var (low, high) = (_coverage[i - 1], _coverage[i]);
            var part = high > low ? Math.Clamp((coverage - low) / (high - low), 0f, 1f) : 0f;
            return _largest * (i - 1 + part) / Amplitudes;
        }

        /// <summary>Returns the share of a period of the line and its distance to the next line that a line of width 1
        /// covers.</summary>
        private static float Covered(float amplitude, float spacing, float swing)
        {
            var covered = 0;
            for (var row = 0; row < Across; row++)
            {
                for (var column = 0; column < Along; column++)
                {
                    float x = (column + 0.5f) * swing / Along, y = ((row + 0.5f) * spacing / Across) - (spacing / 2);
                    covered += IsCovered(x, y, amplitude, swing) ? 1 : 0;
                }
            }

            return covered / (float)(Across * Along);
        }

        private static bool IsCovered(float x, float y, float amplitude, float swing)
        {
            for (var chord = -Chords / 2; chord < Chords * 3 / 2; chord++)
            {
                float ax = swing * chord / Chords, bx = swing * (chord + 1) / Chords;
                if (ax > x + 1 || bx < x - 1) continue;

                var ay = amplitude * (float)PortableMath.SinCosDegrees(360.0 * chord / Chords).Sin;
                var by = amplitude * (float)PortableMath.SinCosDegrees(360.0 * (chord + 1) / Chords).Sin;
                float dx = bx - ax, dy = by - ay;
                var t = Math.Clamp((((x - ax) * dx) + ((y - ay) * dy)) / ((dx * dx) + (dy * dy)), 0f, 1f);
                float px = x - ax - (t * dx), py = y - ay - (t * dy);
                if ((px * px) + (py * py) <= 0.25f) return true;
            }

            return false;
        }
    }
}
