using Stylize.Workers.Broker;
using Stylize.Workers.Paths;

namespace Stylize.PowerShell;

/// <summary>Base of the cmdlets that use a broker. No public member has a type of Stylize.Workers, which is loaded on
/// first use.</summary>
public abstract class BrokerCmdlet : StylizeCmdlet
{
    [Parameter, ValidateNotNullOrEmpty]
    public string? Broker { get; set; }

    private protected BrokerAddress Address() =>
        Checked(() => BrokerAddress.Find(Broker, path => FullPath(path, nameof(Broker))));

    private protected PathMap Roots(string[]? map) => Checked(() => new PathMap(map ?? []));
}
