using Stylize.Engine.Catalog;
using Stylize.Engine.DotArt;
using Stylize.Engine.Imaging;
using Stylize.Engine.Imaging.Palettes;
using Stylize.Engine.Operations;
using Stylize.Engine.Operations.Options;
using Stylize.Engine.PixelArt;
using Stylize.Engine.Tests.Runs;

namespace Stylize.Engine.Tests.Catalog;

public sealed class UserPresetsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_saved_preset_is_loaded_unchanged()
    {
        var presets = new UserPresets(_folder["presets"]);
        var operation = OperationCatalog.Find("pixel-art");
        var options = PixelArtOptions.Default with { Width = 40, CoolingRate = 0.5 };
        presets.Save(operation, "Mine", options, force: false);

        Assert.Equal(["Mine"], presets.Names(operation));
        var loaded = (PixelArtOptions)presets.Load(operation, "mine");
        Assert.Equal(40, loaded.Width);
        Assert.Equal(0.5, loaded.CoolingRate);

        var existing = Assert.Throws<StylizeException>(() => presets.Save(operation, "Mine", options, force: false));
        Assert.Equal(StylizeError.TargetExists, existing.Error);
        var builtIn = Assert.Throws<StylizeException>(() => presets.Save(operation, "fast", options, force: true));
        Assert.Equal(StylizeError.OptionInvalid, builtIn.Error);
        Assert.Contains("Mine", Assert.Throws<StylizeException>(() => presets.Load(operation, "none")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a\nb")]
    [InlineData("a\u001bb")]
    [InlineData("a\u2028b")]
    [InlineData("a\u202eb")]
    [InlineData("a\u200fb")]
    [InlineData("a\u2066b")]
    [InlineData("CON")]
    [InlineData("nul")]
    [InlineData("com1.x")]
    [InlineData("dot.")]
    [InlineData("space ")]
    [InlineData(".hidden")]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("a:b")]
    [InlineData("what?")]
    [InlineData("")]
    public void Names_of_presets_are_in_one_line_and_files_on_all_systems(string name)
    {
        var presets = new UserPresets(_folder["presets"]);
        var operation = OperationCatalog.Find("pixel-art");
        var failure = Assert.Throws<StylizeException>(() => presets.Save(operation, name, PixelArtOptions.Default, force: false));
        Assert.Equal((StylizeError.OptionInvalid, "Name"), (failure.Error, failure.Target));
        Assert.Empty(presets.Names(operation));
    }

    [Fact]
    public void Palettes_and_colors_are_loaded_unchanged()
    {
        var presets = new UserPresets(_folder["presets"]);
        Saved("pixel-art", PixelArtOptions.Default with
        {
            Palette = new Palette("mine", [new Rgba32(1, 2, 3), new Rgba32(200, 100, 0)]),
        });
        Saved("pixel-art", PixelArtOptions.Default with { LockedColors = [new Rgba32(0xe4, 0, 0x2b)] });
        Saved("dot-art", new DotArtOptions
        {
            Palette = [new Rgba32(1, 2, 3), new Rgba32(200, 100, 0)],
            PaperColor = new Rgba32(16, 32, 48),
            TargetTime = TimeSpan.FromSeconds(2.5),
        });

        // A loaded preset has the options of the saved one.
        void Saved(string name, IOperationOptions options)
        {
            var operation = OperationCatalog.Find(name);
            presets.Save(operation, "Mine", options, force: true);
            Assert.Equal(OptionJson.Serialize(options), OptionJson.Serialize(presets.Load(operation, "mine")));
        }
    }
}
