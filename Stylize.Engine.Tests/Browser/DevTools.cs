using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text.Json.Serialization;

namespace Stylize.Engine.Tests.Browser;

/// <summary>A connection to a browser with the Chrome DevTools Protocol: calls and their answers, and events of
/// pages.</summary>
internal sealed class DevTools : IAsyncDisposable
{
    /// <summary>Time after which a call fails, which can be such a wait in the page.</summary>
    private static readonly TimeSpan Limit = 1.5 * Patience;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private readonly ClientWebSocket _socket = new();
    private readonly SemaphoreSlim _sending = new(1);
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonElement>> _calls = new();
    private readonly ConcurrentDictionary<string, Action<string, JsonElement>> _listeners = new();
    private int _lastCall;

    private DevTools()
    {
    }

    /// <summary>Connects to a browser.</summary>
    /// <param name="address">The address that the browser prints when it starts.</param>
    public static async Task<DevTools> ConnectAsync(Uri address)
    {
        var tools = new DevTools();
        await tools._socket.ConnectAsync(address, CancellationToken.None);
        _ = Task.Run(tools.ReceiveAsync);
        return tools;
    }

    /// <summary>Calls a method and returns its answer.</summary>
    /// <param name="session">The session of a page; null for the browser.</param>
    /// <exception cref="DevToolsException">The browser refused the call.</exception>
    /// <exception cref="IOException">The browser has ended.</exception>
    public async Task<JsonElement> CallAsync(string method, object? parameters = null, string? session = null)
    {
        var id = Interlocked.Increment(ref _lastCall);
        var answer = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        _calls[id] = answer;
        await SendAsync(JsonSerializer.SerializeToUtf8Bytes(
            new { Id = id, Method = method, Params = parameters ?? new object(), SessionId = session }, Json));
        try
        {
            return await answer.Task.WaitAsync(Limit);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"{method} did not end within {Limit.TotalSeconds:0} s.");
        }
        finally
        {
            _calls.TryRemove(id, out _);
        }
    }

    /// <summary>Calls a function with the name and the parameters of each event of a session, one after
    /// another.</summary>
    public void Listen(string session, Action<string, JsonElement> listener) => _listeners[session] = listener;

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task SendAsync(byte[] message)
    {
        await _sending.WaitAsync();
        try
        {
            await _socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        }
        finally
        {
            _sending.Release();
        }
    }

    private async Task ReceiveAsync()
    {
        var message = new MemoryStream();
        var buffer = new byte[1 << 16];
        try
        {
            while (await _socket.ReceiveAsync(buffer, CancellationToken.None)
                is { MessageType: not WebSocketMessageType.Close } part)
            {
                message.Write(buffer, 0, part.Count);
                if (!part.EndOfMessage) continue;

                Dispatch(JsonSerializer.Deserialize<JsonElement>(message.GetBuffer().AsSpan(0, (int)message.Length)));
                message.SetLength(0);
            }
        }
        catch (Exception failure) when (failure is WebSocketException or ObjectDisposedException
            or OperationCanceledException)
        {
            // The calls below fail.
        }

        foreach (var call in _calls.Values)
        {
            call.TrySetException(new IOException("The browser has ended."));
        }
    }

    private void Dispatch(JsonElement message)
    {
        if (message.TryGetProperty("id", out var id))
        {
            if (!_calls.TryGetValue(id.GetInt32(), out var call)) return;

            if (message.TryGetProperty("error", out var error))
            {
                call.TrySetException(new DevToolsException(error.GetProperty("message").GetString()!));
            }
            else
            {
                call.TrySetResult(message.GetProperty("result"));
            }
        }
        else if (message.TryGetProperty("sessionId", out var session)
            && _listeners.TryGetValue(session.GetString()!, out var listener))
        {
            listener(message.GetProperty("method").GetString()!, message.GetProperty("params"));
        }
    }
}

/// <summary>A call that the browser refused, such as one on a page that was replaced in the meantime.</summary>
internal sealed class DevToolsException(string message) : Exception(message);
