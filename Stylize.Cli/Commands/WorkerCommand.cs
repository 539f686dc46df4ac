using Stylize.Engine.Runs.Runner;
using Stylize.Workers.Paths;
using Stylize.Workers.Work;

namespace Stylize.Cli.Commands;

internal sealed class WorkerCommand : HostCommand
{
    public const string CommandName = "worker";
    public const string Summary = "Process submitted batches until stopped. Run any number on hosts that share the files.";

    private readonly BrokerOptions _broker;
    private readonly DeclaredOptions _options;
    private readonly DeclaredOptions _limits;
    private readonly Option<string[]> _roots;
    private readonly Option<string[]> _readRoots;
    private readonly Option<string[]> _databaseHosts;
    private readonly Option<bool> _quiet;
    private readonly LogTimeOption _logTime = new();

    public WorkerCommand(CommandHost host)
        : base(host, CommandName, Summary)
    {
        _broker = new BrokerOptions(host, this);
        _options = Declare<WorkerOptions>();
        _limits = Declare<RunnerOptions>();
        _roots = DeclareList("--root", "folder", "Folders to allow for reading and writing. Default: current folder and --map folders.");
        _readRoots = DeclareList("--read-root", "folder", "Further folders to allow for reading.");
        _databaseHosts = DeclareList("--database-host", "host[:port]", "PostgreSQL servers to allow. Default: none.");
        _quiet = Declare<bool>("--quiet", null, "Print only warnings and errors.");
        Options.Add(_logTime);
        Finish("stylize worker --broker amqps://broker.lab/images", "stylize worker --idle-exit 5m --map /mnt/lab=/data/lab",
            "stylize worker --root /data/lab/results --read-root /data/lab --database-host db.lab");
    }

    private Option<string[]> DeclareList(string name, string value, string description)
    {
        var list = Declare<string[]>(name, value, description + " Repeatable.");
        list.AllowMultipleArgumentsPerToken = true;
        return list;
    }

    private string[] Paths(ParseResult values, Option<string[]> option) => [.. (values.GetValue(option) ?? []).Select(Host.FullPath)];

    protected override int Run(ParseResult values)
    {
        _logTime.Apply(values, Host);
        var options = OptionSet.Apply(new WorkerOptions(), _options.Given(values), Host);
        var limits = OptionSet.Apply(new RunnerOptions(), _limits.Given(values), Host);
        OptionSet.ForRecord<WorkerOptions>().Check(options);
        limits.Validate();
        var map = _broker.Map(values);
        var quiet = values.GetValue(_quiet);
        var host = new WorkerHost
        {
            Codec = Host.Codec,
            OpenStore = new AllowedServers(values.GetValue(_databaseHosts) ?? []).Open,
            IsShared = MeasurementStores.IsPostgres,
            Limits = limits,
            Map = map,
            Folders = WorkerFolders.Create(Paths(values, _roots), Paths(values, _readRoots), map, Host.WorkingFolder),
            Report = message =>
            {
                if (message.IsWarning)
                {
                    Host.Warn(message.Text);
                }
                else if (!quiet)
                {
                    Host.Note(message.Text);
                }
            },
        };
        new Worker(_broker.Address(values), host, options).RunAsync(Host.Cancellation).GetAwaiter().GetResult();
        return ExitCode.AllDone;
    }
}
