using Stylize.Workers.Broker;

namespace Stylize.Workers.Work;

/// <summary>Says so, once for each, where only work of other versions waits.</summary>
internal sealed class OtherVersions(WorkerHost host, string own)
{
    private readonly HashSet<string> _told = [];

    public async Task LookAsync(BrokerSession session, CancellationToken cancellation)
    {
        var entries = await BatchDirectory.GlanceAsync(session, Warn, cancellation).ConfigureAwait(false);
        foreach (var entry in entries.Where(e => e.Queue != own && !_told.Contains(e.Queue)).DistinctBy(e => e.Queue))
        {
            if (await session.StateAsync(entry.Queue, cancellation).ConfigureAwait(false) is { MessageCount: > 0 })
            {
                _told.Add(entry.Queue);
                host.Tell(new WorkerMessage(
                    true,
                    $"Work is waiting that Stylize {entry.Version} submitted ({entry.Queue}); this worker takes {own} only. "
                    + "Start a worker of that version, or bring this one to it."));
            }
        }
    }

    /// <summary>The list is read again and again; each record that is skipped is named once.</summary>
    private void Warn(string text)
    {
        if (_told.Add(text))
        {
            host.Tell(new WorkerMessage(true, text));
        }
    }
}
