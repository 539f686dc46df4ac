using Stylize.Engine.Drawings;
using Stylize.Engine.VectorArt.Curves;
using Stylize.Engine.VectorArt.Drawing;

namespace Stylize.Engine.VectorArt;

/// <summary>Finds smooth outlines at a distance around what a drawing covers, without holes.</summary>
internal static class StickerContour
{
    private const double CellsPerDistance = 72, MaxCells = 4e6;

    /// <param name="drawing">A drawing in pixels without paper.</param>
    /// <param name="distance">In pixels.</param>
    /// <returns>Closed curves in pixels.</returns>
    public static IReadOnlyList<Curve> Around(IDrawing drawing, double distance, OperationContext context)
    {
        var (width, height) = (drawing.Page.Width, drawing.Page.Height);
        var frame = 1.5 * distance;
        var cells = Math.Min(
            CellsPerDistance / distance, Math.Sqrt(MaxCells / ((width + (2 * frame)) * (height + (2 * frame)))));
        var (across, down) = ((int)Math.Ceiling(cells * width), (int)Math.Ceiling(cells * height));
        using var drawn = RasterCanvas.Draw(drawing, across, down, context.MaxThreads, context.Cancellation);
        var pad = (int)Math.Ceiling(cells * frame) + 3;
        using var area = Grown(drawn, cells * distance, pad);
        var options = new VectorArtOptions { Palette = [new(0, 0, 0), new(255, 255, 255)] };
        var traced = VectorArtOperation.Trace(
            area.Clone(), new VectorArtPlan(options, area.Width, area.Height), context with { Warning = null });
        return
        [
            .. AreaShape.ForPicture(traced, isStacked: false).Where(shape => shape.Color.R == 0)
                .SelectMany(shape => shape.Rings).Where(ring => SignedArea(ring) > 0)
                .Select(ring => ring.At(-pad, 1 / cells)),
        ];
    }

    /// <summary>Returns black where the drawing is at most a distance away, on white. Notches narrower than the
    /// distance are filled: the area grows by half the distance more, and shrinks again.</summary>
    private static Raster<Rgba32> Grown(Raster<Rgba32> drawn, double distance, int pad)
    {
        const byte Visible = 128;
        var (width, height, more) = (drawn.Width + (2 * pad), drawn.Height + (2 * pad), distance / 2);
        var cells = new int[width * height];
        cells.AsSpan().Fill(1);
        for (var y = 0; y < drawn.Height; y++)
        {
            var row = drawn.Row(y);
            for (var x = 0; x < row.Length; x++)
            {
                if (row[x].A >= Visible) cells[((y + pad) * width) + x + pad] = 0;
            }
        }

        // Distances of the middles of cells are half a cell longer than those of an edge.
        var map = new DistanceMap();
        map.Compute(cells, width, height);
        var most = (distance + more + 0.5) * (distance + more + 0.5);
        for (var i = 0; i < cells.Length; i++)
        {
            cells[i] = cells[i] <= most ? 1 : 0;
        }

        map.Compute(cells, width, height);
        return new Raster<Rgba32>(width, height).FilledBy(grown =>
        {
            for (var i = 0; i < cells.Length; i++)
            {
                var gray = (byte)(255 * (1 - Math.Clamp(Math.Sqrt(cells[i]) - more, 0, 1)));
                grown.Row(i / width)[i % width] = new(gray, gray, gray);
            }
        });
    }

    private static double SignedArea(Curve ring)
    {
        var (sum, at) = (0.0, ring.Start);
        foreach (var piece in ring.Pieces)
        {
            sum += Boundaries.Point.Cross(at, piece.End);
            at = piece.End;
        }

        return sum / 2;
    }
}
