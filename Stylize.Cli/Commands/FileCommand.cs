using System.CommandLine;
using Stylize.Cli.Hosting;
using Stylize.Cli.Output;
using Stylize.Engine.Batch;
using Stylize.Engine.Measuring;
using Stylize.Engine.Operations;

namespace Stylize.Cli.Commands;

/// <summary>A command that makes a file of each input: the operation is the derived class's, all else is here.</summary>
internal abstract class FileCommand(CommandHost host, string name, string description) : InputCommand(host, name, description)
{
    private readonly Option<string> _destinationPath = new("--destination-path", "-o")
    {
        Description = "Folder for the results, made if missing; or, for a single input, a file name. Default: beside each input.",
        HelpName = "path",
    };

    private readonly Option<bool> _force = new("--force") { Description = "Replace existing files." };
    private readonly Option<bool> _whatIf = new("--what-if") { Description = "Say what would be written, and write nothing." };
    private readonly Option<bool> _estimate = new("--estimate")
    {
        Description = "Say what the batch will take, from a few of its files run for real, and write nothing.",
    };

    private readonly Option<bool> _recalibrate = new("--recalibrate")
    {
        Description = "With --estimate: run files again even where earlier runs are remembered.",
    };

    /// <summary>Where the work is sent instead of being done here; null where it is done here.</summary>
    public Submission? Submission { get; set; }

    /// <summary>The destination as typed; null where none was.</summary>
    protected string? Destination(ParseResult values) => values.GetValue(_destinationPath);

    /// <summary>The operation with the options that were typed.</summary>
    /// <exception cref="Stylize.Engine.StylizeException">OptionInvalid.</exception>
    protected abstract IOperation CreateOperation(ParseResult values);

    /// <summary>True where nothing is written, so that what takes time need not be done.</summary>
    protected bool IsDryRun(ParseResult values) => values.GetValue(_whatIf) || values.GetValue(_estimate);

    /// <summary>The inputs that the arguments lead to, for an operation that must see all of them before the first is done.</summary>
    protected IEnumerable<ImageInput> Inputs(ParseResult values, string ownSuffix) =>
        Items(values, ownSuffix, input => new FileItem(input)).Where(item => item.Failure is null).Select(item => item.Input);

    protected override void AddShared()
    {
        Options.Add(_destinationPath);
        Options.Add(_force);
        Options.Add(_whatIf);
        Options.Add(_estimate);
        Options.Add(_recalibrate);
        base.AddShared();
    }

    protected sealed override int Run(ParseResult values)
    {
        var operation = CreateOperation(values);
        if (values.GetValue(_estimate))
        {
            return Estimate(values, operation);
        }

        var targets = new TargetOptions
        {
            Destination = values.GetValue(_destinationPath) is { } path ? FullDestination(path) : null,
            DestinationName = "DestinationPath",
            Force = values.GetValue(_force),
        };
        var planner = new TargetPlanner(operation, targets);
        using var batch = new FileWork(operation, planner).CreateBatch(BatchOptions(values), Host.Cancellation);
        var items = Items(values, operation.TargetSuffix, planner.Plan);
        if (values.GetValue(_whatIf))
        {
            return WhatIf(planner, items, Display(values));
        }

        if (Submission is not null)
        {
            return Submission.Send(values, operation, planner, [.. items], BatchOptions(values), WorkDisplay(values));
        }

        var json = AsJson(values);
        return Display(values).Run(batch, items, result => Show(result, json));
    }

    private string FullDestination(string path) =>
        Path.EndsInDirectorySeparator(path) ? Host.FullPath(path) + Path.DirectorySeparatorChar : Host.FullPath(path);

    private int Estimate(ParseResult values, IOperation operation)
    {
        var display = WorkDisplay(values);
        var estimator = new BatchEstimator(operation, BatchOptions(values).Limits, new CostModelCache());
        var estimate = estimator.Estimate(Inputs(values, operation.TargetSuffix), values.GetValue(_recalibrate), display.Report,
            Host.Cancellation);
        display.Clear();
        KeyValuePair<string, object?>[] fields =
        [
            new("Files", estimate.Files),
            new("Unreadable", estimate.Unreadable),
            new("Megapixels", estimate.Megapixels),
            new("Time", estimate.Time),
            new("RelativeError", estimate.RelativeError),
            new("PeakMemory", estimate.PeakMemory),
            new("Calibrated", estimate.Calibrated),
        ];
        if (AsJson(values))
        {
            JsonLine.Write(Host.Out, fields);
        }
        else
        {
            Host.Out.WriteLine(string.Join(", ", fields.Select(TextField.Format)));
        }

        return ExitCode.AllDone;
    }

    private int WhatIf(TargetPlanner planner, IEnumerable<FileItem> items, BatchDisplay display)
    {
        var exitCode = ExitCode.AllDone;
        foreach (var item in items)
        {
            Host.Cancellation.ThrowIfCancellationRequested();
            if (planner.Obstacle(item) is { } obstacle)
            {
                exitCode = ExitCode.SomeFailed;
                display.Fail(obstacle);
            }
            else
            {
                Host.Out.WriteLine($"What if: '{item.Source}' would become '{item.Target}'.");
            }
        }

        return exitCode;
    }

    private void Show(BatchResult<WrittenFile> result, bool json) => Show(Host, result, json);

    /// <summary>Writes the result line of a file.</summary>
    internal static void Show(CommandHost host, BatchResult<WrittenFile> result, bool json)
    {
        var file = result.Value!;
        if (!json)
        {
            host.Out.WriteLine(file.Path);
            return;
        }

        JsonLine.Write(host.Out,
        [
            new("Source", result.Source),
            new("Target", file.Path),
            new("SideFiles", file.SideFiles),
            new("Elapsed", result.Elapsed),
            new("Width", file.Width),
            new("Height", file.Height),
            .. file.Summary,
            new("Phases", result.Phases.Select(p => new KeyValuePair<string, object?>(p.Name, p.Elapsed))),
        ]);
    }
}
