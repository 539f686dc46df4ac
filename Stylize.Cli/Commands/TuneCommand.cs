using Stylize.Engine.Measuring;

namespace Stylize.Cli.Commands;

internal sealed class TuneCommand : WorkCommand
{
    public const string CommandName = "tune";
    public const string Summary = "Find the options with the best quality within a time limit, and save them as a preset.";

    private readonly DeclaredOptions _options;
    private readonly Option<string> _preset;
    private readonly Option<string> _name;

    public TuneCommand(CommandHost host)
        : base(host, CommandName, Summary, ArgumentArity.OneOrMore, operation => operation.TuningParameters.Count > 0)
    {
        _options = Declare<TuningPlan>();
        _preset = Declare<string>("--preset", "name", "Preset to start from. Default: Default.");
        _name = Declare<string>("--name", "name", "Name of the preset to save.");
        Finish("stylize tune pixel-art photos --target-time 200ms", "stylize tune pixel-art photo.jpg --target-time 100ms --name quick");
    }

    protected override int Run(ParseResult values)
    {
        var operation = Operation(values);
        var start = new UserPresets().Load(operation, values.GetValue(_preset) ?? "Default");
        var plan = new TuningPlan { Operation = operation, Start = start, TargetTime = default };
        var tuner = new OptionTuner(OptionSet.Apply(plan, _options.Given(values), Host), Host.Codec);
        var paths = Inputs(values, out var anyFailed);
        using var read = TuningImages.Read(paths, Host.Codec, (_, failure) => Fail(failure), Host.Cancellation);
        if (read.Images.Count == 0) return ExitCode.SomeFailed;

        var display = Display(values);
        var result = tuner.Tune(read.Images, display.Report, Host.Cancellation);
        display.Clear();
        Show(result, AsJson(values));
        if (values.GetValue(_name) is { } name)
        {
            Host.Note($"Saved as '{new UserPresets().Save(operation, name, result.Options, Force(values))}'.");
        }

        return result.TargetMet && !anyFailed ? ExitCode.AllDone : ExitCode.SomeFailed;

        void Fail(StylizeException failure)
        {
            anyFailed = true;
            FailureText.Write(Host.Error, failure);
        }
    }

    private void Show(TuningResult result, bool json)
    {
        KeyValuePair<string, object?>[] fields =
        [
            new("TargetTime", result.TargetTime),
            new("TargetMet", result.TargetMet),
            new("Time", result.Best.Time),
            new("Quality", result.Best.Quality),
            new("MeanDeltaE2000", result.Best.DeltaE),
            new("Changes", result.Best.Changes),
            new("StartTime", result.Start.Time),
            new("StartQuality", result.Start.Quality),
            new("Trials", result.Trials.Count),
        ];
        if (json)
        {
            JsonLine.Write(Host.Out, fields);
            return;
        }

        foreach (var field in fields)
        {
            Host.Out.WriteLine(TextField.Format(field));
        }
    }
}
