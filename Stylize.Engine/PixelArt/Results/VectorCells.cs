namespace Stylize.Engine.PixelArt.Results;

/// <summary>Pixel art of a still image as SVG: one path per color, which follows the sides of the cells. Transparent
/// cells are left out.
/// </summary>
/// <param name="cells">The cells, which the artifact owns.</param>
/// <param name="used">The colors of the cells that are not transparent, the most frequent first.</param>
internal sealed class VectorCells(
    Raster<Rgba32> cells, Palette used, int scale, IImageCodec codec, OperationContext context)
    : StillArtifact(cells, used, scale, codec, context)
{
    public override void Write(Stream target)
    {
        using var to = new ByteWriter(target);
        to.Text($"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{Width}\" height=\"{Height}\"");
        to.Text($" viewBox=\"0 0 {Cells.Width} {Cells.Height}\" shape-rendering=\"crispEdges\">\n");
        to.Text(Provenance is null ? "" : ProvenanceMarkup.Svg(Provenance) + "\n");
        foreach (var color in Palette.Colors)
        {
            WritePath(to, color);
        }

        to.Text("</svg>\n");
    }

    private void WritePath(ByteWriter to, Rgba32 color)
    {
        to.Text($"<path fill=\"{color.ToHex()}\" d=\"");
        var borders = new BorderTracer(Cells.Width, Cells.Height);
        byte[] above = new byte[Cells.Width + 2], row = new byte[Cells.Width + 2];
        for (var y = 0; y <= Cells.Height; y++)
        {
            for (var x = 0; x < Cells.Width; x++)
            {
                row[x + 1] = (byte)(y < Cells.Height && Cells[x, y] == color ? 1 : 0);
            }

            // Cells that share only a corner stay apart, so that each outline can be cut.
            var upper = above;
            borders.Mark(y, above, row, (x, _) => upper[x] == 0);
            (above, row) = (row, above);
        }

        foreach (var border in borders.Closed((x, y) => Cells[x, y] == color))
        {
            WriteOutline(to, border, borders.Stride);
        }

        to.Text("\"/>\n");
    }

    private static void WriteOutline(ByteWriter to, int[] border, int stride)
    {
        to.Text($"M{border[0] % stride} {border[0] / stride}");
        for (var i = 1; i < border.Length - 1; i++)
        {
            var (step, next) = (border[i] - border[i - 1], border[i + 1] - border[i]);
            if (step != next)
            {
                to.Text(Math.Abs(step) == 1 ? $"H{border[i] % stride}" : $"V{border[i] / stride}");
            }
        }

        to.Text("z");
    }
}
