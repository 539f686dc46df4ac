using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;
using Stylize.Engine.PixelArt;
using Stylize.Engine.PixelArt.Results;
using Stylize.Engine.Tests.Runs;

namespace Stylize.Engine.Tests.PixelArt;

public class OutlineAndTileTests
{
    private static readonly Rgba32 Black = new(0, 0, 0);
    private static readonly Rgba32 Red = new(200, 0, 0);
    private static readonly Rgba32 White = new(255, 255, 255);

    [Fact]
    public void An_outline_is_one_cell_wide_on_the_darker_side()
    {
        var options = PixelArtOptions.Default with
        {
            Width = 32, Saturation = 1, Outline = OutlineStyle.Dark, Palette = new("three", [Black, Red, White]),
        };
        using var result = Run(SyntheticPhotograph.Draw(256, 256, (x, y) => IsInside(x / 8, y / 8) ? Red : White), options);
        for (var y = 0; y < 32; y++)
        {
            for (var x = 0; x < 32; x++)
            {
                var isRim = IsInside(x, y) && (x is 8 or 23 || y is 8 or 23);
                Assert.Equal(isRim ? Black : IsInside(x, y) ? Red : White, result.Cells[x, y]);
            }
        }

        static bool IsInside(int x, int y) => x is >= 8 and < 24 && y is >= 8 and < 24;
    }

    [Theory]
    [InlineData(OutlineStyle.Dark)]
    [InlineData(OutlineStyle.Palette)]
    public void Outlines_add_no_color(OutlineStyle style)
    {
        var options = PixelArtOptions.Default with { Width = 40, Colors = 7, Outline = style };
        using var plain = Run(SyntheticPhotograph.Busy(200, 160), options with { Outline = OutlineStyle.None });
        using var outlined = Run(SyntheticPhotograph.Busy(200, 160), options);
        Assert.Subset(plain.Palette.Colors.ToHashSet(), outlined.Palette.Colors.ToHashSet());
    }

    [Fact]
    public void A_tile_of_a_ramp_has_no_seam()
    {
        var image = SyntheticPhotograph.Draw(256, 256, (x, _) => new Rgba32((byte)x, (byte)x, (byte)x));
        using var result = Run(image, PixelArtOptions.Default with { Width = 32, Colors = 64, Tileable = true });
        Assert.Equal((32, 32), (result.Cells.Width, result.Cells.Height));

        // The ramp rises by 8 per cell. Its end fades into its beginning over 32 of 224 pixels, almost five cells.
        for (var y = 0; y < 32; y++)
        {
            Assert.InRange(Math.Abs(result.Cells[31, y].G - result.Cells[0, y].G), 0, 90);
        }
    }

    private static PixelArtResult Run(Raster<Rgba32> image, PixelArtOptions options) =>
        new PixelArtOperation(options).Run(image, new NoCodec(), OperationContext.Quiet);
}
