using Stylize.Engine.Tests.Browser;

[assembly: AssemblyFixture(typeof(Chromium))]

namespace Stylize.Engine.Tests.Browser;

/// <summary>The installed Chromium without a window. All tests of a run share one process, which starts with the first
/// of them.</summary>
public sealed class Chromium : IAsyncDisposable, INeed
{
    private static readonly string[] Places =
    [
        "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        @"C:\Program Files\Google\Chrome\Application\chrome.exe",
    ];

    /// <summary>A browser that the variable names must exist: the tests then fail without it, instead of being
    /// skipped.</summary>
    private static readonly string? Executable =
        Environment.GetEnvironmentVariable("STYLIZE_CHROMIUM") is { Length: > 0 } named
            ? named : Places.FirstOrDefault(File.Exists);

    private readonly Lazy<Task<DevTools>> _tools;
    private string? _profile;
    private Process? _process;

    public Chromium()
    {
        _tools = new(StartAsync);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => End();
    }

    public static string? Missing =>
        Executable is null ? "Chromium is not installed. STYLIZE_CHROMIUM can name it." : null;

    /// <summary>Creates cookies, storage and a clipboard that several tabs share, and returns their
    /// identifier.</summary>
    internal async Task<string> NewContextAsync()
    {
        var tools = await _tools.Value;
        var context =
            (await tools.CallAsync("Target.createBrowserContext")).GetProperty("browserContextId").GetString()!;
        await tools.CallAsync(
            "Browser.grantPermissions",
            new { Permissions = new[] { "clipboardReadWrite", "clipboardSanitizedWrite" },
                BrowserContextId = context });
        return context;
    }

    /// <summary>Opens an empty tab.</summary>
    /// <param name="context">From <see cref="NewContextAsync"/>; null for a new one.</param>
    /// <param name="width">Width in CSS pixels.</param>
    /// <param name="height">Height in CSS pixels.</param>
    /// <param name="ratio">Pixels of the screen per CSS pixel.</param>
    internal async Task<Tab> OpenAsync(string? context = null, int width = 1280, int height = 800, double ratio = 1) =>
        await Tab.OpenAsync(await _tools.Value, context ?? await NewContextAsync(), width, height, ratio);

    public async ValueTask DisposeAsync()
    {
        if (!_tools.IsValueCreated) return;

        End();
        await (await _tools.Value).DisposeAsync();
        try
        {
            Directory.Delete(_profile!, recursive: true);
        }
        catch (IOException)
        {
            // On Windows, files of a process that has just ended can still be open.
        }
    }

    private async Task<DevTools> StartAsync()
    {
        _profile = Directory.CreateTempSubdirectory("stylize-chromium-").FullName;
        var start = new ProcessStartInfo(Executable!)
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
            ArgumentList =
            {
                "--headless", "--remote-debugging-port=0", $"--user-data-dir={_profile}", "--no-first-run",
                "--no-default-browser-check",
                "--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update",
                "--disable-extensions",
                "--disable-breakpad", "--hide-scrollbars", "--force-color-profile=srgb", "--enable-unsafe-swiftshader",
                "--js-flags=--expose-gc",
            },
        };

        // Chromium refuses its sandbox to root, as in containers.
        if (!OperatingSystem.IsWindows() && Environment.IsPrivilegedProcess)
        {
            start.ArgumentList.Add("--no-sandbox");
        }

        const string Ready = "DevTools listening on ";
        _process = Process.Start(start)!;
        var seen = new StringBuilder();
        while (await _process.StandardError.ReadLineAsync() is { } line)
        {
            if (line.StartsWith(Ready, StringComparison.Ordinal))
            {
                // Pipes that nobody reads would block the browser.
                _ = _process.StandardError.BaseStream.CopyToAsync(Stream.Null);
                _ = _process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
                return await DevTools.ConnectAsync(new Uri(line[Ready.Length..]));
            }

            seen.AppendLine(line);
        }

        throw new InvalidOperationException($"'{Executable}' did not start: {seen}");
    }

    private void End()
    {
        _process?.Kill(entireProcessTree: true);
        _process?.WaitForExit();
    }
}
