using Stylize.Codecs;
using Stylize.Engine.Catalog.Sheets;
using Stylize.Engine.DotArt;
using Stylize.Engine.Imaging;
using Stylize.Engine.Imaging.Palettes;
using Stylize.Engine.Operations;
using Stylize.Engine.Operations.Options;
using Stylize.Engine.Tests.Cli;

namespace Stylize.Engine.Tests.Catalog;

/// <summary>Preset sheets.</summary>
public sealed class SheetTests : IDisposable
{
    private readonly CliFolder _folder = new();
    private readonly Inputs _inputs = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_sheet_has_every_preset_of_the_operation()
    {
        var labels = SheetPlan.Read("dot-art", null, null, _inputs).Variants.Select(variant => variant.Label).ToList();
        Assert.All(DotArtOptions.Presets.Keys, preset => Assert.Contains(preset, labels));
        Assert.Contains(SheetPlan.Read(null, null, null, _inputs).Variants, variant => variant.Label == "PixelArt Fast");
    }

    [Theory]
    [InlineData("DotCount=50,200,800", "DotCount 50|DotCount 200|DotCount 800")]
    [InlineData("dither", "Dither None|Dither Bayer|Dither BlueNoise|Dither Diffusion")]
    [InlineData("Palette=red,white;c64", "Palette red,white|Palette c64")]
    [InlineData("MinRadius=1,2", "MinRadius 1|MinRadius 2")]
    public void One_option_takes_several_values(string vary, string labels)
    {
        Assert.Equal(labels.Split('|'), SheetPlan.Read(null, null, vary, _inputs).Variants.Select(variant => variant.Label));
    }

    [Fact]
    public void Every_palette_is_shown_and_an_option_of_gradient_dots_chooses_them()
    {
        Assert.Equal(NamedPalettes.Names.Count, SheetPlan.Read("PixelArt", null, "Palette", _inputs).Variants.Count);
        var varied = (DotArtOptions)SheetPlan.Read("DotArt", null, "MinRadius=1", _inputs).Variants[0].Options;
        Assert.Equal((DotDistribution.Gradient, 1f), (varied.Distribution, varied.MinRadius));
    }

    [Theory]
    [InlineData("DotCuont=5", "DotCount")]
    [InlineData("Seed", "values")]
    [InlineData("Dither=bayr", "Bayer")]
    [InlineData("DotCount=0", "1 to 1000000")]
    public void What_cannot_be_varied_is_refused_before_any_work(string vary, string words)
    {
        Assert.Contains(words, Assert.Throws<StylizeException>(() => SheetPlan.Read(null, null, vary, _inputs)).Message,
            StringComparison.Ordinal);
    }

    /// <summary>
    /// A gray card with palettes of one color: each picture has that color, and the background stays white.
    /// </summary>
    [Theory]
    [InlineData(96, 64)]
    [InlineData(1100, 1000)] // 1.1 megapixels: reduced before the work. Each picture was the photograph itself.
    public void Each_picture_is_in_its_place_with_its_name_below(int width, int height)
    {
        _folder.Image("a.png", width, height);
        var plan = SheetPlan.Read(null, null, "Palette=red;lime;blue", _inputs);
        using var sheet = PresetSheet.Draw(_folder["a.png"], plan, ImageCodecs.Default, OperationContext.Quiet);
        Rgba32[] colors = [new(255, 0, 0), new(0, 255, 0), new(0, 0, 255)];
        var seen = new HashSet<Rgba32>();
        for (var y = 0; y < sheet.Height; y++)
        {
            foreach (var pixel in sheet.Row(y))
            {
                seen.Add(pixel);
            }
        }

        Assert.All(colors, color => Assert.Contains(color, seen));
        Assert.Equal(new Rgba32(255, 255, 255), sheet[0, 0]);
        Assert.Contains(new Rgba32(32, 32, 32), seen);
    }

    /// <summary>Dots leave some paper white; the photograph has no white pixel.</summary>
    [Fact]
    public void Dot_art_of_more_than_a_megapixel_is_drawn()
    {
        _folder.Image("a.png", 1100, 1000);
        var plan = SheetPlan.Read("dot-art", null, "DotCount=20", _inputs);
        using var sheet = PresetSheet.Draw(_folder["a.png"], plan, ImageCodecs.Default, OperationContext.Quiet);
        var picture = sheet.Row(PresetSheet.Side / 2)[^(PresetSheet.Side - 16)..^32];
        Assert.True(picture.Contains(new Rgba32(255, 255, 255)));
    }

    [Theory]
    [InlineData("DotArt BoldPointillism", 256, "DotArt|BoldPointillism")] // 22 letters of 12 pixels
    [InlineData("Palette red,white,blue", 220, "Palette red,white,|blue")]
    [InlineData("Palette red,white,blue", 150, "Palette red,|white,blue")]
    [InlineData("Technical", 48, "Tech|nica|l")]
    [InlineData("Fast", 384, "Fast")]
    public void A_long_name_continues_on_the_next_line(string label, int width, string lines)
    {
        Assert.Equal(lines.Split('|'), SheetLabels.Lines(label, width));
    }

    [Theory]
    [InlineData("pixel-art")]
    [InlineData("dot-art")]
    [InlineData("regions")]
    public void The_command_writes_a_sheet_and_keeps_an_existing_one(string operation)
    {
        _folder.Image("a.png");
        var run = _folder.Run("presets", operation, "--try", "a.png", "-o", "out/sheet.png");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        using (var sheet = _folder.Decode("out/sheet.png"))
        {
            Assert.True(sheet.Width > PresetSheet.Side);
        }

        var again = _folder.Run("presets", operation, "--try", "a.png", "-o", "out/sheet.png");
        Assert.Equal(1, again.ExitCode);
        Assert.Contains("TargetExists", again.Error, StringComparison.Ordinal);
        Assert.Equal(2, _folder.Run("presets", "--vary", "dither").ExitCode);
    }

    [Fact]
    public void All_presets_can_be_tried_on_a_tiny_image()
    {
        _folder.Image("tiny.png", 12, 9);
        foreach (var operation in new[] { "pixel-art", "dot-art" })
        {
            var run = _folder.Run("presets", operation, "--try", "tiny.png", "-o", operation + ".png");
            Assert.Equal((0, ""), (run.ExitCode, run.Error));
        }

        var drawn = _folder.Run("dot-art", "tiny.png", "--preset", "BoldPointillism");
        Assert.Equal((0, ""), (drawn.ExitCode, drawn.Error));
    }

    private sealed class Inputs : IOptionInputs
    {
        public IImageCodec Codec => ImageCodecs.Default;

        public string FullPath(string path, string option) => Path.GetFullPath(path);
    }
}
