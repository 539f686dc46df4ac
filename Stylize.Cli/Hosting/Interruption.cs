namespace Stylize.Cli.Hosting;

/// <summary>
/// Handles Ctrl+C and the signals that end a process (on Windows also Ctrl+Break and closing the console). The first
/// signal cancels the token, so that work stops and cleans up. After 1.6 s, or at a second signal, temporary files are
/// removed and the process exits.
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

    /// <summary>Returns the exit code of the signal if a command was interrupted, otherwise its own.</summary>
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
            // Windows ends the process when this returns.
            _source.Cancel();
            Thread.Sleep(Grace);
            End();
        }

        new Thread(() =>
        {
            Thread.Sleep(Grace);
            End();
        })
        {
            IsBackground = true,
        }.Start();
        _source.Cancel();
    }

    private void End()
    {
        AtomicFile.RemoveUnfinished();
        Environment.Exit(_exitCode);
    }
}
