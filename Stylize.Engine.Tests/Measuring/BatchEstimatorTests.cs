using Stylize.Codecs;
using Stylize.Engine.Batch;
using Stylize.Engine.Gaussians.Decoding;
using Stylize.Engine.Gaussians.Fitting;
using Stylize.Engine.Gaussians.Rendering;
using Stylize.Engine.Imaging;
using Stylize.Engine.Measuring;
using Stylize.Engine.Operations;
using Stylize.Engine.PixelArt;
using Stylize.Engine.Tests.Batch;

namespace Stylize.Engine.Tests.Measuring;

public sealed class BatchEstimatorTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_estimate_is_calibrated_once_and_then_kept_until_it_is_calibrated_again()
    {
        var paths = Enumerable.Range(0, 8).Select(i => Write($"{i}.png", 40 + (20 * i))).ToArray();
        var options = PixelArtOptions.Default with { Width = 8 };
        var cache = new CostModelCache(_folder["cache"]);
        var estimator = new BatchEstimator(new PixelArtOperation(options), new RunnerOptions { ThrottleLimit = 2 }, cache);
        var inputs = paths.Append(_folder["missing.png"])
            .Select(p => new ImageInput(ImageSource.File(p), ImageCodecs.Default)).ToArray();

        var first = estimator.Estimate(inputs);
        Assert.True(first.Calibrated);
        Assert.Equal(8, first.Files);
        Assert.Equal(1, first.Unreadable);
        Assert.True(first.Time > TimeSpan.Zero && first.PeakMemory > 0);

        var second = estimator.Estimate(inputs);
        Assert.False(second.Calibrated);
        Assert.Equal(first.Time, second.Time);

        var third = estimator.Estimate(inputs, recalibrate: true);
        Assert.True(third.Calibrated);
        Assert.Equal(third.Time, estimator.Estimate(inputs).Time);
    }

    [Fact]
    public void Gaussian_files_are_estimated_by_the_picture_they_render()
    {
        var path = _folder["a.g2d"];
        using (var artefact = new GaussianImageOperation(new GaussianImageOptions { Count = 20, Iterations = 10 })
            .Run(new ImageInput(ImageSource.File(Write("a.png", 40)), ImageCodecs.Default), OperationContext.Quiet))
        using (var stream = File.Create(path))
        {
            artefact.Write(stream);
        }

        var operation = new GaussianDecodeOperation(new GaussianDecodeOptions { Render = new RenderOptions { Scale = 3 } });
        var cache = new CostModelCache(_folder["cache"]);
        var estimate = new BatchEstimator(operation, new RunnerOptions { ThrottleLimit = 1 }, cache)
            .Estimate([new ImageInput(ImageSource.File(path), ImageCodecs.Default)]);

        Assert.Equal(0, estimate.Unreadable);
        Assert.Equal(120 * 120 / 1e6, estimate.Megapixels, 9);
    }

    private string Write(string name, int side)
    {
        var path = _folder[name];
        using var image = StandardImage.Create(StandardImageKind.Abstract, side, side);
        using var stream = File.Create(path);
        ImageCodecs.Default.Encode(image, stream, new EncodeOptions(ImageFormat.Png));
        return path;
    }
}
