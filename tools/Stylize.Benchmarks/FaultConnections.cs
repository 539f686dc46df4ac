using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace Stylize.Benchmarks;

/// <summary>Opens thousands of connections to a studio that may open few files, while a page draws previews and runs a
/// batch.</summary>
internal static class FaultConnections
{
    private const int Connections = 3000;
    private const int Previews = 20;
    private const string State = """{"input":0,"operation":"pixel-art","preset":null,"given":{"Width":"24"}}""";

    /// <summary>What the connections send: nothing, half a header, half a body, and requests whose answers are not
    /// read.</summary>
    private static readonly string[] Kinds =
    [
        "", "GET / HTTP/1.1\r\nX:",
        "POST /api/preview HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\nContent-Length: "
        + "99\r\n\r\n{",
        string.Concat(Enumerable.Repeat("GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n", 50)),
    ];

    public static FaultRow Run(FaultRig rig, int files)
    {
        rig.Renew("undisturbed");
        rig.Run("pixel-art", "in", "-o", "undisturbed", "--width", "24");
        var expected = rig.Outputs("undisturbed");
        rig.Renew("out");
        rig.Renew("killed");
        using var process =
            rig.StartShell($"ulimit -n {files}; exec env --default-signal=INT stylize studio in --no-open");
        var errors = process.StandardError.ReadToEndAsync();
        var address = new Uri(process.StandardOutput.ReadLine()!);
        using var page = Page(address);
        using var end = new CancellationTokenSource();
        using var opened = new SemaphoreSlim(0);
        var kinds = Kinds.Select(kind => kind.Replace("{port}", $"{address.Port}")).ToArray();
        var flood = Enumerable.Range(0, Connections)
            .Select(i => Task.Run(() => ConnectAsync(address.Port, kinds[i % kinds.Length], opened, end.Token)))
            .ToArray();
        for (var i = 0; i < Connections / 2; i++)
        {
            opened.Wait();
        }

        var run = Post(page, "/api/runs", "out/");
        var (answered, slowest, handles) = (0, TimeSpan.Zero, 0);
        for (var i = 1; i <= Previews; i++)
        {
            var began = Stopwatch.GetTimestamp();
            using var answer = Send(
                page, "/api/preview",
                $$"""{"page":"p","sequence":{{i}},"side":300,"quality":"draft","state":{{State}}}""");
            var took = Stopwatch.GetElapsedTime(began);
            answered += answer?.StatusCode == HttpStatusCode.OK ? 1 : 0;
            slowest = took > slowest ? took : slowest;
            handles = Math.Max(handles, Directory.GetFiles($"/proc/{process.Id}/fd").Length);
        }

        // Ends with the run.
        var isDone = run
            && page.GetStringAsync("/api/runs/1").Result.TrimEnd()
                .EndsWith("\"state\":\"done\"}", StringComparison.Ordinal);
        var isEqual = IsEqual(rig, "out", expected);
        var isKilled = Post(page, "/api/runs", "killed/");
        while (isKilled && rig.Outputs("killed").Count == 0)
        {
            Thread.Sleep(1);
        }

        process.Kill();
        process.WaitForExit();
        end.Cancel();
        Task.WaitAll(flood);
        var left = rig.Outputs("killed").Count;
        rig.Run("pixel-art", "in", "-o", "killed", "--width", "24", "--update");
        var isResumed = IsEqual(rig, "killed", expected) && rig.Temporary("killed") == 0;
        return new FaultRow(
            $"{Connections:N0} connections to a studio that may open {files:N0} files",
            string.Create(CultureInfo.InvariantCulture,
                $"{answered} of {Previews} previews answered, slowest {slowest.TotalSeconds:0.00} s; at most {handles} "
                + $"open files; run of the page complete and byte-identical: {isDone && isEqual}; killed after {left} "
                + $"outputs, byte-identical after --update: {isResumed}"),
            answered == Previews && isDone && isEqual && isKilled && isResumed && handles < files
                && !errors.Result.Contains("nexpected"));
    }

    private static bool IsEqual(FaultRig rig, string folder, Dictionary<string, byte[]> expected)
    {
        var there = rig.Outputs(folder);
        return there.Count == expected.Count
            && expected.All(
                file => there.TryGetValue(file.Key, out var bytes) && bytes.AsSpan().SequenceEqual(file.Value));
    }

    /// <summary>Opens the address as a browser does.</summary>
    private static HttpClient Page(Uri address)
    {
        var client = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false })
        {
            BaseAddress = new Uri(address.GetLeftPart(UriPartial.Authority)),
        };
        using var answer = client.GetAsync(address.PathAndQuery).Result;
        client.DefaultRequestHeaders.Add("Cookie", answer.Headers.GetValues("Set-Cookie").Single().Split(';')[0]);
        client.DefaultRequestHeaders.Add("Origin", client.BaseAddress.GetLeftPart(UriPartial.Authority));
        return client;
    }

    private static bool Post(HttpClient page, string path, string destination)
    {
        using var answer = Send(
            page, path,
            $$"""{"state":{{State}},"source":"folder","destination":{{JsonSerializer.Serialize(destination)}},"force":true}""");
        return answer?.StatusCode == HttpStatusCode.Accepted;
    }

    /// <summary>Posts a body; returns null if the connection was closed.</summary>
    private static HttpResponseMessage? Send(HttpClient page, string path, string body)
    {
        try
        {
            return page.PostAsync(path, new StringContent(body, Encoding.UTF8, "application/json")).Result;
        }
        catch (AggregateException failure) when (failure.InnerException is HttpRequestException)
        {
            return null;
        }
    }

    /// <summary>Keeps a connection open, and opens another if it is closed.</summary>
    private static async Task ConnectAsync(int port, string kind, SemaphoreSlim opened, CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, port, end);
                await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(kind), end);
                opened.Release();
                if (kind.Length > 100) await Task.Delay(Timeout.Infinite, end);

                while (await client.GetStream().ReadAsync(new byte[512], end) > 0)
                {
                }
            }
            catch (Exception failure) when (failure is IOException or SocketException or OperationCanceledException)
            {
                // The studio closed the connection, or the trial ends.
            }
        }
    }
}
