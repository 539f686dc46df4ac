using Stylize.Engine.Gaussians.Decoding;
using Stylize.Engine.Gaussians.Files.Profiles;
using Stylize.Engine.Gaussians.Fitting.Descent;
using Stylize.Engine.Gaussians.Fitting.ImageFits;

namespace Stylize.Engine.Tests.Gaussians.Fitting.Descent;

public class LayeredFitTests
{
    private const int Width = 96;
    private const int Height = 64;
    private const int Count = 400;
    private static readonly GaussianImageOptions Quick = new() { Count = Count, Iterations = 200 };
    private static readonly Raster<float>[] Planes = Draw();

    [Theory]
    [InlineData]
    [InlineData(1)]
    [InlineData(63)]
    [InlineData(128, 112, 200, 360)]
    [InlineData(1000, 800, 1496, 2704)]
    [InlineData(12_496, 10_000, 18_752, 33_752)]
    public void Layers_end_at_a_sixth_30_and_55_percent_in_multiples_of_eight(params int[] sizes) =>
        Assert.Equal(sizes, LayerPlan.Growing(sizes.Sum()));

    [Fact]
    public void A_progressive_prefix_is_better_than_a_plain_one_and_close_to_a_file_of_its_count()
    {
        using var source = Scene();
        using var layered = Run(Quick with { Progressive = true });
        using var plain = Run(Quick);
        using var whole = GaussianFileReader.Read(layered.File, "layered");
        var count = 0;
        foreach (var layer in whole.Layers.SkipLast(1))
        {
            count += layer.Count;
            using var cut = GaussianFileReader.Read(
                layered.File[..(int)layer.End], "cut", new GaussianReadOptions { AllowPrefix = true });
            Assert.Equal(count, cut.Model.Count);
            using var fitted = Run(Quick with { Count = count });
            var (shown, level) = (Shown(cut.Model, 1, source), (double)count / Count);
            var part = Shown(plain.Model, level, source);
            Assert.True(shown > part + 1, $"{count}: {shown} dB, of the plain file {part}");
            Assert.True(shown > fitted.Psnr - 2, $"{count}: {shown} dB, fitted {fitted.Psnr}");
            Assert.Equal(shown, Shown(layered.Model, level, source), .05);
        }

        Assert.True(layered.Psnr > plain.Psnr - 2, $"{layered.Psnr} dB, plain {plain.Psnr}");
    }

    [Theory]
    [InlineData(GaussianProfile.Compact, Count)]
    [InlineData(GaussianProfile.Compact, 200)] // Many pixels per Gaussian
    [InlineData(GaussianProfile.Standard, Count)]
    [InlineData(GaussianProfile.Lossless, Count)]
    public void Every_profile_keeps_the_layers_for_any_number_of_threads(GaussianProfile profile, int count)
    {
        var options = Quick with { Progressive = true, Profile = profile, Iterations = 30, Count = count };
        using var alone = Run(options);
        using var together = Run(options, threads: 2);
        Assert.True(alone.File.Span.SequenceEqual(together.File.Span));
        using var file = GaussianFileReader.Read(alone.File, "test");
        Assert.Equal(LayerPlan.Growing(count), file.Layers.Select(layer => layer.Count));
        var described = GaussianDescription.Describe(file);
        Assert.Equal(file.Bytes - 12, described.PrefixBytes[^1]);
        var weights = file.Model.Store.Weight;
        for (var (k, first) = (0, 0); k + 1 < file.Layers.Count; first += file.Layers[k++].Count)
        {
            var (layer, next) = (file.Layers[k].Count, file.Layers[k + 1].Count);
            Assert.True(
                weights.Slice(first, layer).ToArray().Min() > weights.Slice(first + layer, next).ToArray().Max());
        }
    }

    [Fact]
    public void A_large_image_is_fitted_in_a_smaller_picture_of_it()
    {
        using var image =
            new SampleImage<float>([Paint(2400, 1000, (x, y) => x < 1200 && y < 500 ? .75f : .25f)], false, 8);
        using var fit = WholeFit.InLayers(image, OperationContext.Quiet);
        Assert.Equal(1200 * 500, fit.Pixels);
        var fitted = fit.Fit(100, FitClock.ByIterations(20), null);
        using var model = FitModel.Create(fitted, 2400, 1000);
        using var picture = GaussianRenderer.Render(model);
        Assert.True(FitMeasure.Psnr(picture, image) > 30);
    }

    [Fact]
    public void A_layered_fit_cannot_start_from_a_model() => Assert.Throws<StylizeException>(
        () => new GaussianImageOperation(new() { Progressive = true, InitialModel = ImageSource.File("a.g2d") }));

    private static double Shown(GaussianModel model, double share, SampleImage<float> source)
    {
        using var first = model.With(model.Store.Gather(Heaviest.Share(model.Store, share)));
        using var picture = GaussianRenderer.Render(first, new RenderOptions { FillGaps = true });
        return FitMeasure.Psnr(picture, source);
    }

    private static GaussianImageArtifact Run(GaussianImageOptions options, int threads = 1) =>
        new GaussianImageOperation(options).Run(Scene(), null, new OperationContext { MaxThreads = threads });

    private static SampleImage<float> Scene() => new([.. Planes.Select(plane => plane.Clone())], false, 8);

    /// <summary>Creates waves of random directions whose amplitude falls with the frequency, as in photographs, and
    /// noise.</summary>
    private static Raster<float>[] Draw()
    {
        var planes = Enumerable.Range(0, 3).Select(_ => new Raster<float>(Width, Height)).ToArray();
        var random = new Random(5);
        var waves = Enumerable.Range(0, 60)
            .Select(i => (Angle: random.NextDouble() * Math.PI, Frequency: .02 * Math.Pow(2, i % 12 / 2.0)))
            .Select(w =>
                (X: w.Frequency * Math.Cos(w.Angle), Y: w.Frequency * Math.Sin(w.Angle), Height: .0024 / w.Frequency,
                    Phase: random.NextDouble() * 9))
            .ToArray();
        foreach (var (x, y) in Coordinates(Width, Height))
        {
            var noise = .16 * (random.NextDouble() - .5);
            for (var plane = 0; plane < 3; plane++)
            {
                var value = .5 + noise
                    + waves.Sum(w => w.Height * Math.Sin((w.X * x) + (w.Y * y) + w.Phase + (plane * .3)));
                planes[plane].Row(y)[x] = (float)Math.Clamp(value, 0, 1);
            }
        }

        return planes;
    }
}
