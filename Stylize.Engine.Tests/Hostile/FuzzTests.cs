using Stylize.Benchmarks;

namespace Stylize.Engine.Tests.Hostile;

/// <summary>The small form of <c>Stylize.Benchmarks -- fuzz</c>: mutated inputs end in a result or one typed error.</summary>
public sealed class FuzzTests
{
    private const int Seeds = 200;

    [Fact]
    public void Every_reader_ends_in_a_result_or_one_typed_error()
    {
        using var folder = new FuzzFolder();
        var readers = 0;
        var failures = new List<string>();
        foreach (var target in FuzzTarget.All(Checkout.Path(), folder))
        {
            readers++;
            Assert.True(target.Read(target.Samples[0]), $"{target.Name} refuses its own sample.");
            failures.AddRange(Enumerable.Range(0, Seeds).Select(seed => Failure(target, seed)).OfType<string>());
        }

        Assert.Empty(failures);
        Assert.InRange(readers, 30, 60);
    }

    /// <summary>What a seed leads to beside a result and a typed error; null for these two.</summary>
    private static string? Failure(FuzzTarget target, int seed)
    {
        try
        {
            target.Read(Mutation.Of(target.Samples, new Random(seed)));
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
