using Stylize.Engine.Operations.Verbs;
using Stylize.Workers.Work;

namespace Stylize.PowerShell.Commands;

public sealed partial class StartStylizeWorkerCommand
{
    private protected override IVerb Create() => new WorkerVerb
    {
        OpenStores = hosts => new AllowedServers(hosts).Open, IsShared = MeasurementStores.IsPostgres,
    };
}
