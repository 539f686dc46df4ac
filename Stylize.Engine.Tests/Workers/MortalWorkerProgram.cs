using System.Diagnostics;
using Stylize.Workers.Broker;
using Stylize.Workers.Work;

namespace Stylize.Engine.Tests.Workers;

/// <summary>
/// A worker in a process of its own that ends, as by too little memory, when it reads a file whose name holds "poison", and that never ends
/// one whose name holds "slow".
/// </summary>
internal static class MortalWorkerProgram
{
    public const string Name = "mortal-worker";

    public static int Run(string broker)
    {
        var host = WorkFolder.Host(Console.WriteLine, WatchedCodec.Create(DieOf));
        var options = new WorkerOptions { RenewAfter = TimeSpan.FromSeconds(0.5), ReportInterval = TimeSpan.FromMilliseconds(100) };
        new Worker(BrokerAddress.Find(broker, Path.GetFullPath), host, options)
            .RunAsync(CancellationToken.None).GetAwaiter().GetResult();
        return 0;
    }

    private static void DieOf(string source)
    {
        if (Path.GetFileName(source).Contains("poison", StringComparison.Ordinal))
        {
            Process.GetCurrentProcess().Kill();
            Thread.Sleep(Timeout.Infinite);
        }

        if (Path.GetFileName(source).Contains("slow", StringComparison.Ordinal))
        {
            Thread.Sleep(Timeout.Infinite);
        }
    }
}
