using System.Diagnostics;
using System.Globalization;
using System.Text;
using Stylize.Engine;
using Stylize.Engine.Runs.Report;

namespace Stylize.Cli.Output;

/// <summary>
/// One line on a terminal that is drawn over itself, five times a second at most; does nothing where there is no terminal.
/// </summary>
internal sealed class ProgressLine(TextWriter error, bool enabled, int width = 80)
{
    private const int BarWidth = 24;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private long _drawn = Stopwatch.GetTimestamp();
    private bool _visible;

    /// <summary>Draws the line if it is time to.</summary>
    public void Draw(Func<BatchProgress> progress)
    {
        if (enabled && Stopwatch.GetElapsedTime(_drawn) >= Interval)
        {
            _drawn = Stopwatch.GetTimestamp();
            _visible = true;
            error.Write('\r' + Text(progress(), width - 1).PadRight(width - 1));
        }
    }

    /// <summary>Takes the line away, before something else is written.</summary>
    public void Clear()
    {
        if (_visible)
        {
            _visible = false;
            error.Write('\r' + new string(' ', width - 1) + '\r');
        }
    }

    /// <summary>The line for a snapshot, at most <paramref name="width"/> letters.</summary>
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

        text.Append(progress.Remaining is { } remaining ? $", {Clock(remaining)} left" : $", {Clock(progress.Elapsed)}");
        if (progress.Current is { } current)
        {
            text.Append("  ").Append(PrintableText.Of(Path.GetFileName(current)));
            if (progress.CurrentFraction > 0)
            {
                text.Append(CultureInfo.InvariantCulture, $" {progress.CurrentFraction:P0} {progress.Activity}");
            }
        }

        return text.Length <= width ? text.ToString() : text.ToString(0, width);
    }

    private static string Clock(TimeSpan time) =>
        time.TotalHours >= 1 ? $"{(int)time.TotalHours}:{time.Minutes:00}:{time.Seconds:00}" : $"{time.Minutes}:{time.Seconds:00}";
}
