using Stylize.Engine.PixelArt.Dithering;
using Stylize.Engine.PixelArt.Rendering;
using static Stylize.Engine.Tests.PixelArt.SyntheticPhotograph;

namespace Stylize.Engine.Tests.PixelArt;

/// <summary>Lines narrower than a cell, ripples, and large smooth gradients. Cells have 8 x 8 pixels.</summary>
public class ThinLineTests
{
    private const int Columns = 40, Rows = 30, Side = 8;
    private static readonly Rgba32 White = new(255, 255, 255);
    private static readonly Rgba32 Black = new(0, 0, 0);

    [Theory]
    [InlineData(0.0, 1.6)]
    [InlineData(0.13, 1.6)]
    [InlineData(0.7, 1.6)]
    [InlineData(-1.0, 2.4)]
    [InlineData(3.0, 2.0)]
    public void A_stroke_on_transparency_is_one_connected_line(double slope, double width)
    {
        // A straight stroke through the center, of 0.2 to 0.3 cells, from 10% to 90% of the picture.
        using var result = Run(Stroke(slope, width), new() { Width = Columns });
        var cells = Opaque(result.Cells);
        var (along, _) = Length(slope);
        Assert.Equal(1, Components(cells));

        // A line of one cell has one cell per step of its longer axis. Two cells at a step are possible where it
        // changes rows.
        Assert.InRange(cells.Count(c => c), 0.9 * along, 1.5 * along);
    }

    [Fact]
    public void A_sprite_has_no_frayed_rim()
    {
        // A disk with a rough rim: bumps of a quarter of a cell. Its cells are those that it fills by half.
        static bool IsInside(int x, int y)
        {
            var (dx, dy) = (x - 160.3, y - 120.7);
            var radius = 85 + (2 * Math.Sin(23 * Math.Atan2(dy, dx)));
            return (dx * dx) + (dy * dy) < radius * radius;
        }

        var image = Paint<Rgba32>(
            Columns * Side, Rows * Side, (x, y) => IsInside(x, y) ? new(200, 60, 40) : default);
        using var result = Run(image, new() { Width = Columns });
        foreach (var (cellX, cellY) in Coordinates(Columns, Rows))
        {
            var (left, top) = (cellX * Side, cellY * Side);
            var opaque = Enumerable.Range(0, Side * Side).Count(i => IsInside(left + (i % Side), top + (i / Side)));
            Assert.Equal(opaque >= Side * Side / 2, result.Cells[cellX, cellY].A > 0);
        }
    }

    [Fact]
    public void A_thin_line_of_a_diagram_is_a_whole_row_of_its_color()
    {
        // A black disk gives the palette its black. The line of one pixel covers an eighth of its cells.
        var image = Paint<Rgba32>(Columns * Side, Rows * Side, (x, y) =>
            y == 164 && x is >= 40 and < 280 || ((x - 100) * (x - 100)) + ((y - 60) * (y - 60)) < 900 ? Black : White);
        using var result = Run(image, new() { Width = Columns });
        for (var x = 0; x < Columns; x++)
        {
            Assert.Equal(x is >= 5 and < 35 ? Black : White, result.Cells[x, 20]);
            Assert.Equal(White, result.Cells[x, 19]);
            Assert.Equal(White, result.Cells[x, 21]);
        }
    }

    [Fact]
    public void Lines_of_a_diagram_darken_their_cells_where_they_cross_and_where_they_separate_areas()
    {
        // Four lines of 2 pixels that cross in a point, with wedges narrower than a cell, and a box of 2 pixels around
        // a gray area.
        static bool IsLine(int x, int y)
        {
            var (dx, dy) = (x - 100.5, y - 108.5);
            var isSpoke = Math.Max(Math.Abs(dx), Math.Abs(dy)) < 80
                && Enumerable.Range(0, 4)
                    .Any(k => Math.Abs((dx * Math.Sin(k * Math.PI / 4)) - (dy * Math.Cos(k * Math.PI / 4))) <= 1);
            return isSpoke || (IsBox(x, y, 0) && !IsBox(x, y, 2));
        }

        static bool IsBox(int x, int y, int inset) => Math.Abs(x - 250) < 45 - inset && Math.Abs(y - 130) < 70 - inset;

        var image = Paint<Rgba32>(Columns * Side, Rows * Side, (x, y) =>
            IsLine(x, y) || (x < 30 && y > 210) ? Black : IsBox(x, y, 2) ? new(150, 200, 250) : White);
        using var result = Run(image, new() { Width = Columns });
        Assert.All(
            Enumerable.Range(4, 17), x => Assert.Contains(Enumerable.Range(12, 3), y => Lightness(x, y) < 92));
        Assert.All(Enumerable.Range(9, 15), y => Assert.Contains(
            Enumerable.Range(24, 3), x => Lightness(x, y) < Lightness(27, y) - 3));

        float Lightness(int x, int y) => LabConversion.FromRgba(result.Cells[x, y]).L;
    }

    [Fact]
    public void A_mast_before_a_night_sky_is_whole()
    {
        // A line thinner than a cell is a cell between it and the sky.
        // A gray mast of 3 pixels that leans over two cells, which covers a sixth to a third of one, a light house of
        // the same color, and a sky from L* 10 to 35.
        static int Mast(int y) => 150 + (y / 16);
        var image = Paint<Rgba32>(Columns * Side, Rows * Side, (x, y) =>
            y >= 200 ? (x < 100 ? new(190, 185, 170) : new(20, 18, 16))
            : y >= 40 && Math.Abs(x - Mast(y)) <= 1 ? new(190, 185, 170)
            : LabConversion.ToRgba(new Lab(10 + (y / 8f), 4, -24)));
        using var result = Run(image, new() { Width = Columns });
        float Lightness(int x, int y) => LabConversion.FromRgba(result.Cells[x, y]).L;
        for (var y = 6; y < 24; y++)
        {
            var x = Mast((y * Side) + (Side / 2)) / Side;
            Assert.Contains(Enumerable.Range(x - 1, 3), near => Lightness(near, y) - Lightness(x - 4, y) > 6);
        }
    }

    [Fact]
    public void A_large_smooth_gradient_has_straight_bands()
    {
        using var result = Run(
            Paint<Rgba32>(Columns * Side, Rows * Side, (_, y) => LabConversion.ToRgba(new Lab(12 + (y / 5f), 4, -24))),
            new() { Width = 2 * Columns });
        Assert.All(Enumerable.Range(0, 2 * Rows), y => Assert.Single(result.Cells.Row(y).ToArray().Distinct()));
    }

    /// <summary>Returns the number of cells along the longer axis of a stroke, and its half length along x in
    /// pixels.</summary>
    private static (double Cells, double Half) Length(double slope)
    {
        var half = Math.Min(0.4 * Columns * Side, 0.4 * Rows * Side / Math.Max(Math.Abs(slope), 1e-9));
        return (2 * half * Math.Max(1, Math.Abs(slope)) / Side, half);
    }

    private static Raster<Rgba32> Stroke(double slope, double width)
    {
        var (_, half) = Length(slope);
        return Paint<Rgba32>(Columns * Side, Rows * Side, (x, y) =>
        {
            var (dx, dy) = (x - 161.3, y - 122.1);
            var away = Math.Abs(dy - (slope * dx)) / Math.Sqrt(1 + (slope * slope));
            return Math.Abs(dx) <= half
                ? Black with { A = (byte)(255 * Math.Clamp((width / 2) - away + 0.5, 0, 1)) } : default;
        });
    }

    private static bool[] Opaque(Raster<Rgba32> cells) => [.. Pixels(cells).Select(c => c.A > 0)];

    private static int Components(bool[] cells)
    {
        var (open, count) = (cells.ToArray(), 0);
        for (var i = 0; i < open.Length; i++)
        {
            if (open[i])
            {
                count++;
                Clear(i % Columns, i / Columns);
            }
        }

        return count;

        void Clear(int x, int y)
        {
            if ((uint)x >= Columns || (uint)y >= Rows || !open[(y * Columns) + x]) return;

            open[(y * Columns) + x] = false;
            for (var d = 0; d < 9; d++)
            {
                Clear(x + (d % 3) - 1, y + (d / 3) - 1);
            }
        }
    }
}
