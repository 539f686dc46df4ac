using System.Reflection;
using System.Runtime.ExceptionServices;
using Stylize.Engine.Catalog.Lines;
using Stylize.Engine.Catalog.Sheets;
using Stylize.Engine.Gaussians.Decoding;
using Stylize.Engine.Tests.Operations;

namespace Stylize.Engine.Tests.Catalog;

/// <summary>Previews of operations, and their places on sheets.</summary>
public sealed class PreviewTests : CliTest
{
    public static TheoryData<string> Names => [.. OperationCatalog.All.Select(operation => operation.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_operation_can_be_drawn_in_any_time(string name)
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
            _folder.Run("gaussian", "encode", "a.png", "--count", "40").Exits(0);
            file = "a.g2d";
        }

        var operation = OperationCatalog.Find(name, OperationCatalog.All);
        var options = operation.OptionsOf(CommandLines.Start(operation, null, given, new OptionInputs()).Records());
        using var original = InputPicture.Draw(Input(file), 48, isTile: false, OperationContext.Quiet);
        Assert.Equal((48, 32), (original.Width, original.Height));
        var unencoded = new ImageInput(ImageSource.File(_folder[file]), ReadingCodec.Create());
        using var input = new PreviewInput(unencoded, 48, 32, () => original);
        foreach (var time in Enum.GetValues<PreviewTime>())
        {
            using var preview = operation.Preview(options, input, 48, time, OperationContext.Quiet);
            var (width, height) = name == "gaussian edit" ? (32, 48) : (48, 32);
            Assert.Equal((double)width / height, (double)preview.Picture.Width / preview.Picture.Height, 0.05);
            Assert.NotEmpty(preview.Summary);
            Assert.Equal(name is "pixel-art" or "restore", preview.IsPixelated);
            Assert.Equal(operation.WantsGray, preview.Table is not null);
        }
    }

    public static TheoryData<string> AllNames => ["pixel-art", "restore", "dot-art", "trace", "gaussian decode"];

    /// <summary>The picture of a result has the pixels of its file.</summary>
    [Theory]
    [MemberData(nameof(AllNames))]
    public void A_picture_has_the_pixels_of_the_file(string name)
    {
        _folder.Image("a.png");
        var file = "a.png";
        if (name == "gaussian decode")
        {
            _folder.Run("gaussian", "encode", "a.png", "--count", "40").Exits(0);
            file = "a.g2d";
        }

        IOperationOptions options = name switch
        {
            "pixel-art" => new PixelArtOptions { Width = 12, Scale = 1 },
            "restore" => new RestoreOptions { CellSize = 4 },
            "dot-art" =>
                new DotArtOptions { Format = DrawingFormat.Png, PngSize = 48, PaperColor = new Rgba32(255, 255, 255) },
            "trace" => new VectorArtOptions { Format = DrawingFormat.Png, MinimumArea = 2 },
            _ => new GaussianDecodeOptions(),
        };
        var input = Input(file);
        using var result = OperationCatalog.Find(name, OperationCatalog.All).Create(options)
            .Run(input, OperationContext.Quiet);
        using var expected = result.Decoded();
        using var picture = result.Picture(48, OperationContext.Quiet);
        Assert.Equal(expected.Height, picture.Height);
        Assert.True(Same(expected, picture));
    }

    /// <summary>A draft of many dots does less than the options ask for, without a time to meet.</summary>
    [Fact]
    public void A_draft_of_many_dots_differs_and_has_no_target_time()
    {
        _folder.Image("a.png", 480, 320);
        var options = new DotArtOptions { DotCount = 60_000 };
        using var normal = Draw("dot-art", options, "a.png", 96, PreviewTime.Normal);
        using var draft = Draw("dot-art", options, "a.png", 96, PreviewTime.Draft);
        Assert.False(Same(normal.Picture, draft.Picture));
        Assert.DoesNotContain(draft.Summary, fact => fact.Key == "TargetTime");
        var few = new DotArtOptions { DotCount = 600 };
        using var whole = Draw("dot-art", few, "a.png", 96, PreviewTime.Normal);
        using var same = Draw("dot-art", few, "a.png", 96, PreviewTime.Draft);
        Assert.True(Same(whole.Picture, same.Picture));
    }

    [Fact]
    public void The_first_frame_of_an_animation_is_drawn()
    {
        File.Copy(Checkout.Path("PesterTests", "clip.gif"), _folder["clip.gif"]);
        using var first = Draw("dot-art", new DotArtOptions(), "clip.gif", 64, PreviewTime.Normal);
        using var chosen = Draw("dot-art", new DotArtOptions { Frame = 0 }, "clip.gif", 64, PreviewTime.Normal);
        Assert.True(Same(first.Picture, chosen.Picture));
    }

    [Theory]
    [InlineData("Gradient", 0.25f)]
    [InlineData("GuideSketch", 0.5f)] // On a copy with one megapixel in any case, of which this copy is a half.
    [InlineData("Default", 1f)]
    public void Lengths_are_scaled_to_a_copy(string preset, float factor)
    {
        // The copy has 250,000 of 4 megapixels.
        var options = DotArtOptions.Presets[preset];
        using var pixels = new Raster<Rgba32>(500, 500, clear: true);
        using var input = new PreviewInput(Input("a.png"), 2000, 2000, () => pixels);
        var copy = input.Copy(250_000, OperationContext.Quiet);
        var dots = (OperationDefinition<DotArtOptions>)OperationCatalog.Find("dot-art");
        var scaled = dots.ForPreview(options, copy, 500, PreviewTime.Unlimited);
        Assert.Equal(options.MaxRadius * factor, scaled.MaxRadius, 1e-6f);
        Assert.Equal(options.Gap * factor, scaled.Gap, 1e-6f);
        var restore = (OperationDefinition<RestoreOptions>)OperationCatalog.Find("restore", OperationCatalog.All);
        Assert.Equal(
            2, restore.ForPreview(new RestoreOptions { CellSize = 8 }, copy, 500, PreviewTime.Unlimited).CellSize);
    }

    /// <summary>Cells of pixel art are squares, also if the grid has another shape than the photograph.</summary>
    [Fact]
    public void Pixel_art_of_another_shape_keeps_it()
    {
        _folder.Image("a.png");
        var options = new PixelArtOptions { Width = 12, Height = 12, Fit = FitMode.Crop };
        using var preview = Draw("pixel-art", options, "a.png", 48, PreviewTime.Unlimited);
        Assert.Equal((12, 12, true), (preview.Picture.Width, preview.Picture.Height, preview.IsPixelated));
    }

    private Preview Draw(string name, IOperationOptions options, string file, int side, PreviewTime time)
    {
        using var image = ImageCodecs.Default.DecodeRgba(Input(file).Source);
        using var input = new PreviewInput(Input(file), image.Width, image.Height, () => image);
        return OperationCatalog.Find(name, OperationCatalog.All)
            .Preview(options, input, side, time, OperationContext.Quiet);
    }

    private static bool Same(Raster<Rgba32> one, Raster<Rgba32> other) => one.Width == other.Width
        && Enumerable.Range(0, one.Height).All(y => one.Row(y).SequenceEqual(other.Row(y)));

    private ImageInput Input(string name) => new(ImageSource.File(_folder[name]), ImageCodecs.Default);

    /// <summary>A codec that only reads: a picture that is encoded to be decoded again fails.</summary>
    private class ReadingCodec : DispatchProxy
    {
        public static IImageCodec Create() => Create<IImageCodec, ReadingCodec>();

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            Assert.False(
                targetMethod!.Name.StartsWith("Encode", StringComparison.Ordinal), $"{targetMethod.Name} was called.");
            try
            {
                return targetMethod.Invoke(ImageCodecs.Default, args);
            }
            catch (TargetInvocationException failure)
            {
                ExceptionDispatchInfo.Throw(failure.InnerException!);
                throw;
            }
        }
    }
}
