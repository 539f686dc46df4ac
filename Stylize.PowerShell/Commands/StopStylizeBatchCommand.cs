using Stylize.Workers.Watching;

namespace Stylize.PowerShell.Commands;

[Cmdlet(VerbsLifecycle.Stop, "StylizeBatch", SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class StopStylizeBatchCommand : BrokerCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true), ValidateNotNullOrEmpty]
    public string[] Id { get; set; } = [];

    [Parameter]
    public SwitchParameter Forget { get; set; }

    protected override void ProcessRecord()
    {
        foreach (var id in Id)
        {
            if (!ShouldProcess(id, Forget ? "Delete the results" : "Cancel")) continue;

            var batches = new Batches(Address());
            if (Forget)
            {
                Wait(() => batches.ForgetAsync(id, Stop));
            }
            else
            {
                WriteVerbose($"{id}: {Wait(Task.Run(() => batches.CancelAsync(id, Stop)))} files had no result.");
            }
        }
    }
}
