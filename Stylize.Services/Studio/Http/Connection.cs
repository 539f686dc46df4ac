using System.Net.Sockets;
using Stylize.Studio.Messages;

namespace Stylize.Studio.Http;

/// <summary>A connection of a client. Each wait for the client has a limit.</summary>
internal sealed class Connection(Socket socket, StudioLimits limits, CancellationToken stop) : IDisposable
{
    private const int UnreadBytes = 4 << 10;
    private const int IsWaiting = 0, IsAnswering = 1, IsClosed = 2;

    private readonly RequestReader _reader = new(limits);
    private int _state;
    private bool _isFirst = true;
    private long _since = Stopwatch.GetTimestamp();

    /// <summary>True if the client has sent the cookie.</summary>
    public bool IsTrusted { get; set; }

    /// <summary>Time since the connection began to wait for a request.</summary>
    public TimeSpan Waited => Stopwatch.GetElapsedTime(_since);

    /// <summary>True if no request is being answered.</summary>
    public bool IsIdle => Volatile.Read(ref _state) == IsWaiting;

    /// <summary>True if the client has sent bytes that are still to be read.</summary>
    public bool HasUnread
    {
        get
        {
            try
            {
                return socket.Available > 0;
            }
            catch (Exception failure) when (failure is ObjectDisposedException or SocketException)
            {
                return false;
            }
        }
    }

    public CancellationToken Stop => stop;

    /// <summary>Answers the requests until the connection ends.</summary>
    public async Task ServeAsync(Func<HttpExchange, Task> answer)
    {
        try
        {
            socket.NoDelay = true;
            while (await NextAsync(answer))
            {
                _isFirst = false;
            }

            await DrainAsync();
        }
        catch (Exception failure) when (failure is SocketException or OperationCanceledException
            or ObjectDisposedException)
        {
            // The client or the studio ended the connection, or a limit did.
        }
        finally
        {
            Dispose();
        }
    }

    /// <summary>Ends the connection unless a request is being answered.</summary>
    public bool TryClose()
    {
        if (Interlocked.CompareExchange(ref _state, IsClosed, IsWaiting) != IsWaiting) return false;

        Dispose();
        return true;
    }

    /// <summary>Reads the body of the present request, which is JSON or a file.</summary>
    /// <exception cref="Refusal">The body is malformed, too large, or ends early.</exception>
    /// <exception cref="OperationCanceledException">The body took too long.</exception>
    public async Task BodyAsync(Stream body, bool isFile)
    {
        using var time = Limit(isFile ? limits.FileTime : limits.ReadTime);
        while (!_reader.Body(body, isFile ? limits.FileBytes : limits.RequestBytes))
        {
            if (!await ReceiveAsync(time.Token)) throw Refusal.Malformed("its body is incomplete");
        }
    }

    /// <summary>Sends bytes. A client that does not read them ends the connection.</summary>
    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            using var time = Limit(limits.WriteTime);
            var sent = await socket.SendAsync(bytes[..Math.Min(bytes.Length, InputFile.BufferBytes)], time.Token);
            bytes = bytes[sent..];
        }
    }

    public void Dispose() => socket.Dispose();

    /// <summary>Answers a request. Returns false if the connection cannot be used again.</summary>
    private async Task<bool> NextAsync(Func<HttpExchange, Task> answer)
    {
        HttpExchange exchange;
        try
        {
            if (await HeadAsync() is not { } head) return false;

            exchange = new HttpExchange(head, this);
        }
        catch (Refusal refusal)
        {
            await new HttpExchange(RequestHead.Unreadable, this).FailAsync(refusal);
            return false;
        }

        if (Interlocked.CompareExchange(ref _state, IsAnswering, IsWaiting) != IsWaiting) return false;

        // Not on the thread that accepts connections.
        await Task.Run(() => answer(exchange), CancellationToken.None);
        _since = Stopwatch.GetTimestamp();
        Volatile.Write(ref _state, IsWaiting);
        return exchange.KeepsOpen && _reader.IsBodyRead;
    }

    /// <summary>Returns the head of the next request; null if the client has ended the connection.</summary>
    private async Task<RequestHead?> HeadAsync()
    {
        using var time = Limit(_isFirst || !_reader.IsEmpty ? limits.HeadTime : limits.IdleTime);
        while (true)
        {
            if (_reader.Head() is { } head) return head;

            var isBeginning = !_isFirst && _reader.IsEmpty;
            if (!await ReceiveAsync(time.Token)) return null;

            if (isBeginning)
            {
                time.CancelAfter(limits.HeadTime);
            }
        }
    }

    /// <summary>Reads what the client still sends, so that it receives the answer instead of a reset.</summary>
    private async Task DrainAsync()
    {
        socket.Shutdown(SocketShutdown.Send);
        using var time = Limit(limits.DrainTime);
        var unread = new byte[UnreadBytes];
        while (await socket.ReceiveAsync(unread, time.Token) > 0)
        {
        }
    }

    private async ValueTask<bool> ReceiveAsync(CancellationToken time)
    {
        var count = await socket.ReceiveAsync(_reader.Room(), time);
        _reader.Add(count);
        return count > 0;
    }

    private CancellationTokenSource Limit(TimeSpan time)
    {
        var source = CancellationTokenSource.CreateLinkedTokenSource(stop);
        source.CancelAfter(time);
        return source;
    }
}
