namespace Stylize.Engine.Tests.Cli;

/// <summary>What all inputs share is refused once, before any work.</summary>
public sealed class SharedRefusalTests : IDisposable
{
    private readonly CliFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("DestinationPath", "-o", "one.png")]
    [InlineData("ImportanceMap", "--importance-map", "gone.png")]
    public void What_all_inputs_share_is_refused_once_and_before_any_work(string said, string option, string value)
    {
        _folder.Image("a.png");
        _folder.Image("b.png");
        var before = _folder.Names;
        var run = _folder.Run("pixel-art", "a.png", "b.png", option, value);
        Assert.Equal((2, ""), (run.ExitCode, run.Out));
        Assert.Single(run.Error.Split('\n'), line => line.Contains(value, StringComparison.Ordinal));
        Assert.Contains(said, run.Error.Replace("-", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(before, _folder.Names);
    }

    [Fact]
    public void Several_inputs_never_replace_one_of_them()
    {
        var (first, second) = (_folder.Image("a.png"), _folder.Image("b.png"));
        var before = File.ReadAllBytes(second);
        Assert.Equal(2, _folder.Run("pixel-art", first, second, "-o", second, "--force").ExitCode);
        Assert.Equal(before, File.ReadAllBytes(second));
    }
}
