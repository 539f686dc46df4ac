using System.CommandLine;
using Stylize.Cli.Arguments;
using Stylize.Cli.Hosting;
using Stylize.Cli.Inputs;
using Stylize.Cli.Output;
using Stylize.Engine;
using Stylize.Engine.Catalog;
using Stylize.Engine.Measuring;
using Stylize.Engine.Operations;
using Stylize.Engine.Operations.Options;
using Stylize.Engine.Runs;
using Stylize.Engine.Runs.Report;
using Stylize.Engine.Runs.Targets;

namespace Stylize.Cli.Commands;

/// <summary>A command that makes a file of each input: the operation is the derived class's, all else is here.</summary>
internal abstract class FileCommand(CommandHost host, string name, string description) : InputCommand(host, name, description)
{
    private readonly Option<string> _destinationPath = new("--destination-path", "-o")
    {
        Description = "Folder for the results, made if missing; or, for a single input, a file name, or - for standard output. "
            + "Default: beside each input.",
        HelpName = "path",
    };

    private readonly Option<bool> _force = new("--force") { Description = "Replace existing files." };
    private readonly Option<string> _like = new("--like")
    {
        Description = "Begin with the options of a file that the same command has made.",
        HelpName = "file",
    };

    private readonly Option<bool> _whatIf = new("--what-if") { Description = "Say what would be written, and write nothing." };
    private readonly Option<bool> _estimate = new("--estimate")
    {
        Description = "Estimate the time of the batch from a few of its files; write nothing.",
    };

    private readonly Option<bool> _recalibrate = new("--recalibrate")
    {
        Description = "With --estimate: measure again even if an earlier measurement fits.",
    };

    private readonly Option<bool> _show = new("--show") { Description = "Draw each result in the terminal." };
    private DeclaredOptions? _targets;
    private InputSelection<InputPath>? _selection;

    /// <summary>Where the work is sent instead of being done here; null where it is done here.</summary>
    public Submission? Submission { get; set; }

    /// <summary>The destination as typed; null where none was.</summary>
    protected string? Destination(ParseResult values) => values.GetValue(_destinationPath);

    /// <summary>The operation with the options that were typed.</summary>
    /// <exception cref="Stylize.Engine.StylizeException">OptionInvalid.</exception>
    protected abstract IOperation CreateOperation(ParseResult values);

    /// <summary>The operation that a run on several threads rehearses while it starts; null: none.</summary>
    protected virtual IOperation? Rehearsed => null;

    /// <summary>True where nothing is written, so that what takes time need not be done.</summary>
    protected bool IsDryRun(ParseResult values) =>
        values.GetValue(_estimate) || (values.GetValue(_whatIf) && !Targets(values).Update);

    /// <summary>The operation with what it must learn from all inputs before the first is done.</summary>
    /// <param name="values">The values that were typed.</param>
    /// <param name="operation">The operation with the options that were typed.</param>
    /// <param name="inputs">Returns the inputs of all shards.</param>
    protected virtual IOperation Learn(ParseResult values, IOperation operation, Func<IReadOnlyList<ImageInput>> inputs) => operation;

    /// <summary>What the command begins with: the file that --like names, or what else is given.</summary>
    /// <param name="values">The values that were typed.</param>
    /// <param name="operation">The operation's name.</param>
    /// <param name="declared">The options that may be given besides.</param>
    protected StartOptions Start(ParseResult values, string operation, params IReadOnlyList<DeclaredOptions> declared) =>
        new(operation, Host)
        {
            Like = values.GetValue(_like) is { } like ? Host.FullPath(like) : null,
            Given = [.. declared.SelectMany(options => options.Given(values)).Select(option => option.Key)],
        };

    protected override void AddShared()
    {
        Options.Add(_destinationPath);
        Options.Add(_force);
        _targets = Declare<TargetOptions>();
        Options.Add(_like);
        Options.Add(_whatIf);
        Options.Add(_estimate);
        Options.Add(_recalibrate);
        Options.Add(_show);
        base.AddShared();
    }

    protected sealed override int Run(ParseResult values)
    {
        BatchEstimator.Check(values.GetValue(_estimate), values.GetValue(_recalibrate));
        var targets = Targets(values);
        if (Submission is null && !IsDryRun(values) && MaxThreads(values) > 1 && Rehearsed is { } rehearsed)
        {
            Rehearsal.Begin(rehearsed, Host.Codec);
        }

        var operation = CreateOperation(values);
        if (!values.GetValue(_estimate) && IsPiped(values))
        {
            return Pipe(values, operation, targets);
        }

        var planner = new TargetPlanner(operation, targets);
        if (values.GetValue(_estimate))
        {
            return Estimate(values, operation, planner, targets);
        }

        operation = Learn(values, operation, () =>
        {
            ImageInput[] inputs = [.. Inputs(values, operation, planner, targets)];
            if (inputs.Length > 0 && Submission is null && !values.GetValue(_whatIf))
            {
                planner.RequireWritable(inputs[0].Source.Name);
            }

            return inputs;
        });
        using var work = new FileWork(operation, planner);
        var items = Items(values, planner.Plan, Chosen(values, operation, planner, targets));
        var display = Display(values);
        if (values.GetValue(_whatIf))
        {
            return WhatIf(work, items, display);
        }

        if (Submission is not null)
        {
            FileItem[] submitted = [.. items];
            WarnOfResults();
            return Submission.Send(values, operation, planner, submitted, BatchOptions(values), WorkDisplay(values));
        }

        using var batch = work.CreateBatch(BatchOptions(values), Host.Cancellation);
        var json = AsJson(values);
        var picture = values.GetValue(_show) ? new PictureDisplay(Host) : null;
        var exitCode = display.Run(batch, items, result =>
        {
            Show(result, json);
            picture?.Show(result.Value!.Path);
        });
        WarnOfResults();
        Tell(work.EndUpdate(batch.Totals, Host.Codec, AllFound));
        return exitCode;
    }

    /// <summary>The inputs without results of the operation, unless one file is named alone.</summary>
    private IEnumerable<InputPath> Chosen(ParseResult values, IOperation operation, TargetPlanner planner, TargetOptions targets)
    {
        _selection = new InputSelection<InputPath>(operation, planner, Host.Codec, targets.IncludeResults || NamesOneFile(values),
            input => input.Failure is null && !input.IsStandardInput ? input.Path : null);
        return _selection.Choose(Paths(values));
    }

    private IEnumerable<ImageInput> Inputs(ParseResult values, IOperation operation, TargetPlanner planner, TargetOptions targets) =>
        AllItems(values, input => new FileItem(input), Chosen(values, operation, planner, targets))
            .Where(item => item.Failure is null).Select(item => item.Input);

    private void WarnOfResults()
    {
        if (_selection?.Warning("--include-results") is { } warning)
        {
            Host.Error.WriteLine($"stylize: warning: {warning}");
        }
    }

    /// <summary>True where standard input or standard output takes part as a file.</summary>
    private bool IsPiped(ParseResult values) =>
        values.GetValue(_destinationPath) == StandardInput.Word || Named(values).Contains(StandardInput.Word);

    private int Pipe(ParseResult values, IOperation operation, TargetOptions targets)
    {
        var inputs = Named(values).ToList();
        var toOutput = values.GetValue(_destinationPath) == StandardInput.Word;
        PipedFile.Refuse(values, this, inputs, toOutput);
        if (Submission is not null)
        {
            throw new StylizeException(StylizeError.OptionInvalid, null, "Workers take files, not pipelines.", "Name files and folders.");
        }

        var piped = new PipedFile(Host, operation, !targets.NoProvenance);
        var target = piped.Target(targets.Destination, toOutput);
        var file = inputs[0] == StandardInput.Word ? null : PipedFile.Only([.. Paths(values)]);
        operation = Learn(values, operation, () =>
            [.. AllItems(values, input => new FileItem(input)).Where(item => item.Failure is null).Select(item => item.Input)]);
        piped = new PipedFile(Host, operation, !targets.NoProvenance);
        var display = WorkDisplay(values);
        try
        {
            var context = new OperationContext
            {
                Cancellation = Host.Cancellation,
                MaxThreads = MaxThreads(values),
                Progress = display.Report,
                Warning = text => Host.Error.WriteLine($"stylize: warning: {text}"),
                Verbose = IsVerbose(values) ? Host.Error.WriteLine : null,
            };
            piped.Run(file ?? StandardInput.Read(Host), DecodeOptions(values), context, target, targets.Force);
        }
        finally
        {
            display.Clear();
        }

        if (target is not null)
        {
            Host.Out.WriteLine(target);
            if (values.GetValue(_show))
            {
                new PictureDisplay(Host).Show(target);
            }
        }

        return ExitCode.AllDone;
    }

    private TargetOptions Targets(ParseResult values)
    {
        var targets = OptionSet.Lay(new TargetOptions(), _targets!.Given(values), Host) with
        {
            Destination = values.GetValue(_destinationPath) is { } path && path != StandardInput.Word ? FullDestination(path) : null,
            DestinationName = "DestinationPath",
            Force = values.GetValue(_force),
        };
        targets.Validate();
        return targets;
    }

    /// <summary>Says what an update has to say at its end.</summary>
    private void Tell(IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            Host.Error.WriteLine($"stylize: {line}");
        }
    }

    private string FullDestination(string path) =>
        Path.EndsInDirectorySeparator(path) ? Host.FullPath(path) + Path.DirectorySeparatorChar : Host.FullPath(path);

    private int Estimate(ParseResult values, IOperation operation, TargetPlanner planner, TargetOptions targets)
    {
        var display = WorkDisplay(values);
        var estimator = new BatchEstimator(operation, BatchOptions(values).Limits, new CostModelCache());
        var request = EstimateLine.Request(Host, values.GetValue(_recalibrate), display.Report);
        var estimate = estimator.Estimate(Inputs(values, operation, planner, targets), request, Host.Cancellation);
        display.Clear();
        WarnOfResults();
        EstimateLine.Write(Host, estimate, AsJson(values));
        return ExitCode.AllDone;
    }

    private int WhatIf(FileWork work, IEnumerable<FileItem> items, BatchDisplay display)
    {
        var exitCode = display.Foretell(work, items, out var totals);
        WarnOfResults();
        Tell(work.EndUpdate(totals, Host.Codec, AllFound, remove: false));
        return exitCode;
    }

    private void Show(BatchResult<WrittenFile> result, bool json) => Show(Host, result, json);

    /// <summary>Writes the result line of a file.</summary>
    internal static void Show(CommandHost host, BatchResult<WrittenFile> result, bool json)
    {
        var file = result.Value!;
        if (file.IsCurrent)
        {
            return;
        }

        if (!json)
        {
            host.Out.WriteLine(host.OutputIsTerminal ? ResultLine.Of(result) : file.Path);
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
