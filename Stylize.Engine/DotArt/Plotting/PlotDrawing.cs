using Stylize.Engine.DotArt.Ordering;

namespace Stylize.Engine.DotArt.Plotting;

/// <summary>What one pen draws until it is changed or refilled. Millimeters on the sheet.</summary>
/// <param name="Number">Number of the pen, from 1.</param>
/// <param name="Dots">The dots, or the points of the line, in their order.</param>
/// <param name="IsLine">True where one line is drawn through the points.</param>
/// <param name="Traveled">Length with the pen up, from the first stroke to the last.</param>
internal sealed record PlotLayer(
    int Number, Pen Pen, string Label, Dot[] Dots, bool IsLine, double Drawn, double Traveled, int Taps);

/// <summary>A drawing for a pen plotter: a sheet and its layers.</summary>
internal sealed record PlotDrawing(PaperLayout Sheet, IReadOnlyList<PlotLayer> Layers)
{
    public double Drawn => Layers.Sum(l => l.Drawn);
    public double Traveled => Layers.Sum(l => l.Traveled);
    public int Taps => Layers.Sum(l => l.Taps);

    /// <summary>Gives each dot to a pen, orders each pen's dots along a short path, and divides them at refills.</summary>
    /// <param name="dots">Dots in image pixels, each of a pen's color; ordered in place.</param>
    /// <param name="pens">The pens.</param>
    public static PlotDrawing Make(
        DotSet dots, int width, int height, IReadOnlyList<Pen> pens, DotArtOptions options, CancellationToken cancellation)
    {
        var sheet = PaperLayout.Of(options.Plot, width, height, always: true)!.Value;
        var layers = new List<PlotLayer>();
        var byPen = Deal(dots.Dots, pens, sheet.Scale);
        var done = 0;
        for (var pen = 0; pen < pens.Count; pen++)
        {
            var own = byPen[pen].ToArray();
            if (own.Length == 0) continue;

            if (options.SingleLine)
            {
                SingleLine.Order(own, width, height, cancellation);
            }
            else
            {
                PlotterTour.Order(own, width, height, cancellation);
            }

            own.CopyTo(dots.Dots[done..]);
            done += own.Length;
            for (var i = 0; i < own.Length; i++)
            {
                own[i] = sheet.ToSheet(own[i]);
            }

            layers.AddRange(Divide(own, pen, pens[pen], options));
        }

        return new PlotDrawing(sheet, layers);
    }

    /// <summary>Leaves out dots narrower than the nib, unless counted: as many stay along the curve as have the ink of all.</summary>
    public static void Thin(DotSet dots, int width, int height, IReadOnlyList<Pen> pens, DotArtOptions options)
    {
        if (options.DotCount is not null || options.SingleLine) return;

        var scale = PaperLayout.Of(options.Plot, width, height, always: true)!.Value.Scale;
        var widths = new Dictionary<int, double>();
        foreach (var pen in pens)
        {
            var rgb = Dot.RgbOf(pen.Color);
            widths[rgb] = Math.Min(pen.Width, widths.GetValueOrDefault(rgb, double.MaxValue));
        }

        PlotterTour.SortAlongCurve(dots.Dots, width, height);
        var owed = widths.ToDictionary(w => w.Key, _ => 0.0);
        var stay = 0;
        foreach (var dot in dots.Dots)
        {
            var share = 2 * scale * dot.Radius / widths[dot.Rgb];
            owed[dot.Rgb] += share * share;
            if (share < 1)
            {
                if (owed[dot.Rgb] < 0.5) continue;

                owed[dot.Rgb]--;
            }
            else
            {
                owed[dot.Rgb] -= share * share;
            }

            dots.Dots[stay++] = dot;
        }

        dots.Keep(stay);
    }

    /// <summary>The dots of each pen, by color; of several pens of one color the widest that is no wider than the dot.</summary>
    private static List<Dot>[] Deal(ReadOnlySpan<Dot> dots, IReadOnlyList<Pen> pens, double scale)
    {
        List<Dot>[] dealt = [.. pens.Select(_ => new List<Dot>())];
        foreach (var dot in dots)
        {
            var best = -1;
            for (var i = 0; i < pens.Count; i++)
            {
                var pen = pens[i];
                if (Dot.RgbOf(pen.Color) == dot.Rgb
                    && (best < 0 || Suits(pen.Width, pens[best].Width, 2 * scale * dot.Radius)))
                {
                    best = i;
                }
            }

            dealt[Math.Max(0, best)].Add(dot);
        }

        return dealt;

        static bool Suits(double nib, double present, double wanted) =>
            nib <= wanted ? present > wanted || nib > present : nib < present;
    }

    private static IEnumerable<PlotLayer> Divide(Dot[] dots, int number, Pen pen, DotArtOptions options)
    {
        var longest = options.Plot.RefillLength * 1000 ?? double.PositiveInfinity;
        var (first, part) = (0, 1);
        var (drawn, traveled, taps) = (0.0, 0.0, 0);
        for (var i = 0; i < dots.Length; i++)
        {
            var stroke = PenStroke.Of(dots[i].Radius, pen.Width);
            var length = !options.SingleLine ? stroke.Length : i > first ? Distance(dots[i - 1], 0, dots[i], 0) : 0;
            if (i > first && drawn + length > longest)
            {
                // A line goes on where it was left.
                yield return Layer(first, i);
                first = options.SingleLine ? i - 1 : i;
                part++;
                (drawn, traveled, taps) = (0, 0, 0);
            }

            if (!options.SingleLine)
            {
                taps += stroke.IsTap ? 1 : 0;
                if (i > first)
                {
                    traveled += Distance(dots[i - 1], PenStroke.Of(dots[i - 1].Radius, pen.Width).EndX, dots[i], stroke.StartX);
                }
            }

            drawn += length;
        }

        yield return Layer(first, dots.Length);

        PlotLayer Layer(int from, int to)
        {
            var name = pen.Name ?? string.Create(CultureInfo.InvariantCulture, $"{pen.Color.ToHex()} {pen.Width:0.##}mm");
            var label = string.Create(CultureInfo.InvariantCulture, $"{number + 1} {name}{(part > 1 ? $" refill {part - 1}" : "")}");
            return new PlotLayer(number + 1, pen, label, dots[from..to], options.SingleLine, drawn, traveled, taps);
        }
    }

    private static double Distance(in Dot a, double endX, in Dot b, double startX)
    {
        var dx = b.X + startX - a.X - endX;
        double dy = b.Y - a.Y;
        return Math.Sqrt((dx * dx) + (dy * dy));
    }
}

/// <summary>How a pen draws a dot. One no wider than the nib is a tap. A wider one is a spiral of half circles that ends at the dot's edge,
/// and a full circle along it: from a quarter of the pitch left of the center, along half circles about two points half a pitch apart, each
/// half a pitch wider than the one before. Millimeters.</summary>
/// <param name="Pitch">Distance of two turns, at most the nib's width.</param>
/// <param name="Outer">Radius of the last circle; 0 for a tap.</param>
internal readonly record struct PenStroke(int HalfCircles, double Pitch, double Outer)
{
    /// <summary>Length of a tap's line, so that every reader sees a line.</summary>
    public const double TapLength = 0.01;

    public static PenStroke Of(double radius, double nib)
    {
        var outer = radius - (nib / 2);
        if (outer <= TapLength / 2) return default;

        var halves = outer <= nib / 2 ? 0 : (int)Math.Ceiling((2 * outer / nib) - 0.5);
        return new PenStroke(halves, 4 * outer / ((2 * halves) + 1), outer);
    }

    /// <summary>True where the pen only touches the paper.</summary>
    public bool IsTap => Outer == 0;

    /// <summary>1 where the spiral ends right of the center, -1 where it ends left of it.</summary>
    public int Side => (HalfCircles & 1) == 1 ? 1 : -1;

    /// <summary>From the dot's center to the stroke's beginning, to the right.</summary>
    public double StartX => IsTap ? -TapLength / 2 : -Pitch / 4;

    /// <summary>From the dot's center to the stroke's end, to the right.</summary>
    public double EndX => IsTap ? TapLength / 2 : Side * Outer;

    public double Length =>
        IsTap ? TapLength : (Math.PI * Pitch / 4 * HalfCircles * (HalfCircles + 1)) + (2 * Math.PI * Outer);
}
