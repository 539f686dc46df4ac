using Stylize.Codecs;
using Stylize.Engine.Catalog;
using Stylize.Engine.Catalog.Lines;
using Stylize.Engine.Catalog.Sheets;
using Stylize.Engine.DotArt;
using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;
using Stylize.Engine.Operations.Options;
using Stylize.Engine.PixelArt;
using Stylize.Engine.Tests.Cli;

namespace Stylize.Engine.Tests.Catalog;

/// <summary>Pictures of variants, and their places on sheets.</summary>
public sealed class VariantPictureTests : IDisposable
{
    private readonly CliFolder _folder = new();

    public static TheoryData<string> Names => [.. OperationCatalog.All.Select(operation => operation.Name)];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_operation_can_be_drawn(string name)
    {
        _folder.Nuclei("a.png");
        Dictionary<string, string> given = [];
        var file = "a.png";
        switch (name)
        {
            case "restore": given["CellSize"] = "4"; break;
            case "gaussian encode": given["Count"] = "40"; break;
            case "gaussian edit": given["Rotate"] = "90"; break;
        }

        if (name is "gaussian decode" or "gaussian edit")
        {
            Assert.Equal(0, _folder.Run("gaussian", "encode", "a.png", "--count", "40").ExitCode);
            file = "a.g2d";
        }

        var operation = OperationCatalog.Find(name, OperationCatalog.All);
        var options = CommandLines.Start(operation, null, given, new Inputs()).Records().OfType<IOperationOptions>()
            .Single(record => record.GetType() == operation.OptionsType);
        using var picture = VariantPicture.Draw(operation, options, Input(file), 48, OperationContext.Quiet);
        var (width, height) = name == "gaussian edit" ? (32, 48) : (48, 32);
        Assert.Equal((double)width / height, (double)picture.Width / picture.Height, 0.05);
        using var original = VariantPicture.Original(Input(file), 48, OperationContext.Quiet);
        Assert.Equal((48, 32), (original.Width, original.Height));
    }

    [Fact]
    public void The_first_frame_of_an_animation_is_drawn()
    {
        File.Copy(Checkout.Path("PesterTests", "clip.gif"), _folder["clip.gif"]);
        var dots = OperationCatalog.Find("dot-art");
        using var first = VariantPicture.Draw(dots, new DotArtOptions(), Input("clip.gif"), 64, OperationContext.Quiet);
        using var chosen = VariantPicture.Draw(dots, new DotArtOptions { Frame = 0 }, Input("clip.gif"), 64, OperationContext.Quiet);
        Assert.True(first.Row(5).SequenceEqual(chosen.Row(5)));
    }

    [Theory]
    [InlineData("Gradient", 0.25f)]
    [InlineData("GuideSketch", 0.5f)] // On a copy with one megapixel in any case, of which this copy is a half.
    [InlineData("Default", 1f)]
    public void Lengths_are_scaled_to_a_copy(string preset, float factor)
    {
        // The copy has 250,000 of 4 megapixels.
        var options = DotArtOptions.Presets[preset];
        var scaled = (DotArtOptions)OperationCatalog.Find("dot-art").ForCopy(options, 0.25, 250_000);
        Assert.Equal(options.MaxRadius * factor, scaled.MaxRadius, 1e-6f);
        Assert.Equal(options.Gap * factor, scaled.Gap, 1e-6f);
        var restore = OperationCatalog.Find("restore", OperationCatalog.All);
        Assert.Equal(2, ((RestoreOptions)restore.ForCopy(new RestoreOptions { CellSize = 8 }, 0.25, 250_000)).CellSize);
    }

    /// <summary>Cells of pixel art are squares, also if the grid has another shape than the photograph.</summary>
    [Fact]
    public void Pixel_art_of_another_shape_keeps_it()
    {
        _folder.Image("a.png");
        var options = new PixelArtOptions { Width = 12, Height = 12, Fit = FitMode.Crop };
        using var picture = VariantPicture.Draw(OperationCatalog.Find("pixel-art"), options, Input("a.png"), 48, OperationContext.Quiet);
        Assert.Equal((48, 48), (picture.Width, picture.Height));
    }

    [Fact]
    public void A_place_has_a_frame_and_a_checkerboard_below_transparent_pixels()
    {
        using var sheet = new Raster<Rgba32>(64, 64);
        sheet.Fill(new Rgba32(255, 255, 255));
        using var picture = new Raster<Rgba32>(2, 2, clear: true);
        picture[0, 0] = new Rgba32(10, 20, 30);
        new SheetPlace(sheet, 8, 8, 48, 48).Draw(picture, OperationContext.Quiet);
        Assert.Equal(new Rgba32(255, 255, 255), sheet[6, 20]);
        Assert.Equal(new Rgba32(200, 200, 200), sheet[7, 20]);
        Assert.Equal(new Rgba32(200, 200, 200), sheet[56, 20]);
        Assert.Equal(new Rgba32(10, 20, 30), sheet[31, 31]);
        HashSet<Rgba32> below = [sheet[33, 40], sheet[41, 40]];
        Assert.Equal([new Rgba32(255, 255, 255), new Rgba32(235, 235, 235)], below.OrderByDescending(color => color.R));
    }

    [Fact]
    public void A_panorama_has_a_larger_place_than_its_share_of_a_square()
    {
        _folder.Image("a.png", 300, 30);
        var plan = SheetPlan.Read("pixel-art", null, "Colors=4", new Inputs());
        using var sheet = PresetSheet.Draw(_folder["a.png"], plan, ImageCodecs.Default, OperationContext.Quiet);
        Assert.True(sheet.Width > 2 * PresetSheet.Side, $"{sheet.Width}");
    }

    private ImageInput Input(string name) => new(ImageSource.File(_folder[name]), ImageCodecs.Default);

    private sealed class Inputs : IOptionInputs
    {
        public IImageCodec Codec => ImageCodecs.Default;

        public string FullPath(string path, string option) => Path.GetFullPath(path);
    }
}
