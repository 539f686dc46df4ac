using Stylize.Engine.PixelArt.Rendering;

namespace Stylize.Engine.Tests.PixelArt;

public class FitTests
{
    private static readonly Rgba32 Red = new(200, 0, 0);
    private static readonly Rgba32 White = new(255, 255, 255);
    private static readonly Rgba32 Blue = new(0, 0, 200);

    private static readonly PixelArtOptions Square = PixelArtOptions.Default with { Width = 24, Height = 24, Saturation = 1 };

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
            Assert.Equal((0, 255, 255, 0), (result.Cells[x, 3].A, result.Cells[x, 4].A, result.Cells[x, 19].A, result.Cells[x, 20].A));
        }

        Assert.Equal(2, result.Palette.Colors.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_pad_color_is_one_of_the_colors(bool isGiven)
    {
        var options = Square with { Fit = FitMode.Pad, PadColor = new Rgba32(0, 0, 190), Colors = 3 };
        options = isGiven ? options with { Palette = new("three", [Red, White, Blue]) } : options;
        using var result = Run(options, (x, y) => Inside(x, y) ? Red : White);
        Assert.Equal(isGiven ? Blue : new Rgba32(0, 0, 190), result.Cells[0, 0]);
        Assert.Equal(3, result.Palette.Colors.Count);
    }

    [Fact]
    public void An_importance_map_is_cropped_like_the_picture()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "map.png");
        using (var map = Paint<Rgba32>(80, 20, (x, _) => x is >= 32 and < 40 ? White : Blue))
        map.Save(path, new(ImageFormat.Png));

        var options = Square with { Importance = path };
        var work = new StillWork(new PixelArtPlan(options).ForSize(160, 80), ImageCodecs.Default, OperationContext.Quiet);
        using var part = work.ReadImportance((160, 80), null)!;
        Assert.Equal((40, 20), (part.Width, part.Height));
        Assert.Equal(Enumerable.Range(12, 8), Enumerable.Range(0, 40).Where(x => part[x, 10] == White));
    }

    [Fact]
    public void The_pad_color_is_one_of_the_chosen_colors_of_a_palette()
    {
        var options = Square with { Fit = FitMode.Pad, PadColor = Blue, Colors = 2, Palette = new("three", [Red, White, Blue]) };
        using var result = Run(options, (x, y) => Inside(x, y) ? Red : White);
        Assert.Equal(Blue, result.Cells[0, 0]);
        Assert.Equal(2, result.Palette.Colors.Count);
    }

    private static bool Inside(int x, int y) => ((x - 120) * (x - 120)) + ((y - 80) * (y - 80)) < 48 * 48;

    private static PixelArtResult Run(PixelArtOptions options, Func<int, int, Rgba32> draw) =>
        new PixelArtOperation(options).Run(Paint<Rgba32>(240, 160, draw), new NoCodec(), OperationContext.Quiet);
}
