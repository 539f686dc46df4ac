using System.ComponentModel;
using System.Diagnostics;

namespace Stylize.Studio.Tests;

/// <summary>The command `stylize studio` in a process of its own, on copies of files in a temporary folder.</summary>
public sealed class Studio : IAsyncDisposable
{
    private static readonly string Command = Path.Combine(AppContext.BaseDirectory, "stylize.dll");

    private readonly Process _process;
    private readonly IBrowserContext _context;
    private string _address;

    /// <summary>Starts the studio on the folder in of a new working folder.</summary>
    /// <param name="inputs">Full paths of files and folders to copy.</param>
    public Studio(IEnumerable<string> inputs, IBrowserContext context)
    {
        _context = context;
        Folder = Directory.CreateTempSubdirectory("stylize-studio-test-").FullName;
        foreach (var input in inputs)
        {
            Copy(input, Path.Combine(Folder, "in", Path.GetFileName(input)));
        }

        _process = Process.Start(Start("dotnet", [Command, "studio", "in", "--no-open"]))!;
        _address = _process.StandardOutput.ReadLine()
            ?? throw new InvalidOperationException(_process.StandardError.ReadToEnd());
    }

    /// <summary>Full path of the working folder; the inputs are in its folder in.</summary>
    public string Folder { get; }

    /// <summary>Processor time that the studio has used.</summary>
    public TimeSpan ProcessorTime => Refreshed().TotalProcessorTime;

    /// <summary>Memory that the studio holds, in bytes.</summary>
    public long Memory => Refreshed().WorkingSet64;

    /// <summary>Opens a page.</summary>
    /// <param name="hash">The state in the address without the number sign, such as dot-art/Sketch.</param>
    public async Task<StudioPage> OpenAsync(string hash, int width = 1280, int height = 800)
    {
        var page = await _context.NewPageAsync();
        await page.SetViewportSizeAsync(width, height);
        var opened = new StudioPage(this, page);
        await page.GotoAsync(_address + "#" + hash.Replace(" ", "%20"));
        await page.Locator("html.ready").WaitForAsync();
        _address = _address.Split('?')[0]; // The token works once, and then the cookie.
        return opened;
    }

    /// <summary>Runs a line of a shell as a user does, with `stylize` on the path, and returns the files that it created.</summary>
    public string[] Run(string line)
    {
        if (OperatingSystem.IsWindows()) throw new PlatformNotSupportedException("The line is run by /bin/sh.");

        var tools = Path.Combine(Folder, "tools-of-test");
        Directory.CreateDirectory(tools);
        var script = Path.Combine(tools, "stylize");
        File.WriteAllText(script, $"#!/bin/sh\nexec dotnet '{Command}' \"$@\"\n");
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.UserWrite);
        var start = Start("/bin/sh", ["-c", line]);
        start.Environment["PATH"] = tools + Path.PathSeparator + Environment.GetEnvironmentVariable("PATH");
        return Run(start);
    }

    /// <summary>Runs a line of PowerShell with the module of the checkout, and returns the files that it created. Skips the test if
    /// PowerShell is not installed or the module is not built.</summary>
    public string[] RunPowerShell(string line)
    {
        var module = Path.Combine(Inputs.Root, "Stylize.psd1");
        Assert.SkipUnless(File.Exists(Path.Combine(Inputs.Root, "module", "Stylize.PowerShell.dll")), "The module is not built.");
        var start = Start("pwsh", ["-NoProfile", "-Command", $"$ErrorActionPreference = 'Stop'; Import-Module '{module}'; {line}"]);
        try
        {
            return Run(start);
        }
        catch (Win32Exception)
        {
            Assert.Skip("PowerShell is not installed.");
            throw;
        }
    }

    /// <summary>Ends the studio without warning.</summary>
    public void Kill()
    {
        if (_process.HasExited) return;

        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
    }

    public async ValueTask DisposeAsync()
    {
        await _context.DisposeAsync();
        Kill();
        _process.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private static void Copy(string source, string target)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        if (File.Exists(source)) File.Copy(source, target);
        else Array.ForEach(Directory.GetFileSystemEntries(source), entry => Copy(entry, Path.Combine(target, Path.GetFileName(entry))));
    }

    private string[] Run(ProcessStartInfo start)
    {
        var before = Directory.GetFiles(Folder, "*", SearchOption.AllDirectories);
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{start.ArgumentList[^1]}: {error}{output.Result}");
        return [.. Directory.GetFiles(Folder, "*", SearchOption.AllDirectories).Except(before)];
    }

    private Process Refreshed()
    {
        _process.Refresh();
        return _process;
    }

    /// <summary>Returns how to start a program in the working folder, where it also keeps the presets of its user.</summary>
    private ProcessStartInfo Start(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        };
        start.Environment["HOME"] = start.Environment["XDG_CONFIG_HOME"] = Path.Combine(Folder, "home");
        return start;
    }
}
