using System.Management.Automation;
using Stylize.Workers.Broker;
using Stylize.Workers.Paths;

namespace Stylize.PowerShell;

/// <summary>Base of the cmdlets that talk to a broker. No member has a type of Stylize.Workers, which loads on use only.</summary>
public abstract class BrokerCmdlet : StylizeCmdlet
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    [Parameter, ValidateNotNullOrEmpty]
    public string? Broker { get; set; }

    private protected BrokerAddress Address() => Checked(() => BrokerAddress.Find(Broker, path => FullPath(path, nameof(Broker))));

    private protected PathMap Roots(string[]? map) => Checked(() => new PathMap(map ?? []));

    /// <summary>Waits for work that goes on elsewhere, on the pipeline thread, so that it can show what comes meanwhile.</summary>
    private protected T Wait<T>(Task<T> work, Action? whileWaiting = null)
    {
        while (!((IAsyncResult)work).AsyncWaitHandle.WaitOne(Interval))
        {
            whileWaiting?.Invoke();
        }

        whileWaiting?.Invoke();
        return Checked(() => work.GetAwaiter().GetResult());
    }
}
