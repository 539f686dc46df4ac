using Stylize.Engine.PixelArt.Restoration;

namespace Stylize.Engine.Tests.PixelArt;

public class RestoreTests
{
    /// <summary>Colors of a drawing of 48 x 32 cells with discs, lines and single cells, as in pixel art.</summary>
    private static readonly Rgba32[] Colors =
    [
        new(20, 18, 30), new(92, 64, 51), new(190, 74, 47), new(234, 212, 170), new(62, 137, 72), new(38, 92, 66),
        new(0, 149, 233),
    ];

    [Theory]
    [InlineData(3, 0)]
    [InlineData(5.3125, 0)]
    [InlineData(4, 2)]
    public void A_sharp_enlargement_is_restored_exactly(double factor, double offset)
    {
        using var drawing = Drawing();
        using var enlarged = Nearest(drawing, factor, offset);
        using var restored = Restore(enlarged, new RestoreOptions());
        AssertShare(drawing, restored, 1, offset > 0 ? 1 : 0);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(6.5)]
    public void A_linear_enlargement_is_restored(double factor)
    {
        using var drawing = Drawing();
        using var enlarged = Linear(drawing, factor);
        using var restored = Restore(enlarged, new RestoreOptions());
        AssertShare(drawing, restored, 0.97, 0);
    }

    /// <summary>Programs enlarge colors multiplied by opacity and divide the result, or enlarge the stored channels.
    /// Both must be found in a sprite whose background is transparent.</summary>
    [Theory]
    [InlineData(3, true)]
    [InlineData(6.5, true)]
    [InlineData(4, false)]
    public void A_linear_enlargement_of_a_transparent_sprite_is_restored(double factor, bool isMultiplied)
    {
        using var opaque = Drawing();
        using var sprite = Paint<Rgba32>(
            opaque.Width, opaque.Height, (x, y) => opaque[x, y] == Colors[6] ? default : opaque[x, y]);
        using var enlarged = Linear(sprite, factor);
        for (var y = 0; isMultiplied && y < enlarged.Height; y++)
        {
            foreach (ref var pixel in enlarged.Row(y))
            {
                pixel = pixel.A == 0
                    ? default : new(Over(pixel.R, pixel.A), Over(pixel.G, pixel.A), Over(pixel.B, pixel.A), pixel.A);
            }
        }

        using var restored = Restore(enlarged, new RestoreOptions());
        AssertShare(sprite, restored, 0.99, 0);
        var opacities = SyntheticPhotograph.Pixels(sprite).Zip(SyntheticPhotograph.Pixels(restored.Cells));
        Assert.InRange(opacities.Average(pair => pair.First.A == pair.Second.A ? 1 : 0), 0.99, 1);

        static byte Over(byte channel, byte opacity) => (byte)Math.Min(255, Math.Round(channel * 255.0 / opacity));
    }

    /// <summary>Smooth enlargement leaves little for JPEG to change, but the restored colors have its noise. At 4
    /// pixels per cell, one chroma block covers 4x4 cells, which only the small number of colors can
    /// separate.</summary>
    [Theory]
    [InlineData(6.5, 90, 0.97, 0)]
    [InlineData(8, 60, 0.9, 2)]
    [InlineData(4, 60, 0.85, 16)]
    public void A_JPEG_of_an_enlargement_is_restored(double factor, int quality, double share, int moreColors)
    {
        using var drawing = Drawing();
        using var enlarged = factor == 6.5 ? Linear(drawing, factor) : Nearest(drawing, factor, 0);
        using var restored =
            Restore(enlarged.Encoded(new(ImageFormat.Jpeg) { Quality = quality }), new RestoreOptions());
        AssertShare(drawing, restored, share, 0);
        Assert.InRange(
            SyntheticPhotograph.Pixels(restored.Cells).Distinct().Count(), Colors.Length, Colors.Length + moreColors);
    }

    [Fact]
    public void A_photograph_is_refused_unless_a_cell_size_is_given()
    {
        using var photograph = SyntheticPhotograph.Busy(192, 128);
        Fails.Of(StylizeError.GridUncertain, () => Restore(photograph, new RestoreOptions()));
        using var insisted = Restore(photograph, new RestoreOptions { CellSize = 8, Colors = 9 });
        Assert.Equal((24, 16), (insisted.Width, insisted.Height));
        Assert.InRange(SyntheticPhotograph.Pixels(insisted.Cells).Distinct().Count(), 1, 9);
    }

    /// <summary>Large parts of a figure look like cells, but do not explain its face.</summary>
    [Fact]
    public void Pixel_art_with_one_pixel_per_cell_is_refused()
    {
        using var sprite = OnePixelSprite.Draw();
        var error = Fails.Of(StylizeError.GridUncertain, () => Restore(sprite, new RestoreOptions()));
        Assert.StartsWith(
            "Pixel art with one pixel per cell needs no restoring.", error.Advice, StringComparison.Ordinal);
    }

    /// <summary>A cubic kernel would exaggerate the colors of cells whose edges are sharper than it.</summary>
    [Theory]
    [InlineData(0.2)]
    [InlineData(0.45)]
    public void Blurred_cells_keep_their_colors(double softness)
    {
        using var drawing = Drawing();
        using var enlarged = Nearest(drawing, 10, 0);
        var reach = (int)(10 * softness / 2);
        using var blurred = Paint<Rgba32>(enlarged.Width, enlarged.Height, (x, y) => Mean(enlarged, x, y, reach));
        using var restored = Restore(blurred, new RestoreOptions());
        AssertShare(drawing, restored, 0.99, 2);
        Assert.InRange(SyntheticPhotograph.Pixels(restored.Cells).Distinct().Count(), Colors.Length, Colors.Length + 1);
    }

    /// <summary>Generated pictures can have the weave of a canvas.</summary>
    [Fact]
    public void Cells_are_found_under_a_texture()
    {
        using var drawing = Drawing();
        using var enlarged = Nearest(drawing, 13, 0);
        using var woven = Paint<Rgba32>(enlarged.Width, enlarged.Height, (x, y) =>
        {
            var (pixel, thread) = (enlarged[x, y], (12 * (((x * 7) + (y * 3) + (x / 3 * (y / 3))) % 4)) - 18);
            return new Rgba32(Woven(pixel.R), Woven(pixel.G), Woven(pixel.B));

            byte Woven(byte value) => (byte)Math.Clamp(value + thread, 0, 255);
        });
        using var restored = Restore(woven, new RestoreOptions());
        AssertShare(drawing, restored, 0.9, 0);
    }

    [Fact]
    public void Photographs_are_refused()
    {
        foreach (var file in Checkout.Photographs())
        {
            using var photograph = ImageCodecs.Default.DecodeRgba(ImageSource.File(file));
            using var middle = Paint<Rgba32>(192, 128, (x, y) => photograph[160 + x, 149 + y]);
            var error = Fails.Of(StylizeError.GridUncertain, () => Restore(middle, new RestoreOptions()));
            Assert.Matches(@"set CellSize(; the best guess is \d+\.\d)?\.$", error.Advice);
        }
    }

    [Fact]
    public void A_palette_is_respected_and_excludes_a_number_of_colors()
    {
        using var drawing = Drawing();
        using var enlarged = Linear(drawing, 4);
        var palette = new Palette("two", [Colors[0], Colors[3]]);
        using var restored = Restore(enlarged, new RestoreOptions { Palette = palette });
        Assert.All(SyntheticPhotograph.Pixels(restored.Cells), pixel => Assert.Contains(pixel, palette.Colors));
        Assert.Throws<StylizeException>(() => new RestoreOptions { Palette = palette, Colors = 2 }.Validate());
    }

    /// <summary>A long and narrow image of noise, like a decoded damaged file, is refused after a number of
    /// steps.</summary>
    [Fact]
    public void An_image_that_needs_too_much_work_is_refused()
    {
        var random = new Random(1);
        var colors = Enumerable.Range(0, 4096)
            .Select(_ => new Rgba32((byte)random.Next(), (byte)random.Next(), (byte)random.Next()))
            .ToArray();
        using var image = Paint<Rgba32>(64_544, 32, (x, y) => colors[((x * 31) + (y * 7) + (x * y)) & 4095]);
        var work = new RestorationWork(1, "thin.png");
        work.Add(RestorationWork.StepsPerPixel * 1_000_000);
        work.Require();
        Assert.False(work.IsSpent);
        Fails.Of(
            StylizeError.OperationFailed, () => new CellGridFinder(image, work, 1, CancellationToken.None).Find(),
            "'thin.png'");
    }

    /// <summary>Large areas outweigh the few details that show the size of a cell, unless the enlargement is
    /// lossless.</summary>
    [Fact]
    public void A_lossless_enlargement_of_large_areas_keeps_its_small_cells()
    {
        using var enlarged = Paint<Rgba32>(
            240, 160,
            (x, y) => (x / 5, y / 5) is (7, 9) or (30, 20) ? Colors[0] : Colors[1 + (((x / 60) + (y / 40)) % 6)]);
        using var restored = Restore(enlarged, new RestoreOptions());
        Assert.Equal((48, 32), (restored.Width, restored.Height));
        Assert.Equal(Colors[0], restored.Cells[7, 9]);
    }

    [Theory]
    [InlineData(6, 4)]
    [InlineData(4, 7)]
    public void Oblong_cells_are_found(int across, int down)
    {
        using var drawing = Drawing();
        using var enlarged = Paint<Rgba32>(
            drawing.Width * across, drawing.Height * down, (x, y) => drawing[x / across, y / down]);
        using var restored = Restore(enlarged, new RestoreOptions());
        AssertShare(drawing, restored, 1, 0);
    }

    /// <summary>Nothing shows the height of cells whose rows are all alike.</summary>
    [Theory]
    [InlineData(7, 168, 70)]
    [InlineData(21, 168, 168)]
    [InlineData(8, 60, 64)]
    public void Plain_columns_and_rows_have_square_cells(int side, int length, int breadth)
    {
        using var columns = Paint<Rgba32>(length, breadth, (x, _) => Colors[(x / side * 3) % 7]);
        using var rows = Paint<Rgba32>(breadth, length, (_, y) => Colors[(y / side * 3) % 7]);
        using var fromColumns = Restore(columns, new RestoreOptions());
        using var fromRows = Restore(rows, new RestoreOptions());
        var (cells, others) = ((length + side - 1) / side, (breadth + side - 1) / side);
        Assert.Equal((cells, others), (fromColumns.Width, fromColumns.Height));
        Assert.Equal((others, cells), (fromRows.Width, fromRows.Height));
    }

    internal static Raster<Rgba32> Drawing() => Paint<Rgba32>(48, 32, (x, y) =>
    {
        var disc = ((x - 14) * (x - 14)) + ((y - 15) * (y - 15));
        var roof = Math.Abs(x - 36) < y - 6 && y < 18;
        return disc is > 80 and < 110 ? Colors[0] : disc <= 80 ? Colors[disc < 30 ? 4 : 5]
            : roof ? Colors[(x + y) % 5 == 0 ? 1 : 2] : x is > 27 and < 45 && y is >= 18 and < 29
            ? Colors[x % 4 == 0 ? 1 : 3]
            : y > 28 ? Colors[(x * 7) % 3 == 0 ? 4 : 5] : (x * 13) + (y * 7) % 31 == 0 ? Colors[3] : Colors[6];
    });

    /// <summary>Enlarges: pixel i shows the cell floor((i + 1/2 + offset) / factor). An offset crops the
    /// image.</summary>
    private static Raster<Rgba32> Nearest(Raster<Rgba32> cells, double factor, double offset) => Paint<Rgba32>(
        (int)Math.Round((cells.Width * factor) - offset),
        (int)Math.Round((cells.Height * factor) - offset),
        (x, y) => cells[Cell(x, cells.Width, factor, offset), Cell(y, cells.Height, factor, offset)]);

    private static int Cell(int pixel, int cells, double factor, double offset) =>
        Math.Min(cells - 1, (int)Math.Floor((pixel + 0.5 + offset) / factor));

    private static Raster<Rgba32> Linear(Raster<Rgba32> cells, double factor)
    {
        var (width, height) = ((int)Math.Round(cells.Width * factor), (int)Math.Round(cells.Height * factor));
        return Paint<Rgba32>(width, height, (x, y) =>
        {
            var (left, right, u) = Between(x, width, cells.Width);
            var (top, bottom, v) = Between(y, height, cells.Height);
            return new Rgba32(Mix(p => p.R), Mix(p => p.G), Mix(p => p.B), Mix(p => p.A));

            byte Mix(Func<Rgba32, byte> of) => (byte)Math.Round(
                ((1 - v) * (((1 - u) * of(cells[left, top])) + (u * of(cells[right, top]))))
                + (v * (((1 - u) * of(cells[left, bottom])) + (u * of(cells[right, bottom])))));
        });

        static (int First, int Second, double Share) Between(int pixel, int pixels, int cells)
        {
            var place = Math.Clamp(((pixel + 0.5) * cells / pixels) - 0.5, 0, cells - 1);
            var first = (int)place;
            return (first, Math.Min(first + 1, cells - 1), place - first);
        }
    }

    /// <summary>Returns the mean of a square of pixels, of which those at the border repeat outside.</summary>
    internal static Rgba32 Mean(Raster<Rgba32> image, int x, int y, int reach)
    {
        var (r, g, b, n) = (0, 0, 0, 0);
        foreach (var (row, column) in Coordinates(y + reach + 1, x + reach + 1, y - reach, x - reach))
        {
            var pixel = image[Math.Clamp(column, 0, image.Width - 1), Math.Clamp(row, 0, image.Height - 1)];
            (r, g, b, n) = (r + pixel.R, g + pixel.G, b + pixel.B, n + 1);
        }

        return new Rgba32((byte)(r / n), (byte)(g / n), (byte)(b / n));
    }

    internal static RestoredImage Restore(Raster<Rgba32> image, RestoreOptions options) =>
        Restore(image.Encoded(new(ImageFormat.Png)), options);

    internal static RestoredImage Restore(byte[] file, RestoreOptions options) => (RestoredImage)Run(file, options);

    internal static IArtifact Run(byte[] file, RestoreOptions options) => new RestoreOperation(options).Run(
        new ImageInput(ImageSource.Memory(file, "sheet.png"), ImageCodecs.Default), OperationContext.Quiet);

    /// <summary>Asserts the share of cells within deltaE2000 3 of the drawing, without the first row and column of a
    /// crop.</summary>
    internal static void AssertShare(Raster<Rgba32> drawing, RestoredImage restored, double share, int first)
    {
        Assert.Equal((drawing.Width, drawing.Height), (restored.Width, restored.Height));
        var differences = Coordinates(drawing.Width, drawing.Height, first, first)
            .Select(at => ColorDifference.Ciede2000(
                LabConversion.FromRgba(drawing[at.X, at.Y]), LabConversion.FromRgba(restored.Cells[at.X, at.Y])));
        Assert.InRange(differences.Average(difference => difference <= 3 ? 1 : 0), share, 1);
    }
}
