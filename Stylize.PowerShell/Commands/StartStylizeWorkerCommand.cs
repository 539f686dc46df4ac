using Stylize.Workers.Paths;
using Stylize.Workers.Work;

namespace Stylize.PowerShell.Commands;

[Cmdlet(VerbsLifecycle.Start, "StylizeWorker")]
[OutputType(typeof(void))]
public sealed class StartStylizeWorkerCommand : BrokerCmdlet
{
    [Parameter, Spelled<TimeSpan>]
    public TimeSpan? IdleExit { get; set; }

    [Parameter, ValidateNotNullOrEmpty]
    public string[]? Map { get; set; }

    [Parameter, OptionOf<RunnerOptions>]
    public int ThrottleLimit { get; set; } = Environment.ProcessorCount;

    [Parameter, OptionOf<RunnerOptions>]
    public int MaxThreads { get; set; } = Environment.ProcessorCount;

    [Parameter, ValidateNotNullOrEmpty]
    public string[]? Root { get; set; }

    [Parameter, ValidateNotNullOrEmpty]
    public string[]? ReadRoot { get; set; }

    [Parameter, ValidateNotNullOrEmpty]
    public string[]? DatabaseHost { get; set; }

    protected override void EndProcessing()
    {
        var messages = new ConcurrentQueue<(bool IsWarning, string Text)>();
        var map = Roots(Map);
        var servers = Checked(() => new AllowedServers(DatabaseHost ?? []));
        var host = new WorkerHost
        {
            Codec = ImageCodecs.Default,
            OpenStore = servers.Open,
            IsShared = MeasurementStores.IsPostgres,
            Limits = Checked(() => WithParameters(new RunnerOptions())),
            Map = map,
            Folders = Checked(() => WorkerFolders.Create(
                Paths(Root, nameof(Root)), Paths(ReadRoot, nameof(ReadRoot)), map,
                SessionState.Path.CurrentFileSystemLocation.ProviderPath)),
            Report = message => messages.Enqueue((message.IsWarning, message.Text)),
        };
        var worker = new Worker(Address(), host, new WorkerOptions { IdleExit = IdleExit });
        Wait(() => worker.RunAsync(Stop), () =>
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

    private string[] Paths(string[]? paths, string parameter) => [.. (paths ?? []).Select(path => FullPath(path, parameter))];
}
