namespace Stylize.Engine.Tests.PixelArt;

public class PackedTests
{
    /// <summary>A second reader, of single bits: the values are those of the palette's places, or its codes.</summary>
    [Theory]
    [InlineData("1bit", 21, 1)]
    [InlineData("eink-bwr", 21, 2)]
    [InlineData("gameboy", 20, 2)]
    [InlineData("eink-7", 21, 4)]
    [InlineData("eink-6", 19, 4)]
    [InlineData("c64", 16, 4)]
    public void A_second_reader_finds_the_same_picture(string name, int width, int bits)
    {
        var palette = NamedPalettes.Get(name);
        using var image = SyntheticPhotograph.Busy(10 * width, 140);
        var options =
            PixelArtOptions.Default with { Width = width, Height = 14, Palette = palette,
                Dither = DitherMethod.Diffusion };
        var bytes = Written(image, options with { Format = PixelArtFormat.Packed });
        using var result = Run(image, options with { Scale = 1 });
        using var picture = result.Decoded();
        var rowBytes = ((width * bits) + 7) / 8;
        Assert.Equal(rowBytes * 14, bytes.Length);
        for (var y = 0; y < 14; y++)
        {
            var row = string.Concat(
                bytes.Skip(y * rowBytes).Take(rowBytes).Select(one => Convert.ToString(one, 2).PadLeft(8, '0')));
            for (var x = 0; x < width; x++)
            {
                var value = Convert.ToInt32(row.Substring(x * bits, bits), 2);
                var color = name == "eink-6"
                    ? palette.Colors[Array.IndexOf([0, 1, 2, 3, 5, 6], value)] : palette.Colors[value];
                Assert.Equal(picture[x, y], color);
            }

            Assert.DoesNotContain('1', row[(width * bits)..]);
        }
    }

    [Fact]
    public void A_scale_gives_squares_and_transparent_cells_the_lightest_color()
    {
        using var image = Paint<Rgba32>(64, 64, (x, y) => x < 32 ? default : new Rgba32(0, 0, 0));
        var bytes = Written(image, PixelArtOptions.Default with
        {
            Width = 2,
            Height = 2,
            Scale = 4,
            Palette = NamedPalettes.Get("1bit"),
            Format = PixelArtFormat.Packed,
        });
        Assert.Equal(Enumerable.Repeat((byte)0b1111_0000, 8), bytes);
    }

    [Theory]
    [InlineData("db32", null)]
    [InlineData(null, 17)]
    public void More_than_16_colors_are_refused(string? palette, int? colors)
    {
        var options = PixelArtOptions.Default with
        {
            Format = PixelArtFormat.Packed,
            Palette = palette is null ? null : NamedPalettes.Get(palette),
            Colors = colors,
        };
        Fails.At(StylizeError.OptionInvalid, "Format", () => new PixelArtOperation(options));
        _ = new PixelArtOperation(options with { Colors = 16 });
    }

    [Fact]
    public void The_extension_bin_writes_packed_pixels_of_the_first_frame()
    {
        using var folder = new CliFolder();
        File.Copy(Checkout.Path("PesterTests", "clip.gif"), folder["clip.gif"]);
        folder.Run("pixel-art", "clip.gif", "-o", "screen.bin", "--width", "24", "--palette", "eink-bwr").Exits(0);
        Assert.Equal(6 * 16, new FileInfo(folder["screen.bin"]).Length);
        folder.Run("pixel-art", "clip.gif", "-o", "out", "--format", "packed", "--width", "24").Exits(0);
        Assert.Equal(["clip.pixelart.bin"], Directory.GetFiles(folder["out"]).Select(Path.GetFileName));
    }

    internal static byte[] Written(Raster<Rgba32> image, PixelArtOptions options)
    {
        using var result = Run(image, options);
        return result.Bytes();
    }

    private static IArtifact Run(Raster<Rgba32> image, PixelArtOptions options) => new PixelArtOperation(options)
        .Run(ImageInput.Pixels(image, ImageCodecs.Default, "photo.png"), OperationContext.Quiet);
}
