using Stylize.Engine.Catalog;
using Stylize.Engine.Operations.Verbs;

namespace Stylize.Engine.Measuring;

#pragma warning disable CS1591 // The attributes describe the options.

/// <summary>Finds the options with the best quality within a time limit.</summary>
[Verb("Optimize-StylizePreset", Summary, Row = "result", HasProgress = true, Asks = true,
    Output = "Stylize.Engine.Measuring.TuningResult",
    Examples = [
        "stylize tune pixel-art photos --target-time 200ms",
        "stylize tune pixel-art photo.jpg --target-time 100ms --name quick",
    ])]
[VerbInputs("inputs", VerbInputsAttribute.Images, Position = 1)]
internal sealed record TuneVerb : IInputVerb
{
    public const string Summary =
        "Find the options with the best quality within a time limit, and save them as a preset.";

    private OptionTuner? _tuner;

    public IReadOnlyList<string> Inputs { get; set; } = [];

    [Option("One of {Tunable}.", IsArgument = true, Required = true, Position = 0, Names = OptionNames.Operation)]
    public string Operation { get; init; } = "";

    [OptionGroup("")]
    public TuningPlan Plan { get; init; } = new() { Operation = null!, Start = null!, TargetTime = default };

    [Option("Preset to start from.", Group = HelpGroup.Common, ValueName = "name", Names = OptionNames.Preset)]
    public string Preset { get; init; } = "Default";

    [Option("Name of the preset to save.", ValueName = "name")]
    public string? Name { get; init; }

    [Option("Replace existing files.", Group = HelpGroup.Common)]
    public bool Force { get; init; }

    void IVerb.Prepare(IVerbRun run)
    {
        var operation = OperationCatalog.Find(Operation);
        _tuner = new OptionTuner(
            Plan with { Operation = operation, Start = new UserPresets().Load(operation, Preset) }, run.Codec);
    }

    void IVerb.Run(IVerbRun run)
    {
        using var read =
            TuningImages.Read(Inputs, run.Codec, (path, failure) => run.Fail(failure, path), run.Cancellation);
        if (read.Images.Count == 0) return;

        var result = run.Work(progress => _tuner!.Tune(read.Images, progress, run.Cancellation));
        if (!result.TargetMet)
        {
            var (target, fastest) = (result.TargetTime.TotalMilliseconds, result.Best.Time.TotalMilliseconds);
            run.Warn($"No tested options meet the target of {target:0} ms; the fastest take {fastest:0} ms.",
                isFailure: true);
        }

        run.Write(new VerbRow(
            null,
            [
                new("TargetTime", result.TargetTime), new("TargetMet", result.TargetMet),
                new("Time", result.Best.Time), new("Quality", result.Best.Quality),
                new("MeanDeltaE2000", result.Best.DeltaE),
                new("Changes", result.Best.Changes), new("StartTime", result.Start.Time),
                new("StartQuality", result.Start.Quality), new("Trials", result.Trials.Count),
            ])
        {
            Value = result,
        });
        var operation = OperationCatalog.Find(Operation);
        if (Name is not null && run.Confirm(Name, $"Save a preset for {operation.PascalName}"))
        {
            run.Note($"Saved as '{new UserPresets().Save(operation, Name, result.Options, Force)}'.");
        }
    }
}
