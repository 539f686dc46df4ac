using Stylize.Engine.DotArt.Ordering;
using Stylize.Engine.Drawings;

namespace Stylize.Engine.DotArt.Plotting;

/// <summary>Plans what each pen of a plotter draws.</summary>
internal static class PlotPlanner
{
    /// <summary>Assigns the dots or strokes to pens, orders those of each pen along a short path, and splits them at refills.</summary>
    /// <param name="dots">Dots in image pixels, each with the color of a pen; reordered in place.</param>
    /// <param name="report">Receives the share of the dots that are ordered.</param>
    public static PlotDrawing Create(DotSet dots, DotArtPlan plan, CancellationToken cancellation, Action<double> report)
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
                SingleLine.Order(
                    own, plan.Width, plan.Height, cancellation, share => report((first + (share * own.Length)) / dots.Count));
                var line = new StrokeSet();
                line.Add(own);
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
        foreach (var (pen, rgb) in plan.Pens.Select((pen, number) => (number, Dot.RgbOf(pen.Color))).DistinctBy(pen => pen.Item2))
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
                SplitAtRefills(layers, StrokeOrder.Apply(own, plan.Width, plan.Height, cancellation), pen, plan);
            }
        }
    }

    private static void SplitAtRefills(List<PlotLayer> layers, StrokeSet strokes, int pen, DotArtPlan plan)
    {
        var layer = new LayerBuilder(layers, pen, plan);
        for (var stroke = 0; stroke < strokes.Count; stroke++)
        {
            var own = strokes[stroke];
            for (var i = 0; i < own.Length; i++)
            {
                var point = plan.Sheet.ToSheet(own[i]);
                var length = layer.Last is { } last ? Distance(last, 0, point, 0) : 0;
                if (i > 0 && layer.IsFull(length))
                {
                    // The next part of a line starts at the end of this one.
                    var end = layer.Last!.Value;
                    layer.Finish();
                    layer.Add(end, startsLine: true);
                }

                layer.Add(point, drawn: i > 0 ? length : 0, traveled: i > 0 ? 0 : length, startsLine: i == 0);
            }
        }

        layer.Finish();
    }

    private static void SplitAtRefills(List<PlotLayer> layers, Dot[] dots, int pen, DotArtPlan plan)
    {
        var layer = new LayerBuilder(layers, pen, plan);
        var nib = plan.Pens[pen].Width;
        foreach (var dot in dots)
        {
            var placed = plan.Sheet.ToSheet(dot);
            placed = plan.Options.Plot.Taps ? placed with { Radius = (float)nib / 2 } : placed;
            var stroke = PenStroke.ForDot(placed.Radius, nib);
            if (layer.Last is not null && layer.IsFull(stroke.Length))
            {
                layer.Finish();
            }

            var traveled = layer.Last is { } last ? Distance(last, PenStroke.ForDot(last.Radius, nib).EndX, placed, stroke.StartX) : 0;
            layer.Add(placed, stroke.Length, traveled, isTap: stroke.IsTap);
        }

        layer.Finish();
    }

    /// <summary>Thins dots that are narrower than the nib, along the Hilbert curve, such that the drawn dots have the ink of all dots. Does
    /// nothing if the number of dots was given.</summary>
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

    /// <summary>Returns the dots of each pen, by color. Among pens of one color, a dot gets the widest pen that is not wider than the
    /// dot, or else the narrowest.</summary>
    private static List<Dot>[] AssignToPens(ReadOnlySpan<Dot> dots, IReadOnlyList<Pen> pens, double scale)
    {
        List<Dot>[] assigned = [.. pens.Select(_ => new List<Dot>())];
        var byColor = pens.Index().ToLookup(pen => Dot.RgbOf(pen.Item.Color)).ToDictionary(
            own => own.Key, own => own.DistinctBy(pen => pen.Item.Width).OrderByDescending(pen => pen.Item.Width).ToArray());
        foreach (var dot in dots)
        {
            var own = byColor.GetValueOrDefault(dot.Rgb) ?? [(0, pens[0])];
            var fitting = Array.FindIndex(own, pen => pen.Item.Width <= 2 * scale * dot.Radius);
            assigned[own[fitting < 0 ? ^1 : fitting].Index].Add(dot);
        }

        return assigned;
    }

    private static double Distance(in Dot a, double endX, in Dot b, double startX)
    {
        var dx = b.X + startX - a.X - endX;
        double dy = b.Y - a.Y;
        return Math.Sqrt((dx * dx) + (dy * dy));
    }

    /// <summary>Collects what a pen draws until its refill.</summary>
    private sealed class LayerBuilder(List<PlotLayer> layers, int pen, DotArtPlan plan)
    {
        private readonly double _longest = plan.Options.Plot.RefillLength * 1000 ?? double.PositiveInfinity;
        private readonly int _first = layers.Count;
        private readonly List<Dot> _dots = [];
        private readonly List<int> _starts = [];
        private double _drawn, _traveled;
        private int _taps;

        /// <summary>The last dot or point; null if the layer is empty.</summary>
        public Dot? Last => _dots.Count > 0 ? _dots[^1] : null;

        public bool IsFull(double length) => _drawn + length > _longest;

        public void Add(Dot dot, double drawn = 0, double traveled = 0, bool startsLine = false, bool isTap = false)
        {
            if (startsLine)
            {
                _starts.Add(_dots.Count);
            }

            _dots.Add(dot);
            (_drawn, _traveled, _taps) = (_drawn + drawn, _traveled + traveled, _taps + (isTap ? 1 : 0));
        }

        public void Finish()
        {
            var refill = layers.Count > _first ? Invariant($" refill {layers.Count - _first}") : "";
            layers.Add(new PlotLayer(
                pen + 1, plan.Pens[pen], PlotLayer.LabelOf(pen + 1, plan.Pens[pen]) + refill, [.. _dots],
                _starts.Count > 0 ? [.. _starts] : null, _drawn, _traveled, _taps));
            _dots.Clear();
            _starts.Clear();
            (_drawn, _traveled, _taps) = (0, 0, 0);
        }
    }
}
