using System.Runtime.InteropServices;
using Stylize.Engine.IO;

namespace Stylize.Cli.Hosting;

/// <summary>
/// Ctrl+C and the signals that ask a process to end. The first cancels the token, so that work stops and cleans up; where that takes
/// more than two seconds, or at a second signal, the process ends as it is, without temporary files.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1.8);

    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;
    private int _signals;

    public Interruption()
    {
        _registrations = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP }.Select(s =>
            PosixSignalRegistration.Create(s, OnSignal))];
    }

    public CancellationToken Token => _source.Token;

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

        new Thread(() =>
        {
            Thread.Sleep(Grace);
            End();
        }) { IsBackground = true }.Start();
        _source.Cancel();
    }

    private static void End()
    {
        AtomicFile.RemoveUnfinished();
        Environment.Exit(ExitCode.Interrupted);
    }
}
