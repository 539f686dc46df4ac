using System.Management.Automation;
using System.Reflection;
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

    /// <summary>The operation that the list has for this cmdlet.</summary>
    private OperationDefinition Operation => field ??= GetType().GetCustomAttribute<CmdletAttribute>() is var name
        ? OperationCatalog.OfCmdlet($"{name!.VerbName}-{name.NounName}")!
        : null!;

    private protected override IReadOnlySet<string> InputExtensions => Operation.InputExtensions ?? base.InputExtensions;

    protected sealed override ItemRun<FileItem, WrittenFile> CreateRun(RunContext<WrittenFile> context)
    {
        BatchEstimator.Check(Estimate, Recalibrate);
        var targets = Lay(new TargetOptions()) with
        {
            Destination = DestinationPath is null ? null : FullPath(DestinationPath, nameof(DestinationPath)),
            Force = Force,
        };
        targets.Validate();
        var start = Start();
        context = context with
        {
            Mode = Estimate ? RunMode.Estimate : IsWhatIf ? RunMode.Preview : RunMode.Execute,
            Request = new EstimateRequest { Recalibrate = Recalibrate },
        };
        return _run = new FileRun(context, Operation.Create(start), targets, Operation.Learns(start));
    }

    private StartOptions Start() => new(Operation.Name, this)
    {
        Preset = MyInvocation.BoundParameters.GetValueOrDefault("Preset") as string,
        Options = MyInvocation.BoundParameters.GetValueOrDefault("Options") as IOperationOptions,
        Like = Like is null ? null : FullPath(Like, nameof(Like)),
        Given = [.. Given],
        Destination = DestinationPath,
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
