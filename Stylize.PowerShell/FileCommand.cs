using System.Management.Automation;
using Stylize.Engine.Batch;
using Stylize.Engine.Catalog;
using Stylize.Engine.IO;
using Stylize.Engine.Measuring;
using Stylize.Engine.Operations;
using Stylize.PowerShell.Options;

namespace Stylize.PowerShell;

/// <summary>
/// Base of the cmdlets that write a file for each input file. The concrete class declares SupportsShouldProcess and makes the operation.
/// </summary>
public abstract class FileCommand : InputCommand<FileItem, WrittenFile>
{
    private readonly List<string> _toEstimate = [];
    private readonly List<string> _held = [];
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

    private protected override string? OwnSuffix => _operation?.TargetSuffix;

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
        return _work.CreateBatch(options, Stop);
    }

    /// <summary>What the cmdlet begins with: the file that -Like names, or what else is given.</summary>
    /// <param name="operation">The operation's name.</param>
    protected StartOptions Start(string operation) => new(operation, this)
    {
        Like = Like is null ? null : FullPath(Like, nameof(Like)),
        Given = MyInvocation.BoundParameters.Keys,
    };

    /// <summary>The items of input files, without those that the user does not want done.</summary>
    /// <param name="paths">Full paths.</param>
    protected IEnumerable<FileItem> Plan(IEnumerable<string> paths) =>
        paths.Select(path => _planner!.Plan(Input(path))).Where(_ => IsMine()).Where(IsWanted);

    private bool IsWanted(FileItem item) =>
        (Update && IsDryRun && IsCurrent(item))
        || ShouldProcess(item.Source, item.Target is null ? "Write" : $"Write {_work!.Outputs(item)}");

    /// <summary>Whether the user is only told, or asked, what would be done; then current files are looked for beforehand.</summary>
    private bool IsDryRun => IsWhatIf || MyInvocation.BoundParameters.ContainsKey("Confirm");

    /// <summary>Whether the user is only told what would be done.</summary>
    protected bool IsWhatIf => MyInvocation.BoundParameters.ContainsKey("WhatIf");

    private bool IsCurrent(FileItem item)
    {
        try
        {
            return _work!.IsCurrent(item, Stop);
        }
        catch (Engine.StylizeException)
        {
            return false;
        }
    }

    protected override void Accept(IEnumerable<string> paths)
    {
        if (Estimate)
        {
            _toEstimate.AddRange(paths);
        }
        else if (_planner!.File is not null)
        {
            _held.AddRange(paths);
        }
        else
        {
            var known = paths.ToList();
            known.ForEach(_planner!.AddInput);
            Post(Plan(known));
        }
    }

    protected override void EndProcessing()
    {
        if (Estimate)
        {
            var estimator = new BatchEstimator(_operation!, Limits, new CostModelCache());
            var inputs = _toEstimate.Select(Input);
            WriteObject(BackgroundWork.Run(this, Stop, progress => estimator.Estimate(
                inputs, new EstimateRequest { Recalibrate = Recalibrate, Progress = progress }, Stop)));
        }

        if (_held.Count > 0)
        {
            Checked(() => SingleTarget.Require(_planner!, _held));
            _held.ForEach(_planner!.AddInput);
            Post(Plan(_held));
        }

        base.EndProcessing();
        if (!Estimate)
        {
            TellUpdate();
        }
    }

    protected override void WriteResult(BatchResult<WrittenFile> result)
    {
        if (result.Value!.IsCurrent)
        {
            WriteVerbose($"{System.IO.Path.GetFileName(result.Source)}: current");
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
        var remove = !Prune || ShouldProcess("Outputs whose source is gone", "Remove");
        foreach (var line in _work!.EndUpdate(Totals, Codecs.ImageCodecs.Default, AllFound, remove))
        {
            WriteInformation(new HostInformationMessage { Message = line }, ["PSHOST"]);
        }
    }
}
