using Stylize.Engine.DotArt.Background;
using Stylize.Engine.DotArt.Edges;
using Stylize.Engine.DotArt.Inks;
using Stylize.Engine.Drawings;

namespace Stylize.Engine.DotArt.Kinds;

/// <summary>Lines whose width, number or shape follows the tone. They are drawn on a copy of the image on which a line
/// is about one pixel wide, so that a drawing for a pen depends on the sheet, not on the size of the image.</summary>
internal abstract class StrokeKind : DrawingKind
{
    /// <summary>Largest side of the copy in pixels; thinner lines are spaced as if they were this wide.</summary>
    private const double MaxSide = 5000;

    /// <summary>Standard deviation of the detail that is doubled, because gaps between lines hide it, in line
    /// widths.</summary>
    private const float Detail = 4f;

    /// <summary>Directions of hatching if none are given. No sum of few of their wave vectors is nearly zero, so that
    /// crossing families form no waves (moiré).</summary>
    private static readonly float[] UsualAngles = [45, 70, 20, 95];

    /// <summary>How often the width of a line becomes the mean of it and that of the neighboring points.</summary>
    protected const int Smoothing = 3;

    public override bool HasStrokes => true;

    /// <summary>Returns the largest distance of a removed point from its stroke, in line widths.</summary>
    protected virtual float MaxError(DotArtPlan plan) => 0.1f;

    public override long EstimateMemory(DotArtPlan plan, long dots) => (long)(100 * PixelsOf(plan));

    public override DotSet Place(Raster<Rgba32> image, DotArtPlan plan, ImageInput input, OperationContext context)
    {
        using var copy = Copy(image, PixelsOf(plan), context);
        using var background = BackgroundPass.Find(copy, plan.Options.Background, input, context);
        using (context.Phases.Start("lines"))
        {
            var scale = (float)copy.Width / image.Width;
            var line = Math.Max(1e-3f, scale * (float)LineWidth(plan));
            var strokes = Draw(copy, line, plan, background, context);
            strokes.Scale(1 / scale);
            return DotSet.ForStrokes(strokes);
        }
    }

    /// <param name="ink">Number of the ink, starting at 0.</param>
    /// <param name="angle">Angle of the screen of the ink in degrees; 0 if there is one ink.</param>
    protected abstract void Draw(StrokeTarget target, DotArtPlan plan, int ink, float angle, ThreadGrant maxThreads);

    /// <summary>Returns the directions of the edges of the image, if the lines follow them. The caller owns
    /// it.</summary>
    protected virtual TangentField? Field(Raster<Rgba32> copy, OperationContext context) => null;

    /// <summary>Returns the point of the copy around which the lines run.</summary>
    protected virtual Vector2 Center(Raster<Rgba32> copy, DotArtPlan plan) => new Vector2(copy.Width, copy.Height) / 2;

    /// <summary>Returns the directions of hatching in degrees, counterclockwise from horizontal.</summary>
    protected static IReadOnlyList<float> Angles(DotArtPlan plan) => plan.Options.Lines.HatchAngles ?? UsualAngles;

    /// <summary>Returns true if pens draw the lines, also in a picture of such a drawing.</summary>
    protected static bool IsForPens(DotArtPlan plan) => plan.Options.Plot.Pens is not null || plan.IsForPens;

    /// <summary>Returns the width of a line in pixels of the image: that of the finest pen, or another one in
    /// millimeters.</summary>
    public static double PenWidth(DotArtPlan plan, double otherwise) =>
        (IsForPens(plan) ? plan.Plates.Min(pen => pen.Width) : otherwise) / plan.Sheet.Scale;

    private static double LineWidth(DotArtPlan plan) =>
        PenWidth(plan, plan.Options.Lines.LineWidth?.Millimeters ?? Pen.DefaultWidth);

    private static double PixelsOf(DotArtPlan plan)
    {
        var scale = Math.Min(1 / LineWidth(plan), MaxSide / Math.Max(plan.Width, plan.Height));
        return Math.Max(1, plan.Width * scale) * Math.Max(1, plan.Height * scale);
    }

    private StrokeSet Draw(
        Raster<Rgba32> copy, float line, DotArtPlan plan, Raster<ushort>? background, OperationContext context)
    {
        var strokes = new StrokeSet { MaxError = MaxError(plan) * line };
        var inks = plan.Inks.Count > 0 ? plan.Inks : [new Rgba32(0, 0, 0)];
        var planes = InkCoverage.Planes(copy, inks, plan, background);
        using var field = Field(copy, context);
        var center = Center(copy, plan);
        for (var ink = 0; ink < planes.Length; ink++)
        {
            context.Progress?.Invoke(new OperationProgress(0.2 + (0.6 * ink / planes.Length), "lines"));
            using var coverage = planes[ink];
            Sharpen(coverage, Detail * line, context);
            var target = new StrokeTarget(
                strokes, inks[ink], line, coverage, context.Cancellation) { Field = field, Center = center };
            Draw(target, plan, ink, inks.Count > 1 ? HalftoneScreens.AngleOf(plan.Options, ink) : 0f,
                context.MaxThreads);
        }

        return strokes;
    }

    /// <summary>Adds the difference of a plane from its means within a distance.</summary>
    private static void Sharpen(Raster<float> coverage, float sigma, OperationContext context)
    {
        using var smooth = coverage.Clone();
        GaussianBlur.Apply(smooth, sigma, context.MaxThreads, context.Cancellation);
        for (var y = 0; y < coverage.Height; y++)
        {
            var row = coverage.Row(y);
            TensorPrimitives.Multiply(row, 2f, row);
            TensorPrimitives.Subtract<float>(row, smooth.Row(y), row);
            TensorPrimitives.Clamp(row, 0f, 1f, row);
        }
    }
}

/// <summary>Where the strokes of one ink go, and what they draw. Lengths are in pixels of the plane.</summary>
/// <param name="LineWidth">Width of the pen.</param>
/// <param name="Coverage">Share of the paper that the ink covers at each pixel.</param>
internal sealed record StrokeTarget(
    StrokeSet Strokes, Rgba32 Ink, float LineWidth, Raster<float> Coverage, CancellationToken Cancellation)
{
    /// <summary>Directions of the edges; null if the lines do not follow them.</summary>
    public TangentField? Field { get; init; }

    /// <summary>The point around which the lines run.</summary>
    public Vector2 Center { get; init; }

    public int Width => Coverage.Width;
    public int Height => Coverage.Height;

    /// <summary>Returns true if a line with round ends at a point lies inside the image.</summary>
    public bool Contains(float x, float y, float radius) =>
        x >= radius && y >= radius && x <= Width - radius && y <= Height - radius;

    public Dot Point(float x, float y, float radius) => new(x, y, radius, Ink);

    public float At(float x, float y) => Bilinear.At(Coverage, x, y);
}
