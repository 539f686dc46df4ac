using System.Management.Automation;
using Stylize.Codecs;
using Stylize.Engine.Batch;
using Stylize.Engine.IO;
using Stylize.Engine.Imaging;
using Stylize.Engine.Measuring;
using Stylize.Engine.Operations;
using Stylize.Engine.Telemetry;

namespace Stylize.PowerShell;

/// <summary>Base of the cmdlets that write a file for each input file. The concrete class declares SupportsShouldProcess and makes the operation.</summary>
public abstract class FileCommand : InputCommand<WrittenFile>
{
    private readonly List<string> _toEstimate = [];
    private FileBatch? _batch;
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

    /// <summary>Makes the operation from the parameters. A <see cref="Engine.StylizeException"/> ends the command before any work.</summary>
    protected abstract IOperation CreateOperation();

    protected override InputBatch<WrittenFile> CreateBatch(BatchOptions options)
    {
        var destination = DestinationPath is null ? null : FullPath(DestinationPath, nameof(DestinationPath));
        var targets = new TargetOptions { Destination = destination, Force = Force };
        _operation = CreateOperation();
        return _batch = new FileBatch(_operation, ImageCodecs.Default, targets, options, DecodeOptions, Stop);
    }

    protected override BatchItem? CreateItem(string path)
    {
        var item = _batch!.Plan(path);
        return ShouldProcess(path, $"Write '{item.Target}'") ? item : null;
    }

    protected override void Accept(IEnumerable<string> paths)
    {
        if (Estimate)
        {
            _toEstimate.AddRange(paths);
        }
        else
        {
            base.Accept(paths);
        }
    }

    protected override void EndProcessing()
    {
        if (Estimate)
        {
            var estimator = new BatchEstimator(_operation!, ThrottleLimit, new CostModelCache());
            var inputs = _toEstimate.Select(path => new ImageInput(ImageSource.File(path), ImageCodecs.Default, DecodeOptions));
            WriteObject(BackgroundWork.Run(this, Stop, progress => estimator.Estimate(inputs, progress: progress, cancellation: Stop)));
        }

        base.EndProcessing();
    }

    protected override void WriteResult(BatchResult<WrittenFile> result) => WriteObject(OutputFile.Describe(result));
}
