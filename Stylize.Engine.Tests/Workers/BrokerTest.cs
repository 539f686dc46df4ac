using Stylize.Workers.Broker;

namespace Stylize.Engine.Tests.Workers;

/// <summary>A test with a real broker: a folder, and workers that end with the test.</summary>
public abstract class BrokerTest : IDisposable
{
    private protected BrokerTest(BrokerFixture broker)
    {
        Broker = broker;
        Folder = new WorkFolder(broker);
    }

    private protected BrokerFixture Broker { get; }

    private protected WorkFolder Folder { get; }

    /// <summary>Workers of the test, in this process.</summary>
    private protected List<Task> Workers { get; } = [];

    private protected CancellationTokenSource Stop { get; } = new();

    public void Dispose()
    {
        Stop.Cancel();
        Task.WhenAll(Workers).ContinueWith(_ => { }, TaskScheduler.Default).Wait(TimeSpan.FromSeconds(10));
        Stop.Dispose();
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected static void WaitFor(Func<bool> condition)
    {
        for (var i = 0; i < 1200 && !condition(); i++)
        {
            Thread.Sleep(50);
        }

        Assert.True(condition());
    }

    private protected T? Ask<T>(Func<BrokerSession, Task<T?>> ask)
    {
        return Asked().GetAwaiter().GetResult();

        async Task<T?> Asked()
        {
            await using var session = await BrokerSession.OpenAsync(Broker.Broker, "test", default);
            return await ask(session);
        }
    }
}
