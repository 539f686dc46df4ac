using System.ComponentModel;
using System.Diagnostics;

namespace Stylize.Codecs.Video;

/// <summary>A run of the program ffmpeg of the user's PATH, which reads and writes videos.</summary>
internal sealed class Ffmpeg : IDisposable
{
    private const int LastError = 500;

    private static readonly Lazy<string?> Program = new(() => OperatingSystem.IsBrowser() ? null : Find());

    private readonly Process _process;
    private readonly StringBuilder _errors = new();

    /// <param name="arguments">Arguments after those for quiet, unattended runs.</param>
    public Ffmpeg(params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(Program.Value!, ["-v", "error", "-nostdin", .. arguments])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
            CreateNoWindow = true,
        };
        try
        {
            _process = Process.Start(start)!;
        }
        catch (Win32Exception failure)
        {
            throw new StylizeException(
                StylizeError.DependencyMissing, start.FileName, $"Cannot run '{start.FileName}': {failure.Message}",
                "Install ffmpeg again, or remove it from PATH.", failure);
        }

        _process.ErrorDataReceived += (_, line) =>
        {
            lock (_errors)
            {
                _errors.Append(line.Data is { Length: > 0 } && _errors.Length < LastError ? line.Data + " " : "");
            }
        };
        _process.BeginErrorReadLine();
    }

    /// <summary>True if PATH has the program.</summary>
    public static bool IsInstalled => Program.Value is not null;

    public Stream Input => _process.StandardInput.BaseStream;

    public Stream Output => _process.StandardOutput.BaseStream;

    /// <summary>Runs the program to its end, and returns its output as text.</summary>
    /// <exception cref="InvalidDataException">The program failed.</exception>
    public static string Text(params IEnumerable<string> arguments)
    {
        using var run = new Ffmpeg(arguments);
        var text = run._process.StandardOutput.ReadToEnd();
        run.End();
        return text;
    }

    /// <summary>Waits for the end.</summary>
    /// <exception cref="InvalidDataException">The program failed.</exception>
    public void End()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        if (_process.ExitCode != 0) throw new InvalidDataException($"ffmpeg: {_errors}".TrimEnd());
    }

    /// <summary>Stops the program if it still runs.</summary>
    public void Dispose()
    {
        try
        {
            if (!_process.HasExited)
            {
                _process.Kill();
                _process.WaitForExit();
            }
        }
        catch (InvalidOperationException)
        {
            // It has ended meanwhile.
        }

        _process.Dispose();
    }

    private static string? Find()
    {
        var name = OperatingSystem.IsWindows() ? "ffmpeg.exe" : "ffmpeg";
        return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Where(Path.IsPathFullyQualified).Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
    }
}
