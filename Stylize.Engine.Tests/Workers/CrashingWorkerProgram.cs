using Stylize.Workers.Broker;
using Stylize.Workers.Work;

namespace Stylize.Engine.Tests.Workers;

/// <summary>
/// A worker in a separate process that crashes when it reads a file whose name contains "poison", and hangs when it
/// reads one whose name contains "slow".
/// </summary>
internal static class CrashingWorkerProgram
{
    public const string Name = "mortal-worker";

    /// <param name="root">The working folder.</param>
    /// <param name="renewal">The seconds after which a lease holds a chunk; null for the default.</param>
    public static int Run(string broker, string root, string[] renewal)
    {
        var host = WorkFolder.Host(root, Console.WriteLine, WatchedCodec.Create(DieOf));
        var options = new WorkerOptions { ReportInterval = TimeSpan.FromMilliseconds(100) };
        if (renewal is [var seconds])
        {
            options =
                options with { RenewAfter = TimeSpan.FromSeconds(double.Parse(seconds, CultureInfo.InvariantCulture)) };
        }

        new Worker(BrokerAddress.Find(broker, Path.GetFullPath), host, options)
            .RunAsync(CancellationToken.None).GetAwaiter().GetResult();
        return 0;
    }

    private static void DieOf(string source)
    {
        if (Path.GetFileName(source).Contains("poison"))
        {
            Process.GetCurrentProcess().Kill();
            Thread.Sleep(Timeout.Infinite);
        }

        if (Path.GetFileName(source).Contains("slow"))
        {
            Thread.Sleep(Timeout.Infinite);
        }
    }
}
