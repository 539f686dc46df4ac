using System.Diagnostics;

namespace Stylize.Cli.Output;

/// <summary>A progress line on a terminal, redrawn at most five times per second.</summary>
internal sealed class ProgressLine(TextWriter error, bool enabled, int width = 80)
{
    private const int BarWidth = 24;

    // Columns for "^C", which a terminal shows after the line, and one more: from a full line, the cursor goes to the
    // next.
    private const int Echo = 3;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private long _drawn = Stopwatch.GetTimestamp();
    private bool _visible;

    public void Draw(Func<BatchProgress> progress)
    {
        if (enabled && Stopwatch.GetElapsedTime(_drawn) >= Interval)
        {
            _drawn = Stopwatch.GetTimestamp();
            _visible = true;
            error.Write('\r' + Text(progress(), width - Echo).PadRight(width - Echo));
        }
    }

    /// <summary>Removes the line before other output.</summary>
    public void Clear()
    {
        if (_visible)
        {
            _visible = false;
            error.Write('\r' + new string(' ', width - 1) + '\r');
        }
    }

    /// <summary>Returns the line of a snapshot, at most <paramref name="width"/> characters.</summary>
    internal static string Text(BatchProgress progress, int width)
    {
        var text = new StringBuilder();
        if (progress.Fraction is { } fraction)
        {
            var full = (int)(fraction * BarWidth);
            text.Append('[').Append('#', full).Append('-', BarWidth - full).Append("] ");
        }

        text.Append(progress.Done);
        if (progress.Total is { } total)
        {
            text.Append('/').Append(total);
        }

        if (progress.Failed > 0)
        {
            text.Append($", {progress.Failed} failed");
        }

        text.Append(
            progress.Remaining is { } remaining ? $", {Clock(remaining)} left" : $", {Clock(progress.Elapsed)}");
        if (progress.Current is { } current)
        {
            text.Append("  ").Append(PrintableText.Escape(Path.GetFileName(current)));
            if (progress.CurrentFraction > 0)
            {
                text.Append(CultureInfo.InvariantCulture, $" {progress.CurrentFraction:P0} {progress.Activity}");
            }
        }

        return text.Length <= width ? text.ToString() : text.ToString(0, width);
    }

    private static string Clock(TimeSpan time) =>
        time.TotalHours >= 1
            ? $"{(int)time.TotalHours}:{time.Minutes:00}:{time.Seconds:00}" : $"{time.Minutes}:{time.Seconds:00}";
}

/// <summary>The progress line of one long task.</summary>
internal sealed class WorkDisplay(CommandHost host, bool quiet)
{
    private readonly ProgressLine _line = new(host.Error, host.HasTerminal && !quiet);
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly Lock _lock = new();

    /// <summary>Draws the progress; from any thread.</summary>
    public void Report(OperationProgress progress)
    {
        lock (_lock)
        {
            _line.Draw(() =>
            {
                var elapsed = Stopwatch.GetElapsedTime(_start);
                var remaining = progress.Fraction > 0.01
                    ? elapsed * ((1 - progress.Fraction) / progress.Fraction) : (TimeSpan?)null;
                return new BatchProgress((int)(progress.Fraction * 100), 0, 100, progress.Fraction, elapsed, remaining,
                    progress.Activity, 0, "");
            });
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            _line.Clear();
        }
    }
}
