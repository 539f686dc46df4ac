using System.Management.Automation;
using Stylize.Engine.Batch;
using Stylize.Engine.IO;
using Stylize.Engine.Measuring;
using Stylize.Engine.Operations;

namespace Stylize.PowerShell;

/// <summary>
/// Base of the cmdlets that write a file for each input file. The concrete class declares SupportsShouldProcess and makes the operation.
/// </summary>
public abstract class FileCommand : InputCommand<FileItem, WrittenFile>
{
    private readonly List<string> _toEstimate = [];
    private TargetPlanner? _planner;
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

    /// <summary>Say what the batch will take, and write nothing.</summary>
    [Parameter]
    public SwitchParameter Estimate { get; set; }

    /// <summary>With -Estimate: run files again even where earlier runs are remembered.</summary>
    [Parameter]
    public SwitchParameter Recalibrate { get; set; }

    /// <summary>
    /// Makes the operation from the parameters. A <see cref="Engine.StylizeException"/> ends the command before any work.
    /// </summary>
    protected abstract IOperation CreateOperation();

    private protected override string? OwnSuffix => _operation?.TargetSuffix;

    protected override ItemBatch<FileItem, WrittenFile> CreateBatch(BatchOptions options)
    {
        var destination = DestinationPath is null ? null : FullPath(DestinationPath, nameof(DestinationPath));
        var targets = new TargetOptions { Destination = destination, DestinationName = nameof(DestinationPath), Force = Force };
        _operation = CreateOperation();
        _planner ??= new TargetPlanner(_operation, targets);
        return new FileWork(_operation, _planner).CreateBatch(options, Stop);
    }

    /// <summary>The items of input files, without those that the user does not want done.</summary>
    /// <param name="paths">Full paths.</param>
    protected IEnumerable<FileItem> Plan(IEnumerable<string> paths) =>
        paths.Select(path => _planner!.Plan(Input(path))).Where(item => ShouldProcess(item.Source, $"Write '{item.Target}'"));

    protected override void Accept(IEnumerable<string> paths)
    {
        if (Estimate)
        {
            _toEstimate.AddRange(paths);
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
            WriteObject(BackgroundWork.Run(this, Stop, progress => estimator.Estimate(inputs, Recalibrate, progress, Stop)));
        }

        base.EndProcessing();
    }

    protected override void WriteResult(BatchResult<WrittenFile> result) => WriteObject(OutputFile.Describe(result));
}
