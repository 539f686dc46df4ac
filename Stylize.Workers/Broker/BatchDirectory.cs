using Stylize.Workers.Messages;

namespace Stylize.Workers.Broker;

/// <summary>The list of all batches that were submitted and are not forgotten.</summary>
internal static class BatchDirectory
{
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(0.5);

    /// <summary>The entries in the order of submission.</summary>
    /// <param name="session">The broker.</param>
    /// <param name="warn">Receives a sentence about each record that is skipped.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public static async Task<IReadOnlyList<DirectoryRecord>> EntriesAsync(
        BrokerSession session, Action<string> warn, CancellationToken cancellation)
    {
        var mark = MessageJson.Write(new DirectoryRecord(Guid.NewGuid().ToString("n"), "", "", "", default) { Mark = true });
        return Entries(await LogReader.ReadAsync(session, BrokerNames.Directory, mark, cancellation).ConfigureAwait(false), warn);
    }

    /// <summary>The entries as far as they come in a moment; nothing is written for it.</summary>
    /// <param name="session">The broker.</param>
    /// <param name="warn">Receives a sentence about each record that is skipped.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public static async Task<IReadOnlyList<DirectoryRecord>> GlanceAsync(
        BrokerSession session, Action<string> warn, CancellationToken cancellation) =>
        Entries(await LogReader.GlanceAsync(session, BrokerNames.Directory, Moment, cancellation).ConfigureAwait(false), warn);

    /// <summary>The entries that records add up to.</summary>
    /// <param name="messages">The records.</param>
    /// <param name="warn">Receives a sentence about each record that is skipped.</param>
    internal static List<DirectoryRecord> Entries(IEnumerable<LogMessage> messages, Action<string> warn)
    {
        var entries = new List<DirectoryRecord>();
        foreach (var message in messages)
        {
            if (!MessageReader.TryEntry(message.Body, out var entry, out var why))
            {
                warn(message.Skipped(BrokerNames.Directory, why));
            }
            else if (!entry.Mark)
            {
                entries.RemoveAll(e => e.Id == entry.Id);
                if (!entry.Forgotten)
                {
                    entries.Add(entry);
                }
            }
        }

        return entries;
    }
}
