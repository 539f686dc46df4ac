using System.ComponentModel;
using System.Diagnostics;
using Stylize.Cli;

using var streams = new StandardStreams();
if (args is ["--version"])
{
    // Loads nothing else, so that it is fast.
    streams.Output.WriteLine(StylizeCommand.Version);
    return streams.Conclude(ExitCode.AllDone);
}

var began = Stopwatch.GetTimestamp();
CrashHandler.Install(streams.Error);
FileSizeSignal.Ignore();
ProcessLimit.ShareArenas();
if (OpenFiles.Problem() is { } problem)
{
    streams.Error.WriteLine($"stylize: {problem}");
    return ExitCode.SomeFailed;
}

using var interruption = new Interruption();
return streams.Conclude(interruption.Conclude(StylizeCommand.Run(args, new CommandHost
{
    Out = streams.Output,
    Error = streams.Error,
    OpenInput = Console.OpenStandardInput,
    OpenOutput = () => streams.Bytes,
    HasTerminal = StandardStreams.ErrorIsTerminal,
    OutputIsTerminal = !Console.IsOutputRedirected,
    Screen = TerminalQuestion.Screen,
    SecondsSinceStart = () =>
    {
        try
        {
            using var process = Process.GetCurrentProcess();
            return (DateTime.Now - process.StartTime).TotalSeconds;
        }
        catch (Win32Exception)
        {
            return Stopwatch.GetElapsedTime(began).TotalSeconds; // a container without /proc
        }
    },
    Cancellation = interruption.Token,
})));
