using System.CommandLine;
using Stylize.Cli.Arguments;
using Stylize.Cli.Hosting;
using Stylize.Cli.Output;
using Stylize.Engine.Batch;
using Stylize.Engine.Operations.Options;
using Stylize.Storage;
using Stylize.Workers.Work;

namespace Stylize.Cli.Commands;

/// <summary>`stylize worker`: does what others submit.</summary>
internal sealed class WorkerCommand : Command
{
    public const string CommandName = "worker";
    public const string Summary = "Do what others submit, until it is stopped; any number of workers, on any host that sees the files.";

    private readonly CommandHost _host;
    private readonly BrokerOptions _broker;
    private readonly DeclaredOptions _options;
    private readonly DeclaredOptions _limits;
    private readonly Option<bool> _quiet = new("--quiet") { Description = "Say only what needs attention." };
    private readonly LogTimeOption _logTime = new();

    public WorkerCommand(CommandHost host)
        : base(CommandName, Summary)
    {
        _host = host;
        _broker = new BrokerOptions(host, this);
        _options = new DeclaredOptions(this, OptionSet.Of<WorkerOptions>());
        _limits = new DeclaredOptions(this, OptionSet.Of<RunnerOptions>());
        Options.Add(_quiet);
        Options.Add(_logTime);
        HelpText.Extend(this,
            ["stylize worker --broker amqps://broker.lab/images", "stylize worker --idle-exit 5m --map /mnt/lab=/data/lab"]);
        SetAction(Run);
    }

    private int Run(ParseResult values)
    {
        _logTime.Apply(values, _host);
        var options = OptionSet.Lay(new WorkerOptions(), _options.Given(values), _host);
        var limits = OptionSet.Lay(new RunnerOptions(), _limits.Given(values), _host);
        OptionSet.Of<WorkerOptions>().Check(options);
        limits.Validate();
        var quiet = values.GetValue(_quiet);
        var host = new WorkerHost
        {
            Codec = _host.Codec,
            OpenStore = MeasurementStores.Open,
            IsShared = MeasurementStores.IsPostgres,
            Limits = limits,
            Map = _broker.Map(values),
            Tell = message =>
            {
                if (message.IsWarning || !quiet)
                {
                    _host.Error.WriteLine($"stylize: {(message.IsWarning ? "warning: " : "")}{message.Text}");
                }
            },
        };
        new Worker(_broker.Address(values), host, options).RunAsync(_host.Cancellation).GetAwaiter().GetResult();
        return ExitCode.AllDone;
    }
}
