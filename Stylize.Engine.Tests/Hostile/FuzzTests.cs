using Stylize.Benchmarks;

namespace Stylize.Engine.Tests.Hostile;

/// <summary>A short run of <c>Stylize.Benchmarks -- fuzz</c>: mutated inputs give a result or one typed error. The
/// second tier reads 10,000.</summary>
public sealed class FuzzTests
{
    [Theory]
    [InlineData(4)]
    [InlineData(220, Traits = ["Tier", "All"])]
    public void Every_reader_gives_a_result_or_one_typed_error(int seeds)
    {
        using var folder = new FuzzFolder();
        var readers = 0;
        var failures = new List<string>();
        foreach (var target in FuzzTarget.All(Checkout.Path(), folder))
        {
            readers++;
            Assert.True(target.Read(target.Samples[0]), $"{target.Name} refuses its own sample.");
            failures.AddRange(Enumerable.Range(0, seeds).Select(seed => Failure(target, seed)).OfType<string>());
        }

        Assert.Empty(failures);
        Assert.InRange(readers, 30, 60);
    }

    /// <summary>Largest number of bytes that a thread allocates for a file, whatever it claims.</summary>
    private const long MaxAllocated = 400 << 20;

    /// <summary>The outcome of a seed, or null for a result or a typed error in little memory.</summary>
    private static string? Failure(FuzzTarget target, int seed)
    {
        var input = target.Mutate(new Random(seed));
        var before = GC.GetAllocatedBytesForCurrentThread();
        var failure = Outcome(target, input, seed);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        return failure ?? (allocated <= MaxAllocated ? null : $"{target.Name}, seed {seed}: {allocated:N0} bytes");
    }

    private static string? Outcome(FuzzTarget target, byte[] input, int seed)
    {
        try
        {
            target.Read(input);
            return null;
        }
        catch (StylizeException)
        {
            return null;
        }
        catch (Exception failure)
        {
            return $"{target.Name}, seed {seed}: {failure}";
        }
    }
}
