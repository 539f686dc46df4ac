using System.Net.Sockets;

namespace Stylize.Studio.Http;

/// <summary>
/// Accepts connections on the loopback address. If the limit is reached, it closes the connection that has waited
/// longest for a request, those with unread bytes later and those with the cookie last. If a request is being answered
/// on each, it closes the newest.
/// </summary>
internal sealed class Listener : IDisposable
{
    /// <summary>Connections that wait in the system, which can already contain a request.</summary>
    private const int Backlog = 4096;

    /// <summary>Files that are left to the runtime, which ends the process if it cannot open one to start a
    /// thread.</summary>
    private const int SpareFiles = 8;

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly HashSet<Connection> _connections = [];
    private readonly StudioLimits _limits;

    /// <param name="port">The port; 0 for a random one.</param>
    /// <exception cref="SocketException">The port is in use, or the system has no free port.</exception>
    public Listener(StudioLimits limits, int port)
    {
        _limits = limits;
        try
        {
            _socket.ExclusiveAddressUse = true;
            _socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            _socket.Listen(Backlog);
        }
        catch
        {
            _socket.Dispose();
            throw;
        }
    }

    public int Port => ((IPEndPoint)_socket.LocalEndPoint!).Port;

    /// <summary>Answers requests until it is canceled.</summary>
    public async Task ServeAsync(Func<HttpExchange, Task> answer, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(UntilRoom(), stop);
                _ = ServeAsync(await AcceptAsync(stop), answer, stop);
            }
            catch (SocketException)
            {
                // The process has too many open files, or the system lacks memory. Trying again at once would fail
                // again.
                TryCloseIdle();
                await Task.Delay(_limits.Pause, CancellationToken.None);
            }
            catch (OperationCanceledException)
            {
                // The studio ends.
            }
        }
    }

    public void Dispose()
    {
        _socket.Dispose();
        lock (_connections)
        {
            foreach (var connection in _connections)
            {
                connection.Dispose();
            }
        }
    }

    /// <exception cref="SocketException">The process has too few files left.</exception>
    private async Task<Socket> AcceptAsync(CancellationToken stop)
    {
        var socket = await _socket.AcceptAsync(stop);

        // The system uses the lowest free number.
        if (socket.Handle < (ProcessLimit.OpenFiles - SpareFiles ?? long.MaxValue)) return socket;

        var closed = 0;
        while (closed < SpareFiles / 2 && TryCloseIdle())
        {
            closed++;
        }

        if (closed == 0)
        {
            socket.Dispose();
            throw new SocketException((int)SocketError.TooManyOpenSockets);
        }

        // The system closes a connection only after its pending read has ended.
        await Task.Delay(_limits.Pause, stop);
        return socket;
    }

    private async Task ServeAsync(Socket socket, Func<HttpExchange, Task> answer, CancellationToken stop)
    {
        using var connection = new Connection(socket, _limits, stop);
        if (!TryAdd(connection)) return;

        try
        {
            await connection.ServeAsync(answer);
        }
        finally
        {
            lock (_connections)
            {
                _connections.Remove(connection);
            }
        }
    }

    /// <summary>Adds a connection if there is room, or if one can be closed.</summary>
    private bool TryAdd(Connection connection)
    {
        lock (_connections)
        {
            return (_connections.Count < _limits.Connections || TryCloseIdle()) && _connections.Add(connection);
        }
    }

    /// <summary>Returns the time until a connection may be closed for a new one.</summary>
    private TimeSpan UntilRoom()
    {
        lock (_connections)
        {
            // The time passes on while it is read.
            return _connections.Count >= _limits.Connections && Idlest() is { Waited: var waited }
                && waited < _limits.Pause ? _limits.Pause - waited : TimeSpan.Zero;
        }
    }

    /// <summary>Closes the idlest connection; returns false if a request is being answered on each.</summary>
    private bool TryCloseIdle()
    {
        lock (_connections)
        {
            while (Idlest() is { } idlest)
            {
                if (idlest.TryClose()) return _connections.Remove(idlest);
            }

            return false;
        }
    }

    /// <summary>On a busy machine, a request that has arrived can wait longer to be read than others wait for
    /// theirs.</summary>
    private Connection? Idlest() => _connections.Where(one => one.IsIdle).OrderBy(one => one.IsTrusted)
        .ThenBy(one => one.HasUnread).ThenByDescending(one => one.Waited).FirstOrDefault();
}
