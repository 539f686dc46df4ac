using System.Net.Sockets;
using Stylize.Studio.Http;
using Stylize.Studio.Messages;
using Stylize.Studio.Session;

namespace Stylize.Studio.Server;

/// <summary>
/// Serves the page of the studio on the loopback address until it is canceled, or until the page has been closed for a
/// minute.
/// </summary>
internal sealed class StudioServer : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(0.2);

    private readonly Listener _listener;
    private readonly Gate _gate;
    private readonly StudioSession _session;
    private readonly AddressFile _file;
    private readonly CancellationTokenSource _end = new();

    /// <summary>Reads the inputs and opens the port.</summary>
    /// <exception cref="StylizeException">An input cannot be read, or the port is in use.</exception>
    public StudioServer(StudioStart start)
    {
        _session = new StudioSession(start);
        _file = new AddressFile(start);
        _listener = Open(start, start.Port > 0 ? start.Port : _file.Port);
        _gate = new Gate(_listener.Port);
        _file.Write(_gate.Address, _session.TemporaryPath);
    }

    /// <summary>The address that opens the page. It is valid once; after its use, this is a new address.</summary>
    public string Address => _gate.Address;

    /// <summary>Full path of the folder for temporary files.</summary>
    internal string TemporaryFolder => _session.TemporaryPath;

    /// <summary>Returns a new address of a running studio of this user that was started with the same folder and paths;
    /// null without one.</summary>
    public static string? FindRunning(StudioStart start) => new AddressFile(start).Read();

    /// <summary>Serves until the end.</summary>
    /// <param name="cancellation">Ends the studio and its running work within 1 s.</param>
    /// <param name="waiting">Called several times per second on this thread; null for nothing.</param>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    public void Run(CancellationToken cancellation, Action? waiting = null)
    {
        using var registration = cancellation.Register(_end.Cancel);
        var serving = Task.Run(ServeAsync, CancellationToken.None);
        while (!serving.Wait(Interval, CancellationToken.None))
        {
            waiting?.Invoke();
        }

        cancellation.ThrowIfCancellationRequested();
    }

    /// <summary>Closes the port, stops running work and deletes temporary files.</summary>
    public void Dispose()
    {
        _end.Cancel();
        _listener.Dispose();
        _file.Delete();
        _session.Dispose();
    }

    private static Listener Open(StudioStart start, int port)
    {
        try
        {
            return new Listener(start.Limits, port);
        }
        catch (SocketException) when (port != start.Port)
        {
            return Open(start, start.Port);
        }
        catch (SocketException failure) when (start.Port > 0)
        {
            throw Errors.PortInUse.From(failure, "Port", start.Port, failure.Message);
        }
        catch (SocketException failure)
        {
            throw Errors.NoPort.From(failure, null, failure.Message);
        }
    }

    private async Task ServeAsync()
    {
        var closing = _session.Pages.WaitForEndAsync(_end);
        await _listener.ServeAsync(AnswerAsync, _end.Token);
        await closing;
    }

    private async Task AnswerAsync(HttpExchange exchange)
    {
        try
        {
            _gate.Check(exchange.Request);
            if (exchange.Request.Target.Split("/?token=", 2) is ["", var token])
            {
                var cookie = _gate.HasCookie(exchange.Request) ? null : _gate.Exchange(token) ?? throw Refusal.Locked();
                _file.Write(_gate.Address, _session.TemporaryPath);
                await exchange.RedirectAsync("/", cookie);
                return;
            }

            if (!PageFiles.IsPublic(exchange.Path))
            {
                _gate.RequireCookie(exchange.Request);
                exchange.Trust();
            }

            await RouteAsync(exchange);
        }
        catch (Exception failure)
        {
            await exchange.FailAsync(failure);
        }
        finally
        {
            await exchange.EndAsync();
        }
    }

    private Task RouteAsync(HttpExchange exchange) =>
        exchange.Path.StartsWith("/api/", StringComparison.Ordinal) ? _session.AnswerAsync(exchange)
        : !exchange.IsPost && PageFiles.Find(exchange.Path) is var (type, bytes) ? exchange.SendAsync(type, bytes)
        : throw Refusal.NotFound();
}
