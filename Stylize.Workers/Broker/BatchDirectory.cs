using Stylize.Workers.Messages;

namespace Stylize.Workers.Broker;

/// <summary>The list of all batches that were submitted and are not forgotten.</summary>
internal static class BatchDirectory
{
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(0.5);

    /// <summary>The entries in the order of submission.</summary>
    public static async Task<IReadOnlyList<DirectoryRecord>> EntriesAsync(BrokerSession session, CancellationToken cancellation)
    {
        var mark = MessageJson.Write(new DirectoryRecord(Guid.NewGuid().ToString("n"), "", "", "", default) { Mark = true });
        return Entries(await LogReader.ReadAsync(session, BrokerNames.Directory, mark, cancellation).ConfigureAwait(false));
    }

    /// <summary>The entries as far as they come in a moment; nothing is written for it.</summary>
    public static async Task<IReadOnlyList<DirectoryRecord>> GlanceAsync(BrokerSession session, CancellationToken cancellation) =>
        Entries(await LogReader.GlanceAsync(session, BrokerNames.Directory, Moment, cancellation).ConfigureAwait(false));

    private static List<DirectoryRecord> Entries(IReadOnlyList<LogMessage> messages)
    {
        var entries = new List<DirectoryRecord>();
        foreach (var entry in messages.Select(message => MessageJson.Entry(message.Body)).Where(entry => !entry.Mark))
        {
            entries.RemoveAll(e => e.Id == entry.Id);
            if (!entry.Forgotten)
            {
                entries.Add(entry);
            }
        }

        return entries;
    }
}
