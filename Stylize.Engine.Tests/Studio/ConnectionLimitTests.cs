using System.Net;
using Stylize.Studio;

namespace Stylize.Engine.Tests.Studio;

/// <summary>Connections that a studio must end, and clients that it must answer meanwhile.</summary>
public sealed class ConnectionLimitTests : CliTest
{
    /// <summary>Times that no test reaches.</summary>
    private static readonly StudioLimits Patient = new()
    {
        HeadTime = TimeSpan.FromHours(1), ReadTime = TimeSpan.FromHours(1), IdleTime = TimeSpan.FromHours(1),
        WriteTime = TimeSpan.FromHours(1), Pause = TimeSpan.FromMilliseconds(1),
    };

    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(20);

    private readonly string _photos;

    public ConnectionLimitTests()
    {
        _folder.Image("photos/a.png");
        _photos = _folder["photos"];
    }

    [Theory]
    [InlineData("")]
    [InlineData("GET / HTTP/1.1\r\nX:")]
    public async Task An_unfinished_head_ends_the_connection(string part)
    {
        using var studio = new RunningStudio(_photos, limits: Patient with { HeadTime = Short });
        using var client = await RawClient.ConnectAsync(studio);
        await client.SendAsync(part);
        Assert.Equal("", await client.HeadAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData("GET / HTTP/1.1\r\nX:")]
    public async Task A_connection_without_further_requests_ends(string part)
    {
        using var studio = await new RunningStudio(
            _photos, limits: Patient with { IdleTime = part == "" ? Short : Patient.IdleTime }).OpenAsync();
        using var client = await RawClient.ConnectAsync(studio);
        await client.GetAsync(studio, "/studio.svg");
        Assert.StartsWith("HTTP/1.1 200 ", await client.HeadAsync());
        await client.SendAsync(part);
        if (part != "")
        {
            await client.SendAsync("\n");
            Assert.StartsWith("HTTP/1.1 400 ", await client.HeadAsync());
        }

        Assert.Equal("", await client.HeadAsync());
    }

    [Fact]
    public async Task A_client_that_does_not_read_is_disconnected()
    {
        using var studio = await new RunningStudio(_photos, limits: Patient with { WriteTime = Short }).OpenAsync();
        using var client = await RawClient.ConnectAsync(studio);
        await Assert.ThrowsAnyAsync<IOException>(async () =>
        {
            while (true)
            {
                await client.GetAsync(studio, "/studio.css");
            }
        });
        Assert.Equal(HttpStatusCode.OK, await studio.StatusAsync("/api/preview", RunningStudio.Preview));
    }

    [Fact]
    public async Task Idle_connections_without_the_cookie_are_closed_for_new_ones()
    {
        const int Connections = 8;
        using var studio =
            await new RunningStudio(_photos, limits: Patient with { Connections = Connections }).OpenAsync();
        using var trusted = await RawClient.ConnectAsync(studio);
        await trusted.GetAsync(studio, "/studio.js");
        Assert.StartsWith("HTTP/1.1 200 ", await trusted.HeadAsync());
        using var alive = await studio.GetAsync("/api/alive");
        var others = new List<RawClient>();
        try
        {
            for (var i = 0; i < 10 * Connections; i++)
            {
                others.Add(await RawClient.ConnectAsync(studio));
                await others[^1].SendAsync("GET / HTTP/1.1\r\nX:");
            }

            Assert.Equal(HttpStatusCode.OK, await studio.StatusAsync("/api/preview", RunningStudio.Preview));
            foreach (var other in others.SkipLast(Connections))
            {
                Assert.Equal("", await other.HeadAsync());
            }

            await trusted.GetAsync(studio, "/studio.js");
            Assert.StartsWith("HTTP/1.1 200 ", await trusted.HeadAsync());
            await (await alive.Content.ReadAsStreamAsync()).ReadExactlyAsync(new byte[1]);
        }
        finally
        {
            others.ForEach(other => other.Dispose());
        }
    }

    [Fact]
    public async Task A_preview_is_answered_while_others_send_heads_byte_by_byte()
    {
        using var studio = await new RunningStudio(_photos, limits: Patient with { Connections = 8 }).OpenAsync();
        // As in a browser, a connection that has sent the cookie is used again.
        using var trusted = await RawClient.ConnectAsync(studio);
        await trusted.PostAsync(studio, "/api/preview", RunningStudio.Preview);
        Assert.StartsWith("HTTP/1.1 200 ", await trusted.HeadAsync());
        using var end = new CancellationTokenSource();
        var slow = Enumerable.Range(0, 16).Select(_ => SendSlowlyAsync(studio, end.Token)).ToArray();
        for (var sequence = 2; sequence <= 6; sequence++)
        {
            await trusted.PostAsync(
                studio, "/api/preview",
                RunningStudio.Preview.Replace("\"sequence\":1", $"\"sequence\":{sequence}"));
            Assert.StartsWith("HTTP/1.1 200 ", await trusted.HeadAsync());
        }

        await end.CancelAsync();
        await Task.WhenAll(slow);
    }

    /// <summary>The runtime and the libraries need about 90 files. With 110, the connections use all that are
    /// left.</summary>
    [Theory]
    [InlineData(110, Traits = ["Tier", "All"])]
    [InlineData(200)]
    public async Task Many_connections_do_not_end_a_process_with_few_files(int files)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows does not limit open files.");
        using var process = Process.Start(new ProcessStartInfo(
            "sh", ["-c", $"ulimit -n {files}; exec {StylizeProgram.Shell} studio photos --no-open"])
        {
            WorkingDirectory = _folder.Path, RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        var clients = new List<RawClient>();
        try
        {
            var address = new Uri((await process.StandardOutput.ReadLineAsync())!);
            for (var i = 0; i < 260; i++)
            {
                clients.Add(await RawClient.ConnectAsync(address.Port));
                await clients[^1].SendAsync("GET / HTTP/1.1\r\nX:");
            }

            using var browser = await RawClient.ConnectAsync(address.Port);
            await browser.SendAsync($"GET {address.PathAndQuery} HTTP/1.1\r\nHost: {address.Authority}\r\n\r\n");
            Assert.StartsWith("HTTP/1.1 303 ", await browser.HeadAsync());
            Assert.False(process.HasExited);
        }
        finally
        {
            clients.ForEach(client => client.Dispose());
            process.Kill(entireProcessTree: true);
        }
    }

    private static async Task SendSlowlyAsync(RunningStudio studio, CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            try
            {
                using var client = await RawClient.ConnectAsync(studio);
                await client.SendAsync("GET / HTTP/1.1\r\nX:");
                while (!end.IsCancellationRequested)
                {
                    await client.SendAsync("x");
                    await Task.Yield();
                }
            }
            catch (Exception failure) when (failure is IOException or System.Net.Sockets.SocketException)
            {
                // The studio closed the connection.
            }
        }
    }
}
