
namespace Stylize.Cli.Commands;

internal interface IOperationCommand
{
    OperationDefinition Operation { get; }

    /// <summary>Returns the starting options and the options given one by one.</summary>
    StartOptions Start(ParseResult values);
}

/// <summary>The command of an operation that writes a file for each input, built from the operation's
/// definition.</summary>
internal sealed class OperationCommand : InputCommand, IOperationCommand
{
    private readonly Option<bool> _show = new("--show") { Description = "Show each result in the terminal." };
    private readonly PresetOption? _preset;
    private readonly DeclaredOptions[] _options;
    private DeclaredOptions? _targets;
    private RunModes? _modes;

    public OperationCommand(CommandHost host, OperationDefinition operation)
        : base(host, operation.Name.Split(' ')[^1], operation.Summary)
    {
        Operation = operation;
        _preset = operation.HasPresets ? DeclarePreset(() => operation.Presets.Keys.Where(operation.IsListed)) : null;
        _options = [.. operation.OptionTypes.Select(type => new DeclaredOptions(this, OptionSet.ForRecord(type)))];
        Finish([.. operation.Examples]);
    }

    public OperationDefinition Operation { get; }

    /// <summary>Sends the work to a broker; null to do it in this process.</summary>
    public Submission? Submission { get; set; }

    protected override IReadOnlySet<string> InputExtensions => Operation.InputExtensions ?? base.InputExtensions;

    public static Command Create(CommandHost host, OperationDefinition operation) => operation.Kind switch
    {
        OperationKind.Plate => new SegmentCommand(host, operation),
        OperationKind.Objects => new RegionsCommand(host, operation),
        OperationKind.Files => new OperationCommand(host, operation),
    };

    protected override bool KeepsFolders => true;

    protected override void AddShared()
    {
        _targets = Declare<TargetOptions>(nameof(TargetOptions.Database));
        _modes = new RunModes(this);
        Options.Add(_show);
        base.AddShared();
    }

    protected override int Run(ParseResult values)
    {
        var targets = Targets(values);
        var mode = _modes!.Of(values, Submission is not null);
        if ((mode == RunMode.Execute || (mode == RunMode.Preview && targets.Update)) && Submission is null
            && MaxThreads(values) > 1 && Operation.WarmUp() is { } warmUp)
        {
            WarmUpRun.Begin(warmUp, Host.Codec);
        }

        var records = Start(values).Records();
        var operation = Operation.Create(records);
        var learn = ILearnsFromInputs.LearningFor(Operation, records);
        if (mode != RunMode.Estimate && IsPiped(values)) return Pipe(values, learn, operation, targets);

        var json = AsJson(values);
        var picture = values.GetValue(_show) ? new PictureDisplay(Host) : null;
        var display = Display<WrittenFile>(values, result =>
        {
            Show(Host, result, json, _modes.ShowsAll(values));
            picture?.Show(result.Value!.Path);
        }, mode == RunMode.Preview ? null : "file");
        var context = Context(values, display, mode);
        context = context with
        {
            Request = EstimateLine.Request(Host),
            IsResult = targets.IncludeResults ? null : ResultFiles.SkippedBy(Operation, Host.Codec, context.Named),
        };
        using var run = new FileRun(context, operation, targets, learn);
        if (mode == RunMode.Plan)
        {
            return Submission!.Send(values, run, run.PlanAll(Paths(values)), context.Batch, WorkDisplay(values));
        }

        run.Take(Paths(values).Select(input => Advised(values, input, operation.Outputs)), areAll: true);
        run.Complete();
        return display.ExitCodeOf(run.Totals);
    }

    /// <summary>Adds advice to the second of two names if it was meant as that of the result, as in other
    /// programs.</summary>
    private RunInput Advised(ParseResult values, RunInput input, OutputNames outputs) =>
        Named(values).ToArray() is [_, var typed] && input.Failure is null && Host.FullPath(typed) == input.Path
        && Destination(values) is null && InputFile.IsMissing(input.Path)
        && outputs.Extensions.Contains(Path.GetExtension(typed), StringComparer.OrdinalIgnoreCase)
            ? input with
            {
                Failure = Errors.ResultAsInput.With(input.Path, typed),
            }
            : input;

    /// <summary>Returns true if standard input or standard output is used as a file.</summary>
    private bool IsPiped(ParseResult values) =>
        Destination(values) == StandardInput.Word || Named(values).Contains(StandardInput.Word);

    private int Pipe(
        ParseResult values, Func<IReadOnlyList<ImageInput>, OperationContext, IOperation>? learn, IOperation operation,
        TargetOptions targets)
    {
        var inputs = Named(values).ToList();
        var toOutput = Destination(values) == StandardInput.Word;
        PipedFile.Refuse(values, Options.Where(NeedsFiles), inputs, toOutput);

        bool NeedsFiles(Option option) => option == _modes!.WhatIf || option == _modes.Estimate
            || (toOutput && (option == Json || option == _show))
            || (option is IDeclaredOption { Declared.Declared.Streams: var streams }
                && (streams == Streams.None || (toOutput && streams == Streams.Input)));

        if (Submission is not null) throw Errors.WorkersWithPipe.With(null);

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
                Warning = Host.Warn,
                Verbose = IsVerbose(values) ? Host.Note : null,
            };
            var input = BatchOptions(values).Open(source, Host.Codec);
            new PipedFile(Host, learn?.Invoke([input], context) ?? operation, !targets.NoProvenance)
                .Run(input, context, target, targets.Force);
            if (input.Damage is { } damage)
            {
                context.Warning(damage);
            }
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

    public StartOptions Start(ParseResult values) => new(Operation.Name, Host)
    {
        Preset = _preset is null ? null : values.GetValue(_preset),
        Like = _modes!.Like(values, Host),
        Given = [.. _options.SelectMany(options => options.Given(values))],
        Destination = Destination(values),
    };

    private TargetOptions Targets(ParseResult values)
    {
        var targets = OptionSet.Apply(new TargetOptions(), _targets!.Given(values), Host);
        if (Destination(values) == StandardInput.Word) targets = targets with { Destination = null };
        targets.Validate();
        return targets;
    }

    /// <summary>The destination as it is typed.</summary>
    private string? Destination(ParseResult values) => _targets!.WordOf(TargetOptions.DestinationName, values);

    private static IEnumerable<KeyValuePair<string, object?>> Warnings(IReadOnlyList<BatchMessage> warnings) =>
        warnings.Count == 0 ? []
            : [new("Warnings", warnings.Select(warning => StylizeException.Spell(warning.Text, FailureText.Spell)))];

    internal static void Show(CommandHost host, BatchResult<WrittenFile> result, bool json, bool showsAll = false)
    {
        var file = result.Value!;
        if (file.IsCurrent && !showsAll) return;

        if (!json)
        {
            host.Out.WriteLine(host.OutputIsTerminal ? ResultLine.Format(result, host) : file.Path);
            foreach (var plate in file.Plates)
            {
                host.Out.WriteLine(ResultLine.Name(host, plate));
            }

            return;
        }

        JsonLine.Write(host.Out,
        [
            new("Source", result.Source),
            new("Target", file.Path),
            new("Status", file.Status),
            new("SideFiles", file.SideFiles),
            new("Elapsed", result.Elapsed),
            new("Width", file.Width),
            new("Height", file.Height),
            .. file.Summary,
            .. Warnings(result.Warnings),
            new("Phases", result.Phases.Select(p => new KeyValuePair<string, object?>(p.Name, p.Elapsed))),
        ]);
    }
}
