using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Stylize.Benchmarks;

/// <summary>
/// A RabbitMQ broker on loopback in a folder, with the port mapper of Erlang. Both are stopped by their process ids.
/// </summary>
internal sealed class LocalBroker : IDisposable
{
    private const string Program = "/usr/lib/rabbitmq/bin/rabbitmq-server";

    private readonly string _folder;
    private readonly int _port = FreePort();
    private readonly int _distributionPort = FreePort();
    private readonly int _namePort = FreePort();
    private readonly Process _names;
    private int _broker;

    /// <param name="folder">A folder for the data of the broker, which remains.</param>
    /// <param name="configuration">Further lines of rabbitmq.conf.</param>
    public LocalBroker(string folder, string configuration = "")
    {
        _folder = folder;
        File.WriteAllText(Path.Combine(folder, "plugins"), "[].");
        File.WriteAllText(Path.Combine(folder, "rabbitmq.conf"), $"listeners.tcp.1 = 127.0.0.1:{_port}\n{configuration}\n");
        _names = Process.Start(new ProcessStartInfo(NameService, ["-port", $"{_namePort}", "-address", "127.0.0.1"]))!;
        Start();
    }

    public static string? Missing => File.Exists(Program) && NameService.Length > 0 ? null
        : "RabbitMQ is not installed (Debian and Ubuntu: apt-get install rabbitmq-server).";

    public string Address => $"amqp://127.0.0.1:{_port}";

    /// <summary>The process id of the broker; 0 while it is not running.</summary>
    public int Id => _broker;

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Kills the broker.</summary>
    public void Kill()
    {
        using var process = Process.GetProcessById(_broker);
        process.Kill();
        process.WaitForExit();
        _broker = 0;
    }

    /// <summary>Starts the broker and waits until it answers.</summary>
    public void Start()
    {
        var pid = Path.Combine(_folder, "pid");
        File.Delete(pid);
        var start = new ProcessStartInfo(Program)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _folder,
        };
        foreach (var (name, value) in new Dictionary<string, string>
        {
            ["HOME"] = _folder,
            ["RABBITMQ_NODENAME"] = $"stylize{_port}@localhost",
            ["RABBITMQ_MNESIA_BASE"] = Path.Combine(_folder, "mnesia"),
            ["RABBITMQ_LOG_BASE"] = Path.Combine(_folder, "log"),
            ["RABBITMQ_PID_FILE"] = pid,
            ["RABBITMQ_CONFIG_FILE"] = Path.Combine(_folder, "rabbitmq.conf"),
            ["RABBITMQ_ENABLED_PLUGINS_FILE"] = Path.Combine(_folder, "plugins"),
            ["RABBITMQ_DIST_PORT"] = $"{_distributionPort}",
            ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
            ["ERL_EPMD_PORT"] = $"{_namePort}",
        })
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        _ = process.StandardOutput.ReadToEndAsync();
        _ = process.StandardError.ReadToEndAsync();
        for (var i = 0; i < 600; i++)
        {
            if (File.Exists(pid) && int.TryParse(File.ReadAllText(pid), CultureInfo.InvariantCulture, out _broker) && Answers()) return;

            Thread.Sleep(100);
        }

        throw new InvalidOperationException("The broker did not start within a minute.");
    }

    public void Dispose()
    {
        if (_broker > 0)
        {
            Kill();
        }

        _names.Kill();
        _names.WaitForExit();
        _names.Dispose();
    }

    /// <summary>The path of the Erlang port mapper (epmd); "" if it is not installed.</summary>
    private static string NameService { get; } = new[] { "/usr/bin/epmd" }
        .Concat(Directory.Exists("/usr/lib/erlang") ? Directory.GetFiles("/usr/lib/erlang", "epmd", SearchOption.AllDirectories) : [])
        .FirstOrDefault(File.Exists, "");

    private bool Answers()
    {
        try
        {
            using var client = new TcpClient();
            client.Connect(IPAddress.Loopback, _port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
