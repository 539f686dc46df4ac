using System.Management.Automation;
using Stylize.Workers.Watching;

namespace Stylize.PowerShell.Commands;

/// <summary>Takes back what no worker has begun of a batch, or forgets a batch that has ended.</summary>
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
            if (!ShouldProcess(id, Forget ? "Remove the results" : "Take back what is not begun")) continue;

            var batches = new Batches(Address());
            if (Forget)
            {
                Wait(ForgetAsync(batches, id));
            }
            else
            {
                WriteVerbose($"{Wait(Task.Run(() => batches.CancelAsync(id, Stop)))} files of {id} were open.");
            }
        }
    }

    private Task<bool> ForgetAsync(Batches batches, string id) => Task.Run(async () =>
    {
        await batches.ForgetAsync(id, Stop).ConfigureAwait(false);
        return true;
    });
}
