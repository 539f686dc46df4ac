namespace Stylize.Engine.Runs.Estimate;

/// <summary>Estimates the time of a batch from a fitting earlier measurement or a new one.</summary>
internal sealed class UnitEstimator(string work, RunnerOptions limits, CostModelCache cache, EstimateMachine machine)
{
    private readonly string _key = $"{machine.Identity}|{limits.MaxThreads}|{work}";

    public int AtOnce { get; } = Math.Min(limits.ThrottleLimit, limits.MaxThreads);

    public BatchEstimate Estimate(
        IReadOnlyList<double> sizes, Func<IEnumerable<EstimateUnit>> trials, EstimateRequest request,
        CancellationToken cancellation)
    {
        var now = machine.Time.GetUtcNow();
        var kept = request.Recalibrate ? null : cache.Load(_key)?.Current(now);
        var isMeasuredNow = kept is null || !sizes.All(kept.Covers);
        var model = kept;
        double free;
        if (isMeasuredNow)
        {
            var units = trials().OrderBy(unit => unit.Megapixels).ToArray();
            model = new CostSampler(machine, limits.MaxThreads, request.Progress, cancellation).Measure(units);
            free = model.Samples[0].FreeShare;
            if (model.Current(now)?.Extended(kept) is { } complete)
            {
                cache.Save(_key, complete);
            }
        }
        else
        {
            free = machine.FreeShare(limits.MaxThreads);
        }

        var quiet = BatchSchedule.Seconds(
            sizes.Select(size => (model!.ProcessorSeconds(size), model.Seconds(size))), AtOnce, limits.MaxThreads);
        return new BatchEstimate
        {
            Files = sizes.Count,
            Megapixels = sizes.Sum(),
            Seconds = request.StartSeconds + ((quiet + (request.IsNewProcess ? model!.WarmUpSeconds : 0)) / free),
            Factor = EstimateError.Factor(model!, sizes, now, free),
            FreeShare = free,
            MeasuredFiles = model!.Files,
            MinMegapixels = model.MinMegapixels,
            MaxMegapixels = model.MaxMegapixels,
            Measured = model.Measured,
            IsMeasuredNow = isMeasuredNow,
            IsExtrapolated = sizes.Any(size => model.Distance(size) > 1e-9),
            IsCut = model.IsCut,
            Model = model,
            Now = machine.Time.GetLocalNow(),
        };
    }
}

internal sealed record EstimateUnit(string Name, double Megapixels, Action<OperationContext> Run);

/// <summary>Request for an estimate.</summary>
public sealed record EstimateRequest
{
    /// <summary>True to measure even if earlier measurements fit.</summary>
    public bool Recalibrate { get; init; }

    /// <summary>True if the batch will run in a new process, which compiles the code again.</summary>
    public bool IsNewProcess { get; init; }

    /// <summary>Startup time of that process in seconds.</summary>
    public double StartSeconds { get; init; }

    /// <summary>Receives the progress of the measurement; from any thread.</summary>
    public Action<OperationProgress>? Progress { get; init; }
}

/// <summary>The wall time of a batch whose items start in order, each when one of those before it has ended.</summary>
internal static class BatchSchedule
{
    /// <summary>Returns the time until the last item ends (Graham 1966), or that of the processors if they are busy for longer.</summary>
    public static double Seconds(IEnumerable<(double Processor, double Wall)> items, int atOnce, int threads)
    {
        var (ends, busy) = (new double[atOnce], 0.0);
        foreach (var (processor, wall) in items)
        {
            ends[Array.IndexOf(ends, ends.Min())] += wall;
            busy += processor;
        }

        return Math.Max(ends.Max(), busy / threads);
    }
}
