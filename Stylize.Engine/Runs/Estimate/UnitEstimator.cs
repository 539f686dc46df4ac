using Stylize.Engine.Runs.Runner;

namespace Stylize.Engine.Runs.Estimate;

/// <summary>
/// Predicts the time of a batch of items before it runs, from an earlier measurement if it fits these items, otherwise from a new one.
/// </summary>
/// <param name="work">Identifies the operation and every option on which its cost depends.</param>
/// <param name="limits">Items at a time and threads of the batch.</param>
/// <param name="cache">Keeps measurements.</param>
/// <param name="machine">The machine.</param>
internal sealed class UnitEstimator(string work, RunnerOptions limits, CostModelCache cache, EstimateMachine machine)
{
    private readonly string _key = $"{machine.Identity}|{limits.MaxThreads}|{work}";

    /// <summary>Items at a time.</summary>
    public int AtOnce { get; } = Math.Min(limits.ThrottleLimit, limits.MaxThreads);

    /// <summary>Estimates the time of a batch.</summary>
    /// <param name="sizes">Megapixels of the items in the order of the batch, one or more.</param>
    /// <param name="trials">Gives the items that may be run to measure the cost.</param>
    /// <param name="request">What was asked for.</param>
    /// <param name="cancellation">Stops the estimate.</param>
    public BatchEstimate Estimate(
        IReadOnlyList<double> sizes,
        Func<IEnumerable<EstimateUnit>> trials,
        EstimateRequest request,
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
