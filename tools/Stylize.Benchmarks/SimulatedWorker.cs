using System.Net.Sockets;
using RabbitMQ.Client;
using Stylize.Codecs;
using Stylize.Engine.IO;
using Stylize.Workers.Broker;
using Stylize.Workers.Work;

namespace Stylize.Benchmarks;

/// <summary>A worker that does everything like a real one, except the work, and that can be killed alone.</summary>
internal sealed class SimulatedWorker
{
    private readonly CancellationTokenSource _killed = new();
    private readonly CancellationTokenSource _stop = new();
    private volatile Socket? _socket;

    public SimulatedWorker(string address, WorkTally tally, double seconds, Action<string> warn)
    {
        var broker = BrokerAddress.Find(address, Path.GetFullPath);
        broker.Sockets = family =>
        {
            _socket = new Socket(family, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            return new TcpClientAdapter(_socket);
        };
        var host = new WorkerHost
        {
            Codec = ImageCodecs.Default,
            OpenStore = _ => throw new NotSupportedException(),
            IsShared = _ => false,
            Folders = new FolderAccess([Path.GetTempPath()]),
            Report = message =>
            {
                if (message.IsWarning) warn(message.Text);
            },
        };
        host = host with { Simulate = chunk => new SimulatedWork(chunk, host, this, tally, seconds) };
        Ended = Task.Run(() => new Worker(broker, host).RunAsync(_stop.Token));
    }

    /// <summary>Completes when the worker has stopped; fails if it ended by an error.</summary>
    public Task Ended { get; }

    public CancellationToken Killed => _killed.Token;

    /// <summary>The factor by which files take longer than usual.</summary>
    public double Slowness { get; set; } = 1;

    /// <summary>Ends the worker like SIGKILL: its connection is reset, and nothing more is sent.</summary>
    public void Kill()
    {
        _killed.Cancel();
        try
        {
            _socket?.LingerState = new LingerOption(true, 0);
            _socket?.Close();
        }
        catch (Exception e) when (e is ObjectDisposedException or SocketException)
        {
            // The worker has just lost its connection.
        }

        _stop.Cancel();
    }

    public void Stop() => _stop.Cancel();
}
