using System.CommandLine;
using Stylize.Cli.Arguments;
using Stylize.Cli.Hosting;
using Stylize.Cli.Inputs;
using Stylize.Cli.Output;
using Stylize.Engine.Catalog;
using Stylize.Engine.Operations.Options;
using Stylize.Engine.Operations;
using Stylize.Engine.Runs.Estimate;
using Stylize.Engine.Runs.Report;
using Stylize.Engine.Runs.Targets;
using Stylize.Engine.Runs;
using Stylize.Engine;

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
    private readonly Option<string> _like = NewOption.Of<string>(
        "--like", "file", "Begin with the options of a file that the same command has made.");

    private readonly Option<bool> _whatIf = new("--what-if") { Description = "Say what would be written, and write nothing." };
    private readonly Option<bool> _estimate = NewOption.Of<bool>(
        "--estimate", null, "Estimate the time of the batch from a few of its files; write nothing.");

    private readonly Option<bool> _recalibrate = NewOption.Of<bool>(
        "--recalibrate", null, "With --estimate: measure again even if an earlier measurement fits.");

    private readonly Option<bool> _show = new("--show") { Description = "Draw each result in the terminal." };
    private DeclaredOptions? _targets;

    /// <summary>Where the work is sent instead of being done here; null where it is done here.</summary>
    public Submission? Submission { get; set; }

    protected string? Destination(ParseResult values) => values.GetValue(_destinationPath);

    /// <exception cref="Stylize.Engine.StylizeException">OptionInvalid.</exception>
    protected abstract IOperation CreateOperation(ParseResult values);

    /// <summary>The operation that a run on several threads rehearses while it starts; null: none.</summary>
    protected virtual IOperation? Rehearsed => null;

    /// <summary>Returns the operation with what it learns from all inputs; null if nothing. Set with the operation.</summary>
    protected Func<IReadOnlyList<ImageInput>, OperationContext, IOperation>? Learn { get; set; }

    /// <summary>What the command begins with: the file that --like names, or what else is given.</summary>
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
        var mode = values.GetValue(_estimate) ? RunMode.Estimate
            : values.GetValue(_whatIf) ? RunMode.Preview
            : Submission is not null ? RunMode.Plan
            : RunMode.Execute;
        if ((mode == RunMode.Execute || (mode == RunMode.Preview && targets.Update)) && Submission is null
            && MaxThreads(values) > 1 && Rehearsed is { } rehearsed)
        {
            Rehearsal.Begin(rehearsed, Host.Codec);
        }

        var operation = CreateOperation(values);
        if (mode != RunMode.Estimate && IsPiped(values))
        {
            return Pipe(values, operation, targets);
        }

        var json = AsJson(values);
        var picture = values.GetValue(_show) ? new PictureDisplay(Host) : null;
        var display = Display<WrittenFile>(values, result =>
        {
            Show(Host, result, json);
            picture?.Show(result.Value!.Path);
        }, mode == RunMode.Preview ? null : "file");
        var context = Context(values, display, mode) with
        {
            Request = EstimateLine.Request(Host, values.GetValue(_recalibrate)),
        };
        using var run = new FileRun(context, operation, targets, Learn)
        {
            TakesResults = targets.IncludeResults || NamesOneFile(values),
        };
        if (mode == RunMode.Plan)
        {
            return Submission!.Send(values, run, run.PlanAll(Paths(values)), context.Batch, WorkDisplay(values));
        }

        run.Take(Paths(values), areAll: true);
        run.Complete();
        return display.ExitCodeOf(run.Totals);
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

        var target = new PipedFile(Host, operation, !targets.NoProvenance).Target(targets.Destination, toOutput);
        var source = PipedFile.Only([.. Paths(values)]);
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
            var input = new ImageInput(source, Host.Codec, DecodeOptions(values));
            new PipedFile(Host, Learn?.Invoke([input], context) ?? operation, !targets.NoProvenance)
                .Run(input, context, target, targets.Force);
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

    private string FullDestination(string path) =>
        Path.EndsInDirectorySeparator(path) ? Host.FullPath(path) + Path.DirectorySeparatorChar : Host.FullPath(path);

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
