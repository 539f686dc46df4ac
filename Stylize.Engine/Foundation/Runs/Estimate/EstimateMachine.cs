namespace Stylize.Engine.Runs.Estimate;

/// <summary>Clocks, load and identity of the machine; replaceable in tests.</summary>
internal sealed record EstimateMachine
{
    private static readonly TimeSpan ProbeTime = TimeSpan.FromMilliseconds(60);

    public static EstimateMachine Local { get; } = new();

    /// <summary>Clock for wall time, dates and timeouts.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    public Func<TimeSpan> ProcessorTime { get; init; } = () => ProcessClock.ProcessorTime;

    /// <summary>Measures the share of the processors that a number of threads gets, (0,1], in 0.06 s.</summary>
    public Func<int, double> FreeShare { get; init; } = Probe;

    /// <summary>Identity of machine and build; models of other machines and builds are not used.</summary>
    public string Identity { get; init; } = string.Join(
        '|', Environment.MachineName, ProcessorName(), Environment.ProcessorCount, typeof(EstimateMachine).Module.ModuleVersionId);

    private static double Probe(int threads)
    {
        var (wall, processor) = (TimeProvider.System.GetTimestamp(), ProcessClock.ProcessorTime);
        var workers = Enumerable.Range(0, threads).Select(_ => new Thread(Spin) { IsBackground = true }).ToArray();
        Array.ForEach(workers, worker => worker.Start());
        Array.ForEach(workers, worker => worker.Join());
        var elapsed = TimeProvider.System.GetElapsedTime(wall);
        return Math.Clamp((ProcessClock.ProcessorTime - processor) / (elapsed * threads), .02, 1);

        static void Spin()
        {
            var began = TimeProvider.System.GetTimestamp();
            while (TimeProvider.System.GetElapsedTime(began) < ProbeTime)
            {
                Thread.SpinWait(100);
            }
        }
    }

    /// <summary>Returns the name of the processor, or its architecture if the name is unknown.</summary>
    private static string ProcessorName()
    {
        var architecture = RuntimeInformation.ProcessArchitecture.ToString();
        if (OperatingSystem.IsWindows()) return Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? architecture;

        try
        {
            // Not an input: a file of the system.
            var lines = OperatingSystem.IsLinux() ? File.ReadLines("/proc/cpuinfo") : [];
            return lines.FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal)) ?? architecture;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return architecture;
        }
    }
}
