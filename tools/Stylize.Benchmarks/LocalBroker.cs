using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Stylize.Benchmarks;

/// <summary>
/// A RabbitMQ broker on loopback in a folder, with the port mapper of Erlang. Both are stopped by their process ids.
/// </summary>
internal sealed class LocalBroker : IDisposable
{
    private const string Folder = "/usr/lib/rabbitmq/bin";

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
        File.WriteAllText(
            Path.Combine(folder, "rabbitmq.conf"), $"listeners.tcp.1 = 127.0.0.1:{_port}\n{configuration}\n");
        _names = Process.Start(new ProcessStartInfo(NameService, ["-port", $"{_namePort}", "-address", "127.0.0.1"]))!;
        Start();
    }

    public static string? Missing => Directory.Exists(Folder) && NameService.Length > 0 ? null
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

    /// <summary>Kills the broker, after it has written its list of queues to the disk: it delays this by several
    /// seconds, and can lose queues that were declared meanwhile.</summary>
    public void Kill()
    {
        Evaluate("mnesia:sync_log(), [dets:sync(T) || T <- dets:all()], ok.");
        End();
    }

    /// <summary>Evaluates an expression of Erlang in the broker.</summary>
    public void Evaluate(string expression)
    {
        using var control = Process.Start(Command("rabbitmqctl", "eval", expression))!;
        var output = control.StandardOutput.ReadToEndAsync();
        var error = control.StandardError.ReadToEnd();
        control.WaitForExit();
        if (control.ExitCode != 0) throw new InvalidOperationException($"rabbitmqctl failed: {output.Result}{error}");
    }

    /// <summary>Starts the broker and waits until it answers.</summary>
    public void Start()
    {
        File.Delete(PidFile);
        var process = Process.Start(Command("rabbitmq-server"))!;
        _ = process.StandardOutput.ReadToEndAsync();
        _ = process.StandardError.ReadToEndAsync();
        for (var i = 0; i < 1800; i++)
        {
            var text = File.Exists(PidFile) ? File.ReadAllText(PidFile) : "";
            if (int.TryParse(text, CultureInfo.InvariantCulture, out _broker) && Answers()) return;

            Thread.Sleep(100);
        }

        throw new InvalidOperationException("The broker did not start within three minutes.");
    }

    public void Dispose()
    {
        if (_broker > 0)
        {
            End();
        }

        _names.Kill();
        _names.WaitForExit();
        _names.Dispose();
    }

    /// <summary>The path of the Erlang port mapper (epmd); "" if it is not installed.</summary>
    private static string NameService { get; } = new[] { "/usr/bin/epmd" }
        .Concat(Directory.Exists("/usr/lib/erlang")
            ? Directory.GetFiles("/usr/lib/erlang", "epmd", SearchOption.AllDirectories) : [])
        .FirstOrDefault(File.Exists, "");

    private string PidFile => Path.Combine(_folder, "pid");

    private void End()
    {
        using var process = Process.GetProcessById(_broker);
        process.Kill();
        process.WaitForExit();
        _broker = 0;
    }

    /// <summary>Describes the start of a program of RabbitMQ for this broker.</summary>
    private ProcessStartInfo Command(string program, params string[] args)
    {
        var start = new ProcessStartInfo(Path.Combine(Folder, program), args)
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
            ["RABBITMQ_PID_FILE"] = PidFile,
            ["RABBITMQ_CONFIG_FILE"] = Path.Combine(_folder, "rabbitmq.conf"),
            ["RABBITMQ_ENABLED_PLUGINS_FILE"] = Path.Combine(_folder, "plugins"),
            ["RABBITMQ_DIST_PORT"] = $"{_distributionPort}",
            ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
            ["ERL_EPMD_PORT"] = $"{_namePort}",
        })
        {
            start.Environment[name] = value;
        }

        return start;
    }

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
