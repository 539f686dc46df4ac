using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Stylize.Engine.Tests.Runs;
using Stylize.Workers.Broker;

namespace Stylize.Engine.Tests.Workers;

/// <summary>
/// A RabbitMQ broker on loopback in a temporary folder, with the port mapper of Erlang. Both are stopped by their process ids.
/// </summary>
public sealed class BrokerFixture : IDisposable, INeed
{
    private const string Program = "/usr/lib/rabbitmq/bin/rabbitmq-server";

    private readonly TemporaryFolder? _folder;
    private readonly int _port;
    private readonly int _securePort;
    private readonly int _distributionPort;
    private readonly int _namePort;
    private Process? _names;
    private int _broker;

    public BrokerFixture()
    {
        if (Missing is not null) return;

        _folder = new TemporaryFolder();
        (_port, _securePort, _distributionPort, _namePort) = (FreePort(), FreePort(), FreePort(), FreePort());
        Certificates = TestCertificates.Make(_folder.Path);
        _folder.File("plugins", "[].");
        _folder.File("rabbitmq.conf", $"""
            listeners.tcp.1 = 127.0.0.1:{_port}
            listeners.ssl.1 = 127.0.0.1:{_securePort}
            ssl_options.cacertfile = {Certificates.Authority}
            ssl_options.certfile = {Certificates.Server}
            ssl_options.keyfile = {Certificates.ServerKey}
            ssl_options.verify = verify_peer
            ssl_options.fail_if_no_peer_cert = true
            """);
        _names = Process.Start(new ProcessStartInfo(NameService, ["-port", $"{_namePort}", "-address", "127.0.0.1"]));
        Start();
    }

    public static string? Missing => File.Exists(Program) && NameService.Length > 0 ? null
        : "RabbitMQ is not installed (Debian and Ubuntu: apt-get install rabbitmq-server).";

    internal TestCertificates Certificates { get; } = null!;

    public string Address => $"amqp://127.0.0.1:{_port}";

    public string SecureAddress => $"amqps://localhost:{_securePort}";

    internal BrokerAddress Broker => BrokerAddress.Find(Address, Path.GetFullPath);

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
        var home = _folder!.Path;
        var pid = _folder["pid"];
        File.Delete(pid);
        var start = new ProcessStartInfo(Program) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = home };
        foreach (var (name, value) in new Dictionary<string, string>
        {
            ["HOME"] = home,
            ["RABBITMQ_NODENAME"] = $"stylize{_port}@localhost",
            ["RABBITMQ_MNESIA_BASE"] = _folder["mnesia"],
            ["RABBITMQ_LOG_BASE"] = _folder["log"],
            ["RABBITMQ_PID_FILE"] = pid,
            ["RABBITMQ_CONFIG_FILE"] = _folder["rabbitmq.conf"],
            ["RABBITMQ_ENABLED_PLUGINS_FILE"] = _folder["plugins"],
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

        if (_names is not null)
        {
            _names.Kill();
            _names.WaitForExit();
            _names.Dispose();
            _names = null;
        }

        _folder?.Dispose();
    }

    /// <summary>The path of the Erlang port mapper (epmd); "" if it is not installed.</summary>
    private static string NameService { get; } = new[] { "/usr/bin/epmd" }
        .Concat(Directory.Exists("/usr/lib/erlang") ? Directory.GetFiles("/usr/lib/erlang", "epmd", SearchOption.AllDirectories) : [])
        .FirstOrDefault(File.Exists, "");

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
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

/// <summary>One broker for all worker tests, which do not run in parallel.</summary>
[CollectionDefinition(Name)]
public sealed class BrokerCollection : ICollectionFixture<BrokerFixture>
{
    public const string Name = "broker";
}
