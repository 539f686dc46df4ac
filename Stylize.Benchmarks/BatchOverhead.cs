using BenchmarkDotNet.Attributes;
using Stylize.Engine.Batch;

namespace Stylize.Benchmarks;

/// <summary>What the runner costs an item, on work of about 50 microseconds and on none: --filter *BatchOverhead*</summary>
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
        using var runner = new OrderedRunner<int, int>((item, _, _) => Do(item), (_, exception) => throw exception, new RunnerOptions { ThrottleLimit = ThrottleLimit });
        return runner.Run(Enumerable.Range(0, Items)).Sum();
    }

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
