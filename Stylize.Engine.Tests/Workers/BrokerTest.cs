using Stylize.Workers.Broker;

namespace Stylize.Engine.Tests.Workers;

/// <summary>Base of tests with a broker, a folder, and workers that end with the test.</summary>
public abstract class BrokerTest : IDisposable
{
    private protected BrokerTest(BrokerFixture broker)
    {
        Broker = broker;
        Folder = new WorkFolder(broker);
    }

    private protected BrokerFixture Broker { get; }

    private protected WorkFolder Folder { get; }

    /// <summary>The workers in this process.</summary>
    private protected List<Task> Workers { get; } = [];

    private protected CancellationTokenSource Stop { get; } = new();

    public void Dispose()
    {
        Stop.Cancel();
        Task.WhenAll(Workers).ContinueWith(_ => { }, TaskScheduler.Default).Wait(Patience);
        Stop.Dispose();
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Receives all messages of a queue.</summary>
    private protected string[] TakeAll(string queue) => Ask<string[]>(async session =>
    {
        await using var channel = await session.ChannelAsync(default);
        var messages = new List<string>();
        while (await channel.BasicGetAsync(queue, autoAck: true) is { } message)
        {
            messages.Add(Encoding.UTF8.GetString(message.Body.Span));
        }

        return [.. messages];
    })!;

    private protected void ClearDead() => TakeAll(BrokerNames.Dead);

    private protected T? Ask<T>(Func<BrokerSession, Task<T?>> ask)
    {
        return RunAsync().GetAwaiter().GetResult();

        async Task<T?> RunAsync()
        {
            await using var session = await BrokerSession.OpenAsync(Broker.Broker, "test", default);
            return await ask(session);
        }
    }
}
