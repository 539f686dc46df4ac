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

    [Fact]
    public void A_run_that_the_time_box_cuts_is_extrapolated_from_its_progress_and_not_kept()
    {
        var clock = new ManualClock();
        var operation = new TextOperation((_, context) =>
        {
            clock.Advance(TimeSpan.FromSeconds(4));
            context.Cancellation.ThrowIfCancellationRequested();
            context.Progress!(new OperationProgress(0.25, "half of a half"));
            clock.Advance(TimeSpan.FromSeconds(2));
            context.Cancellation.ThrowIfCancellationRequested();
            Assert.Fail("The time box did not end.");
        });
        var estimator = new BatchEstimator(
            operation, new RunnerOptions { ThrottleLimit = 1 }, new CostModelCache(_folder["cache"]), clock);
        var input = new ImageInput(ImageSource.File(Write("a.png", 40)), ImageCodecs.Default);

        var estimate = estimator.Estimate([input, input]);
        Assert.True(estimate.IsCut && estimate.Calibrated);
        Assert.Equal(2 * 6 / 0.25, estimate.Time.TotalSeconds, 6);
        Assert.True(estimator.Estimate([input]).IsCut, "A model that was cut was kept.");
    }

    [Fact]
    public void A_run_whose_first_steps_were_the_quick_ones_is_extrapolated_from_the_later_ones()
    {
        var clock = new ManualClock();
        var operation = new TextOperation((_, context) =>
        {
            // Half of the work in two seconds, and from then on a twentieth a second.
            clock.Advance(TimeSpan.FromSeconds(2));
            context.Progress!(new OperationProgress(.5, "quick"));
            for (var second = 1; second <= 10; second++)
            {
                clock.Advance(TimeSpan.FromSeconds(1));
                context.Progress!(new OperationProgress(.5 + (second * .05), "slow"));
                context.Cancellation.ThrowIfCancellationRequested();
            }

            Assert.Fail("The time box did not end.");
        });
        var estimator = new BatchEstimator(
            operation, new RunnerOptions { ThrottleLimit = 1 }, new CostModelCache(_folder["cache"]), clock);
        var input = new ImageInput(ImageSource.File(Write("a.png", 40)), ImageCodecs.Default);
        Assert.Equal(12, estimator.Estimate([input]).Time.TotalSeconds, 6);
    }

    [Fact]
    public void The_time_box_ends_between_runs_too_and_what_was_run_counts()
    {
        var clock = new ManualClock();
        var runs = 0;
        var operation = new TextOperation((_, _) =>
        {
            runs++;
            clock.Advance(TimeSpan.FromSeconds(3));
        });
        var estimator = new BatchEstimator(
            operation, new RunnerOptions { ThrottleLimit = 1 }, new CostModelCache(_folder["cache"]), clock);
        var input = new ImageInput(ImageSource.File(Write("a.png", 40)), ImageCodecs.Default);

        var estimate = estimator.Estimate(Enumerable.Repeat(input, 10));
        Assert.Equal(2, runs);
        Assert.True(estimate.IsCut);
        Assert.Equal(30, estimate.Time.TotalSeconds, 6);
    }

    [Fact]
    public void What_the_user_cancels_is_no_estimate()
    {
        using var stop = new CancellationTokenSource();
        var operation = new TextOperation((_, context) =>
        {
            stop.Cancel();
            context.Cancellation.ThrowIfCancellationRequested();
        });
        var estimator = new BatchEstimator(operation, new RunnerOptions(), new CostModelCache(_folder["cache"]));
        var input = new ImageInput(ImageSource.File(Write("a.png", 40)), ImageCodecs.Default);
        Assert.ThrowsAny<OperationCanceledException>(() => estimator.Estimate([input], cancellation: stop.Token));
    }

    private string Write(string name, int side)
    {
        var path = _folder[name];
        using var image = StandardImage.Create(StandardImageKind.Abstract, side, side);
        using var stream = File.Create(path);
        ImageCodecs.Default.Encode(image, stream, new EncodeOptions(ImageFormat.Png));
        return path;
    }

    /// <summary>A clock that stands until it is advanced; its timers then fire at once.</summary>
    private sealed class ManualClock : TimeProvider
    {
        private readonly List<ManualTimer> _timers = [];
        private long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now;

        public void Advance(TimeSpan time)
        {
            _now += time.Ticks;
            foreach (var timer in _timers.Where(t => t.Due <= _now).ToArray())
            {
                _timers.Remove(timer);
                timer.Fire();
            }
        }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = new ManualTimer(_now + dueTime.Ticks, () => callback(state));
            _timers.Add(timer);
            return timer;
        }

        private sealed class ManualTimer(long due, Action fire) : ITimer
        {
            public long Due => due;

            public void Fire() => fire();

            public bool Change(TimeSpan dueTime, TimeSpan period) => false;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
