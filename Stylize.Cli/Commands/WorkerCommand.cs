using Stylize.Engine.Runs.Runner;
using Stylize.Workers.Paths;
using Stylize.Workers.Work;

namespace Stylize.Cli.Commands;

internal sealed class WorkerCommand : Command
{
    public const string CommandName = "worker";
    public const string Summary = "Process submitted batches until stopped. Run any number on hosts that share the files.";

    private readonly CommandHost _host;
    private readonly BrokerOptions _broker;
    private readonly DeclaredOptions _options;
    private readonly DeclaredOptions _limits;
    private readonly Option<string[]> _roots = Several(
        "--root", "folder", "Folders to allow for reading and writing. Default: current folder and --map folders.");

    private readonly Option<string[]> _readRoots = Several("--read-root", "folder", "Further folders to allow for reading.");

    private readonly Option<string[]> _databaseHosts = Several(
        "--database-host", "host[:port]", "PostgreSQL servers to allow. Default: none.");

    private readonly Option<bool> _quiet = new("--quiet") { Description = "Print only warnings and errors." };
    private readonly LogTimeOption _logTime = new();

    public WorkerCommand(CommandHost host)
        : base(CommandName, Summary)
    {
        _host = host;
        _broker = new BrokerOptions(host, this);
        _options = new DeclaredOptions(this, OptionSet.Of<WorkerOptions>());
        _limits = new DeclaredOptions(this, OptionSet.Of<RunnerOptions>());
        Options.Add(_roots);
        Options.Add(_readRoots);
        Options.Add(_databaseHosts);
        Options.Add(_quiet);
        Options.Add(_logTime);
        HelpText.Extend(this,
            ["stylize worker --broker amqps://broker.lab/images", "stylize worker --idle-exit 5m --map /mnt/lab=/data/lab",
                "stylize worker --root /data/lab/results --read-root /data/lab --database-host db.lab"]);
        SetAction(Run);
    }

    private static Option<string[]> Several(string name, string value, string description) => new(name)
    {
        HelpName = value,
        Description = description + " Repeatable.",
        AllowMultipleArgumentsPerToken = true,
    };

    private string[] Paths(ParseResult values, Option<string[]> option) => [.. (values.GetValue(option) ?? []).Select(_host.FullPath)];

    private int Run(ParseResult values)
    {
        _logTime.Apply(values, _host);
        var options = OptionSet.Apply(new WorkerOptions(), _options.Given(values), _host);
        var limits = OptionSet.Apply(new RunnerOptions(), _limits.Given(values), _host);
        OptionSet.Of<WorkerOptions>().Check(options);
        limits.Validate();
        var map = _broker.Map(values);
        var quiet = values.GetValue(_quiet);
        var host = new WorkerHost
        {
            Codec = _host.Codec,
            OpenStore = new AllowedServers(values.GetValue(_databaseHosts) ?? []).Open,
            IsShared = MeasurementStores.IsPostgres,
            Limits = limits,
            Map = map,
            Folders = WorkerFolders.Of(Paths(values, _roots), Paths(values, _readRoots), map, _host.WorkingFolder),
            Report = message =>
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
