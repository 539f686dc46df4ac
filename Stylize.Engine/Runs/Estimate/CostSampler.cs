using Stylize.Engine.Operations;

namespace Stylize.Engine.Runs.Estimate;

/// <summary>
/// Measures a few items of a batch, one after the other, from the smallest to the largest. All runs together take a few seconds: a run
/// that takes longer than its part of that is stopped, and its time is extrapolated from its progress.
/// </summary>
/// <param name="machine">Clocks and load.</param>
/// <param name="threads">Threads of each run.</param>
/// <param name="progress">Receives the share of the measurement that is done; from any thread.</param>
/// <param name="cancellation">Stops the measurement.</param>
internal sealed class CostSampler(
    EstimateMachine machine, int threads, Action<OperationProgress>? progress, CancellationToken cancellation)
{
    /// <summary>Seconds of all runs together.</summary>
    public const double BoxSeconds = 6;

    /// <summary>Runs go on beyond the chosen ones until this share of the time is used.</summary>
    private const double FillShare = .3;

    /// <summary>A first run that takes a smaller share of the time is repeated, which shows what compiling the code took.</summary>
    private const double RepeatShare = .15;

    /// <summary>Most runs of one item.</summary>
    private const int MaxRepeats = 3;

    private readonly List<CostSample> _samples = [];
    private readonly DateTimeOffset _date = machine.Time.GetUtcNow();
    private readonly long _began = machine.Time.GetTimestamp();
    private double _warmUp;
    private StylizeException? _failure;

    private double Elapsed => machine.Time.GetElapsedTime(_began).TotalSeconds;

    /// <summary>Measures items.</summary>
    /// <param name="units">One or more items, in the order of their sizes.</param>
    /// <exception cref="StylizeException">OperationFailed: none of them can be processed.</exception>
    public CostModel Measure(IReadOnlyList<EstimateUnit> units)
    {
        var free = machine.FreeShare(threads);
        int[] chosen = [.. ((int[])[0, (units.Count - 1) / 2, units.Count - 1]).Distinct()];
        for (var i = 0; i < chosen.Length && Elapsed < BoxSeconds; i++)
        {
            Run(units, chosen[i], (BoxSeconds - Elapsed) / (chosen.Length - i), isFirst: i == 0);
        }

        var last = units.Count - 1;
        foreach (var unit in (int[])[.. ((int[])[last / 4, last * 3 / 4]).Except(chosen), .. chosen.Reverse(), .. chosen.Reverse()])
        {
            var expected = _samples.Where(s => s.File <= unit).Select(s => s.Seconds).DefaultIfEmpty(BoxSeconds).Max();
            if (Elapsed + expected < FillShare * BoxSeconds && _samples.Count(s => s.File == unit) < MaxRepeats)
            {
                Run(units, unit, BoxSeconds - Elapsed, isFirst: false);
            }
        }

        if (_samples.Count == 0)
        {
            throw new StylizeException(
                StylizeError.OperationFailed, units[0].Name, "None of the files measured for the estimate could be processed.",
                _failure?.Advice ?? _failure?.Message, _failure);
        }

        // What the runs got for certain, over seconds, says more than two short looks at the machine.
        var got = _samples.Sum(s => s.ProcessorSeconds) / (threads * _samples.Sum(s => s.Seconds));
        free = Math.Min(1, Math.Max(Math.Sqrt(free * machine.FreeShare(threads)), got));
        return new CostModel([.. _samples.Select(s => Unloaded(s, free))], _warmUp * free);
    }

    /// <summary>
    /// A run's wall time as it would be without other programs: shorter by their share, and no shorter than its processor time on all
    /// threads.
    /// </summary>
    private CostSample Unloaded(CostSample sample, double free) => sample with
    {
        Seconds = Math.Max(sample.Seconds * free, Math.Min(sample.Seconds, sample.ProcessorSeconds / threads)),
        FreeShare = free,
    };

    private void Run(IReadOnlyList<EstimateUnit> units, int index, double slice, bool isFirst)
    {
        var run = Time(units[index], index, slice);
        if (isFirst && run is { IsCut: false } first && first.Seconds < RepeatShare * BoxSeconds
            && Time(units[index], index, slice) is { } second)
        {
            _warmUp = Math.Max(0, first.Seconds - second.Seconds);
            run = second;
        }

        if (run is not null)
        {
            _samples.Add(run);
        }

        progress?.Invoke(new OperationProgress(Math.Min(1, Elapsed / BoxSeconds), "Measuring"));
    }

    /// <summary>Runs an item until it is done or its part of the time has passed; null if nothing can be learned from it.</summary>
    private CostSample? Time(EstimateUnit unit, int index, double slice)
    {
        using var box = new CancellationTokenSource(TimeSpan.FromSeconds(Math.Max(.01, slice)), machine.Time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(box.Token, cancellation);
        var (began, processor) = (machine.Time.GetTimestamp(), machine.ProcessorTime());
        var course = new RunCourse(() => Seconds().Processor);
        try
        {
            unit.Run(new OperationContext { MaxThreads = threads, Cancellation = stop.Token, Progress = course.Report });
            var (wall, cpu) = Seconds();
            return new CostSample(index, unit.Megapixels, cpu, wall, _date);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested && stop.IsCancellationRequested && IsCancellation(e))
        {
            var (wall, cpu) = Seconds();
            var whole = course.Whole(cpu, out var done);
            return new CostSample(index, unit.Megapixels, whole, wall * whole / cpu, _date, DoneShare: done);
        }
        catch (StylizeException failure)
        {
            _failure = failure;
            return null;
        }

        (double Wall, double Processor) Seconds() =>
            (Math.Max(1e-6, machine.Time.GetElapsedTime(began).TotalSeconds),
            Math.Max(1e-6, (machine.ProcessorTime() - processor).TotalSeconds));
    }

    private static bool IsCancellation(Exception exception) =>
        exception is OperationCanceledException
        || (exception is AggregateException { InnerExceptions: var inner } && inner.Any(IsCancellation));
}
