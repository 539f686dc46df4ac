using Stylize.Engine.Tests.Browser;
using Stylize.Engine.Tests.Studio.Page;

namespace Stylize.Engine.Tests.Web;

/// <summary>The first screen of the site, and what it keeps.</summary>
public sealed class FirstScreenTests(Chromium chromium, SiteTests.OfflineSite site)
    : IClassFixture<SiteTests.OfflineSite>
{
    private const string IsOpen = "document.body.classList.contains('open')";

    /// <summary>The engine of this page never starts.</summary>
    [Theory<Site>]
    [InlineData(390, 844)]
    [InlineData(768, 1024)]
    [InlineData(1280, 800)]
    public async Task It_needs_no_engine(int width, int height)
    {
        await using var tab = await site.OpenAsync(chromium);
        await tab.ResizeAsync(width, height);
        await tab.StartWithAsync("window.Worker = class { postMessage() { } terminate() { } };");
        await tab.ReloadAsync();
        Assert.Empty(await tab.EvaluateAsync<string[]>("""
            ['#welcome-title', '#welcome-open', '#engine', ...[1, 2, 3].map(i => `.sample-list li:nth-child(${i}) img`)].filter(part => {
              const target = document.querySelector(part), { left, top, right, bottom, width } = target.getBoundingClientRect();
              return !(width > 0 && left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight)
                || !target.contains(document.elementFromPoint((left + right) / 2, (top + bottom) / 2));
            })
            """));
        Assert.Contains("Nothing is uploaded.", await tab["#welcome"].TextAsync());
        Assert.Empty(tab.Errors);
    }

    [Theory<Site>]
    [InlineData(390, 844)]
    [InlineData(768, 1024)]
    [InlineData(1280, 800)]
    public async Task Nothing_moves_while_a_sample_opens(int width, int height)
    {
        await using var tab = await site.OpenAsync(chromium);
        await tab.ResizeAsync(width, height);
        await tab.StartWithAsync("""
            window.shift = 0;
            new PerformanceObserver(list => list.getEntries().forEach(entry => { if (!entry.hadRecentInput) shift += entry.value; }))
              .observe({ type: 'layout-shift', buffered: true });
            """);
        await tab.GoAsync("about:blank");
        await tab.GoAsync(site.Address);
        await tab["[data-sample='nuclei.png']"].ClickAsync();
        await tab.WaitAsync($"{IsOpen} && !document.querySelector('.stale')");
        await tab["#input-name"].WaitForTextAsync("nuclei.png");
        Assert.StartsWith("#regions/", await tab.EvaluateAsync<string>("location.hash"));
        Assert.InRange(await tab.EvaluateAsync<double>("shift"), 0, 0.05);
        Assert.Empty(tab.Errors);
    }

    [Fact<Site>]
    public async Task An_opened_picture_is_there_after_a_reload_and_the_loss_of_one_is_said()
    {
        using var folder = new CliFolder();
        SharedStudio.DrawPhotograph(folder);
        await using var tab = await site.OpenAsync(chromium);
        await tab.CallAsync("Page.setInterceptFileChooserDialog", new { Enabled = true });
        await tab["#welcome-open"].ClickAsync();
        await tab["#add"].ChooseFileAsync(folder["in/photo.jpg"]);
        await tab.WaitAsync(IsOpen);
        await tab.EvaluateAsync("location.hash = 'pixel-art/Default/photo.jpg?Width=30'");
        await tab["#line"].WaitForTextAsync("--width 30");
        await tab.ReloadAsync();
        await tab.WaitAsync($"{IsOpen} && !document.querySelector('.stale')");
        Assert.Equal("photo.jpg", await tab["#input-name"].TextAsync());
        Assert.Contains("--width 30", await tab["#line"].TextAsync());
        await tab["#facts"].WaitForTextAsync("30x20");

        await tab.EvaluateAsync("caches.delete('pictures')");
        await tab.ReloadAsync();
        await tab["#welcome-note"].WaitForTextAsync("photo.jpg is not kept in this browser");
        await tab["#add"].ChooseFileAsync(folder["in/photo.jpg"]);
        await tab["#line"].WaitForTextAsync("--width 30");
        Assert.Empty(tab.Errors);
    }

    /// <summary>The whole picture opens, and what is wrong with the others, or with its place, stays on the
    /// page.</summary>
    [Fact<Site>]
    public async Task What_cannot_be_opened_or_kept_is_said_next_to_what_can()
    {
        using var folder = new CliFolder();
        SharedStudio.DrawPhotograph(folder);
        var whole = await File.ReadAllBytesAsync(folder["in/photo.jpg"]);
        await File.WriteAllBytesAsync(folder["cut.jpg"], whole[..(whole.Length / 3)]);
        await using var tab = await site.OpenAsync(chromium);
        await tab.StartWithAsync(
            "Cache.prototype.put = async () => { throw new DOMException('no room', 'QuotaExceededError'); };");
        await tab.EvaluateAsync("location.hash = ''");
        await tab.ReloadAsync();
        await tab["#add"].ChooseFileAsync(folder["cut.jpg"]);
        await tab["#welcome-note"].WaitForTextAsync("'cut.jpg'");
        await tab["#add"].ChooseFileAsync(folder["cut.jpg"], folder["in/photo.jpg"]);
        await tab.WaitAsync($"{IsOpen} && document.querySelector('#level[data-level=full]')");
        var message = await tab["#message"].TextAsync();
        Assert.Contains("'cut.jpg'", message, StringComparison.Ordinal);
        Assert.Contains("photo.jpg is not kept for your next visit: no room.", message, StringComparison.Ordinal);
        Assert.Empty(tab.Errors);
    }

    /// <summary>The browser refuses to share a file that is ready long after the touch.</summary>
    [Fact<Site>]
    public async Task A_picture_that_takes_long_is_shared_by_a_second_touch()
    {
        await using var tab = await site.OpenAsync(chromium);
        await tab.CallAsync("Emulation.setTouchEmulationEnabled", new { Enabled = true, MaxTouchPoints = 2 });
        await tab.StartWithAsync("""
            window.shared = [];
            Object.assign(Navigator.prototype, { canShare: () => true, share: async ({ files: [file] }) => {
              shared.push(file.name);
              if (shared.length === 1) throw new DOMException('No touch', 'NotAllowedError');
            } });
            """);
        await tab.EvaluateAsync("location.hash = 'pixel-art/Default/rocket.jpg?Width=20'");
        await tab.ReloadAsync();
        await tab.WaitAsync($"{IsOpen} && matchMedia('(pointer: coarse)').matches");
        await tab["#show-save-picture"].ClickAsync();
        await tab["#show-save-picture"].WaitForTextAsync("Share picture");
        await tab["#show-save-picture"].ClickAsync();
        await tab.WaitAsync("shared.length === 2 && shared[1] === 'rocket.pixelart.png'");
        Assert.Empty(tab.Errors);
    }
}
