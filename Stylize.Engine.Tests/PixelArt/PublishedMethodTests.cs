namespace Stylize.Engine.Tests.PixelArt;

/// <summary>The options of the published method, with the values for speed of the program that it was ported
/// from.</summary>
public class PublishedMethodTests
{
    /// <summary>A step of cooling at most doubles the palette, so few steps ended with 2 to 12 of 16 colors.</summary>
    [Theory]
    [InlineData(0.7, 2)]
    [InlineData(0.6, 1)]
    [InlineData(0.1, 1)]
    [InlineData(0.1, 2)]
    public void Annealing_fills_the_palette_however_fast_it_cools(double rate, double temperature)
    {
        var (colors, warning) =
            Run(PixelArtOptions.Paper with { CoolingRate = rate, FinalTemperature = temperature });
        Assert.Equal(16, colors);
        Assert.Null(warning);
    }

    [Fact]
    public void The_fast_preset_fills_the_palette() =>
        Assert.Equal((16, null), Run(PixelArtOptions.Presets["PaperFast"]));

    [Fact]
    public void A_temperature_above_that_at_which_colors_split_is_named()
    {
        var (colors, warning) = Run(PixelArtOptions.Paper with { FinalTemperature = 30 });
        Assert.InRange(colors, 1, 15);
        Assert.Equal(
            $"{colors} of 16 colors found: none of them splits at a temperature of 30. Choose a lower "
                + "{FinalTemperature}.", warning);
    }

    private static (int Colors, string? Warning) Run(PixelArtOptions options)
    {
        string? warning = null;
        using var result = new PixelArtOperation(options with { Width = 48 }).Run(
            SyntheticPhotograph.Busy(192, 144), new NoCodec(),
            OperationContext.Quiet with { Warning = text => warning = text });
        return (result.Palette.Colors.Count, warning);
    }
}
