using System.ComponentModel;

namespace Stylize.Engine.Tests.Gaussians.Files;

/// <summary>Runs the tests of the npm package in web with Node, on files that the C# writer writes.</summary>
public sealed class WebTests : FolderTest
{
    [Theory]
    [InlineData(2_000)]
    [InlineData(10_000, Traits = ["Tier", "All"])]
    public void The_JavaScript_decoder_agrees_with_the_reader_and_the_renderer(int mutants)
    {
        SkipWithoutNode();
        WebFixtures.Write(_folder.Path, mutants);
        var run = Run(
            _folder.Path, "--test", "--test-reporter=spec", Checkout.Path("web", "test", "decode.test.mjs"));
        Assert.True(run.ExitCode == 0, run.Out);
        Assert.Contains("skipped 0", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void The_npm_package_has_the_version_of_the_product()
    {
        using var package = JsonDocument.Parse(File.ReadAllText(Checkout.Path("web", "package.json")));
        Assert.Equal(
            typeof(GaussianFileWriter).Assembly.GetName().Version!.ToString(3),
            package.RootElement.GetProperty("version").GetString());
    }

    private static void SkipWithoutNode()
    {
        try
        {
            var version = Run(null, "--version").Out.Trim();
            var major = int.Parse(version[1..version.IndexOf('.', StringComparison.Ordinal)]);
            Assert.SkipWhen(major < 20, $"SKIPPED: Node {version} is older than 20.");
        }
        catch (Win32Exception)
        {
            Assert.Skip("SKIPPED: Node is not installed.");
        }
    }

    private static CliRun Run(string? fixtures, params string[] arguments)
    {
        var start = new ProcessStartInfo("node", arguments) { RedirectStandardOutput = true };
        start.Environment["G2D_FIXTURES"] = fixtures;

        // A test runner that runs inside another one reports in a format for machines.
        start.Environment.Remove("NODE_TEST_CONTEXT");
        return CliRun.With(start);
    }
}
