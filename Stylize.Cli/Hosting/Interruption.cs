using Stylize.Engine.IO;

namespace Stylize.Cli.Hosting;

/// <summary>
/// Ctrl+C and the signals that ask a process to end (on Windows Ctrl+Break and closing the console too). The first cancels the token, so
/// that work stops and cleans up; where that takes nearly two seconds, or at a second signal, the process ends as it is, without temporary
/// files.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1.6);

    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;
    private int _signals;
    private volatile int _exitCode = ExitCode.Interrupted;

    public Interruption()
    {
        PosixSignal[] signals = OperatingSystem.IsWindows()
            ? [PosixSignal.SIGINT, PosixSignal.SIGQUIT, PosixSignal.SIGTERM, PosixSignal.SIGHUP]
            : [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP];
        _registrations = [.. signals.Select(s => PosixSignalRegistration.Create(s, OnSignal))];
    }

    public CancellationToken Token => _source.Token;

    /// <summary>The exit code of a command, where it was interrupted by the signal that came.</summary>
    public int Conclude(int exitCode) => exitCode == ExitCode.Interrupted ? _exitCode : exitCode;

    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }
    }

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        if (Interlocked.Increment(ref _signals) > 1)
        {
            End();
        }

        _exitCode = context.Signal switch
        {
            PosixSignal.SIGTERM => ExitCode.Terminated,
            PosixSignal.SIGHUP => ExitCode.HungUp,
            _ => ExitCode.Interrupted,
        };
        if (OperatingSystem.IsWindows() && context.Signal is PosixSignal.SIGHUP or PosixSignal.SIGTERM)
        {
            // Windows ends the process as soon as this returns.
            _source.Cancel();
            Thread.Sleep(Grace);
            End();
        }

        new Thread(() =>
        {
            Thread.Sleep(Grace);
            End();
        }) { IsBackground = true }.Start();
        _source.Cancel();
    }

    private void End()
    {
        AtomicFile.RemoveUnfinished();
        Environment.Exit(_exitCode);
    }
}
