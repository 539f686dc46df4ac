namespace Stylize.Engine.Tests.PixelArt;

public class AddedFilesTests
{
    private static readonly Rgba32 Red = new(200, 30, 20);
    private static readonly Rgba32 Blue = new(20, 40, 210);

    [Fact]
    public void Saves_the_given_palette()
    {
        var options = PixelArtOptions.Default with { Width = 4, Palette = new Palette("given", [Red, Blue]) };

        Assert.Equal("c81e14\n1428d2\n", Saved(options, ".hex"));
    }

    [Fact]
    public void Saves_the_found_palette()
    {
        Assert.Equal("JASC-PAL\r\n0100\r\n1\r\n200 30 20\r\n",
            Saved(PixelArtOptions.Default with { Width = 4, Saturation = 1 }, ".pal"));
    }

    private static string Saved(PixelArtOptions options, string extension)
    {
        using var image = new Raster<Rgba32>(40, 30);
        image.Fill(Red);
        var operation = new PixelArtOperation(options)
        {
            Added =
                new PixelArtBatchOptions { SavePalette = Enum.Parse<PaletteFormat>(extension[1..], ignoreCase: true) },
        };
        Assert.Equal([extension], operation.Outputs.SideSuffixes);
        using var result =
            operation.Run(ImageInput.Pixels(image, ImageCodecs.Default, "red.png"), OperationContext.Quiet);
        var file = Assert.Single(result.SideFiles);
        Assert.Equal(extension, file.Suffix);
        return file.Text();
    }
}
