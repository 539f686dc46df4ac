using Stylize.Engine.Runs;
using Stylize.Engine.Runs.Report;
using Stylize.Engine.Runs.Runner;
using Stylize.Engine.Runs.Targets;

namespace Stylize.Engine.Segmentation.Plates;

/// <summary>The wells of a <see cref="PlateRun"/> as a run that shows its results.</summary>
public sealed class WellRun(RunContext<SegmentedSeries> context, PlateRun plate, Action<BatchResult<SegmentedSeries>> deliver)
    : Run<WellItem, SegmentedSeries>(context)
{
    /// <summary>Does wells.</summary>
    public void Run(IEnumerable<WellItem> wells)
    {
        Do(wells, areAll: true);
        Complete();
    }

    /// <inheritdoc cref="Run{TItem, TResult}.Mine"/>
    public new IEnumerable<WellItem> Mine(IEnumerable<WellItem> wells) => base.Mine(wells);

    /// <inheritdoc/>
    protected override ItemBatch<WellItem, SegmentedSeries> CreateBatch() => plate.Batch;

    /// <inheritdoc/>
    protected override void TakeInputs(IEnumerable<RunInput> inputs, bool areAll) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void CompleteRun() => EndItems();

    /// <inheritdoc/>
    protected override ItemOutlook Foresee(WellItem item) => new() { IsCurrent = true };

    /// <inheritdoc/>
    protected override string FailedInput(BatchResult<SegmentedSeries> result) =>
        result.Failure?.Target is { } path && Path.IsPathRooted(path) ? path : result.Source;

    /// <inheritdoc/>
    protected override void Deliver(BatchResult<SegmentedSeries> result) => deliver(result);
}
