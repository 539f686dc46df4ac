using Stylize.Workers.Messages;

namespace Stylize.Workers.Broker;

/// <summary>The list of all batches that were submitted and are not forgotten.</summary>
internal static class BatchDirectory
{
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(0.5);

    public static async Task<IReadOnlyList<DirectoryRecord>> EntriesAsync(
        BrokerSession session, Action<string> warn, CancellationToken cancellation)
    {
        var mark = MessageJson.Write(new DirectoryRecord(Guid.NewGuid().ToString("n"), "", "", "", default) { Mark = true });
        return Entries(await LogReader.ReadAsync(session, BrokerNames.Directory, mark, cancellation).ConfigureAwait(false), warn);
    }

    /// <summary>The entries as far as they come in a moment; nothing is written for it.</summary>
    public static async Task<IReadOnlyList<DirectoryRecord>> GlanceAsync(
        BrokerSession session, Action<string> warn, CancellationToken cancellation) =>
        Entries(await LogReader.GlanceAsync(session, BrokerNames.Directory, Moment, cancellation).ConfigureAwait(false), warn);

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

/// <summary>What Stylize calls its things on the broker; rights of workers are given on these names.</summary>
internal static class BrokerNames
{
    public const string Exchange = "stylize";

    public const string Directory = "stylize.batches";

    /// <summary>Units that three workers died of; for people to look at.</summary>
    public const string Dead = "stylize.dead";

    public static string Work(string version) => MessageRules.WorkQueues + version;

    /// <summary>Chunks that three workers died of, to be split.</summary>
    public static string Broken(string version) => $"stylize.broken.{version}";

    public static string Log(string batch) => $"stylize.batch.{batch}";

    /// <summary>An exchange that is there as long as a batch may be begun; nothing is sent to it.</summary>
    public static string Open(string batch) => $"stylize.open.{batch}";

    /// <summary>Whose turn it is to write into the batch's database.</summary>
    public static string Database(string batch) => $"stylize.database.{batch}";

    /// <summary>A chunk whose worker needs longer than the broker waits for an acknowledgement.</summary>
    public static string Lease(string id) => $"stylize.lease.{id}";
}
