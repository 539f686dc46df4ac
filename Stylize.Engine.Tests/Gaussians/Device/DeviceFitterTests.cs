using Stylize.Engine.Gaussians.Device;
using Stylize.Engine.Gaussians.Fitting.Descent;
using Stylize.Engine.Gaussians.Fitting.Field;
using Stylize.Engine.Tests.Gaussians.Fitting;

namespace Stylize.Engine.Tests.Gaussians.Device;

/// <summary>Compares fits on a device with the formulas and with fits on the processor.</summary>
public unsafe class DeviceFitterTests
{
    [Theory<OpenClDevice>]
    [InlineData(41, 70, 3)]
    [InlineData(8, 33, 1)]
    [InlineData(19, 12, 4)]
    [InlineData(1, 1, 3)]
    [InlineData(530, 40, 3)]
    public void Picture_error_and_removal_costs_are_those_of_the_formulas(int width, int height, int channels)
    {
        using var target = FitOracle.Target(width, height, channels, 1);
        using var fitter = Fitter(target, 40, 2);
        FitOracle.AssertPicture(fitter, target);
    }

    [Theory<OpenClDevice>]
    [InlineData(3)]
    [InlineData(1)]
    [InlineData(4)]
    public void The_gradient_is_that_of_finite_differences_and_of_the_processor(int channels)
    {
        using var target = FitOracle.Target(45, 51, channels, 3);
        using var fitter = Fitter(target, 25, 4);
        using var processor = new GaussianFitter(target, 25, 1);
        processor.Parameters.CopyFrom(fitter.Parameters);
        Assert.Equal(processor.Differentiate(), fitter.Differentiate(), 1e-6);
        FitOracle.AssertGradient(fitter, target);
        foreach (var (row, i) in Coordinates(fitter.Parameters.RowCount, 25))
        {
            var expected = processor.Gradient.Row(row)[i];
            Assert.Equal(expected, fitter.Gradient.Row(row)[i], 1e-3 + (1e-3 * Math.Abs(expected)));
        }
    }

    [Fact<OpenClDevice>]
    public void A_device_with_small_groups_computes_the_same_passes()
    {
        using var target = FitOracle.Target(97, 130, 4, 7);
        using var fitter = GaussianFitter.Create(target, 200, 1, OpenClDevice.Value.WithSmallGroups());
        using var processor = new GaussianFitter(target, 200, 1);
        FitOracle.Fill(fitter.Parameters, 97, 130, 200, 8);
        processor.Parameters.CopyFrom(fitter.Parameters);
        using var error = new Raster<float>(97, 130);
        using var costs = new PooledBuffer<float>(200);
        using var expectedCosts = new PooledBuffer<float>(200);
        Assert.Equal(processor.Assess(error, expectedCosts.Pointer), fitter.Assess(error, costs.Pointer), 1e-6);
        using var curvatures = new FitCurvatures(1);
        using var expectedCurvatures = new FitCurvatures(1);
        curvatures.Choose(0, 200);
        expectedCurvatures.Choose(0, 200);
        fitter.Measure(curvatures);
        processor.Measure(expectedCurvatures);
        processor.Differentiate();
        fitter.Differentiate();
        var (a, b) = (new FitCurvature(), new FitCurvature());
        for (var i = 0; i < 200; i++)
        {
            Assert.Equal(expectedCosts.Span[i], costs.Span[i], 1e-2 + (2e-3 * Math.Abs(expectedCosts.Span[i])));
            Assert.Equal(processor.Gradient.Weight[i], fitter.Gradient.Weight[i],
                1e-3 + (1e-3 * Math.Abs(processor.Gradient.Weight[i])));
            Assert.Equal(expectedCurvatures.Read(i, 1, 4, b), curvatures.Read(i, 1, 4, a));
            Assert.Equal(b.Form(2, 2), a.Form(2, 2), 1e-3 + (1e-3 * b.Form(2, 2)));
        }
    }

    [Fact<OpenClDevice>]
    public void Iterations_of_all_pixels_and_of_samples_follow_those_of_the_processor()
    {
        using var target = FitOracle.Target(97, 130, 3, 7);
        using var fitter = Fitter(target, 300, 8);
        using var processor = new GaussianFitter(target, 300, 1);
        processor.Parameters.CopyFrom(fitter.Parameters);
        var rates = FitRates.Initial.Scale(.2f);
        for (var i = 0; i < 6; i++)
        {
            fitter.IterateSample(rates, 2 << (i % 3));
            processor.IterateSample(rates, 2 << (i % 3));
            fitter.Iterate(rates);
            processor.Iterate(rates);
        }

        var expected = processor.Forward(processor.Parameters);
        Assert.Equal(expected, fitter.Forward(fitter.Parameters), .01 * expected);
    }

    [Fact<OpenClDevice>]
    public void A_canceled_fit_enqueues_nothing_more()
    {
        using var target = FitOracle.Target(97, 130, 3, 7);
        using var canceled = new CancellationTokenSource();
        using var fitter = GaussianFitter.Create(target, 30, 2, OpenClDevice.Value, canceled.Token);
        FitOracle.Fill(fitter.Parameters, 97, 130, 30, 8);
        fitter.Iterate(FitRates.Initial);
        canceled.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => fitter.Iterate(FitRates.Initial));
    }

    [Fact<OpenClDevice>]
    public void Fixed_Gaussians_are_drawn_but_not_moved()
    {
        using var target = FitOracle.Target(40, 30, 3, 7);
        using var fitter = Fitter(target, 30, 8);
        fitter.FreeCount = 11;
        var before = FitOracle.Values(fitter.Parameters);
        fitter.Iterate(FitRates.Initial);
        var after = FitOracle.Values(fitter.Parameters);
        for (var row = 0; row < before.Length; row++)
        {
            Assert.NotEqual(before[row][..11], after[row][..11]);
            Assert.Equal(before[row][11..], after[row][11..]);
        }
    }

    [Theory<OpenClDevice>]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    public void Curvatures_are_those_of_the_processor(int channels)
    {
        using var target = FitOracle.Target(48, 48, channels, 31);
        using var fitter = Fitter(target, 24, 33);
        using var processor = new GaussianFitter(target, 24, 1);
        processor.Parameters.CopyFrom(fitter.Parameters);
        using var actual = new FitCurvatures(2);
        using var expected = new FitCurvatures(2);
        Assert.Equal(11, actual.Choose(3, 24));
        Assert.Equal(11, expected.Choose(3, 24));
        fitter.Measure(actual);
        processor.Measure(expected);
        var (a, b) = (new FitCurvature(), new FitCurvature());
        for (var member = 0; member < 11; member++)
        {
            Assert.Equal(expected.Read(member, .7, channels, b), actual.Read(member, .7, channels, a));
            for (var k = 0; k < FitCurvature.MaxValues; k++)
            {
                Assert.Equal(b.Slope(k), a.Slope(k), 1e-3 + (1e-3 * Math.Abs(b.Slope(k))));
                for (var j = 0; j < FitCurvature.MaxValues; j++)
                {
                    Assert.Equal(b.Form(k, j), a.Form(k, j), 1e-3 + (1e-3 * Math.Sqrt(b.Form(k, k) * b.Form(j, j))));
                }
            }
        }
    }

    [Theory<OpenClDevice>]
    [InlineData(GaussianProfile.Lossless, 3)]
    [InlineData(GaussianProfile.Compact, 4)]
    public void A_fit_is_as_good_as_on_the_processor_and_two_give_equal_files(GaussianProfile profile, int channels)
    {
        var options = new GaussianImageOptions { Count = 120, Iterations = 60, Profile = profile };
        using var expected = Run(options, channels);
        using var actual = Run(options with { Device = GaussianDevice.Gpu }, channels);
        using var again = Run(options with { Device = GaussianDevice.Gpu }, channels);
        Assert.Equal(expected.Model.Count, actual.Model.Count);
        Assert.Equal(expected.Psnr, actual.Psnr, .5);
        Assert.True(actual.File.Span.SequenceEqual(again.File.Span));
    }

    private static GaussianFitter Fitter(FitTarget target, int count, int seed)
    {
        var fitter = GaussianFitter.Create(target, count, 2, OpenClDevice.Value);
        FitOracle.Fill(fitter.Parameters, target.Width, target.Height, count, seed);
        return fitter;
    }

    private static GaussianImageArtifact Run(GaussianImageOptions options, int channels)
    {
        using var target = FitOracle.Target(160, 120, channels, 3);
        Raster<float>[] planes = [.. Enumerable.Range(0, channels).Select(channel => Paint(
            160, 120, (x, y) => Math.Clamp(target[channel, x, y], 0, 1)))];
        return new GaussianImageOperation(options).Run(
            new SampleImage<float>(planes, channels == 4, 32), null, OperationContext.Quiet);
    }
}
