using Stylize.Engine.DotArt.Ordering;
using Stylize.Engine.Drawings;

namespace Stylize.Engine.DotArt.Plotting;

/// <summary>Plans what each pen of a plotter draws.</summary>
internal static class PlotPlanner
{
    /// <summary>Assigns each dot to a pen, orders the dots of each pen along a short path, and splits them at refills.</summary>
    /// <param name="dots">Dots in image pixels, each with the color of a pen; reordered in place.</param>
    /// <param name="pens">The available pens.</param>
    /// <param name="report">Receives the share of the dots that are ordered.</param>
    public static PlotDrawing Create(
        DotSet dots, int width, int height, IReadOnlyList<Pen> pens, DotArtOptions options, CancellationToken cancellation,
        Action<double>? report = null)
    {
        var sheet = PaperLayout.Of(options.Plot.Sheet, width, height);
        var layers = new List<PlotLayer>();
        if (dots.Starts is not null) return OfStrokes(dots, width, height, pens, sheet, options, cancellation);

        var byPen = AssignToPens(dots.Dots, pens, sheet.Scale);
        var done = 0;
        for (var pen = 0; pen < pens.Count; pen++)
        {
            var own = byPen[pen].ToArray();
            if (own.Length == 0) continue;

            if (options.SingleLine)
            {
                var first = done;
                SingleLine.Order(
                    own, width, height, cancellation, share => report?.Invoke((first + (share * own.Length)) / dots.Count));
            }
            else
            {
                PlotterTour.Order(own, width, height, cancellation);
            }

            own.CopyTo(dots.Dots[done..]);
            done += own.Length;
            for (var i = 0; i < own.Length; i++)
            {
                var dot = sheet.ToSheet(own[i]);
                own[i] = options.Plot.Taps ? dot with { Radius = (float)pens[pen].Width / 2 } : dot;
            }

            layers.AddRange(SplitAtRefills(own, pen, pens[pen], options));
        }

        return new PlotDrawing(sheet, layers, options.Plot.Machine.Tool(options.Format));
    }

    /// <summary>Orders the strokes of each color for the first pen of that color.</summary>
    private static PlotDrawing OfStrokes(
        DotSet dots, int width, int height, IReadOnlyList<Pen> pens, PaperLayout sheet, DotArtOptions options,
        CancellationToken cancellation)
    {
        var layers = new List<PlotLayer>();
        for (var pen = 0; pen < pens.Count; pen++)
        {
            var rgb = Dot.RgbOf(pens[pen].Color);
            if (pens.Take(pen).Any(earlier => Dot.RgbOf(earlier.Color) == rgb)) continue;

            var own = new StrokeSet();
            for (var stroke = 0; stroke < dots.Starts!.Length; stroke++)
            {
                if (dots.Line(stroke)[0].Rgb == rgb)
                {
                    own.Add(dots.Line(stroke));
                }
            }

            if (own.Count > 0)
            {
                layers.AddRange(SplitAtRefills(StrokeOrder.Apply(own, width, height, cancellation), sheet, pen, pens[pen], options));
            }
        }

        return new PlotDrawing(sheet, layers, options.Plot.Machine.Tool(options.Format));
    }

    private static List<PlotLayer> SplitAtRefills(StrokeSet strokes, PaperLayout sheet, int number, Pen pen, DotArtOptions options)
    {
        var longest = options.Plot.RefillLength * 1000 ?? double.PositiveInfinity;
        var layers = new List<PlotLayer>();
        var points = new List<Dot>();
        var starts = new List<int>();
        var (drawn, traveled) = (0.0, 0.0);
        for (var stroke = 0; stroke < strokes.Count; stroke++)
        {
            starts.Add(points.Count);
            var own = strokes[stroke];
            for (var i = 0; i < own.Length; i++)
            {
                var point = sheet.ToSheet(own[i]);
                var length = points.Count > 0 ? Distance(points[^1], 0, point, 0) : 0;
                if (i > 0 && drawn + length > longest)
                {
                    // The next part of a line starts at the end of this one.
                    var last = points[^1];
                    Finish();
                    starts.Add(0);
                    points.Add(last);
                }

                (drawn, traveled) = i > 0 ? (drawn + length, traveled) : (drawn, traveled + length);
                points.Add(point);
            }
        }

        Finish();
        return layers;

        void Finish()
        {
            layers.Add(new PlotLayer(
                number + 1, pen, PlotLayer.LabelOf(number + 1, pen) + Refill(layers.Count), [.. points], [.. starts], drawn, traveled, 0));
            points.Clear();
            starts.Clear();
            (drawn, traveled) = (0, 0);
        }
    }

    private static string Refill(int number) => number > 0 ? Invariant($" refill {number}") : "";

    /// <summary>Thins dots that are narrower than the nib, along the Hilbert curve, such that the drawn dots have the ink of all dots. Does
    /// nothing if the number of dots was given.</summary>
    public static void ThinNarrowDots(DotSet dots, int width, int height, IReadOnlyList<Pen> pens, DotArtOptions options)
    {
        if (options.DotCount is not null || options.SingleLine || options.HasStrokes) return;

        var scale = PaperLayout.Of(options.Plot.Sheet, width, height).Scale;
        var widths = new Dictionary<int, double>();
        foreach (var pen in pens)
        {
            var rgb = Dot.RgbOf(pen.Color);
            widths[rgb] = Math.Min(pen.Width, widths.GetValueOrDefault(rgb, double.MaxValue));
        }

        PlotterTour.SortAlongCurve(dots.Dots, width, height);
        var balance = widths.ToDictionary(w => w.Key, _ => 0.0);
        var kept = 0;
        foreach (var dot in dots.Dots)
        {
            var share = 2 * scale * dot.Radius / widths[dot.Rgb];
            balance[dot.Rgb] += share * share;
            if (share < 1)
            {
                if (balance[dot.Rgb] < 0.5) continue;

                balance[dot.Rgb]--;
            }
            else
            {
                balance[dot.Rgb] -= share * share;
            }

            dots.Dots[kept++] = dot;
        }

        dots.Truncate(kept);
    }

    /// <summary>Returns the dots of each pen, by color. Among pens of one color, a dot gets the widest pen that is not wider than the
    /// dot.</summary>
    private static List<Dot>[] AssignToPens(ReadOnlySpan<Dot> dots, IReadOnlyList<Pen> pens, double scale)
    {
        List<Dot>[] assigned = [.. pens.Select(_ => new List<Dot>())];
        foreach (var dot in dots)
        {
            var best = -1;
            for (var i = 0; i < pens.Count; i++)
            {
                var pen = pens[i];
                if (Dot.RgbOf(pen.Color) == dot.Rgb
                    && (best < 0 || FitsBetter(pen.Width, pens[best].Width, 2 * scale * dot.Radius)))
                {
                    best = i;
                }
            }

            assigned[Math.Max(0, best)].Add(dot);
        }

        return assigned;

        static bool FitsBetter(double nib, double present, double wanted) =>
            nib <= wanted ? present > wanted || nib > present : nib < present;
    }

    private static IEnumerable<PlotLayer> SplitAtRefills(Dot[] dots, int number, Pen pen, DotArtOptions options)
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
                // The next part of a line starts at the end of the previous one.
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
            var label = PlotLayer.LabelOf(number + 1, pen) + Refill(part - 1);
            return new PlotLayer(number + 1, pen, label, dots[from..to], options.SingleLine ? [0] : null, drawn, traveled, taps);
        }
    }

    private static double Distance(in Dot a, double endX, in Dot b, double startX)
    {
        var dx = b.X + startX - a.X - endX;
        double dy = b.Y - a.Y;
        return Math.Sqrt((dx * dx) + (dy * dy));
    }
}
