using System.Collections.Concurrent;
using System.Management.Automation;
using Stylize.Codecs;
using Stylize.Engine.Batch;
using Stylize.PowerShell.Options;
using Stylize.Storage;
using Stylize.Workers.Work;

namespace Stylize.PowerShell.Commands;

/// <summary>Does what others submit, until the pipeline is stopped or nothing is left to do.</summary>
[Cmdlet(VerbsLifecycle.Start, "StylizeWorker")]
[OutputType(typeof(void))]
public sealed class StartStylizeWorkerCommand : BrokerCommand
{
    [Parameter, Spelled<TimeSpan>]
    public TimeSpan? IdleExit { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? Map { get; set; }

    [Parameter, Option<RunnerOptions>]
    public int ThrottleLimit { get; set; } = Environment.ProcessorCount;

    [Parameter, Option<RunnerOptions>]
    public int MaxThreads { get; set; } = Environment.ProcessorCount;

    protected override void EndProcessing()
    {
        var messages = new ConcurrentQueue<(bool IsWarning, string Text)>();
        var host = new WorkerHost
        {
            Codec = ImageCodecs.Default,
            OpenStore = MeasurementStores.Open,
            IsShared = MeasurementStores.IsPostgres,
            Limits = Checked(() => Lay(new RunnerOptions())),
            Map = Roots(Map),
            Tell = message => messages.Enqueue((message.IsWarning, message.Text)),
        };
        var worker = new Worker(Address(), host, new WorkerOptions { IdleExit = IdleExit });
        Wait(Run(worker), () =>
        {
            while (messages.TryDequeue(out var message))
            {
                if (message.IsWarning)
                {
                    WriteWarning(message.Text);
                }
                else
                {
                    WriteVerbose(message.Text);
                }
            }
        });
    }

    private Task<bool> Run(Worker worker) => Task.Run(
        async () =>
        {
            await worker.RunAsync(Stop).ConfigureAwait(false);
            return true;
        },
        CancellationToken.None);
}
