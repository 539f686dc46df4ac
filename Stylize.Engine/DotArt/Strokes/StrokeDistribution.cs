using Stylize.Engine.DotArt.Edges;
using Stylize.Engine.DotArt.Inks;
using Stylize.Engine.Drawings;

namespace Stylize.Engine.DotArt.Strokes;

/// <summary>Draws an image with lines whose width, number or shape follows its tone. Works on a copy on which a line is about one pixel
/// wide, so that a drawing for a pen depends on the sheet, not on the size of the image.</summary>
internal static class StrokeDistribution
{
    /// <summary>Largest side of the copy in pixels; thinner lines are spaced as if they were this wide.</summary>
    private const double MaxSide = 5000;

    /// <summary>Returns the number of pixels of the copy.</summary>
    public static double PixelsOf(DotArtOptions options, int width, int height)
    {
        var scale = Math.Min(1 / LineWidth(options, width, height), MaxSide / Math.Max(width, height));
        return Math.Max(1, width * scale) * Math.Max(1, height * scale);
    }

    /// <summary>Returns the strokes of all inks, in pixels of an image of the given width.</summary>
    /// <param name="copy">The image with the number of pixels of <see cref="PixelsOf"/>.</param>
    /// <param name="background">Background of the copy; null for none.</param>
    public static StrokeSet Draw(
        Raster<Rgba32> copy, int width, int height, IReadOnlyList<Rgba32> inks, DotArtOptions options, Raster<ushort>? background,
        OperationContext context)
    {
        var scale = (float)copy.Width / width;
        var line = Math.Max(1e-3f, scale * (float)LineWidth(options, width, height));
        var strokes = new StrokeSet();
        var planes = InkCoverage.Of(copy, inks, options, background);
        using var field = options.Distribution == DotDistribution.Flow
            ? TangentField.Of(copy, context.MaxThreads, context.Cancellation) : null;
        for (var ink = 0; ink < planes.Length; ink++)
        {
            context.Progress?.Invoke(new OperationProgress(0.2 + (0.6 * ink / planes.Length), "lines"));
            using var coverage = planes[ink];
            var angle = inks.Count > 1 ? HalftoneScreens.AngleOf(options, ink) : 0f;
            var target = new StrokeTarget(strokes, inks[ink], line, coverage, context.Cancellation);
            switch (options.Distribution)
            {
                case DotDistribution.Hatch:
                    Hatching.Draw(target, [.. Angles(options).Select(own => own + angle)]);
                    break;
                case DotDistribution.Engrave:
                    Engraving.Draw(
                        target, options.Lines.EngravePattern, Angles(options)[0] + angle, ink, Tool(options), context.MaxThreads);
                    break;
                default:
                    FlowStrokes.Draw(target, field!, angle);
                    break;
            }
        }

        strokes.Scale(1 / scale);
        return strokes;
    }

    private static IReadOnlyList<float> Angles(DotArtOptions options) => options.Lines.HatchAngles ?? LineOptions.UsualAngles;

    private static EngravingTool Tool(DotArtOptions options) =>
        !IsForPens(options) ? EngravingTool.Print
        : options.Plot.Machine.VariesPower(options.Format) ? EngravingTool.Laser : EngravingTool.Pen;

    /// <summary>Returns true if pens draw the lines, also in a picture of such a drawing.</summary>
    private static bool IsForPens(DotArtOptions options) => options.Plot.Pens is not null || options.Plot.IsForPens(options.Format);

    /// <summary>Returns the width of a line in pixels of the image: that of the finest pen, or the requested one.</summary>
    public static double LineWidth(DotArtOptions options, int width, int height)
    {
        var millimeters = IsForPens(options)
            ? options.Plot.Pens?.Min(pen => pen.Width) ?? Pen.DefaultWidth
            : options.Lines.LineWidth?.Millimeters ?? Pen.DefaultWidth;
        return millimeters / PaperLayout.Of(options.Plot.Sheet, width, height).Scale;
    }
}

/// <summary>Where the strokes of one ink go, and what they draw. Lengths are in pixels of the plane.</summary>
/// <param name="LineWidth">Width of the pen.</param>
/// <param name="Coverage">Share of the paper that the ink covers at each pixel.</param>
internal sealed record StrokeTarget(
    StrokeSet Strokes, Rgba32 Ink, float LineWidth, Raster<float> Coverage, CancellationToken Cancellation)
{
    public int Width => Coverage.Width;
    public int Height => Coverage.Height;

    /// <summary>Returns true if a line with round ends at a point lies inside the image.</summary>
    public bool Contains(float x, float y, float radius) =>
        x >= radius && y >= radius && x <= Width - radius && y <= Height - radius;

    public Dot Point(float x, float y, float radius) => new(x, y, radius, Ink);

    public float At(float x, float y) => Bilinear.At(Coverage, x, y);
}
