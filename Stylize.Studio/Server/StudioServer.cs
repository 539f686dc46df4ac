using System.Net;
using System.Security.Cryptography;
using Stylize.Engine;
using Stylize.Studio.Http;
using Stylize.Studio.Session;

namespace Stylize.Studio.Server;

/// <summary>
/// Serves the page of the studio on the loopback address until it is canceled, or until the page has been closed for a minute.
/// </summary>
public sealed class StudioServer : IDisposable
{
    private const int FirstPort = 49_152;
    private const int Attempts = 50;

    private readonly StudioStart _start;
    private readonly HttpListener _listener;
    private readonly Gate _gate;
    private readonly StudioSession _session;
    private readonly CancellationTokenSource _end = new();
    private int _requests;

    /// <summary>Reads the inputs and opens a random port.</summary>
    /// <exception cref="StylizeException">An input cannot be read, or no port is free.</exception>
    public StudioServer(StudioStart start)
    {
        _start = start;
        _session = new StudioSession(start);
        (_listener, var port) = Listen();
        _gate = new Gate(port);
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
        _listener.Abort();
        _session.Dispose();
    }

    private static (HttpListener Listener, int Port) Listen()
    {
        for (var attempt = 1; ; attempt++)
        {
            var listener = new HttpListener();
            var port = RandomNumberGenerator.GetInt32(FirstPort, IPEndPoint.MaxPort + 1);
            listener.Prefixes.Add(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/"));
            try
            {
                listener.Start();
                return (listener, port);
            }
            catch (HttpListenerException failure)
            {
                listener.Close();
                if (attempt == Attempts)
                {
                    throw new StylizeException(
                        StylizeError.OperationFailed, null,
                        $"Cannot open a port on this machine: {StylizeException.Verbatim(failure.Message)}",
                        "Check the limits on network ports.", failure);
                }
            }
        }
    }

    private async Task ServeAsync()
    {
        using var registration = _end.Token.Register(_listener.Abort);
        var closing = _session.Pages.WaitForEndAsync(_end);
        try
        {
            while (!_end.IsCancellationRequested)
            {
                var context = await _listener.GetContextAsync();
                _ = Task.Run(() => AnswerAsync(context));
            }
        }
        catch (Exception failure) when (failure is HttpListenerException or ObjectDisposedException && _end.IsCancellationRequested)
        {
            // The listener was closed.
        }

        await closing;
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        var exchange = new Exchange(context, _start.Limits, _end.Token);
        try
        {
            if (Interlocked.Increment(ref _requests) > _start.Limits.Requests) throw Refusal.Busy();

            _gate.Check(context.Request);
            if (exchange.Path == "/" && context.Request.QueryString["token"] is { } token)
            {
                var cookie = _gate.HasCookie(context.Request) ? null : _gate.Exchange(token)
                    ?? throw new Refusal(HttpStatusCode.Forbidden, "The address was already used.", "Start the studio again.");
                await exchange.RedirectAsync("/", cookie);
                return;
            }

            _gate.RequireCookie(context.Request);
            await RouteAsync(exchange);
        }
        catch (Exception failure)
        {
            await TryFailAsync(exchange, failure);
        }
        finally
        {
            Interlocked.Decrement(ref _requests);
            exchange.End();
        }
    }

    private Task RouteAsync(Exchange exchange) =>
        exchange.Path.StartsWith("/api/", StringComparison.Ordinal) ? _session.AnswerAsync(exchange)
        : !exchange.IsPost && PageFiles.Find(exchange.Path) is var (type, bytes) ? exchange.SendAsync(type, bytes)
        : throw Refusal.NotFound();

    private static async Task TryFailAsync(Exchange exchange, Exception failure)
    {
        try
        {
            await exchange.FailAsync(failure);
        }
        catch (Exception lost) when (lost is HttpListenerException or IOException or ObjectDisposedException or OperationCanceledException)
        {
            // The browser closed the connection.
        }
    }
}
