using Stylize.Engine.Tests.Browser;

namespace Stylize.Engine.Tests.Studio.Page;

/// <summary>The command `stylize studio` in a process of its own, on the folder in of a temporary folder.</summary>
internal sealed class StudioProcess : IDisposable
{
    private readonly Chromium _chromium;

    /// <summary>What a killed studio leaves.</summary>
    private readonly TemporaryFolder _temporary = new();

    private readonly Process _process;
    private string? _context;
    private string _address;

    /// <summary>Starts the studio.</summary>
    /// <param name="draw">Draws the inputs.</param>
    public StudioProcess(Chromium chromium, Action<CliFolder> draw)
    {
        _chromium = chromium;
        draw(Folder);
        _process = Process.Start(Own(StylizeProgram.Start(Folder.Path, "studio", "in", "--no-open")))!;
        _address = _process.StandardOutput.ReadLine()
            ?? throw new InvalidOperationException(_process.StandardError.ReadToEnd());
    }

    /// <summary>The working folder; the inputs are in its folder in.</summary>
    public CliFolder Folder { get; } = new();

    /// <summary>Memory that the studio holds, in bytes.</summary>
    public long Memory
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Opens a page that keeps nothing of earlier pages, such as the chosen shell, but the cookie.</summary>
    /// <param name="hash">The state in the address without the number sign, such as dot-art/Sketch.</param>
    /// <param name="prepare">Prepares the tab; null if it needs nothing.</param>
    public async Task<StudioPage> OpenAsync(
        string hash, int width = 1280, int height = 800, Func<Tab, Task>? prepare = null)
    {
        var tab = await _chromium.OpenAsync(_context ??= await _chromium.NewContextAsync(), width, height);
        await tab.CallAsync("Storage.clearDataForOrigin", new { Origin, StorageTypes = "local_storage" });
        if (prepare is not null) await prepare(tab);
        await tab.GoAsync(_address + "#" + hash.Replace(" ", "%20"));
        await tab.WaitAsync("document.documentElement.classList.contains('ready')");
        _address = _address.Split('?')[0]; // The token works once, and then the cookie.
        return new StudioPage(this, tab);
    }

    /// <summary>The address without the token.</summary>
    public string Origin => _address.Split("/?")[0].TrimEnd('/');

    /// <summary>Starts the studio again in the same folder, and returns the address that it prints.</summary>
    public string StartAgain()
    {
        using var process = Process.Start(Own(StylizeProgram.Start(Folder.Path, "studio", "in", "--no-open")))!;
        var address = process.StandardOutput.ReadToEnd().Trim();
        process.WaitForExit();
        return address;
    }

    /// <summary>Runs a line of a shell as a user does, with `stylize` on the path, and returns the files that it
    /// created.</summary>
    public string[] Run(string line)
    {
        var script = Folder.File("tools/stylize", $"#!/bin/sh\nexec {StylizeProgram.Shell} \"$@\"\n");
#pragma warning disable CA1416 // skipped on Windows
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.UserWrite);
#pragma warning restore CA1416
        var start = Start("/bin/sh", ["-c", line]);
        start.Environment["PATH"] = Folder["tools"] + Path.PathSeparator + Environment.GetEnvironmentVariable("PATH");
        return Run(start);
    }

    /// <summary>Runs a line of PowerShell with the module of the checkout, and returns the files that it created. Skips
    /// the test if PowerShell cannot be downloaded or the module is not built.</summary>
    public string[] RunPowerShell(string line)
    {
        Assert.SkipUnless(File.Exists(Checkout.Path("module", "Stylize.PowerShell.dll")), "The module is not built.");
        var module = Checkout.Path("Stylize.psd1");
        var start = Own(Pwsh.Start("-Command", $"$ErrorActionPreference = 'Stop'; Import-Module '{module}'; {line}"));
        start.WorkingDirectory = Folder.Path;
        return Run(start);
    }

    /// <summary>Ends the studio without warning.</summary>
    public void Kill()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
    }

    public void Dispose()
    {
        Kill();
        _process.Dispose();
        Folder.Dispose();
        _temporary.Dispose();
    }

    private string[] Run(ProcessStartInfo start)
    {
        var before = Folder.Names;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{start.ArgumentList[^1]}: {error}{output.Result}");
        return [.. Folder.Names.Except(before).Select(name => Folder[name])];
    }

    /// <summary>Returns how to start a program in the working folder, where it also keeps the presets of its
    /// user.</summary>
    private ProcessStartInfo Start(string program, string[] arguments) => Own(new ProcessStartInfo(program, arguments)
    {
        WorkingDirectory = Folder.Path, RedirectStandardOutput = true,
        RedirectStandardError = true, UseShellExecute = false,
    });

    private ProcessStartInfo Own(ProcessStartInfo start)
    {
        start.Environment["TMPDIR"] = start.Environment["TMP"] = _temporary.Path;
        start.Environment["HOME"] =
            start.Environment["XDG_CONFIG_HOME"] = start.Environment["XDG_CACHE_HOME"] = Folder["home"];
        return start;
    }
}
