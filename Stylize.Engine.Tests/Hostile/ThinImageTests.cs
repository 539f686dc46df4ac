namespace Stylize.Engine.Tests.Hostile;

/// <summary>Images one pixel wide or high.</summary>
public sealed class ThinImageTests : CliTest
{
    [Theory]
    [InlineData(1000, 1)]
    [InlineData(1, 1000)]
    [InlineData(1, 1)]
    [InlineData(4000, 2)]
    public void Dot_art_accepts_them(int width, int height)
    {
        _folder.Image("a.png", width, height);
        var run = _folder.Run("dot-art", "a.png", "-o", "out", "--distribution", "tone", "--dot-count", "20").Exits(0);
        Assert.DoesNotContain("unexpected", run.Error, StringComparison.Ordinal);
    }
}
