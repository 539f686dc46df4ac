using Stylize.Cli;
using Stylize.Cli.Hosting;

namespace Stylize.Engine.Tests.Cli;

/// <summary>A run of the command: exit code and output.</summary>
internal sealed record CliRun(int ExitCode, string Out, string Error)
{
    public string[] OutLines => Lines(Out);

    public string[] ErrorLines => Lines(Error);

    public JsonElement[] Json => [.. OutLines.Select(line => JsonDocument.Parse(line).RootElement)];

    /// <summary>Requires the exit code, and each of the texts in standard error.</summary>
    public CliRun Exits(int code, params string[] texts)
    {
        Assert.True(code == ExitCode, $"Exit code {ExitCode}, not {code}. {Error}");
        Assert.All(texts, text => Assert.Contains(text, Error, StringComparison.Ordinal));
        return this;
    }

    /// <summary>Requires success and nothing in standard error.</summary>
    public CliRun IsQuiet()
    {
        Assert.Equal((0, ""), (ExitCode, Error));
        return this;
    }

    /// <summary>Runs it in this process, or the program that STYLIZE_COMMAND names.</summary>
    public static CliRun InProcess(string workingFolder, params string[] args) => StylizeProgram.IsManaged
        ? InProcess(workingFolder, CancellationToken.None, args)
        : AsProcess(workingFolder, args);

    public static CliRun InProcess(string workingFolder, CancellationToken cancellation, params string[] args) =>
        InHost(args, (output, error) => new()
        {
            Out = output, Error = error, WorkingFolder = workingFolder, Cancellation = cancellation,
        });

    /// <summary>Runs it in this process with standard input.</summary>
    public static CliRun WithInput(string workingFolder, string input, params string[] args) =>
        InHost(args, (output, error) => new()
        {
            Out = output, Error = error, WorkingFolder = workingFolder,
            OpenInput = () => new MemoryStream(System.Text.Encoding.UTF8.GetBytes(input)),
        });

    /// <summary>Runs it in this process, in a host with standard output and error.</summary>
    public static CliRun InHost(
        string[] args, Func<TextWriter, TextWriter, CommandHost> host,
        IReadOnlyList<CommandCatalog.Entry>? commands = null)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = StylizeCommand.Run(args, host(output, error), commands ?? CommandCatalog.Entries);
        return new CliRun(exitCode, output.ToString(), error.ToString());
    }

    /// <summary>Runs it in a separate process.</summary>
    public static CliRun AsProcess(string workingFolder, params string[] args) => With(StartInfo(workingFolder, args));

    /// <summary>Runs it in a separate process with an environment variable.</summary>
    public static CliRun WithVariable(string workingFolder, string name, string value, params string[] args)
    {
        var start = StartInfo(workingFolder, args);
        start.Environment[name] = value;
        return With(start);
    }

    /// <summary>Runs it in a separate process that may write files of 1,024 bytes.</summary>
    public static CliRun WithSmallFiles(string workingFolder, params string[] args)
    {
        var start = StartInfo(workingFolder, args);
        string[] command = [start.FileName, .. start.ArgumentList];
        start.FileName = "bash";
        start.ArgumentList.Clear();
        string[] limited = ["-c", "ulimit -f 1; exec \"$@\"", "bash", .. command];
        Array.ForEach(limited, start.ArgumentList.Add);
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0"; // The runtime itself would exceed the limit.
        return With(start);
    }

    /// <summary>Starts it in a separate process.</summary>
    public static Process Start(string workingFolder, params string[] args) =>
        Process.Start(StartInfo(workingFolder, args))!;

    /// <summary>Runs a program to its end.</summary>
    public static CliRun With(ProcessStartInfo start)
    {
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new CliRun(process.ExitCode, output, error.Result);
    }

    private static ProcessStartInfo StartInfo(string workingFolder, string[] args) =>
        StylizeProgram.Start(workingFolder, args);

    private static string[] Lines(string text) =>
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
