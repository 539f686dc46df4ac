using System.Net;
using Stylize.Studio;

namespace Stylize.Engine.Tests.Studio;

/// <summary>Limits on the work and the life of a studio.</summary>
public sealed class StudioLimitTests : CliTest
{
    /// <summary>The answers to previews of which newer ones exist.</summary>
    private static readonly HashSet<HttpStatusCode> Expected =
        [HttpStatusCode.OK, HttpStatusCode.Conflict, HttpStatusCode.TooManyRequests];

    private readonly string _photos;

    public StudioLimitTests()
    {
        _folder.Image("photos/a.png");
        _photos = _folder["photos"];
    }

    [Fact]
    public async Task Slow_requests_end()
    {
        var limits = new StudioLimits { ReadTime = TimeSpan.FromMilliseconds(20) };
        using var studio = await new RunningStudio(_photos, limits: limits).OpenAsync();
        Assert.Contains(" 408 ", await studio.RawAsync(
            $"POST /api/preview HTTP/1.1\r\nHost: 127.0.0.1:{studio.Port}\r\nCookie: {studio.Cookie}\r\nOrigin: "
            + $"{studio.Origin}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{{"));
    }

    [Fact]
    public async Task A_newer_change_cancels_the_older_ones()
    {
        using var studio = await new RunningStudio(_photos).OpenAsync();
        var statuses = await Task.WhenAll(Enumerable.Range(1, 200).Select(number => studio.StatusAsync(
            "/api/preview",
            RunningStudio.Preview.Replace("\"sequence\":1", $"\"sequence\":{number}"))));
        Assert.Contains(HttpStatusCode.OK, statuses);
        Assert.Subset(Expected, statuses.ToHashSet());
        await WaitForIdleAsync(studio);
        var pictures = (int)(await studio.CountersAsync())["pictures"]!;
        Assert.InRange(pictures, 1, new StudioLimits().Pictures);
    }

    [Fact]
    public async Task The_studio_ends_when_the_page_was_closed()
    {
        var limits = new StudioLimits { Beat = TimeSpan.FromMilliseconds(10), Closed = TimeSpan.FromMilliseconds(50) };
        using var studio = await new RunningStudio(_photos, limits: limits).OpenAsync();
        using (var alive = await studio.GetAsync("/api/alive"))
        {
            // The beats of the open page take several times as long as the studio waits for a closed one.
            await (await alive.Content.ReadAsStreamAsync()).ReadExactlyAsync(new byte[30]);
            Assert.False(studio.Ended.IsCompleted);
        }

        await studio.Ended.WaitAsync(Patience);
    }

    [Fact]
    public async Task Stopping_ends_streams_and_work_and_deletes_temporary_files()
    {
        File.Copy(Checkout.Path("samples", "coffee.jpg"), _folder["photos/a.jpg"]);
        var studio = await new RunningStudio(_photos).OpenAsync();
        using var alive = await studio.GetAsync("/api/alive");
        var fit = studio.SendAsync(
            HttpMethod.Post, "/api/preview",
            RunningStudio.Preview.Replace("pixel-art", "gaussian encode")
                .Replace("{\"Width\":\"16\"}", "{\"Count\":\"3000\",\"Iterations\":\"20000\"}")
                .Replace("draft", "full"));
        await WaitForAsync(studio, (running, _) => running == 1);
        var folder = studio.TemporaryFolder;
        Assert.True(Directory.Exists(folder));
        studio.Stop();
        await studio.Ended.WaitAsync(Patience);
        studio.Dispose();
        Assert.False(Directory.Exists(folder));
        try
        {
            using var answer = await fit;
            Assert.DoesNotContain("picture", await answer.Content.ReadAsStringAsync());
        }
        catch (Exception failure) when (failure is HttpRequestException or TaskCanceledException)
        {
            // The connection was closed.
        }
    }

    /// <summary>Waits until no work runs or waits.</summary>
    internal static Task WaitForIdleAsync(RunningStudio studio) =>
        WaitForAsync(studio, (running, waiting) => running == 0 && waiting == 0);

    /// <summary>Waits until the numbers of running and waiting requests meet a condition.</summary>
    private static async Task WaitForAsync(RunningStudio studio, Func<int, int, bool> condition)
    {
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < Patience;)
        {
            var counters = await studio.CountersAsync();
            if (condition((int)counters["running"]!, (int)counters["waiting"]!)) return;

            await Task.Delay(10);
        }

        Assert.Fail("The studio's work did not change as expected.");
    }
}
