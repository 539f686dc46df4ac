using Stylize.Workers.Messages;

namespace Stylize.Workers.Broker;

/// <summary>Reads the list of batches, which is a stream on the broker.</summary>
internal static class BatchDirectory
{
    private static readonly TimeSpan IdleTime = TimeSpan.FromSeconds(0.5);

    public static async Task<IReadOnlyList<DirectoryRecord>> EntriesAsync(
        BrokerSession session, Action<string> warn, CancellationToken cancellation)
    {
        var mark =
            MessageJson.Write(new DirectoryRecord(Guid.NewGuid().ToString("n"), "", "", "", default) { Mark = true });
        var messages = LogReader.ReadAsync(session, BrokerNames.Directory, mark, cancellation);
        return Entries(await messages.ToListAsync(cancellation), warn);
    }

    /// <summary>Returns the entries that are available at once, without writing to the stream.</summary>
    public static async Task<IReadOnlyList<DirectoryRecord>> PeekAsync(
        BrokerSession session, Action<string> warn, CancellationToken cancellation) =>
        Entries(await LogReader.PeekAsync(session, BrokerNames.Directory, IdleTime, cancellation), warn);

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

/// <summary>Names of the exchanges and queues on the broker. The permissions of workers depend on them.</summary>
internal static class BrokerNames
{
    /// <summary>The default exchange, which reaches each queue by its name without a binding. A broker that is killed
    /// can lose a binding that is seconds old, and keep the queue.</summary>
    public const string Exchange = "";

    public const string Directory = "stylize.batches";

    /// <summary>Units that ended three workers, and malformed messages. An administrator must examine them.</summary>
    public const string Dead = "stylize.dead";

    public static string Work(string version) => MessageRules.WorkQueues + version;

    /// <summary>Chunks that ended three workers and must be split.</summary>
    public static string Broken(string version) => $"stylize.broken.{version}";

    public static string Log(string batch) => $"stylize.batch.{batch}";

    /// <summary>An exchange that exists while workers may start chunks of the batch. No message is sent to it. It is
    /// missing after a cancellation, which the log contains, and after a broker was killed in the seconds after a
    /// submission.</summary>
    public static string Open(string batch) => $"stylize.open.{batch}";

    /// <summary>A queue with one message. Its holder has the lock of the batch's database.</summary>
    public static string Database(string batch) => $"stylize.database.{batch}";

    /// <summary>A chunk whose worker needs longer than the acknowledgment timeout of the broker.</summary>
    public static string Lease(string id) => $"stylize.lease.{id}";
}
