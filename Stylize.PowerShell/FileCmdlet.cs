using System.Management.Automation;
using Stylize.Engine.Catalog;
using Stylize.Engine.IO;
using Stylize.Engine.Operations;
using Stylize.Engine.Runs;
using Stylize.Engine.Runs.Estimate;
using Stylize.Engine.Runs.Report;
using Stylize.Engine.Runs.Targets;
using Stylize.PowerShell.Options;

namespace Stylize.PowerShell;

/// <summary>Base of the cmdlets that write a file for each input. The concrete class declares SupportsShouldProcess.</summary>
public abstract class FileCmdlet : InputCmdlet<FileItem, WrittenFile>
{
    private FileRun? _run;

    // A process that is told to end, as by systemd or a closing session, ends without stopping its pipelines.
    static FileCmdlet() => AppDomain.CurrentDomain.ProcessExit += static (_, _) => AtomicFile.RemoveUnfinished();

    [Parameter, ValidateNotNullOrEmpty]
    public string? DestinationPath { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    [Parameter, OptionOf<TargetOptions>]
    public SwitchParameter Update { get; set; }

    [Parameter, OptionOf<TargetOptions>]
    public SwitchParameter Prune { get; set; }

    [Parameter, OptionOf<TargetOptions>]
    public string? RelativeTo { get; set; }

    [Parameter, OptionOf<TargetOptions>]
    public SwitchParameter IncludeResults { get; set; }

    [Parameter, OptionOf<TargetOptions>]
    public SwitchParameter NoProvenance { get; set; }

    [Parameter, ValidateNotNullOrEmpty]
    public string? Like { get; set; }

    [Parameter]
    public SwitchParameter Show { get; set; }

    [Parameter]
    public SwitchParameter Estimate { get; set; }

    [Parameter]
    public SwitchParameter Recalibrate { get; set; }

    /// <summary>Returns the operation with what it learns from all inputs; null if nothing. Set with the operation.</summary>
    protected Func<IReadOnlyList<ImageInput>, OperationContext, IOperation>? Learn { get; set; }

    /// <summary>Makes the operation from the parameters, before any work.</summary>
    protected abstract IOperation CreateOperation();

    protected sealed override Run<FileItem, WrittenFile> CreateRun(RunContext<WrittenFile> context)
    {
        BatchEstimator.Check(Estimate, Recalibrate);
        var targets = Lay(new TargetOptions()) with
        {
            Destination = DestinationPath is null ? null : FullPath(DestinationPath, nameof(DestinationPath)),
            DestinationName = nameof(DestinationPath),
            Force = Force,
        };
        targets.Validate();
        var operation = CreateOperation();
        context = context with
        {
            Mode = Estimate ? RunMode.Estimate : IsWhatIf ? RunMode.Preview : RunMode.Execute,
            Request = new EstimateRequest { Recalibrate = Recalibrate },
        };
        return _run = new FileRun(context, operation, targets, Learn);
    }

    /// <summary>What the cmdlet begins with: the file that -Like names, or what else is given.</summary>
    protected StartOptions Start(string operation) => new(operation, this)
    {
        Like = Like is null ? null : FullPath(Like, nameof(Like)),
        Given = MyInvocation.BoundParameters.Keys,
    };

    private protected sealed override void Accept(IReadOnlyList<RunInput> inputs)
    {
        _run!.TakesResults |= NamesOneFile;
        base.Accept(inputs);
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
                CmdletPicture.Show(this, result.Value.Path, Stop);
            }
        }
    }
}
