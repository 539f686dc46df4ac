using Stylize.Engine.Gaussians.Fitting.Descent;
using Stylize.Engine.Gaussians.Fitting.ImageFits;
using Stylize.Engine.Gaussians.Fitting.Quantization;

namespace Stylize.Engine.Tests.Gaussians.Fitting;

public unsafe class GaussianImageOperationTests
{
    private static readonly GaussianImageOptions Quick = new() { Iterations = 60, Profile = GaussianProfile.Lossless };

    [Fact]
    public void The_summary_matches_the_file()
    {
        using var source = Scene(96, 64, 3);
        using var result =
            Run(Quick with { Count = 300, Iterations = 300, Profile = GaussianProfile.Compact }, Scene(96, 64, 3));
        using var read = GaussianFileReader.Read(result.File, "test");
        using var picture = GaussianRenderer.Render(read.Model);
        Assert.Equal(300, read.Model.Count);
        Assert.Equal(Psnr(picture, source), result.Psnr, 1e-6);
    }

    [Fact]
    public void A_model_renders_as_it_was_fitted()
    {
        using var source = Scene(96, 64, 3);
        using var fit = new WholeFit(source, OperationContext.Quiet);
        var fitted = fit.Fit(300, FitClock.ByIterations(200), null);
        using var target = new FitSource(source, OperationContext.Quiet).Target();
        using var fitter = new GaussianFitter(target, 300, 1);
        fitter.Parameters.CopyFrom(fitted.Parameters);
        var expected = -10 * Math.Log10(fitter.Forward(fitter.Parameters));

        using var model = FitModel.Create(fitted, 96, 64);
        using var picture = GaussianRenderer.RenderSamples(model);
        var error = picture.Planes.Zip(source.Planes)
            .SelectMany(pair => pair.First.Values().Zip(pair.Second.Values()))
            .Average(pair => Math.Pow(pair.First - pair.Second, 2));
        Assert.Equal(expected, -10 * Math.Log10(error), .01);
    }

    [Fact]
    public void Transparent_parts_cost_nothing_and_leave_no_fringe()
    {
        using var source = Scene(96, 64, 3);
        Raster<float>[] planes =
        [
            .. source.Planes.Select(plane => Paint(96, 64, (x, y) => x < 48 ? 1 : plane[x, y])),
            Paint(96, 64, (x, _) => x < 48 ? 0f : 1),
        ];
        using var result = Run(Quick with { Count = 200, Iterations = 300 }, new SampleImage<float>(planes, true, 8));
        using var picture = GaussianRenderer.Render(result.Model);
        Assert.True(result.Model.HasAlpha);
        for (var i = 0; i < result.Model.Count; i++)
        {
            Assert.True(result.Model.Store.X[i] > .45f, $"a center at {result.Model.Store.X[i]}");
        }

        foreach (var (x, y) in Coordinates(96, 62, 0, 2))
        {
            var p = picture[x, y];
            Assert.True(x is >= 40 and < 56 || (x < 40 ? p.A < 16 : p.A > 239));
            if (x is >= 48 and < 56) Assert.Equal(source.Planes[0][x, y] * 255, p.R, 60.0);
        }
    }

    [Fact]
    public void A_wholly_transparent_image_needs_no_Gaussian()
    {
        var planes = Enumerable.Range(0, 4).Select(_ => new Raster<float>(20, 10, clear: true)).ToArray();
        using var result = Run(Quick, new SampleImage<float>(planes, true, 8));
        Assert.Equal(0, result.Model.Count);
    }

    [Fact]
    public void Tiles_keep_the_count_and_show_no_seam()
    {
        using var image = Scene(200, 120, 3);
        using var fit = new TiledFit(image, OperationContext.Quiet, tileSide: 70);
        var fitted = fit.Fit(900, FitClock.ByIterations(200), null);
        Assert.InRange(fitted.Parameters.Count, 880, 900);

        using var model = FitModel.Create(fitted, 200, 120);
        using var picture = GaussianRenderer.RenderSamples(model);
        double[] sums = new double[2], counts = new double[2];
        foreach (var (x, y) in Coordinates(200, 120))
        {
            var near = Math.Abs(x - 66) < 4 || Math.Abs(x - 133) < 4 || Math.Abs(y - 60) < 4 ? 1 : 0;
            sums[near] += Math.Pow(picture.Planes[1][x, y] - image.Planes[1][x, y], 2);
            counts[near]++;
        }

        Assert.True(
            sums[1] / counts[1] < 1.5 * sums[0] / counts[0],
            $"{sums[1] / counts[1]} at the seams, {sums[0] / counts[0]} elsewhere");
    }

    [Theory]
    [InlineData(3, 1)]
    [InlineData(3, 2)]
    public void A_pyramid_reaches_the_error_of_a_fit_of_the_whole_picture(int first, int last)
    {
        // Two fits of one scene differ by a decibel.
        double[] losses = [.. new[] { 0, .7, 2.1, 2.8 }.Select(phase =>
        {
            using var image = Scene(210, 141, 3, phase);
            using var pyramid = new PyramidFit(image, first, last, OperationContext.Quiet);
            using var whole = new WholeFit(image, OperationContext.Quiet);
            var fitted = PsnrOf(pyramid.Fit(80, FitClock.ByIterations(400), null), image);
            var steps = pyramid.ChooseSteps(StepChoice.Faithful);
            var rounded = PsnrOf(pyramid.Quantize(steps, FitClock.ByIterations(400)), image);
            Assert.InRange(fitted - rounded, -1, .6);
            return PsnrOf(whole.Fit(80, FitClock.ByIterations(400), null), image) - fitted;
        })];
        Assert.True(
            losses.Average() < .5 * last, $"{losses.Average()} dB less from a ninth of the pixels than from all");
    }

    [Fact]
    public void A_reduced_picture_has_the_means_of_its_pixels_weighted_by_alpha()
    {
        using var image = Scene(7, 5, 3);
        using var reduced = ((FitPhotograph)image).Reduce(2, OperationContext.Quiet);
        Assert.Equal((4, 3), (reduced.Width, reduced.Height));
        var plane = image.Planes[1];
        Assert.Equal((plane[2, 2] + plane[3, 2] + plane[2, 3] + plane[3, 3]) / 4, reduced.Planes[1][1, 1], 1e-6f);
        Assert.Equal((plane[6, 0] + plane[6, 1]) / 2, reduced.Planes[1][3, 0], 1e-6f);
        Assert.Equal(plane[6, 4], reduced.Planes[1][3, 2], 1e-6f);

        using var alpha = new SampleImage<float>(
            [.. Enumerable.Range(0, 4).Select(_ => new Raster<float>(2, 1))], true, 8);
        (alpha.Planes[0][0, 0], alpha.Planes[0][1, 0]) = (.8f, .2f);
        (alpha.Planes[3][0, 0], alpha.Planes[3][1, 0]) = (.75f, .25f);
        using var one = ((FitPhotograph)alpha).Reduce(2, OperationContext.Quiet);
        Assert.Equal(.5f, one.Planes[3][0, 0], 1e-6f);
        Assert.Equal(((.8f * .75f) + (.2f * .25f)) / 1, one.Planes[0][0, 0], 1e-6f);
    }

    [Theory]
    [InlineData(GaussianProfile.Lossless, 6000)]
    [InlineData(GaussianProfile.Compact, 1500)]
    public void A_target_size_is_met_from_below(GaussianProfile profile, int size)
    {
        using var result = Run(Quick with { TargetSize = size, Profile = profile }, Scene(96, 64, 3));
        Assert.InRange(result.File.Length, .98 * size, size);
    }

    [Fact]
    public void A_target_PSNR_is_met()
    {
        using var result = Run(Quick with { TargetPsnr = 33, Iterations = 300 }, Scene(96, 64, 3));
        Assert.InRange(result.Psnr, 33, 35);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(.7)]
    [InlineData(2.8)]
    public void The_default_PSNR_is_met_within_its_tolerance(double phase)
    {
        using var result = Run(new() { Iterations = 300 }, Scene(120, 96, 3, phase));
        Assert.Equal(FitPlan.DefaultPsnr, result.Psnr, FitPlan.DefaultTolerance);
    }

    [Fact]
    public void A_time_limit_ends_the_iterations()
    {
        var short_ = Iterations(.3);
        var long_ = Iterations(.9);
        Assert.InRange(short_, 20, 300);
        Assert.InRange(long_, 2 * short_, 4 * short_);

        static int Iterations(double seconds)
        {
            var options = Quick with { Iterations = null, TimeLimit = TimeSpan.FromSeconds(seconds), Count = 100 };
            using var result = new GaussianImageOperation(options) { Time = new SteppingTime() }.Run(
                Scene(64, 64, 3), null, OperationContext.Quiet);
            return result.Iterations;
        }
    }

    [Fact]
    public void Cancellation_ends_the_fit()
    {
        using var canceled = new CancellationTokenSource();
        var context = new OperationContext { Cancellation = canceled.Token, Progress = _ => canceled.Cancel() };
        Assert.ThrowsAny<OperationCanceledException>(
            () => new GaussianImageOperation(Quick with { Iterations = 100_000 }).Run(Scene(64, 64, 3), null, context));
    }

    private static double PsnrOf(FittedGaussians fitted, SampleImage<float> image)
    {
        using var model = FitModel.Create(fitted, image.Width, image.Height);
        using var picture = GaussianRenderer.Render(model);
        return Psnr(picture, image);
    }

    private static GaussianImageArtifact Run(GaussianImageOptions options, SampleImage<float> image, int threads = 1) =>
        new GaussianImageOperation(options).Run(image, null, new OperationContext { MaxThreads = threads });

    /// <summary>Creates waves, a sharp disc and a ramp, different in each plane.</summary>
    private static SampleImage<float> Scene(int width, int height, int planes, double phase = 0)
    {
        return new SampleImage<float>([.. Enumerable.Range(0, planes).Select(plane => Paint(width, height, (x, y) =>
        {
            var disc =
                Math.Sqrt(Math.Pow(x - (width * .6), 2) + Math.Pow(y - (height * .4), 2)) < height * .25 ? .3 : 0;
            var waves = (.15 * Math.Sin((x * .21) + plane + phase))
                + (.1 * Math.Cos((y * .33) - (x * .1) + (2 * phase)));
            return (float)(Math.Round((.3 + disc + waves + (.1 * y / height)) * 255) / 255);
        }))], false, 8);
    }

    private static double Psnr(Raster<Rgba32> picture, SampleImage<float> source)
    {
        // The samples are multiples of 1 / 255.
        return Pictures.Psnr(picture, Paint<Rgba32>(
            picture.Width, picture.Height, (x, y) => new(Level(0, x, y), Level(1, x, y), Level(2, x, y))));

        byte Level(int plane, int x, int y) => (byte)Math.Round(255 * source.Planes[plane][x, y]);
    }
}
