using Stylize.Engine.PixelArt.Rendering;

namespace Stylize.Engine.Tests.PixelArt;

public class FitTests
{
    private static readonly Rgba32 Red = new(200, 0, 0);
    private static readonly Rgba32 White = new(255, 255, 255);
    private static readonly Rgba32 Blue = new(0, 0, 200);

    private static readonly PixelArtOptions Square =
        PixelArtOptions.Default with { Width = 24, Height = 24, Saturation = 1 };

    [Theory]
    [InlineData(null, 300, 200, 50, 0, 200, 200, 24, 24)]
    [InlineData(FitMode.Crop, 200, 300, 0, 50, 200, 200, 24, 24)]
    [InlineData(FitMode.Stretch, 300, 200, 0, 0, 300, 200, 24, 24)]
    [InlineData(FitMode.Pad, 300, 200, 0, 0, 300, 200, 24, 16)]
    [InlineData(FitMode.Pad, 200, 300, 0, 0, 200, 300, 16, 24)]
    [InlineData(FitMode.Pad, 1, 3000, 0, 0, 1, 3000, 1, 24)]
    [InlineData(FitMode.Crop, 1, 3000, 0, 1499, 1, 1, 24, 24)]
    public void A_picture_fits_into_a_square(
        FitMode? fit, int width, int height, int x, int y, int partWidth, int partHeight, int columns, int rows)
    {
        var found = GridFit.ForImage(Square with { Fit = fit }, null, width, height);
        Assert.Equal(((x, y, partWidth, partHeight), (columns, rows), (24, 24)), (found.Part, found.Size, found.Grid));
    }

    [Fact]
    public void A_cropped_picture_keeps_its_proportions()
    {
        // A disc in the middle of a wide picture, whose sides are cut off.
        using var result = Run(Square, (x, y) => x is < 40 or >= 200 ? Blue : Inside(x, y) ? Red : White);
        Assert.Equal((24, 24), (result.Cells.Width, result.Cells.Height));
        Assert.DoesNotContain(Blue, result.Palette.Colors);
        var (width, height) = (Count(i => result.Cells[i, 12]), Count(i => result.Cells[12, i]));
        Assert.Equal(width, height);

        static int Count(Func<int, Rgba32> cell) => Enumerable.Range(0, 24).Count(i => cell(i) == Red);
    }

    [Fact]
    public void A_padded_picture_is_centered_between_transparent_cells()
    {
        using var result = Run(Square with { Fit = FitMode.Pad }, (x, y) => Inside(x, y) ? Red : White);
        for (var x = 0; x < 24; x++)
        {
            Assert.Equal((0, 255, 255, 0),
                (result.Cells[x, 3].A, result.Cells[x, 4].A, result.Cells[x, 19].A, result.Cells[x, 20].A));
        }

        Assert.Equal(2, result.Palette.Colors.Count);
    }

    [Theory]
    [InlineData(false, 3)]
    [InlineData(true, 3)]
    [InlineData(true, 2)]
    public void The_pad_color_is_one_of_the_colors(bool isGiven, int colors)
    {
        var options = Square with { Fit = FitMode.Pad, PadColor = new Rgba32(0, 0, 190), Colors = colors };
        options = isGiven ? options with { Palette = new("three", [Red, White, Blue]) } : options;
        using var result = Run(options, (x, y) => Inside(x, y) ? Red : White);
        Assert.Equal(isGiven ? Blue : new Rgba32(0, 0, 190), result.Cells[0, 0]);
        Assert.Equal(colors, result.Palette.Colors.Count);
    }

    [Fact]
    public void An_importance_map_is_cropped_like_the_picture()
    {
        using var map = Paint<Rgba32>(80, 20, (x, _) => x is >= 32 and < 40 ? White : Blue);
        var plan = new PixelArtPlan(Square).ForSize(160, 80);
        using var part =
            new StillWork(plan, ImageCodecs.Default, OperationContext.Quiet).Fitted(map.Clone(), (160, 80), null);
        Assert.Equal((40, 20), (part.Width, part.Height));
        Assert.Equal(Enumerable.Range(12, 8), Enumerable.Range(0, 40).Where(x => part[x, 10] == White));
    }

    /// <summary>The part holds a checkered square on plain ground.</summary>
    [Theory]
    [InlineData(240, 160, 20, 60)]
    [InlineData(240, 160, 200, 60)]
    [InlineData(160, 480, 60, 10)]
    [InlineData(160, 480, 60, 440)]
    public void A_picture_is_cropped_to_its_detail(int width, int height, int left, int top)
    {
        using var image = Paint<Rgba32>(
            width, height,
            (i, j) => i >= left && i < left + 32 && j >= top && j < top + 32 && (i + j) / 4 % 2 == 0 ? Blue : White);
        var part = new PixelArtPlan(Square).FitOf(image).Part;
        Assert.InRange(left, part.X, part.X + part.Width - 32);
        Assert.InRange(top, part.Y, part.Y + part.Height - 32);
        var center = new PixelArtPlan(Square with { CropPosition = CropPosition.Center }).FitOf(image).Part;
        Assert.Equal(((width - 160) / 2, (height - 160) / 2), (center.X, center.Y));
    }

    /// <summary>A face of skin is found among cloth and leaves of the same contrast, whether the skin is light or
    /// dark.</summary>
    [Theory]
    [InlineData(228, 180, 150)]
    [InlineData(110, 70, 50)]
    public void Skin_is_kept_before_other_detail(int red, int green, int blue)
    {
        var skin = new Rgba32((byte)red, (byte)green, (byte)blue);
        using var image = Paint<Rgba32>(
            160, 480,
            (x, y) => (x + y) / 6 % 2 == 0 ? y < 80 ? skin : new Rgba32(40, 110, 60) : new Rgba32(70, 80, 90));
        Assert.InRange(new PixelArtPlan(Square).FitOf(image).Part.Y, 0, 8);
    }

    [Fact]
    public void A_picture_is_cropped_to_the_light_part_of_the_importance()
    {
        using var image = Paint<Rgba32>(240, 160, (x, y) => x < 60 && (x + y) / 4 % 2 == 0 ? Blue : White);
        using var importance = Paint<Rgba32>(60, 40, (x, _) => x >= 45 ? White : default);
        Assert.Equal(80, new PixelArtPlan(Square).FitOf(image, importance).Part.X);
    }

    private static bool Inside(int x, int y) => ((x - 120) * (x - 120)) + ((y - 80) * (y - 80)) < 48 * 48;

    private static PixelArtResult Run(PixelArtOptions options, Func<int, int, Rgba32> draw) =>
        new PixelArtOperation(options).Run(Paint<Rgba32>(240, 160, draw), new NoCodec(), OperationContext.Quiet);
}
