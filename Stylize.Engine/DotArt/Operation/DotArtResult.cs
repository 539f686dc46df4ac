using Stylize.Engine.DotArt.Plotting;
using Stylize.Engine.Drawings;

namespace Stylize.Engine.DotArt.Operation;

/// <summary>The drawings created from the dots.</summary>
/// <param name="Plates">Suffixes of the files of single pens or inks.</param>
internal sealed record DotPicture(IReadOnlyList<string> Plates)
{
    /// <summary>The pixels of a PNG.</summary>
    public Raster<Rgba32>? Drawn { get; init; }

    /// <summary>What pens draw.</summary>
    public PlotDrawing? Plot { get; init; }

    /// <summary>Length of the lines through the dots in pixels, if no pens draw them; null for dots.</summary>
    public double? Line { get; init; }

    /// <summary>Length of the paths through the dots of each color, in pixels, if they were ordered for a
    /// plotter.</summary>
    public double? Travel { get; init; }
}

/// <summary>Finished dot art: the dots, and data about their creation.</summary>
internal sealed class DotArtResult(
    DotSet dots, DotArtPlan plan, DotPicture picture, TimeSpan elapsed, ImageInput input,
    OperationContext context) : IDotArt
{
    public int Width => picture.Drawn?.Width ?? plan.Width;
    public int Height => picture.Drawn?.Height ?? plan.Height;

    /// <summary>The dots in drawing order; valid until <see cref="Dispose"/>.</summary>
    public ReadOnlySpan<Dot> Dots => dots.Dots;

    /// <summary>Index of the first point of each line; null for dots.</summary>
    public IReadOnlyList<int>? LineStarts => dots.Starts;

    public IReadOnlyList<KeyValuePair<string, object?>> Summary
    {
        get
        {
            var summary = new List<KeyValuePair<string, object?>>
            {
                new("Dots", dots.Count),
                new("Distribution", plan.Options.Distribution.ToString()),
                new("Colors", dots.Dots.ToArray().DistinctBy(dot => dot.Rgb).Count()),
            };
            if (HasStrokes)
            {
                summary.Add(new("Strokes", CountLines(dots, picture.Plot?.Layers)));
            }

            if (picture.Travel is { } travel)
            {
                summary.Add(new("TravelPixels", Math.Round(travel, 1)));
            }

            if (picture.Line is { } line)
            {
                summary.Add(new("LinePixels", Math.Round(line, 1)));
            }

            if (picture.Plot is { } plot)
            {
                AddPlot(summary, plot);
            }

            if (plan.Options.TargetTime is { } target)
            {
                summary.Add(new("TargetTime", target));
                summary.Add(new("PredictedTime", plan.Predicted));
                summary.Add(new("OperationTime", elapsed));
                summary.Add(new("TargetMet", elapsed <= target));
                summary.Add(new("Threads", plan.Threads.Current));
                summary.Add(new("Lowered", plan.Lowered.ToArray()));
            }

            return summary;
        }
    }

    public IReadOnlyList<SideFile> SideFiles =>
    [
        .. picture.Plates.Select((suffix, i) => new SideFile(suffix, to => WritePlate(to, i + 1, plan.Plates[i]))
        {
            IsPlate = true, IsEmpty = IsEmpty(i),
        }),
    ];

    public void Write(Stream target)
    {
        if (picture.Drawn is { } drawn)
        {
            input.Codec.Encode(drawn, target, Encoding);
            return;
        }

        var label = LabelOf(dots, picture.Plot?.Layers);
        plan.Format.Write!(
            target, picture.Plot is { } plot ? plot with { Label = label } : new DotDrawing(dots, plan, label));
    }

    public Raster<Rgba32> Picture(int side, OperationContext context)
    {
        var shown = plan with { PngSize = side, Paper = plan.PaperOrWhite };
        return picture.Drawn is { } drawn && shown == plan
            ? drawn.Clone() : new DotDrawing(dots, shown, DrawingLabel.None).ToPixels(context);
    }

    /// <summary>True if the dots are the points of lines that are not one line of each color.</summary>
    private bool HasStrokes => dots.Starts is not null && picture.Line is null;

    /// <param name="own">The dots, or the lines if these are not on a sheet.</param>
    /// <param name="layers">What is drawn on a sheet.</param>
    private DrawingLabel LabelOf(DotSet own, IEnumerable<PlotLayer>? layers)
    {
        var distribution = plan.Options.Distribution.ToString().ToLowerInvariant();
        var contents = HasStrokes
            ? $"{CountLines(own, layers)} lines" : $"{layers?.Sum(layer => layer.Dots.Length) ?? own.Count} dots";
        return DrawingLabel.Of(
            input.Source, plan.Options.IdPrefix, plan.Options,
            Invariant($"{contents}, {distribution} distribution, seed {plan.Options.Seed}. Made by Stylize."),
            context.Provenance) with { IsRgb = plan.Options.Plot.Sheet.ColorSpace == PageColors.Rgb };
    }

    /// <summary>Returns the number of lines: on a sheet, lines are joined, and divided at refills.</summary>
    private static int CountLines(DotSet own, IEnumerable<PlotLayer>? layers) =>
        layers?.Sum(layer => layer.Starts?.Length ?? 0) ?? own.Starts?.Length ?? 0;

    private EncodeOptions Encoding => new(plan.Format.Pixels!.Value)
    {
        PixelsPerMeter = plan.Canvas.PixelsPerMeter, Metadata = context.Metadata,
    };

    /// <summary>Returns true if a pen or ink draws nothing: the image has fewer colors, or the paper has its
    /// color.</summary>
    private bool IsEmpty(int plate)
    {
        if (plate >= plan.Plates.Count || Dot.RgbOf(plan.Plates[plate].Color) == Dot.RgbOf(plan.PaperOrWhite))
        {
            return true;
        }

        var rgb = Dot.RgbOf(plan.Plates[plate].Color);
        return picture.Plot is { } plot ? plot.Layers.All(layer => layer.Number != plate + 1)
            : !dots.Dots.ToArray().Any(dot => dot.Rgb == rgb);
    }

    /// <summary>Writes what one pen or ink draws, with registration marks. Inks without pens become black, as films for
    /// printing are.
    /// </summary>
    private void WritePlate(Stream target, int number, Pen pen)
    {
        var marks = PlotMark.AtCorners(plan.Sheet, plan.Options.Plot.Sheet);
        if (picture.Plot is { } plot)
        {
            var own = plot.ForPen(number);
            plan.Format.Write!(target, own with { Label = Named(LabelOf(dots, own.Layers)), Marks = marks });
            return;
        }

        using var inked = Plates.DotsOf(dots, pen.Color);
        var plate = new DotDrawing(inked, plan with { Paper = null }, Named(LabelOf(inked, null))) { Marks = marks };
        if (plan.Format.Pixels is null)
        {
            plan.Format.Write!(target, plate);
        }
        else
        {
            PlateImage.Write(plate, plan.Canvas, input.Codec, Encoding, context, target);
        }

        DrawingLabel Named(DrawingLabel whole) => whole.OfPlate(number, $", {Plates.NameOf(pen)}");
    }

    /// <summary>Returns the memory of the dots and the drawing.</summary>
    public void Dispose()
    {
        dots.Dispose();
        picture.Drawn?.Dispose();
    }

    /// <summary>Adds the totals of a drawing with pens; those that matter most are at the start, next to the number of
    /// dots.</summary>
    private static void AddPlot(List<KeyValuePair<string, object?>> summary, PlotDrawing plot)
    {
        summary.InsertRange(1, plot.Totals);
        summary.Add(new("TravelMillimeters", Math.Round(plot.Traveled, 1)));
        summary.Add(new("Taps", plot.Taps));
        summary.AddRange(plot.Details);
    }
}
