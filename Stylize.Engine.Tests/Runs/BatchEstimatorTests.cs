using Stylize.Engine.Runs.Estimate;

namespace Stylize.Engine.Tests.Runs;

/// <summary>Estimates with a manual clock.</summary>
public sealed class BatchEstimatorTests : FolderTest
{
    private readonly ManualClock _clock = new();

    [Fact]
    public void The_smallest_the_largest_and_the_median_file_give_the_time_of_all_between()
    {
        ImageInput[] inputs = [.. Enumerable.Range(1, 9).Select(i => Input(100 * i))];
        var estimate = Estimate(inputs);
        Assert.Equal((9, .01, .81), (estimate.Files, estimate.MinMegapixels, estimate.MaxMegapixels));
        Assert.InRange(estimate.MeasuredFiles, 3, 5);
        Assert.Equal(inputs.Sum(input => Cost(input.Info.PixelCount / 1e6)), estimate.Seconds, 6);
    }

    [Fact]
    public void Files_of_one_size_take_the_mean_of_those_that_ran()
    {
        // Each run is slower by a third of the first one, which also compiles and does not count: 4/3, 5/3 and 2 s.
        var runs = 0;
        var operation = new TextOperation((_, _) => _clock.Advance(TimeSpan.FromSeconds(1 + (runs++ / 3.0))));
        Assert.Equal(10 * 5 / 3.0, Estimate([.. Enumerable.Repeat(Input(100), 10)], operation: operation).Seconds, 5);
    }

    [Fact]
    public void An_estimate_for_a_new_process_includes_the_time_of_compiling()
    {
        ImageInput[] inputs = [Input(100), Input(200)];
        var cold = new EstimateRequest { IsNewProcess = true, StartSeconds = .07 };
        var estimate = Estimate(inputs, request: cold, coldSeconds: .3);
        Assert.Equal(Cost(.01) + Cost(.04) + .37, estimate.Seconds, 6);
        Assert.Equal(Cost(.01) + Cost(.04), Estimate(inputs).Seconds, 6);
    }

    [Fact]
    public void A_run_that_takes_too_long_is_stopped_and_extrapolated()
    {
        var operation = new TextOperation((_, context) =>
        {
            Work(context, 20, 20);
            Assert.Fail("The run was not stopped.");
        });
        var estimate = Estimate([Input(100)], operation: operation);
        Assert.True(estimate.IsCut);
        Assert.Equal(20, estimate.Seconds, 6);
        Assert.True(estimate.Factor > 1.6);
    }

    [Fact]
    public void Every_chosen_size_has_its_part_of_the_time()
    {
        var seen = new HashSet<string>();
        var operation = new TextOperation((input, context) =>
        {
            seen.Add(input.Source.Name);
            Work(context, 100, input.Info.PixelCount / 1e4);
        });
        var estimate = Estimate([.. Enumerable.Range(1, 9).Select(i => Input(100 * i))], operation: operation);
        Assert.Equal(3, seen.Count);
        Assert.True(_clock.Elapsed.TotalSeconds < Rehearsal.MaxSeconds + 1);
        Assert.Equal(285, estimate.Seconds, 1);
        Assert.True(estimate.IsCut);
    }

    [Fact]
    public void Inputs_that_cannot_be_read_or_processed_are_left_out()
    {
        var estimate =
            Estimate([Input(100), new ImageInput(ImageSource.File(_folder["missing.png"]), ImageCodecs.Default)]);
        Assert.Equal((1, 1), (estimate.Files, estimate.Unreadable));
        var failing = new TextOperation(
            (_, _) => throw new StylizeException(StylizeError.OperationFailed, "a", "It failed.", "Advice."));
        Fails.Of(StylizeError.OperationFailed, () => Estimate([Input(100)], operation: failing));
        Fails.Of(StylizeError.OperationFailed, () => Estimate([]));
    }

    [Fact]
    public void The_parts_of_a_submission_use_the_same_model()
    {
        ImageInput[] inputs = [Input(100), Input(200),
            new(ImageSource.File(_folder["missing.png"]), ImageCodecs.Default)];
        var seconds = Estimator().SecondsOfEach(inputs);
        Assert.Equal(Cost(.01), seconds[0], 6);
        Assert.Equal(Cost(.04), seconds[1], 6);
        Assert.Equal((Cost(.01) + Cost(.04)) / 2, seconds[2], 6);
    }

    [Fact]
    public void A_canceled_estimate_throws()
    {
        using var stop = new CancellationTokenSource();
        var operation = new TextOperation((_, context) =>
        {
            stop.Cancel();
            context.Cancellation.ThrowIfCancellationRequested();
        });
        var estimator = new BatchEstimator(operation, new RunnerOptions()) { Clock = _clock };
        Assert.ThrowsAny<OperationCanceledException>(() => estimator.Estimate([Input(40)], cancellation: stop.Token));
    }

    /// <summary>Works in equal steps until it is canceled.</summary>
    private void Work(OperationContext context, int steps, double seconds)
    {
        for (var step = 1; step <= steps; step++)
        {
            _clock.Advance(TimeSpan.FromSeconds(seconds / steps));
            context.Progress!(new OperationProgress((double)step / steps, "steady"));
            context.Cancellation.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Returns the seconds of a run of the test operation.</summary>
    private static double Cost(double megapixels) => .02 + (.5 * megapixels);

    private BatchEstimate Estimate(
        IReadOnlyList<ImageInput> inputs, IOperation? operation = null, EstimateRequest? request = null,
        double coldSeconds = 0) =>
        Estimator(operation, coldSeconds).Estimate(inputs, request);

    private BatchEstimator Estimator(IOperation? operation = null, double coldSeconds = 0)
    {
        operation ??= new TextOperation((input, _) =>
        {
            _clock.Advance(TimeSpan.FromSeconds(Cost(input.Info.PixelCount / 1e6) + coldSeconds));
            coldSeconds = 0;
        });
        return new BatchEstimator(operation, new RunnerOptions { ThrottleLimit = 1 }) { Clock = _clock };
    }

    private ImageInput Input(int side)
    {
        var path = _folder[$"{side}.ppm"];
        if (!File.Exists(path))
        {
            // Only the header is read.
            using var stream = File.Create(path);
            stream.Write(System.Text.Encoding.ASCII.GetBytes($"P6 {side} {side} 255\n"));
            stream.Write(new byte[3 * side * side]);
        }

        return new ImageInput(ImageSource.File(path), ImageCodecs.Default);
    }
}
