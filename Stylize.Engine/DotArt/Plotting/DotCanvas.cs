using Stylize.Engine.DotArt.Drawing;
using Stylize.Engine.DotArt.Washes;
using Stylize.Engine.Drawings;

namespace Stylize.Engine.DotArt.Plotting;

/// <summary>Draws dots or lines as a raster image of the requested size, with the aspect ratio of the image or of its sheet.</summary>
internal static class DotCanvas
{
    /// <param name="dots">The dots in drawing order, or the points of lines, in image pixels.</param>
    public static Raster<Rgba32> Draw(DotSet dots, DotArtPlan plan, ThreadGrant maxThreads, CancellationToken cancellation)
    {
        var (scale, left, top, width, height, _) = plan.Canvas;
        using var moved = new DotSet(dots.Count) { Starts = dots.Starts };
        foreach (var dot in dots.Dots)
        {
            var (x, y, radius) = (left + (scale * dot.X), top + (scale * dot.Y), scale * dot.Radius);
            moved.Add(dot with { X = (float)x, Y = (float)y, Radius = (float)radius });
        }

        if (moved.Starts is not null)
        {
            return plan.Kind.FillsAreas && plan.Options.Plot.Pens is null
                ? AreaRasterizer.Draw(moved, width, height, plan.Paper, maxThreads, cancellation)
                : StrokeRasterizer.Draw(moved, width, height, plan.Paper, maxThreads, cancellation);
        }

        var (shape, precision) = (plan.Options.Shape, plan.Options.Precision);
        var edge = plan.Kind.HasWetEdges ? (float)scale * WashStyle.EdgeWidth(plan.Width, plan.Height) : 0f;
        var drawn = plan.Options.Inks.HasScreens
            ? InkRasterizer.Draw(moved, width, height, shape, plan.Paper, precision, maxThreads, cancellation)
            : DotRasterizer.Draw(moved, width, height, shape, plan.Paper, precision, maxThreads, cancellation, edge);
        if (plan.CutsDots && plan.Options.Plot.HasSheet)
        {
            Clip(drawn, left, top, left + (scale * plan.Width), top + (scale * plan.Height), plan.Paper ?? default);
        }

        return drawn;
    }

    /// <summary>Replaces everything outside a rectangle by the paper; pixels on its border by their share outside it.</summary>
    private static void Clip(Raster<Rgba32> drawn, double left, double top, double right, double bottom, Rgba32 paper)
    {
        for (var y = 0; y < drawn.Height; y++)
        {
            var high = Inside(y, top, bottom);
            var row = drawn.Row(y);
            for (var x = 0; x < row.Length; x++)
            {
                var share = high * Inside(x, left, right);
                if (share < 1)
                {
                    row[x] = Mixed(row[x], share);
                }
            }
        }

        static double Inside(int pixel, double from, double to) => Math.Clamp(Math.Min(pixel + 1, to) - Math.Max(pixel, from), 0, 1);

        Rgba32 Mixed(Rgba32 pixel, double share)
        {
            var alpha = (share * pixel.A) + ((1 - share) * paper.A);
            return alpha < 0.5 ? default : new Rgba32(
                Byte(pixel.R, paper.R), Byte(pixel.G, paper.G), Byte(pixel.B, paper.B), (byte)(alpha + 0.5));

            byte Byte(byte drawn, byte under) =>
                (byte)((((share * pixel.A * drawn) + ((1 - share) * paper.A * under)) / alpha) + 0.5);
        }
    }

    /// <summary>Draws the black dots of one ink on white paper, with registration marks.</summary>
    public static Raster<Rgba32> DrawPlate(DotSet dots, DotArtPlan plan, OperationContext context)
    {
        var drawn = Draw(dots, plan with { Paper = new Rgba32(255, 255, 255) }, context.MaxThreads, context.Cancellation);
        var sheet = plan.Sheet;
        var scale = drawn.Width / sheet.Width;
        var half = Math.Max(1, scale * PlotMark.PrintedWidth) / 2;
        foreach (var mark in PlotMark.AtCorners(sheet, plan.Options.Plot.Sheet.Margin.Millimeters))
        {
            for (var y = Pixel(mark.Y1, -half, drawn.Height); y < Pixel(mark.Y2, half, drawn.Height); y++)
            {
                drawn.Row(y)[Pixel(mark.X1, -half, drawn.Width)..Pixel(mark.X2, half, drawn.Width)].Fill(new Rgba32(0, 0, 0));
            }
        }

        return drawn;

        int Pixel(double at, double offset, int end) => Math.Clamp((int)Math.Round((scale * at) + offset), 0, end);
    }
}
