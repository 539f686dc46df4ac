using System.CommandLine;
using Stylize.Cli.Hosting;
using Stylize.Workers.Broker;
using Stylize.Workers.Paths;

namespace Stylize.Cli.Commands;

/// <summary>The options of the commands that talk to a broker.</summary>
internal sealed class BrokerOptions
{
    private readonly CommandHost _host;

    private readonly Option<string> _broker = new("--broker")
    {
        HelpName = "address",
        Description = "The broker: amqps://host/vhost, or a file that holds the address and may hold user and password. "
            + $"Default: the environment's {BrokerAddress.Variable}.",
    };

    private readonly Option<string[]> _map = new("--map")
    {
        HelpName = "here=there",
        Description = "A folder that has another path in the batch, such as /mnt/photos=/data/photos. May be given several times.",
        AllowMultipleArgumentsPerToken = false,
    };

    public BrokerOptions(CommandHost host, Command command)
    {
        _host = host;
        command.Options.Add(_broker);
        command.Options.Add(_map);
    }

    public BrokerAddress Address(ParseResult values) => BrokerAddress.Find(values.GetValue(_broker), _host.FullPath);

    public PathMap Map(ParseResult values) => new(values.GetValue(_map) ?? []);
}
