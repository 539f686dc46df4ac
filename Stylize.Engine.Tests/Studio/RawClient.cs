using System.Net;
using System.Net.Sockets;

namespace Stylize.Engine.Tests.Studio;

/// <summary>A connection to a studio that sends bytes as they are.</summary>
internal sealed class RawClient : IDisposable
{
    private readonly TcpClient _client = new();
    private readonly CancellationTokenSource _hanging = new(Patience);

    public static Task<RawClient> ConnectAsync(RunningStudio studio) => ConnectAsync(studio.Port);

    public static async Task<RawClient> ConnectAsync(int port)
    {
        var client = new RawClient();
        await client._client.ConnectAsync(IPAddress.Loopback, port, client._hanging.Token);
        return client;
    }

    public async Task SendAsync(string text) =>
        await _client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(text), _hanging.Token);

    /// <summary>Sends a request with the cookie.</summary>
    public Task GetAsync(RunningStudio studio, string path) =>
        SendAsync($"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{studio.Port}\r\nCookie: {studio.Cookie}\r\n\r\n");

    /// <summary>Sends JSON with the cookie.</summary>
    public Task PostAsync(RunningStudio studio, string path, string body) => SendAsync(
        $"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{studio.Port}\r\nCookie: {studio.Cookie}\r\nOrigin: "
        + $"{studio.Origin}\r\n"
        + $"Content-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}");

    /// <summary>Reads an answer and returns its head; "" if the connection was closed.</summary>
    public async Task<string> HeadAsync()
    {
        var head = new StringBuilder();
        var next = new byte[1];
        try
        {
            while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
            {
                if (await _client.GetStream().ReadAsync(next, _hanging.Token) == 0) return "";

                head.Append((char)next[0]);
            }

            var length = head.ToString().Split("Content-Length: ") is [_, var rest]
                ? int.Parse(rest.Split('\r')[0], CultureInfo.InvariantCulture) : 0;
            await _client.GetStream().ReadExactlyAsync(new byte[length], _hanging.Token);
            return head.ToString();
        }
        catch (IOException)
        {
            return "";
        }
    }

    public void Dispose()
    {
        _client.Dispose();
        _hanging.Dispose();
    }
}
