using BenchmarkDotNet.Attributes;
using Stylize.Engine.Runs.Runner;

namespace Stylize.Benchmarks;

/// <summary>The overhead of the runner for each item, with about 50 microseconds of work and with none: --filter *BatchOverhead*</summary>
[MemoryDiagnoser]
public class BatchOverhead
{
    private const int Items = 10_000;

    /// <summary>Iterations of spinning in one item's work.</summary>
    [Params(0, 2000)]
    public int Work { get; set; }

    [Params(1, 2)]
    public int ThrottleLimit { get; set; }

    [Benchmark(OperationsPerInvoke = Items)]
    public int Runner()
    {
        var options = new RunnerOptions { ThrottleLimit = ThrottleLimit };
        using var runner = new OrderedRunner<int, int>((item, _, _) => Do(item), (_, exception) => throw exception, options);
        return runner.Run(Enumerable.Range(0, Items)).Sum();
    }

    /// <summary>PLINQ keeps order too, but limits neither memory nor the length of its queue.</summary>
    [Benchmark(OperationsPerInvoke = Items, Description = "PLINQ, ordered, unbounded")]
    public int OrderedPlinq() =>
        Enumerable.Range(0, Items).AsParallel().AsOrdered().WithDegreeOfParallelism(ThrottleLimit).Select(i => Do(i)).Sum();

    [Benchmark(Baseline = true, OperationsPerInvoke = Items)]
    public int PlainLoop() => Enumerable.Range(0, Items).Sum(i => Do(i));

    private int Do(int item)
    {
        Thread.SpinWait(Work);
        return item & 1;
    }
}
