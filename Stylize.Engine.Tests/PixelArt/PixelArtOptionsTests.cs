using Stylize.Engine.Imaging;
using Stylize.Engine.PixelArt;

namespace Stylize.Engine.Tests.PixelArt;

public class PixelArtOptionsTests
{
    public static TheoryData<string, PixelArtOptions> Bad => new()
    {
        { "Width", new() { Width = 0 } },
        { "Height", new() { Height = 4097 } },
        { "Colors", new() { Colors = 257 } },
        { "Colors", new() { Colors = 1, LockedColors = [new Rgba32(1, 2, 3), new Rgba32(4, 5, 6)] } },
        { "Scale", new() { Scale = 65 } },
        { "Stride", new() { Stride = 0 } },
        { "InitialTemperatureFactor", new() { InitialTemperatureFactor = 0 } },
        { "CoolingRate", new() { CoolingRate = 1 } },
        { "FinalTemperature", new() { FinalTemperature = double.NaN } },
        { "PaletteTolerance", new() { PaletteTolerance = 0 } },
        { "SplitDistance", new() { SplitDistance = -1 } },
        { "SplitPerturbation", new() { SplitPerturbation = 11 } },
        { "MaxIterations", new() { MaxIterations = 0 } },
        { "StagnationTolerance", new() { StagnationTolerance = 2 } },
        { "StagnationIterations", new() { StagnationIterations = 0 } },
        { "SpatialWeight", new() { SpatialWeight = -1 } },
        { "PositionSmoothing", new() { PositionSmoothing = 1.1 } },
        { "ColorSmoothing", new() { ColorSmoothing = double.PositiveInfinity } },
        { "Saturation", new() { Saturation = 5 } },
        { "AlphaThreshold", new() { AlphaThreshold = 0 } },
        { "SmoothnessWeight", new() { SmoothnessWeight = -0.1 } },
        { "ProgressImageInterval", new() { ProgressImageInterval = -1 } },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void An_option_out_of_range_is_reported(string parameter, PixelArtOptions options)
    {
        var error = Assert.Throws<StylizeException>(() => new PixelArtOperation(options));
        Assert.Equal(StylizeError.OptionInvalid, error.Error);
        Assert.Equal(parameter, error.Target);
    }

    [Fact]
    public void Presets_are_valid()
    {
        Assert.All(PixelArtOptions.Presets.Values, options => options.Validate());
        Assert.Equal(5, PixelArtOptions.Presets.Count);
    }
}
