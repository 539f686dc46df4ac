using System.Management.Automation;
using Stylize.Codecs;
using Stylize.Engine.Batch;
using Stylize.Engine.Operations;

namespace Stylize.PowerShell;

/// <summary>Base of the cmdlets that write a file for each input file. The concrete class declares SupportsShouldProcess and makes the operation.</summary>
public abstract class FileCommand : InputCommand<WrittenFile>
{
    private FileBatch? _batch;

    /// <summary>A folder, made if missing; or a file name for a single input. Default: beside each input.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? DestinationPath { get; set; }

    /// <summary>Replace existing files.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Makes the operation from the parameters. A <see cref="Engine.StylizeException"/> ends the command before any work.</summary>
    protected abstract IOperation CreateOperation();

    protected override InputBatch<WrittenFile> CreateBatch(BatchOptions options)
    {
        var destination = DestinationPath is null ? null : FullPath(DestinationPath, nameof(DestinationPath));
        var targets = new TargetOptions { Destination = destination, Force = Force };
        return _batch = new FileBatch(CreateOperation(), ImageCodecs.Default, targets, options, DecodeOptions, Stop);
    }

    protected override BatchItem? CreateItem(string path)
    {
        var item = _batch!.Plan(path);
        return ShouldProcess(path, $"Write '{item.Target}'") ? item : null;
    }

    protected override void WriteResult(BatchResult<WrittenFile> result) => WriteObject(OutputFile.Describe(result));
}
