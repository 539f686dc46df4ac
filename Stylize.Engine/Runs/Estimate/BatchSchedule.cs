namespace Stylize.Engine.Runs.Estimate;

/// <summary>
/// The wall time of a batch: items start in order, a limited number runs at a time, and they share the threads evenly. An item uses
/// no more threads than it can.
/// </summary>
internal static class BatchSchedule
{
    /// <summary>Returns the wall seconds of a batch.</summary>
    /// <param name="items">Processor seconds of each item, and its wall seconds when it has all threads to itself.</param>
    /// <param name="atOnce">Items at a time, 1 or more.</param>
    /// <param name="threads">Threads that share the work, 1 or more.</param>
    public static double Seconds(IEnumerable<(double Processor, double Wall)> items, int atOnce, int threads)
    {
        var running = new List<(double Left, double Speed)>(atOnce);
        var elapsed = 0.0;
        foreach (var (processor, wall) in items)
        {
            if (running.Count == atOnce)
            {
                elapsed += EndOne(running, threads);
            }

            running.Add((processor, Math.Min(threads, processor / wall)));
        }

        while (running.Count > 0)
        {
            elapsed += EndOne(running, threads);
        }

        return elapsed;
    }

    /// <summary>Goes on until the next item ends, and returns the seconds until then.</summary>
    private static double EndOne(List<(double Left, double Speed)> running, int threads)
    {
        var share = (double)threads / running.Count;
        var (first, seconds) = (0, double.MaxValue);
        for (var i = 0; i < running.Count; i++)
        {
            var end = running[i].Left / Math.Min(running[i].Speed, share);
            (first, seconds) = end < seconds ? (i, end) : (first, seconds);
        }

        for (var i = 0; i < running.Count; i++)
        {
            var (left, speed) = running[i];
            running[i] = (Math.Max(0, left - (seconds * Math.Min(speed, share))), speed);
        }

        running.RemoveAt(first);
        return seconds;
    }
}
