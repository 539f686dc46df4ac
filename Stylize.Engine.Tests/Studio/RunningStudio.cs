using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Stylize.Studio;
using Stylize.Studio.Server;

namespace Stylize.Engine.Tests.Studio;

/// <summary>A studio that serves a folder, and a client with its cookie.</summary>
internal sealed class RunningStudio : IDisposable
{
    /// <summary>Body of a request for a small picture of the first input.</summary>
    public const string Preview = """
        {"page":"p","sequence":1,"side":64,"quality":"draft",
        "state":{"input":0,"operation":"pixel-art","preset":null,"given":{"Width":"16"}}}
        """;

    private readonly CancellationTokenSource _stop = new();
    private readonly StudioServer _server;
    private readonly HttpClient _client;

    /// <param name="addressFolder">The folder in which the same start finds the studio; null for none.</param>
    public RunningStudio(
        string folder, IReadOnlyList<string>? paths = null, StudioLimits? limits = null, string? addressFolder = null,
        int port = 0)
    {
        _server = new StudioServer(new StudioStart(paths ?? [folder], ImageCodecs.Default)
        {
            AddressFolder = addressFolder, Port = port,
            // On a busy processor, connections that the client opens ahead can wait long for a request.
            WorkingFolder = folder, OpenStore = MeasurementStores.Open,
            Limits = limits ?? new StudioLimits { HeadTime = TimeSpan.FromMinutes(1) },
        });
        Address = _server.Address;
        Origin = Address[..Address.IndexOf("/?", StringComparison.Ordinal)];
        Ended = Task.Run(() =>
        {
            try
            {
                _server.Run(_stop.Token);
            }
            catch (OperationCanceledException)
            {
                // Stopped by the test.
            }
        });
        _client = new HttpClient(
            new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false, MaxConnectionsPerServer = 200 })
        {
            BaseAddress = new Uri(Origin),
        };
    }

    /// <summary>The first address with a token.</summary>
    public string Address { get; }

    /// <summary>The next address with a token.</summary>
    public string NextAddress => _server.Address;

    public string Origin { get; }

    public int Port => new Uri(Origin).Port;

    /// <summary>Completes when the studio has ended.</summary>
    public Task Ended { get; }

    /// <summary>The cookie, after <see cref="OpenAsync"/>.</summary>
    public string? Cookie { get; private set; }

    /// <summary>Opens the address, as a browser does.</summary>
    public async Task<RunningStudio> OpenAsync()
    {
        using var answer = await SendAsync(HttpMethod.Get, Address[Origin.Length..]);
        Cookie = answer.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
        return this;
    }

    public Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, string? body = null, Action<HttpRequestMessage>? change = null)
    {
        var request = new HttpRequestMessage(method, path);
        if (Cookie is not null)
        {
            request.Headers.Add("Cookie", Cookie);
        }

        if (body is not null)
        {
            request.Headers.Add("Origin", Origin);
            request.Content = new StringContent(body, new MediaTypeHeaderValue("application/json"));
        }

        change?.Invoke(request);
        return _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    public Task<HttpResponseMessage> GetAsync(string path, Action<HttpRequestMessage>? change = null) =>
        SendAsync(HttpMethod.Get, path, null, change);

    /// <summary>Posts an object and returns the answer, which must not be an error.</summary>
    public async Task<JsonNode> PostAsync(string path, object body)
    {
        using var answer = await SendAsync(HttpMethod.Post, path, JsonSerializer.Serialize(body));
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{(int)answer.StatusCode}: {text}");
        return JsonNode.Parse(text)!;
    }

    /// <summary>Posts a body, or gets without one, and returns the status of the answer.</summary>
    public async Task<HttpStatusCode> StatusAsync(
        string path, string? body = null, Action<HttpRequestMessage>? change = null)
    {
        using var answer = await SendAsync(body is null ? HttpMethod.Get : HttpMethod.Post, path, body, change);
        return answer.StatusCode;
    }

    public Task<byte[]> DownloadAsync(string path)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Cookie", Cookie);
        return _client.SendAsync(request).Result.Content.ReadAsByteArrayAsync();
    }

    /// <summary>Full path of the folder for temporary files.</summary>
    public string TemporaryFolder => _server.TemporaryFolder;

    /// <summary>Returns the numbers of running and waiting requests and of pictures.</summary>
    public async Task<JsonNode> CountersAsync() => JsonNode.Parse(await DownloadAsync("/api/counters"))!;

    /// <summary>Sends bytes as they are, and returns the first line of the answer; "" if the connection was
    /// closed.</summary>
    public async Task<string> RawAsync(string request)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, Port);
        await using var stream = socket.GetStream();
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            await stream.WriteAsync(Encoding.Latin1.GetBytes(request), limit.Token);
            using var reader = new StreamReader(stream, Encoding.Latin1);
            return await reader.ReadLineAsync(limit.Token) ?? "";
        }
        catch (IOException)
        {
            return "";
        }
    }

    public void Stop() => _stop.Cancel();

    public void Dispose()
    {
        _stop.Cancel();
        Ended.Wait(Patience);
        _server.Dispose();
        _client.Dispose();
        _stop.Dispose();
    }
}
