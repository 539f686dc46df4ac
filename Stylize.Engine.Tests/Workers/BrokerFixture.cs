using Stylize.Benchmarks;
using Stylize.Workers.Broker;

namespace Stylize.Engine.Tests.Workers;

/// <summary>A broker in a temporary folder, with and without TLS.</summary>
public sealed class BrokerFixture : IDisposable, INeed
{
    private readonly TemporaryFolder? _folder;
    private readonly LocalBroker? _broker;
    private readonly int _securePort;

    public BrokerFixture()
    {
        if (Missing is not null) return;

        _folder = new TemporaryFolder();
        _securePort = LocalBroker.FreePort();
        Certificates = TestCertificates.Make(_folder.Path);
        _broker = new LocalBroker(_folder.Path, $"""
            listeners.ssl.1 = 127.0.0.1:{_securePort}
            ssl_options.cacertfile = {Certificates.Authority}
            ssl_options.certfile = {Certificates.Server}
            ssl_options.keyfile = {Certificates.ServerKey}
            ssl_options.verify = verify_peer
            ssl_options.fail_if_no_peer_cert = true
            ssl_handshake_timeout = 60000
            handshake_timeout = 60000
            """);
    }

    public static string? Missing => LocalBroker.Missing;

    internal TestCertificates Certificates { get; } = null!;

    public string Address => _broker!.Address;

    public string SecureAddress => $"amqps://localhost:{_securePort}";

    internal BrokerAddress Broker => BrokerAddress.Find(Address, Path.GetFullPath);

    /// <summary>Kills the broker.</summary>
    public void Kill() => _broker!.Kill();

    /// <summary>Starts the broker and waits until it answers.</summary>
    public void Start() => _broker!.Start();

    /// <summary>Lets the broker return messages to a queue for five seconds, as it does after a start, before it has
    /// started the queue.</summary>
    public void Hide(string queue) => _broker!.Evaluate($"""
        [Q] = mnesia:dirty_read(rabbit_queue, rabbit_misc:r(<<"/">>, queue, <<"{queue}">>)),
        mnesia:dirty_delete(rabbit_queue, amqqueue:get_name(Q)),
        timer:apply_after(5000, mnesia, dirty_write, [rabbit_queue, Q]), ok.
        """);

    public void Dispose()
    {
        _broker?.Dispose();
        _folder?.Dispose();
    }
}

/// <summary>One broker for all worker tests, which do not run in parallel.</summary>
[CollectionDefinition(Name)]
public sealed class BrokerCollection : ICollectionFixture<BrokerFixture>
{
    public const string Name = "broker";
}
