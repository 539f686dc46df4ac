using System.Net.Sockets;
using Stylize.Studio.Session;

namespace Stylize.Studio.Server;

/// <summary>
/// Serves the page of the studio on the loopback address until it is canceled, or until the page has been closed for a minute.
/// </summary>
public sealed class StudioServer : IDisposable
{
    private readonly Listener _listener;
    private readonly Gate _gate;
    private readonly StudioSession _session;
    private readonly CancellationTokenSource _end = new();

    /// <summary>Reads the inputs and opens a random port.</summary>
    /// <exception cref="StylizeException">An input cannot be read, or no port is free.</exception>
    public StudioServer(StudioStart start)
    {
        _session = new StudioSession(start);
        _listener = Open(start.Limits);
        _gate = new Gate(_listener.Port);
    }

    /// <summary>The address that opens the page; it is valid once.</summary>
    public string Address => _gate.Address;

    /// <summary>Full path of the folder for temporary files.</summary>
    internal string TemporaryFolder => _session.TemporaryPath;

    /// <summary>Serves until the end.</summary>
    /// <param name="cancellation">Ends the studio and its running work within 1 s.</param>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    public void Run(CancellationToken cancellation)
    {
        using var registration = cancellation.Register(_end.Cancel);
        Task.Run(ServeAsync, CancellationToken.None).GetAwaiter().GetResult();
        cancellation.ThrowIfCancellationRequested();
    }

    /// <summary>Closes the port, stops running work and deletes temporary files.</summary>
    public void Dispose()
    {
        _end.Cancel();
        _listener.Dispose();
        _session.Dispose();
    }

    private static Listener Open(StudioLimits limits)
    {
        try
        {
            return new Listener(limits);
        }
        catch (SocketException failure)
        {
            throw new StylizeException(
                StylizeError.OperationFailed, null, $"Cannot open a port on this machine: {StylizeException.Verbatim(failure.Message)}",
                "Check the limits on network ports.", failure);
        }
    }

    private async Task ServeAsync()
    {
        var closing = _session.Pages.WaitForEndAsync(_end);
        await _listener.ServeAsync(AnswerAsync, _end.Token);
        await closing;
    }

    private async Task AnswerAsync(Exchange exchange)
    {
        try
        {
            _gate.Check(exchange.Request);
            if (exchange.Request.Target.Split("/?token=", 2) is ["", var token])
            {
                var cookie = _gate.HasCookie(exchange.Request) ? null : _gate.Exchange(token)
                    ?? throw new Refusal(HttpStatusCode.Forbidden, "The address was already used.", "Start the studio again.");
                await exchange.RedirectAsync("/", cookie);
                return;
            }

            _gate.RequireCookie(exchange.Request);
            exchange.Trust();
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

    private Task RouteAsync(Exchange exchange) =>
        exchange.Path.StartsWith("/api/", StringComparison.Ordinal) ? _session.AnswerAsync(exchange)
        : !exchange.IsPost && PageFiles.Find(exchange.Path) is var (type, bytes) ? exchange.SendAsync(type, bytes)
        : throw Refusal.NotFound();
}
