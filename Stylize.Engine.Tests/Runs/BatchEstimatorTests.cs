using Stylize.Codecs;
using Stylize.Engine.Imaging;
using Stylize.Engine.Measuring;
using Stylize.Engine.Operations;
using Stylize.Engine.PixelArt;
using Stylize.Engine.Runs.Estimate;
using Stylize.Engine.Runs.Runner;
using Stylize.Engine.Tests.Runs;

namespace Stylize.Engine.Tests.Runs;

/// <summary>Estimates on a fake machine with a manual clock.</summary>
public sealed class BatchEstimatorTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ManualClock _clock = new();
    private readonly List<double> _runs = [];
    private double _free = 1;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_measurement_is_reused_for_sizes_that_it_covers()
    {
        ImageInput small = Input(100), medium = Input(200), large = Input(400), huge = Input(801);
        var first = Estimate([small, medium, large]);
        Assert.True(first.IsMeasuredNow);
        Assert.Equal((3, .01, .16), (first.MeasuredFiles, first.MinMegapixels, first.MaxMegapixels));
        Assert.Equal(Cost(.01) + Cost(.04) + Cost(.16), first.Seconds, 6);

        var runs = _runs.Count;
        var second = Estimate([Input(800), small]);
        Assert.Equal((false, true, runs), (second.IsMeasuredNow, second.IsExtrapolated, _runs.Count));
        Assert.Equal(Cost(.64) + Cost(.01), second.Seconds, 6);
        Assert.True(second.Factor > first.Factor);

        var third = Estimate([huge]);
        Assert.True(third is { IsMeasuredNow: true, IsExtrapolated: false });
        Assert.Equal(Cost(.641601), third.Seconds, 6);

        // Both measurements are kept and cover sizes up to 4 times the largest.
        var fourth = Estimate([Input(1600), small]);
        Assert.False(fourth.IsMeasuredNow);
        Assert.Equal(Cost(2.56) + Cost(.01), fourth.Seconds, 6);
    }

    [Fact]
    public void One_tiny_file_does_not_determine_the_estimate_of_large_ones()
    {
        Assert.True(Estimate([Input(16)]).IsMeasuredNow);
        var estimate = Estimate([Input(624)]);
        Assert.True(estimate.IsMeasuredNow);
        Assert.Equal(Cost(.389376), estimate.Seconds, 6);
    }

    [Fact]
    public void A_measurement_is_forgotten_after_a_week_with_another_build_machine_option_or_number_of_threads()
    {
        ImageInput[] inputs = [Input(100), Input(200)];
        Assert.True(Estimate(inputs).IsMeasuredNow);
        Assert.False(Estimate(inputs).IsMeasuredNow);
        Assert.True(Estimate(inputs, Machine with { Identity = "another" }).IsMeasuredNow);
        Assert.True(Estimate(inputs, options: PixelArtOptions.Default with { Colors = 5 }).IsMeasuredNow);
        Assert.True(Estimate(inputs, threads: 2).IsMeasuredNow);
        Assert.True(Estimate(inputs, version: 2).IsMeasuredNow);
        Assert.True(Estimate(inputs, request: new EstimateRequest { Recalibrate = true }).IsMeasuredNow);

        _clock.Sleep(TimeSpan.FromDays(6.9));
        var old = Estimate(inputs);
        Assert.False(old.IsMeasuredNow);
        _clock.Sleep(TimeSpan.FromDays(.2));
        var renewed = Estimate(inputs);
        Assert.True(renewed.IsMeasuredNow);
        Assert.True(renewed.Factor < old.Factor);
    }

    [Fact]
    public void A_damaged_or_foreign_file_in_the_cache_is_ignored()
    {
        ImageInput[] inputs = [Input(100), Input(200)];
        Estimate(inputs);
        var file = Assert.Single(Directory.GetFiles(_folder["cache"]));
        var good = File.ReadAllText(file);
        foreach (var damaged in (string[])
            [
                "", "{", "[]", "null", """{"FixedSeconds":1,"SecondsPerMegapixel":2,"RelativeError":0.1,"Samples":6}""",
                """{"Samples":[null],"WarmUpSeconds":0}""", """{"Samples":[],"WarmUpSeconds":0}""",
                good.Replace("0.01,", "-0.01,", StringComparison.Ordinal),
                good.Replace("0.01,", "1e999,", StringComparison.Ordinal), good[..^20], new string(' ', 2 << 20),
            ])
        {
            File.WriteAllText(file, damaged);
            Assert.True(Estimate(inputs).IsMeasuredNow, damaged.Length > 99 ? damaged[..99] : damaged);
        }

        Assert.False(Estimate(inputs).IsMeasuredNow);
        File.Delete(file);
        Directory.CreateDirectory(file);
        Assert.True(Estimate(inputs).IsMeasuredNow);
    }

    [Fact]
    public void Other_programs_lengthen_the_estimate_and_widen_its_error_now_but_not_what_is_kept()
    {
        ImageInput[] inputs = [Input(100), Input(200)];
        var quiet = Estimate(inputs);
        _free = .5;
        var busy = Estimate(inputs);
        Assert.Equal(2 * quiet.Seconds, busy.Seconds, 6);
        Assert.True(busy.Factor > quiet.Factor);

        // Half of the processor is free, so runs take twice as long.
        var measured = Estimate(inputs, request: new EstimateRequest { Recalibrate = true }, wallPerProcessor: 2);
        Assert.Equal(2 * quiet.Seconds, measured.Seconds, 6);
        _free = 1;
        Assert.Equal(quiet.Seconds, Estimate(inputs).Seconds, 6);
    }

    [Fact]
    public void An_estimate_for_a_new_process_includes_the_time_of_compiling()
    {
        ImageInput[] inputs = [Input(100), Input(200)];
        var cold = new EstimateRequest { IsNewProcess = true, StartSeconds = .07 };
        var estimate = Estimate(inputs, request: cold, coldSeconds: .3);
        Assert.Equal(Cost(.01) + Cost(.04) + .37, estimate.Seconds, 6);
        Assert.Equal(Cost(.01) + Cost(.04) + .37, Estimate(inputs, request: cold).Seconds, 6);
        Assert.Equal(Cost(.01) + Cost(.04), Estimate(inputs).Seconds, 6);
    }

    [Fact]
    public void A_run_that_takes_too_long_is_stopped_extrapolated_and_not_kept()
    {
        var operation = new TextOperation((_, context) =>
        {
            // A first step of 1 s, half of the work in the next second, then 5% per second.
            _clock.Advance(TimeSpan.FromSeconds(1));
            context.Progress!(new OperationProgress(.5, "quick"));
            for (var second = 1; second <= 10; second++)
            {
                _clock.Advance(TimeSpan.FromSeconds(1));
                context.Progress!(new OperationProgress(.5 + (second * .05), "slow"));
                context.Cancellation.ThrowIfCancellationRequested();
            }

            Assert.Fail("The run was not stopped.");
        });
        ImageInput[] inputs = [Input(100)];
        var estimate = Estimate(inputs, operation: operation);
        Assert.True(estimate is { IsCut: true, IsMeasuredNow: true });
        Assert.Equal(11, estimate.Seconds, 6);
        Assert.True(estimate.Factor > 1.6);
        Assert.True(Estimate(inputs, operation: operation).IsMeasuredNow, "A run that was stopped was kept.");
    }

    [Fact]
    public void Every_chosen_size_has_its_part_of_the_time()
    {
        var seen = new HashSet<string>();
        var operation = new TextOperation((input, context) =>
        {
            seen.Add(input.Source.Name);
            for (var step = 1; step <= 100; step++)
            {
                _clock.Advance(TimeSpan.FromSeconds(input.Info.PixelCount / 1e4 / 100));
                context.Progress!(new OperationProgress(step / 100.0, "steady"));
                context.Cancellation.ThrowIfCancellationRequested();
            }
        });
        var estimate = Estimate([.. Enumerable.Range(1, 9).Select(i => Input(100 * i))], operation: operation);
        Assert.Equal(3, seen.Count);
        Assert.True(_clock.Elapsed.TotalSeconds < CostSampler.BoxSeconds + 1);
        Assert.Equal(285, estimate.Seconds, 1);
        Assert.True(estimate is { IsCut: true, IsExtrapolated: false });
    }

    [Fact]
    public void Inputs_that_cannot_be_read_or_processed_are_left_out()
    {
        var estimate = Estimate([Input(100), new ImageInput(ImageSource.File(_folder["missing.png"]), ImageCodecs.Default)]);
        Assert.Equal((1, 1), (estimate.Files, estimate.Unreadable));
        var failing = new TextOperation((_, _) => throw new StylizeException(StylizeError.OperationFailed, "a", "It failed.", "Advice."));
        Assert.Equal(StylizeError.OperationFailed, Assert.Throws<StylizeException>(
            () => Estimate([Input(100)], operation: failing, request: new EstimateRequest { Recalibrate = true })).Error);
        Assert.Equal(StylizeError.OperationFailed, Assert.Throws<StylizeException>(() => Estimate([])).Error);
    }

    [Fact]
    public void The_parts_of_a_submission_use_the_same_model()
    {
        ImageInput[] inputs = [Input(100), Input(200), new(ImageSource.File(_folder["missing.png"]), ImageCodecs.Default)];
        var seconds = Estimator().SecondsOfEach(inputs);
        Assert.Equal(Cost(.01), seconds[0], 6);
        Assert.Equal(Cost(.04), seconds[1], 6);
        Assert.Equal((Cost(.01) + Cost(.04)) / 2, seconds[2], 6);
        Assert.False(Estimate(inputs).IsMeasuredNow);
    }

    [Fact]
    public void The_share_that_the_runs_got_overrides_the_measured_load()
    {
        ImageInput[] inputs = [Input(100), Input(200)];
        _free = .1;
        Assert.Equal(Cost(.01) + Cost(.04), Estimate(inputs).Seconds, 6);
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
        var estimator = new BatchEstimator(operation, new RunnerOptions(), new CostModelCache(_folder["cache"]), Machine);
        Assert.ThrowsAny<OperationCanceledException>(() => estimator.Estimate([Input(40)], cancellation: stop.Token));
    }

    private EstimateMachine Machine => new()
    {
        Time = _clock, ProcessorTime = () => _clock.Elapsed, FreeShare = _ => _free, Identity = "machine",
    };

    /// <summary>Returns the seconds of a run of the test operation.</summary>
    private static double Cost(double megapixels) => .02 + (.5 * megapixels);

    private BatchEstimate Estimate(
        IReadOnlyList<ImageInput> inputs, EstimateMachine? machine = null, IOperation? operation = null, PixelArtOptions? options = null,
        int version = 1, int threads = 1, EstimateRequest? request = null, double coldSeconds = 0, double wallPerProcessor = 1)
    {
        var estimator = Estimator(machine, operation, options, version, threads, coldSeconds, wallPerProcessor);
        return estimator.Estimate(inputs, request);
    }

    private BatchEstimator Estimator(
        EstimateMachine? machine = null, IOperation? operation = null, PixelArtOptions? options = null, int version = 1, int threads = 1,
        double coldSeconds = 0, double wallPerProcessor = 1)
    {
        var cold = coldSeconds;
        operation ??= new TextOperation((input, _) =>
        {
            _runs.Add(input.Info.PixelCount);
            _clock.Advance(TimeSpan.FromSeconds((Cost(input.Info.PixelCount / 1e6) * wallPerProcessor) + cold));
            cold = 0;
        })
        {
            Version = version,
            Options = options ?? PixelArtOptions.Default,
        };
        machine ??= Machine with { ProcessorTime = () => _clock.Elapsed / wallPerProcessor };
        return new BatchEstimator(
            operation, new RunnerOptions { ThrottleLimit = 1, MaxThreads = threads }, new CostModelCache(_folder["cache"]), machine);
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
