namespace Stylize.Engine.Tests.Cli;

/// <summary>
/// One kill of each kind of batch, after different numbers of results. `Stylize.Benchmarks -- faults` kills each kind
/// many times at random moments and tests the other faults of docs/reliability.md.
/// </summary>
public sealed class KillTests : CliTest
{
    private const int Files = 6;

    [Theory]
    [InlineData(1, "pixel-art", "in", "--width", "12", Traits = ["Tier", "All"])]
    [InlineData(0, "dot-art", "in", "--dot-count", "300", Traits = ["Tier", "All"])]
    [InlineData(2, "gaussian", "encode", "in", "--count", "40", "--iterations", "10", Traits = ["Tier", "All"])]
    [InlineData(3, "segment", "in")]
    public void What_is_there_after_a_kill_is_whole_and_the_next_run_makes_the_rest(int results, params string[] words)
    {
        for (var i = 0; i < Files; i++)
        {
            _folder.Nuclei($"in/KILL_{(char)('A' + i)}1_1_DAPI.png", 40 + i, 30 + i);
        }

        _folder.Run([.. words, "-o", "undisturbed"]);
        var expected = _folder.Outputs("undisturbed");
        Assert.True(expected.Count >= Files);
        string[] batch = [.. words, "-o", "out", "--update"];
        Directory.CreateDirectory(_folder["out"]);
        File.WriteAllText(_folder["out/.stylize-00000000-1-1-00000000.tmp"], "of another host");
        using (var process = CliRun.Start(_folder.Path, batch))
        {
            _ = process.StandardError.ReadToEndAsync();
            for (var line = 0; line < results; line++)
            {
                Assert.NotNull(process.StandardOutput.ReadLine());
            }

            process.Kill();
            process.WaitForExit();
        }

        Assert.All(_folder.Outputs("out"), file => Assert.Equal(expected[file.Key], file.Value));
        _folder.Run(batch);
        Assert.Equal(expected.Keys.Order(), _folder.Outputs("out").Keys.Order());
        Assert.All(_folder.Outputs("out"), file => Assert.Equal(expected[file.Key], file.Value));
        Assert.Equal(["out/.stylize-00000000-1-1-00000000.tmp"], _folder.Names.Where(AtomicFile.IsTemporary));
    }
}
