using System.Reflection;

namespace Stylize.Studio.Tests;

/// <summary>The installed Chromium, and a studio with one input of each kind. The tests of a run share both.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private static readonly string[] Places =
    [
        "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", @"C:\Program Files\Google\Chrome\Application\chrome.exe",
    ];

    private static readonly string? Executable =
        Places.Prepend(Environment.GetEnvironmentVariable("STYLIZE_CHROMIUM")).FirstOrDefault(File.Exists);

    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private Studio? _shared;

    public async ValueTask InitializeAsync()
    {
        if (Executable is null) return;

        // The driver stays in the package, because a copy of it has 140 MB.
        var package = typeof(Chromium).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(data => data.Key == "Playwright").Value;
        Environment.SetEnvironmentVariable("PLAYWRIGHT_DRIVER_SEARCH_PATH", package);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new()
        {
            // Chromium refuses its sandbox to root, as in containers.
            ExecutablePath = Executable,
            Args = ["--js-flags=--expose-gc", .. Environment.UserName == "root" ? ["--no-sandbox"] : Array.Empty<string>()],
        });
    }

    /// <summary>Starts a studio with copies of inputs. Skips the test if no browser is installed.</summary>
    /// <param name="inputs">Full paths of files.</param>
    public async Task<Studio> StartAsync(params IEnumerable<string> inputs)
    {
        Assert.SkipWhen(_browser is null, "Chromium is not installed. STYLIZE_CHROMIUM can name it.");
        var context = await _browser!.NewContextAsync(new() { Permissions = ["clipboard-read", "clipboard-write"] });
        return new Studio(inputs, context);
    }

    /// <summary>Opens a page of the shared studio. Skips the test if no browser is installed.</summary>
    /// <inheritdoc cref="Studio.OpenAsync" path="/param"/>
    public async Task<StudioPage> OpenAsync(string hash, int width = 1280, int height = 800) =>
        await (_shared ??= await StartAsync(Inputs.All)).OpenAsync(hash, width, height);

    public async ValueTask DisposeAsync()
    {
        if (_shared is not null) await _shared.DisposeAsync();
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
    }
}

/// <summary>Tests that share the browser and run one after another.</summary>
[CollectionDefinition(Name)]
public sealed class ChromiumCollection : ICollectionFixture<Chromium>
{
    public const string Name = "Chromium";
}
