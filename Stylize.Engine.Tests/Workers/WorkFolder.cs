using Stylize.Engine.Tests.Segmentation;
using Stylize.Workers.Work;

namespace Stylize.Engine.Tests.Workers;

/// <summary>A folder with inputs, the commands on it, and workers.</summary>
internal sealed class WorkFolder(BrokerFixture broker) : IDisposable
{
    private readonly List<Process> _processes = [];

    public CliFolder Files { get; } = new();

    public string this[string name] => Files[name];

    /// <summary>Creates small, different photographs in photos.</summary>
    public void Photographs(int count, int width = 24, int height = 16)
    {
        for (var i = 0; i < count; i++)
        {
            Files.Image($"photos/p{i:000}.png", width, height, (x, y) => new(
                (byte)((x * 11) + i), (byte)((y * 13) ^ (i * 7)), (byte)((x * y) + (3 * i))));
        }
    }

    /// <summary>Creates a plate of 12 wells with 2 tiles each in plate.</summary>
    public void Plate()
    {
        for (var well = 0; well < 12; well++)
        {
            for (var tile = 1; tile <= 2; tile++)
            {
                using var image = Paint<ushort>(60, 50, (x, y) =>
                {
                    var (dx, dy) = ((x % 20) - 10, (y % 17) - 8);
                    return (ushort)(
                        (dx * dx) + (dy * dy) < 10 + (well * 2) ? 9000 + (100 * well) : 500 + x + y + tile);
                });
                TestPlate.Save(
                    image, this[$"plate/PLATE1_{(char)('A' + (well / 4))}{1 + (well % 4)}_T0_{tile}_DAPI.tif"]);
            }
        }
    }

    /// <summary>Runs a command in this process, with the broker as an option.</summary>
    public CliRun Run(params string[] args) => Files.Run([.. args, "--broker", broker.Address]);

    /// <summary>Submits a batch and returns its id.</summary>
    public string Submit(params string[] args)
    {
        var run = Run(["submit", .. args]);
        Assert.True(run.ExitCode == 0, run.Error);
        return run.OutLines[^1];
    }

    /// <summary>Starts a worker in this process.</summary>
    public Task Work(CancellationToken stop, WorkerOptions? options = null, Action<string>? report = null,
        IImageCodec? codec = null) =>
        Task.Run(() => new Worker(broker.Broker, Host(Files.Path, report, codec), options).RunAsync(stop),
            CancellationToken.None);

    public static WorkerHost Host(string root, Action<string>? report = null, IImageCodec? codec = null) => new()
    {
        Folders = new FolderAccess([root]),
        Codec = codec ?? ImageCodecs.Default,
        OpenStore = new AllowedServers([]).Open,
        IsShared = MeasurementStores.IsPostgres,
        Limits = new RunnerOptions { ThrottleLimit = 1, MaxThreads = 1 },
        Report = message => report?.Invoke(message.Text),
    };

    /// <summary>Starts a worker in a separate process.</summary>
    public Process WorkerProcess(params string[] args)
    {
        var process = CliRun.Start(Files.Path, ["worker", "--broker", broker.Address, .. args]);
        _ = process.StandardOutput.ReadToEndAsync();
        _ = process.StandardError.ReadToEndAsync();
        _processes.Add(process);
        return process;
    }

    /// <summary>Starts a worker that crashes on files whose name contains "poison".</summary>
    /// <param name="renewal">The seconds after which a lease holds a chunk; null for the default.</param>
    public Process CrashingWorker(params string[] renewal)
    {
        string[] args = [typeof(WorkFolder).Assembly.Location, CrashingWorkerProgram.Name, broker.Address, Files.Path,
            .. renewal];
        var process = Process.Start(new ProcessStartInfo("dotnet", args) { RedirectStandardOutput = true })!;
        _processes.Add(process);
        return process;
    }

    /// <summary>Reads all files below a folder, by name.</summary>
    public Dictionary<string, byte[]> Contents(string folder) => Directory
        .EnumerateFiles(this[folder], "*", SearchOption.AllDirectories)
        .Where(file => !IsOfWholePlate(file))
        .ToDictionary(file => Path.GetRelativePath(this[folder], file), File.ReadAllBytes);

    /// <summary>True for what only an update of all wells creates, such as the page of a plate, and for the database,
    /// which <c>watch</c> does not list.</summary>
    public static bool IsOfWholePlate(string path) =>
        Path.GetFileName(path) is "segmentation.html" or "wells.csv" or "images.csv" or "rois.csv"
        || path.EndsWith(".sqlite", StringComparison.Ordinal)
        || Path.GetFileName(Path.GetDirectoryName(path)) == "Overview";

    public void AssertSame(string expected, string actual)
    {
        var (wanted, made) = (Contents(expected), Contents(actual));
        Assert.Equal(wanted.Keys.Order(StringComparer.Ordinal), made.Keys.Order(StringComparer.Ordinal));
        Assert.All(
            wanted, file => Assert.True(file.Value.AsSpan().SequenceEqual(made[file.Key]), $"{file.Key} differs."));
    }

    public void Dispose()
    {
        foreach (var process in _processes)
        {
            if (!process.HasExited)
            {
                process.Kill();
                process.WaitForExit();
            }

            process.Dispose();
        }

        Files.Dispose();
    }
}
