using Stylize.Engine.Segmentation.Thresholds;

namespace Stylize.Engine.Tests.Operations;

/// <summary>Wrong arguments of programs are named, and expected failures are a StylizeException.</summary>
public sealed class ArgumentTests
{
    [Fact]
    public void Null_arguments_are_named()
    {
        Assert.Throws<ArgumentNullException>("path", () => ImageSource.File(null!));
        Assert.Throws<ArgumentNullException>("source", () => new ImageInput(null!, ImageCodecs.Default));
        Assert.Throws<ArgumentNullException>("codec", () => new ImageInput(ImageSource.File("a.png"), null!));
        Assert.Throws<ArgumentNullException>("store", () => new GaussianModel(null!, 1, 1));
        Assert.Throws<ArgumentNullException>("options", () => new PixelArtOperation(null!));
        Assert.Throws<ArgumentNullException>("options", () => new GaussianImageOperation(null!));
    }

    [Fact]
    public void An_unknown_preset_is_an_error_with_the_known_names()
    {
        var failure = Assert.Throws<KeyNotFoundException>(() => PixelArtOptions.Presets["nix"]);
        Assert.Equal("Unknown preset 'nix'. Use one of Default, Fast, Paper, PaperFast, Shaded, Crisp.", failure.Message);
    }

    [Fact]
    public void A_histogram_without_a_threshold_is_an_expected_failure()
    {
        using var flat = new Raster<ushort>(4, 4, clear: true);
        StylizeException failure = Assert.Throws<ThresholdNotFoundException>(
            () => GlobalThreshold.Find(ThresholdMethod.Minimum, IntensityHistogram.FromImage(flat)));
        Assert.Equal(StylizeError.OperationFailed, failure.Error);
        Assert.NotNull(failure.Advice);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void A_model_of_Gaussians_that_are_not_finite_is_refused(float value)
    {
        for (var plane = 0; plane < GaussianStore.PlaneCount; plane++)
        {
            using var store = new GaussianStore(20);
            store.Plane(plane)[7] = value;
            Assert.Throws<ArgumentException>("store", () => new GaussianModel(store, 4, 4));
        }
    }

    [Fact]
    public void A_disposed_model_says_so()
    {
        var model = new GaussianModel(new GaussianStore(3), 8, 8);
        model.Dispose();
        Assert.Throws<ObjectDisposedException>(() => GaussianRenderer.Render(model, new RenderOptions()));
        Assert.Throws<ObjectDisposedException>(() => model.Evaluate(1, 1));
        Assert.Throws<ObjectDisposedException>(() => GaussianFileWriter.ToBytes(model));
    }
}
