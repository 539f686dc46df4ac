namespace Stylize.Engine.Drawings;

/// <summary>The part of a drawing that one pen draws before a change or refill. Lengths are in millimeters on the
/// sheet.</summary>
/// <param name="Number">Number of the pen, starting at 1.</param>
/// <param name="Dots">The dots, or the points of the line, in drawing order.</param>
/// <param name="Starts">Index of the first point of each line; null for dots.</param>
/// <param name="Traveled">Distance traveled with the pen up, from the first stroke to the last.</param>
internal sealed record PlotLayer(
    int Number, Pen Pen, string Label, Dot[] Dots, int[]? Starts, double Drawn, double Traveled, int Taps)
{
    public int Strokes => Starts?.Length ?? Dots.Length;

    internal static string LabelOf(Pen pen) =>
        pen.Name ?? Invariant($"{pen.ColorWord ?? pen.Color.ToHex()} {pen.Width:0.##}mm");
}

/// <summary>A drawing for a pen plotter: a sheet and its layers.</summary>
internal sealed record PlotDrawing(PaperLayout Sheet, IReadOnlyList<PlotLayer> Layers, PlotTool Tool) : IDrawing
{
    public DrawingLabel Label { get; init; } = DrawingLabel.None;

    public Rgba32? Paper { get; init; }

    /// <summary>True if the inks are transparent, so that several layers are multiplied.</summary>
    public bool HasTransparentInks { get; init; }

    /// <summary>Registration marks; empty for none.</summary>
    public IReadOnlyList<PlotMark> Marks { get; init; } = [];

    public DrawingPage Page
    {
        get
        {
            var page = DrawingPage.ForImage(Sheet, 0, 0, Paper) with { Marks = Marks, Tool = Tool };
            return Layers.Count > 0 ? page with { MarkPen = Layers[0].Pen, MarkNumber = Layers[0].Number } : page;
        }
    }

    public double Drawn => Layers.Sum(l => l.Drawn);
    public double Traveled => Layers.Sum(l => l.Traveled);
    public int Taps => Layers.Sum(l => l.Taps);

    /// <summary>Time on the machine, without changes of pens.</summary>
    public TimeSpan Time => Layers.Aggregate(TimeSpan.Zero, (sum, layer) => sum + TimeOf(layer));

    /// <summary>The totals that matter most: the drawn length, the time and the number of pens.</summary>
    public IReadOnlyList<KeyValuePair<string, object?>> Totals =>
    [
        new(PlotSummary.Length, Math.Round(Drawn, 1)),
        new(PlotSummary.Time, Math.Round(Time.TotalMinutes, 1)),
        new(PlotSummary.Pens, Pens),
    ];

    /// <summary>The totals of each layer, and those of the drawing in words.</summary>
    public IReadOnlyList<KeyValuePair<string, object?>> Details =>
    [
        new("Layers", Layers.Select(layer => (KeyValuePair<string, object?>[])
        [
            new("Number", layer.Number), new("Name", layer.Label),
            new(PlotSummary.Time, Math.Round(TimeOf(layer).TotalMinutes, 1)),
            new(PlotSummary.Length, Math.Round(layer.Drawn, 1)),
            new("TravelMillimeters", Math.Round(layer.Traveled, 1)), new("Strokes", layer.Strokes),
            new("Taps", layer.Taps),
        ]).ToArray()),
        new(PlotSummary.Fact, PlotSummary.Describe(Time, Pens, Drawn)),
    ];

    private int Pens => Layers.Select(layer => layer.Number).Distinct().Count();

    private TimeSpan TimeOf(PlotLayer layer) => TimeSpan.FromSeconds(
        (layer.Drawn / Tool.DrawSpeed) + (layer.Traveled / Tool.TravelSpeed) + (layer.Strokes * Tool.LiftTime));

    /// <summary>Prints time, pens and length, and warns if the machine draws for more than half a day.</summary>
    /// <param name="remedy">What shortens the drawing, as the end of "To shorten it, use".</param>
    public void Report(OperationContext context, string remedy)
    {
        const int LongHours = 12;
        context.Verbose?.Invoke($"Plot: {PlotSummary.Describe(Time, Pens, Drawn)}");
        if (Time.TotalHours > LongHours)
        {
            context.Warning?.Invoke(
                Invariant($"The machine draws for {Time.TotalHours:0} hours. To shorten the drawing, use {remedy}."));
        }
    }

    public void Draw(IDrawingCanvas canvas)
    {
        var path = new DrawingPath();
        foreach (var (number, pen, label, dots, starts, _, _, _) in Layers)
        {
            canvas.Layer(
                new(label)
                {
                    Number = number, Pen = pen, Ink = Pen.InkName(pen.Name, pen.Color),
                    IsMultiplied = HasTransparentInks && Layers.Count > 1,
                });
            for (var i = 0; i < (starts ?? []).Length; i++)
            {
                var line = dots.AsSpan(starts![i]..(i + 1 < starts.Length ? starts[i + 1] : dots.Length));
                path.Clear().Move(line[0].X, line[0].Y);
                for (var point = 1; point < line.Length; point++)
                {
                    var (from, to) = (line[point - 1], line[point]);
                    path.Line(to.X, to.Y, Math.Min(1, (from.Radius + to.Radius) / pen.Width));
                }

                canvas.Stroke(path, pen.Width, pen.Color);
            }

            foreach (ref readonly var dot in starts is null ? dots.AsSpan() : [])
            {
                PenStroke.ForDot(dot.Radius, pen.Width).AddTo(path.Clear(), dot.X, dot.Y);
                canvas.Stroke(path, pen.Width, pen.Color);
            }
        }
    }

    /// <summary>Returns the part of the drawing that one pen draws.</summary>
    /// <param name="number">Number of the pen, starting at 1.</param>
    public PlotDrawing ForPen(int number) => this with { Layers = [.. Layers.Where(layer => layer.Number == number)] };
}
