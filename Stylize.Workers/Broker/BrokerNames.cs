using Stylize.Workers.Messages;

namespace Stylize.Workers.Broker;

/// <summary>What Stylize calls its things on the broker; rights of workers are given on these names.</summary>
internal static class BrokerNames
{
    /// <summary>The exchange through which everything goes.</summary>
    public const string Exchange = "stylize";

    /// <summary>The list of all batches, a stream.</summary>
    public const string Directory = "stylize.batches";

    /// <summary>Units that three workers died of; for people to look at.</summary>
    public const string Dead = "stylize.dead";

    /// <summary>The queue of chunks of a version.</summary>
    public static string Work(string version) => MessageRules.WorkQueues + version;

    /// <summary>Chunks that three workers died of, to be split.</summary>
    public static string Broken(string version) => $"stylize.broken.{version}";

    /// <summary>The log of a batch, a stream.</summary>
    public static string Log(string batch) => $"stylize.batch.{batch}";

    /// <summary>An exchange that is there as long as a batch may be begun; nothing is sent to it.</summary>
    public static string Open(string batch) => $"stylize.open.{batch}";

    /// <summary>Whose turn it is to write into the batch's database.</summary>
    public static string Database(string batch) => $"stylize.database.{batch}";

    /// <summary>A chunk whose worker needs longer than the broker waits for an acknowledgement.</summary>
    public static string Lease(string id) => $"stylize.lease.{id}";
}
