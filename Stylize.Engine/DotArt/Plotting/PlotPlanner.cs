using Stylize.Engine.DotArt.Ordering;
using Stylize.Engine.Drawings;

namespace Stylize.Engine.DotArt.Plotting;

/// <summary>Plans what each pen of a plotter draws.</summary>
internal static class PlotPlanner
{
    /// <summary>Assigns the dots or strokes to pens, orders those of each pen along a short path, and splits them at
    /// refills.</summary>
    /// <param name="dots">Dots in image pixels, each with the color of a pen; reordered in place.</param>
    /// <param name="report">Receives the share of the dots that are ordered.</param>
    public static PlotDrawing Create(
        DotSet dots, DotArtPlan plan, CancellationToken cancellation, Action<double> report)
    {
        var layers = new List<PlotLayer>();
        if (dots.Starts is not null)
        {
            AddStrokes(layers, dots, plan, cancellation);
        }
        else
        {
            AddDots(layers, dots, plan, cancellation, report);
        }

        return new PlotDrawing(plan.Sheet, layers, plan.Options.Plot.Machine.Tool(plan.Options.Format))
        {
            Paper = plan.Paper,
            HasTransparentInks = plan.Options.Inks.HasScreens || plan.Kind.HasStrokes,
        };
    }

    /// <summary>Orders the dots of each pen, separately or as points of a line.</summary>
    private static void AddDots(
        List<PlotLayer> layers, DotSet dots, DotArtPlan plan, CancellationToken cancellation, Action<double> report)
    {
        var byPen = AssignToPens(dots.Dots, plan.Pens, plan.Sheet.Scale);
        var done = 0;
        for (var pen = 0; pen < plan.Pens.Count; pen++)
        {
            var own = byPen[pen].ToArray();
            if (own.Length == 0) continue;

            if (plan.Options.SingleLine)
            {
                var first = done;
                var length = SingleLine.Order(
                    own, plan.Width, plan.Height, cancellation,
                    share => report((first + (share * own.Length)) / dots.Count));
                var line = new StrokeSet();
                var parts = SingleLine.Parts(own, length, isOnly: own.Length == dots.Count);
                for (var part = 0; part < parts.Length; part++)
                {
                    line.Add(own.AsSpan(parts[part]..(part + 1 < parts.Length ? parts[part + 1] : own.Length)));
                }

                SplitAtRefills(layers, line, pen, plan);
            }
            else
            {
                PlotterTour.Order(own, plan.Width, plan.Height, cancellation);
                SplitAtRefills(layers, own, pen, plan);
            }

            own.CopyTo(dots.Dots[done..]);
            done += own.Length;
        }
    }

    /// <summary>Orders the strokes of each color for the first pen of that color.</summary>
    private static void AddStrokes(List<PlotLayer> layers, DotSet dots, DotArtPlan plan, CancellationToken cancellation)
    {
        foreach (var (pen, rgb) in plan.Pens.Select((pen, number) => (number, Dot.RgbOf(pen.Color)))
            .DistinctBy(pen => pen.Item2))
        {
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
                SplitAtRefills(
                    layers, StrokeOrder.Apply(own, plan.Width, plan.Height, joins: true, cancellation), pen, plan);
            }
        }
    }

    private static void SplitAtRefills(List<PlotLayer> layers, StrokeSet strokes, int pen, DotArtPlan plan)
    {
        var layer = Builder(layers, pen, plan);
        for (var stroke = 0; stroke < strokes.Count; stroke++)
        {
            var own = strokes[stroke];
            for (var i = 0; i < own.Length; i++)
            {
                layer.AddPoint(plan.Sheet.ToSheet(own[i]), isFirst: i == 0);
            }
        }

        layer.Finish();
    }

    private static void SplitAtRefills(List<PlotLayer> layers, Dot[] dots, int pen, DotArtPlan plan)
    {
        var layer = Builder(layers, pen, plan);
        foreach (var dot in dots)
        {
            var placed = plan.Sheet.ToSheet(dot);
            layer.AddDot(plan.Options.Plot.Taps ? placed with { Radius = (float)plan.Pens[pen].Width / 2 } : placed);
        }

        layer.Finish();
    }

    private static PlotLayerBuilder Builder(List<PlotLayer> layers, int pen, DotArtPlan plan) =>
        new(layers, pen + 1, plan.Pens[pen], plan.Options.Plot.RefillLength * 1000 ?? double.PositiveInfinity);

    /// <summary>Thins dots that are narrower than the nib, along the Hilbert curve, such that the drawn dots have the
    /// ink of all dots. Does nothing if the number of dots was given.</summary>
    public static void ThinNarrowDots(DotSet dots, DotArtPlan plan)
    {
        if (plan.Options.DotCount is not null || plan.Options.SingleLine || plan.Kind.HasStrokes) return;

        var widths = new Dictionary<int, double>();
        foreach (var pen in plan.Pens)
        {
            var rgb = Dot.RgbOf(pen.Color);
            widths[rgb] = Math.Min(pen.Width, widths.GetValueOrDefault(rgb, double.MaxValue));
        }

        PlotterTour.SortAlongCurve(dots.Dots, plan.Width, plan.Height);
        var balance = widths.ToDictionary(w => w.Key, _ => 0.0);
        var kept = 0;
        foreach (var dot in dots.Dots)
        {
            var share = 2 * plan.Sheet.Scale * dot.Radius / widths[dot.Rgb];
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

    /// <summary>Returns the dots of each pen, by color. Among pens of one color, a dot gets the widest pen that is not
    /// wider than the dot, or else the narrowest.</summary>
    private static List<Dot>[] AssignToPens(ReadOnlySpan<Dot> dots, IReadOnlyList<Pen> pens, double scale)
    {
        List<Dot>[] assigned = [.. pens.Select(_ => new List<Dot>())];
        var byColor = pens.Index().ToLookup(pen => Dot.RgbOf(pen.Item.Color)).ToDictionary(
            own => own.Key,
            own => own.DistinctBy(pen => pen.Item.Width).OrderByDescending(pen => pen.Item.Width).ToArray());
        foreach (var dot in dots)
        {
            var own = byColor.GetValueOrDefault(dot.Rgb) ?? [(0, pens[0])];
            var fitting = Array.FindIndex(own, pen => pen.Item.Width <= 2 * scale * dot.Radius);
            assigned[own[fitting < 0 ? ^1 : fitting].Index].Add(dot);
        }

        return assigned;
    }
}
