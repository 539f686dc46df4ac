using Stylize.Workers.Broker;
using Stylize.Workers.Paths;

namespace Stylize.PowerShell;

/// <summary>Base of the cmdlets that use a broker. No public member has a type of Stylize.Workers, which is loaded on first use.</summary>
public abstract class BrokerCmdlet : StylizeCmdlet
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    [Parameter, ValidateNotNullOrEmpty]
    public string? Broker { get; set; }

    private protected BrokerAddress Address() => Checked(() => BrokerAddress.Find(Broker, path => FullPath(path, nameof(Broker))));

    private protected PathMap Roots(string[]? map) => Checked(() => new PathMap(map ?? []));

    /// <summary>Waits on the pipeline thread for a task, and calls <paramref name="whileWaiting"/> ten times per second.</summary>
    private protected T Wait<T>(Task<T> work, Action? whileWaiting = null)
    {
        while (!((IAsyncResult)work).AsyncWaitHandle.WaitOne(Interval))
        {
            whileWaiting?.Invoke();
        }

        whileWaiting?.Invoke();
        return Checked(() => work.GetAwaiter().GetResult());
    }

    private protected void Wait(Func<Task> work, Action? whileWaiting = null) => Wait(
        Task.Run(
            async () =>
            {
                await work().ConfigureAwait(false);
                return true;
            },
            CancellationToken.None),
        whileWaiting);
}
