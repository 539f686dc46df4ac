using System.Management.Automation;
using Stylize.Engine.Catalog;
using Stylize.Engine.IO;
using Stylize.Engine.Measuring;
using Stylize.Engine.Operations;
using Stylize.Engine.Runs;
using Stylize.Engine.Runs.Report;
using Stylize.Engine.Runs.Runner;
using Stylize.Engine.Runs.Targets;
using Stylize.PowerShell.Options;

namespace Stylize.PowerShell;

/// <summary>
/// Base of the cmdlets that write a file for each input file. The concrete class declares SupportsShouldProcess and makes the operation.
/// </summary>
public abstract class FileCommand : InputCommand<FileItem, WrittenFile>
{
    private readonly List<string> _toEstimate = [];
    private readonly Queue<FileItem> _foretold = new();
    private BatchTotals _foretoldTotals;
    private InputSelection<string>? _selection;
    private TargetPlanner? _planner;
    private FileWork? _work;
    private IOperation? _operation;

    // A process that is told to end, as by systemd or a closing session, ends without stopping its pipelines.
    static FileCommand() => AppDomain.CurrentDomain.ProcessExit += static (_, _) => AtomicFile.RemoveUnfinished();

    /// <summary>A folder, made if missing; or a file name for a single input. Default: beside each input.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? DestinationPath { get; set; }

    /// <summary>Replace existing files.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Make only what is missing or out of date.</summary>
    [Parameter, Option<TargetOptions>]
    public SwitchParameter Update { get; set; }

    /// <summary>With -Update: remove outputs whose source is gone.</summary>
    [Parameter, Option<TargetOptions>]
    public SwitchParameter Prune { get; set; }

    /// <summary>Keep the folders of the inputs below this one.</summary>
    [Parameter, Option<TargetOptions>]
    public string? RelativeTo { get; set; }

    /// <summary>Take results of the same operation as inputs.</summary>
    [Parameter, Option<TargetOptions>]
    public SwitchParameter IncludeResults { get; set; }

    /// <summary>Leave out of the files how they were made.</summary>
    [Parameter, Option<TargetOptions>]
    public SwitchParameter NoProvenance { get; set; }

    /// <summary>Begin with the options of a file that the same cmdlet has made.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Like { get; set; }

    /// <summary>Draw each result in the terminal.</summary>
    [Parameter]
    public SwitchParameter Show { get; set; }

    /// <summary>Estimate the time of the batch, and write nothing.</summary>
    [Parameter]
    public SwitchParameter Estimate { get; set; }

    /// <summary>With -Estimate: measure again even if an earlier measurement fits.</summary>
    [Parameter]
    public SwitchParameter Recalibrate { get; set; }

    /// <summary>
    /// Makes the operation from the parameters. A <see cref="Engine.StylizeException"/> ends the command before any work.
    /// </summary>
    protected abstract IOperation CreateOperation();

    protected override ItemBatch<FileItem, WrittenFile> CreateBatch(BatchOptions options)
    {
        BatchEstimator.Check(Estimate, Recalibrate);
        var targets = Lay(new TargetOptions()) with
        {
            Destination = DestinationPath is null ? null : FullPath(DestinationPath, nameof(DestinationPath)),
            DestinationName = nameof(DestinationPath),
            Force = Force,
        };
        targets.Validate();
        _operation = CreateOperation();
        _planner ??= new TargetPlanner(_operation, targets);
        _work?.Dispose();
        _work = new FileWork(_operation, _planner);
        return _work.CreateBatch(IsWhatIf ? options with { ReportPath = null } : options, Stop);
    }

    /// <summary>What the cmdlet begins with: the file that -Like names, or what else is given.</summary>
    /// <param name="operation">The operation's name.</param>
    protected StartOptions Start(string operation) => new(operation, this)
    {
        Like = Like is null ? null : FullPath(Like, nameof(Like)),
        Given = MyInvocation.BoundParameters.Keys,
    };

    /// <summary>Posts the items of input files that the user wants done; for -WhatIf, says what would be done.</summary>
    /// <param name="paths">Full paths, all of which are known to be inputs.</param>
    private void Plan(IReadOnlyList<string> paths)
    {
        foreach (var path in paths)
        {
            _planner!.AddInput(path);
        }

        var items = paths.Select(path => _planner!.Plan(Input(path))).Where(_ => IsMine());
        if (!IsWhatIf)
        {
            Post(items.Where(IsWanted));
            return;
        }

        // A run knows some inputs ahead of the one that it begins, and so refuses to write to any of them.
        foreach (var item in items)
        {
            _foretold.Enqueue(item);
            if (_foretold.Count > Limits.Window)
            {
                Foretell(_foretold.Dequeue());
            }
        }
    }

    private void Foretell(FileItem item)
    {
        var outlook = _work!.Foresee(item, Stop);
        _foretoldTotals = _foretoldTotals.With(outlook);
        if (outlook.Failure is { } failure)
        {
            WriteError(ErrorRecords.From(failure, item.Source));
        }
        else if (outlook.IsWritten)
        {
            ShouldProcess(item.Source, WriteAction(item));
        }
    }

    /// <summary>Asks the user, or tells in detail, about what will really be written; the run itself reports the rest.</summary>
    private bool IsWanted(FileItem item) =>
        (AsksOrTells && !_work!.Foresee(item, Stop).IsWritten) || ShouldProcess(item.Source, WriteAction(item));

    private string WriteAction(FileItem item) => item.Target is null ? "Write" : $"Write {_work!.Outputs(item)}";

    private bool AsksOrTells => WantsVerbose || Asked("Confirm")
        || (!MyInvocation.BoundParameters.ContainsKey("Confirm")
            && SessionState.PSVariable.GetValue("ConfirmPreference") is ConfirmImpact.Low or ConfirmImpact.Medium);

    /// <summary>Whether the user is only told what would be done.</summary>
    protected bool IsWhatIf => MyInvocation.BoundParameters.ContainsKey("WhatIf")
        ? Asked("WhatIf")
        : LanguagePrimitives.IsTrue(SessionState.PSVariable.GetValue("WhatIfPreference"));

    private bool Asked(string common) =>
        MyInvocation.BoundParameters.TryGetValue(common, out var given) && given is SwitchParameter { IsPresent: true };

    protected sealed override void Accept(IEnumerable<string> paths)
    {
        string[] known = [.. paths];
        _selection ??= new InputSelection<string>(
            _operation!, _planner!, Codecs.ImageCodecs.Default, IncludeResults || NamesOneFile, path => path);
        Take(Checked(() => _selection.Add(known)));
    }

    /// <summary>Takes in inputs of the run.</summary>
    /// <param name="paths">Full paths.</param>
    protected virtual void Take(IReadOnlyList<string> paths)
    {
        if (Estimate)
        {
            _toEstimate.AddRange(paths);
        }
        else
        {
            Plan(paths);
        }
    }

    /// <summary>Called when all inputs are taken, before the batch ends.</summary>
    protected virtual void EndInputs()
    {
    }

    /// <summary>Refuses a destination that cannot be written, before work that does not write yet.</summary>
    /// <param name="source">Full path of an input.</param>
    protected void RequireWritable(string source) => Checked(() =>
    {
        _planner!.RequireWritable(source);
        return true;
    });

    protected sealed override void EndProcessing()
    {
        Take(_selection is null ? [] : Checked(_selection.End));
        EndInputs();
        while (_foretold.TryDequeue(out var item))
        {
            Foretell(item);
        }

        if (Estimate)
        {
            var estimator = new BatchEstimator(_operation!, Limits, new CostModelCache());
            var inputs = _toEstimate.Select(Input);
            WriteObject(BackgroundWork.Run(this, Stop, progress => estimator.Estimate(
                inputs, new EstimateRequest { Recalibrate = Recalibrate, Progress = progress }, Stop)));
        }

        base.EndProcessing();
        if (_selection?.Warning("-" + nameof(IncludeResults)) is { } skipped)
        {
            WriteWarning(skipped);
        }

        if (!Estimate)
        {
            TellUpdate();
        }
    }

    protected override void WriteResult(BatchResult<WrittenFile> result)
    {
        if (result.Value!.IsCurrent)
        {
            WriteVerbose($"{System.IO.Path.GetFileName(result.Source)}: up to date");
        }
        else
        {
            WriteObject(OutputFile.Describe(result));
            if (Show)
            {
                PictureDisplay.Show(this, result.Value.Path, Stop);
            }
        }
    }

    /// <summary>Writes what was learned of the sources, and stops the work.</summary>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
        {
            _work?.Dispose();
        }
    }

    /// <summary>The lines that an update ends with, as the host shows them; they are information, not output.</summary>
    private void TellUpdate()
    {
        var remove = !IsWhatIf && (!Prune || ShouldProcess("Outputs whose source no longer exists", "Remove"));
        var totals = IsWhatIf ? _foretoldTotals : Totals;
        foreach (var line in _work!.EndUpdate(totals, Codecs.ImageCodecs.Default, AllFound, remove))
        {
            WriteInformation(new HostInformationMessage { Message = line }, ["PSHOST"]);
        }
    }
}
