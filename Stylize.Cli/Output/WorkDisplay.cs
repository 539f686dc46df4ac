using System.Diagnostics;
using Stylize.Cli.Hosting;
using Stylize.Engine.Operations;
using Stylize.Engine.Runs.Report;

namespace Stylize.Cli.Output;

/// <summary>The progress line of one long piece of work.</summary>
internal sealed class WorkDisplay(CommandHost host, bool quiet)
{
    private readonly ProgressLine _line = new(host.Error, host.HasTerminal && !quiet);
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly Lock _lock = new();

    /// <summary>Draws how far the work is; from any thread.</summary>
    public void Report(OperationProgress progress)
    {
        lock (_lock)
        {
            _line.Draw(() =>
            {
                var elapsed = Stopwatch.GetElapsedTime(_start);
                var remaining = progress.Fraction > 0.01 ? elapsed * ((1 - progress.Fraction) / progress.Fraction) : (TimeSpan?)null;
                return new BatchProgress((int)(progress.Fraction * 100), 0, 100, progress.Fraction, elapsed, remaining,
                    progress.Activity, 0, "");
            });
        }
    }

    /// <summary>Takes the line away.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _line.Clear();
        }
    }
}
