using Stylize.Engine.Catalog.Lines;
using Stylize.Engine.Catalog.Sheets;
using Stylize.Engine.Tests.Operations;

namespace Stylize.Engine.Tests.Catalog;

/// <summary>Preset sheets.</summary>
public sealed class SheetTests : CliTest
{
    private readonly OptionInputs _inputs = new();

    [Fact]
    public void A_sheet_has_every_preset_of_the_operation()
    {
        var labels = SheetPlan.Read("dot-art", null, null, _inputs).Variants.Select(variant => variant.Label).ToList();
        Assert.All(DotArtOptions.Presets.Keys, preset => Assert.Equal(!IsOfEdges(preset), labels.Contains(preset)));
        Assert.Equal(["Hexagonal", "Cmyk", "One line", "Three inks"], labels.TakeLast(4));
        var all = SheetPlan.Read("dot-art", null, null, _inputs, all: true).Variants.Select(variant => variant.Label);
        Assert.All(DotArtOptions.Presets.Keys, preset => Assert.Contains(preset, all));
        Assert.Throws<StylizeException>(() => SheetPlan.Read("dot-art", null, "DotCount=9", _inputs, all: true));
        Assert.Contains(
            SheetPlan.Read(null, null, null, _inputs).Variants, variant => variant.Label == "PixelArt Fast");
    }

    [Fact]
    public void Presets_with_values_of_an_option_are_named_by_both()
    {
        var pixelArt = OperationCatalog.Find("pixel-art");
        IReadOnlyList<NamedOptions> Named(string[] presets, params string[] vary) =>
            SheetPlan.Named(pixelArt, presets, vary, _inputs);

        Assert.Equal(["Fast"], Named(["Fast"]).Select(one => one.Name));
        Assert.Equal(["Colors 4", "Colors 9"], Named(["Fast"], "colors=4", "9").Select(one => one.Name));
        var both = Named(["Default", "Fast"], "colors=4", "9");
        Assert.Equal(["Default, Colors 4", "Default, Colors 9", "Fast, Colors 4", "Fast, Colors 9"],
            both.Select(one => one.Name));
        Assert.Equal((9, ((PixelArtOptions)pixelArt.Presets["Fast"]).Stride),
            (((PixelArtOptions)both[3].Options).Colors, ((PixelArtOptions)both[3].Options).Stride));
        Assert.Throws<StylizeException>(() => Named(["Fast"], "colorss=4"));
    }

    [Fact]
    public void Examples_of_a_sheet_are_valid_options() =>
        Assert.All(OperationCatalog.All.SelectMany(one => Variants.OfExamples(one, _inputs)),
            example => example.Options.Validate());

    [Theory]
    [InlineData("DotCount=50,200,800", "DotCount 50|DotCount 200|DotCount 800")]
    [InlineData("dither", "Dither None|Dither Bayer|Dither BlueNoise|Dither Diffusion|Dither Atkinson|Dither Stucki")]
    [InlineData("Palette=red,white;c64", "Palette red,white|Palette c64")]
    [InlineData("MinRadius=1,2", "MinRadius 1|MinRadius 2")]
    public void One_option_takes_several_values(string vary, string labels)
    {
        Assert.Equal(
            labels.Split('|'), SheetPlan.Read(null, null, vary, _inputs).Variants.Select(variant => variant.Label));
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
    [InlineData("Machine=", "1 to 64 values")]
    [InlineData("Channel", "Channel")]
    [InlineData("Levels", "such as Levels=a;b")]
    [InlineData("Dither=bayr", "Bayer")]
    [InlineData("DotCount=0", "1 to 1000000")]
    [InlineData("=3", "such as Palette")]
    public void What_cannot_be_varied_is_refused_before_any_work(string vary, string words)
    {
        Assert.Contains(words, Assert.Throws<StylizeException>(() => SheetPlan.Read(null, null, vary, _inputs)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void An_operation_without_presets_needs_an_option_to_vary()
    {
        Fails.Of(
            StylizeError.OptionInvalid, () => SheetPlan.Read("Restore", null, null, _inputs),
            "Restore has no presets to compare.");
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
        var seen = Coordinates(sheet.Width, sheet.Height).Select(at => sheet[at.X, at.Y]).ToHashSet();
        Assert.All(colors, color => Assert.Contains(color, seen));
        Assert.Equal(new Rgba32(255, 255, 255), sheet[0, 0]);
        Assert.Contains(new Rgba32(32, 32, 32), seen);
    }

    [Theory]
    [InlineData("DotArt BoldPointillism", "BoldPointillism", "DotArt|BoldPointillism")]
    [InlineData("Palette red,white,blue", "Palette red,white,", "Palette red,white,|blue")]
    [InlineData("Palette red,white,blue", "Palette red,", "Palette red,|white,blue")]
    [InlineData("Palette /home/me/my palettes/long.gpl", "Palette /home/", "Palette /home/|me/my|palettes/|long.gpl")]
    [InlineData("Technical", "Techn", "Techn|ical")]
    [InlineData("Fast", "Fastest", "Fast")]
    public void A_long_name_continues_on_the_next_line(string label, string widest, string lines)
    {
        Assert.Equal(lines.Split('|'), SheetLabels.Lines(label, LabelFont.Measure(widest)));
    }

    [Theory]
    [InlineData("pixel-art", "Colors", "2 5 7 16 30 70 150")]
    [InlineData("pixel-art", "Saturation", "0 0.5 1 1.5 2 2.5 3 3.5 4")]
    [InlineData("pixel-art", "AlphaThreshold", "0.2 0.4 0.5 0.6 0.8 1")]
    [InlineData("dot-art", "DotCount", "1500 3000 5000 10000 20000 50000 70000")]
    [InlineData("dot-art", "TargetTime", "1.5s 3s 5s 10s 20s 50s 70s")]
    [InlineData("gaussian-edit", "Rotate", "-360 -270 -180 -90 0 90 180 270 360")]
    [InlineData("regions", "Connectivity", "4 8")]
    [InlineData("pixel-art", "Tileable", "false true")]
    [InlineData("dot-art", "Color", "black gray white red orange gold green blue")]
    public void Values_around_the_present_one_are_chosen(string operation, string option, string values) =>
        Assert.Equal(
            values.Split(' '),
            SheetPlan.Read(operation, null, option, _inputs).Variants.Select(variant => variant.Given[^1].Value));

    [Fact]
    public void Every_option_has_values_or_says_so()
    {
        foreach (var operation in OperationCatalog.All)
        {
            foreach (var option in OptionSet.ForRecord(operation.OptionsType).All)
            {
                try
                {
                    var variants = Variants.OfOption(operation, null, [], option.Name, null, _inputs);
                    Assert.InRange(variants.Count, 1, Variants.Max);
                    Assert.Equal(variants.Count, variants.Select(variant => variant.Label).Distinct().Count());
                    var number = option.Kind is OptionKind.Integer or OptionKind.Number
                        && option.Range.Values.Count == 0;
                    Assert.True(!number || variants.Count is >= 2 and <= 12,
                        $"{operation.Name} {option.Name}: {variants.Count}");
                }
                catch (StylizeException refusal)
                {
                    Assert.Equal(StylizeError.OptionInvalid, refusal.Error);
                }
            }
        }
    }

    [Fact]
    public void A_variant_is_the_preset_with_its_given_options()
    {
        KeyValuePair<string, string>[] given = [new("Colors", "8"), new("Dither", "Bayer")];
        var variants =
            Variants.OfOption(OperationCatalog.Find("pixel-art"), "Shaded", given, "colors", ["4", "9"], _inputs);
        Assert.Equal(["Colors 4", "Colors 9"], variants.Select(variant => variant.Label));
        Assert.All(variants, variant => Assert.Empty(OptionSet.ForRecord(variant.Operation.OptionsType).Differences(
            CommandLines.Start(variant.Operation, variant.Preset, variant.Given, _inputs).Records()[0],
            variant.Options)));
    }

    [Theory]
    [InlineData("pixel-art")]
    [InlineData("dot-art")]
    [InlineData("regions")]
    public void The_command_writes_a_sheet_and_keeps_an_existing_one(string operation)
    {
        _folder.Image("a.png", 12, 9);
        _folder.Run("presets", operation, "--try", "a.png", "-o", "out/sheet.png").IsQuiet();
        using (var sheet = _folder.Decode("out/sheet.png"))
        {
            Assert.True(sheet.Width > PresetSheet.Side);
        }

        _folder.Run("presets", operation, "--try", "a.png", "-o", "out/sheet.png").Exits(1, "TargetExists");
        _folder.Run("presets", "--vary", "dither").Exits(2);
        _folder.Run("presets", "--preset", "Fast").Exits(2);
        _folder.Run("presets", "--force").Exits(2);
        _folder.Run("presets", operation, "--try", "a.png", "-o", "-").Exits(2);
        _folder.Run("presets", operation, "--try", "a.png").Exits(
            2, "not a terminal. Give --destination-path a file name.");
    }

    [Fact]
    public void A_photograph_that_no_variant_can_use_is_one_error()
    {
        _folder.Image("a.png");
        var run = _folder.Run(
            "presets", "gaussian-decode", "--try", "a.png", "--vary", "level=0.5,1", "-o", "sheet.png").Exits(1);
        Assert.StartsWith("stylize: ImageUnreadable", run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(["a.png"], _folder.Names);
    }

    private static bool IsOfEdges(string preset) =>
        preset == "Gradient" || preset.StartsWith("Guide", StringComparison.Ordinal);
}
