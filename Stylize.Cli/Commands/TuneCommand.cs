using System.CommandLine;
using Stylize.Cli.Hosting;
using Stylize.Cli.Output;
using Stylize.Engine;
using Stylize.Engine.Catalog;
using Stylize.Engine.Imaging;
using Stylize.Engine.Measuring;
using Stylize.Engine.Operations;
using Stylize.Engine.Telemetry;

namespace Stylize.Cli.Commands;

/// <summary>`stylize tune`: the options with the best quality within a time.</summary>
internal sealed class TuneCommand : WorkCommand
{
    public const string CommandName = "tune";
    public const string Summary = "Find the options with the best quality within a time, and save them as a preset.";

    private readonly Option<TimeSpan> _targetTime;
    private readonly Option<string?> _preset;
    private readonly Option<int?> _maxTrials;
    private readonly Option<string?> _name;

    public TuneCommand(CommandHost host)
        : base(host, CommandName, Summary, ArgumentArity.OneOrMore)
    {
        _targetTime = Declare<TimeSpan>("--target-time", "hh:mm:ss.f", "Longest time of one image.");
        _targetTime.Required = true;
        _preset = Declare<string?>("--preset", "name", "Where the search starts; default Default.");
        _maxTrials = Declare<int?>("--max-trials", "n", "Most sets of options to try; default 60.");
        _name = Declare<string?>("--name", "name", "Save what was found as a preset of this name.");
        MaxThreads.Aliases.Add("--thread");
        Finish("stylize tune pixel-art photos --target-time 00:00:00.2", "stylize tune pixel-art photo.jpg --target-time 00:00:00.1 --name quick");
    }

    protected override int Run(ParseResult values)
    {
        var operation = Operation(values);
        var plan = new TuningPlan
        {
            Operation = operation,
            Start = new UserPresets().Load(operation, values.GetValue(_preset) ?? "Default"),
            TargetTime = values.GetValue(_targetTime),
            MaxTrials = values.GetValue(_maxTrials) ?? 60,
            MaxThreads = values.GetValue(MaxThreads) ?? Environment.ProcessorCount,
        };
        var tuner = new OptionTuner(plan, Host.Codec);
        var images = new List<Raster<Rgba32>>();
        try
        {
            foreach (var path in Inputs(values, out var anyFailed))
            {
                images.Add(Host.Codec.DecodeRgba(ImageSource.File(path)));
            }

            if (images.Count == 0)
            {
                return ExitCode.SomeFailed;
            }

            var display = Display(values);
            var result = tuner.Tune(images, display.Report, Host.Cancellation);
            display.Clear();
            Show(result, AsJson(values));
            if (values.GetValue(_name) is { } name)
            {
                Host.Error.WriteLine($"Saved as '{new UserPresets().Save(operation, name, result.Options, Force(values))}'.");
            }

            return result.TargetMet ? ExitCode.AllDone : ExitCode.SomeFailed;
        }
        finally
        {
            images.ForEach(image => image.Dispose());
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
