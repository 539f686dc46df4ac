namespace Stylize.Engine.Runs.Estimate;

/// <summary>Measures a few items of a batch in a few seconds, from the smallest to the largest. Stops long runs.</summary>
internal sealed class CostSampler(
    EstimateMachine machine, int threads, Action<OperationProgress>? progress, CancellationToken cancellation)
{
    public const double BoxSeconds = 6;

    /// <summary>Share of the time to use before sampling ends.</summary>
    private const double FillShare = .3;

    /// <summary>A first run with a smaller share of the time is repeated to measure the time of compiling.</summary>
    private const double RepeatShare = .15;

    private const int MaxRepeats = 3;

    private readonly List<CostSample> _samples = [];
    private readonly DateTimeOffset _date = machine.Time.GetUtcNow();
    private readonly long _began = machine.Time.GetTimestamp();
    private double _warmUp;
    private StylizeException? _failure;

    private double Elapsed => machine.Time.GetElapsedTime(_began).TotalSeconds;

    /// <exception cref="StylizeException">OperationFailed: no item can be processed.</exception>
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
                StylizeError.OperationFailed, units[0].Name, "Cannot estimate the run because no sample file could be processed.",
                _failure?.Advice ?? _failure?.Message, _failure);
        }

        // The share of the processors that the runs got is more reliable than two short probes.
        var got = _samples.Sum(s => s.ProcessorSeconds) / (threads * _samples.Sum(s => s.Seconds));
        free = Math.Min(1, Math.Max(Math.Sqrt(free * machine.FreeShare(threads)), got));
        return new CostModel([.. _samples.Select(s => Unloaded(s, free))], _warmUp * free);
    }

    /// <summary>Returns the wall time of a run without other programs, at least its processor time on all threads.</summary>
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

    /// <summary>Runs an item until it ends or its time slice has passed; returns null without a usable measurement.</summary>
    private CostSample? Time(EstimateUnit unit, int index, double slice)
    {
        using var box = new CancellationTokenSource(TimeSpan.FromSeconds(Math.Max(.01, slice)), machine.Time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(box.Token, cancellation);
        var (began, processor) = (machine.Time.GetTimestamp(), machine.ProcessorTime());
        var course = new RunProgress(() => Seconds().Processor);
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

/// <summary>The progress of a run over its processor time, to extrapolate the whole. Safe for concurrent use.</summary>
internal sealed class RunProgress(Func<double> clock)
{
    /// <summary>Assumed completed share of a run that reports no progress.</summary>
    private const double UnknownShare = .3;

    private readonly List<(double Clock, double Share)> _points = [(0, 0)];
    private readonly Lock _gate = new();

    public void Report(OperationProgress progress)
    {
        lock (_gate)
        {
            _points.Add((clock(), Math.Clamp(progress.Fraction, _points[^1].Share, 1)));
        }
    }

    /// <summary>Extrapolates the seconds of the whole run from the speed of its second half, otherwise from its mean speed.</summary>
    public double Whole(double elapsed, out double share)
    {
        lock (_gate)
        {
            // The run continues between two reports.
            var (at, last) = _points[^1];
            if (last is 0 or 1)
            {
                share = last == 0 ? UnknownShare : .99;
                return elapsed / share;
            }

            var half = _points.FindLast(p => p.Clock <= at / 2);
            var late = (last - half.Share) / Math.Max(1e-9, at - half.Clock);
            var speed = late > 0 ? late : last / elapsed;
            share = Math.Min(.99, last + (Math.Min(elapsed - at, at) * speed));
            return elapsed + ((1 - share) / speed);
        }
    }
}
