using System.Net;
using System.Net.Sockets;

namespace Stylize.Engine.Tests.Workers;

/// <summary>
/// A fake PostgreSQL server that requests the password in plain text or as MD5 and records the answer. Protocol:
/// https://www.postgresql.org/docs/17/protocol-message-formats.html.
/// </summary>
internal sealed class PasswordRequestServer : IDisposable
{
    private const int SslRequest = 80877103;
    private const int GssRequest = 80877104;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly byte[] _question;
    private readonly Task _serving;
    private int _connections;

    private PasswordRequestServer(byte[] question)
    {
        _question = question;
        _listener.Start();
        _serving = Task.Run(ServeAsync);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>The number of connections that received the password request.</summary>
    public int Connections => _connections;

    /// <summary>The answers to the password request, as text.</summary>
    public List<string> Answers { get; } = [];

    /// <summary>Requests the password in plain text.</summary>
    public static PasswordRequestServer Cleartext() => new([(byte)'R', 0, 0, 0, 8, 0, 0, 0, 3]);

    /// <summary>Requests an MD5 hash.</summary>
    public static PasswordRequestServer Md5() => new([(byte)'R', 0, 0, 0, 12, 0, 0, 0, 5, 1, 2, 3, 4]);

    public void Dispose()
    {
        _listener.Stop();
        _serving.Wait(Patience);
        _listener.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync();
                try
                {
                    await AskAsync(client.GetStream());
                }
                catch (IOException)
                {
                    // The client closed the connection without an answer.
                }
            }
        }
        catch (Exception e) when (e is SocketException or InvalidOperationException)
        {
            // The listener was closed.
        }
    }

    private async Task AskAsync(NetworkStream stream)
    {
        var head = new byte[8];
        while (true)
        {
            await stream.ReadExactlyAsync(head);
            var rest = new byte[BinaryPrimitives.ReadInt32BigEndian(head) - head.Length];
            await stream.ReadExactlyAsync(rest);
            if (BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(4)) is not (SslRequest or GssRequest)) break;

            await stream.WriteAsync("N"u8.ToArray());
        }

        Interlocked.Increment(ref _connections);
        await stream.WriteAsync(_question);
        var answer = new byte[1000];
        var length = await stream.ReadAsync(answer);
        if (length > 0)
        {
            lock (Answers)
            {
                Answers.Add(System.Text.Encoding.Latin1.GetString(answer, 0, length));
            }
        }
    }
}
