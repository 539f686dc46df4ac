using Stylize.Engine.Runs;
using Stylize.Engine.Runs.Report;
using Stylize.Engine.Segmentation.Plates.Run;

namespace Stylize.Engine.Tests.Segmentation;

/// <summary>A run over a plate that collects its output.</summary>
internal sealed class CollectedRun : IRunDisplay<WellResult>
{
    public List<BatchResult<WellResult>> Results { get; } = [];

    public List<(StylizeException Failure, string? Source)> Failures { get; } = [];

    public List<string> Details { get; } = [];

    /// <summary>The warnings of wells.</summary>
    public List<string> Warnings { get; } = [];

    public List<WellTimepoint> Wells => [.. Results.SelectMany(result => result.Value!.Timepoints)];

    public static CollectedRun Of(
        PlateOptions options, TargetOptions targets, IEnumerable<string> files,
        Func<string, IMeasurementStore>? open = null, BatchOptions? batch = null, Action<PlatePlan>? planned = null)
    {
        options.Validate();
        var shown = new CollectedRun();
        var context = new RunContext<WellResult>(shown, ImageCodecs.Default) { Batch = batch ?? new() };
        using var run = new PlateRun(context, options, targets, open ?? MeasurementStores.Open);
        var plan = run.PlanAll(files.Select(file => new RunInput(file)), isShown: false);
        planned?.Invoke(plan);
        run.Complete();
        return shown;
    }

    public void Result(BatchResult<WellResult> result) => Results.Add(result);

    public void Failure(StylizeException failure, string? source) => Failures.Add((failure, source));

    public void Message(BatchMessage message)
    {
        if (message.IsWarning) Warnings.Add(message.Text);
    }

    public void Detail(string text) => Details.Add(text);
}
