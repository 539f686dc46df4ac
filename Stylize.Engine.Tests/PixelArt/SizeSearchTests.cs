using Stylize.Engine.Tests.Cli;

namespace Stylize.Engine.Tests.PixelArt;

/// <summary>Pixel art within a size of its file.</summary>
public sealed class SizeSearchTests : CliTest
{
    [Theory]
    [InlineData("a.png")]
    [InlineData("a.gif")]
    [InlineData("a.apng")]
    [InlineData("a.webp")]
    public void A_file_is_never_larger_than_asked(string name)
    {
        _folder.Image("in.png", 120, 90, (x, y) => new((byte)(2 * x), (byte)(2 * y), (byte)(x * y)));
        var whole = Length();
        foreach (var share in (double[])[1, 0.8, 0.5])
        {
            var target = (long)(share * whole);
            Assert.InRange(Length("--target-size", $"{target}"), 1, target);
        }

        // The error names the smallest size, within which the file is if it is asked for.
        var run = _folder.Run("pixel-art", "in.png", "-o", $"small{name}", "--width", "60", "--target-size", "500");
        run.Exits(1);
        var smallest =
            int.Parse(Regex.Match(run.Error, @"has (\d+) bytes").Groups[1].Value, CultureInfo.InvariantCulture);
        Assert.InRange(Length("--target-size", $"{smallest}"), 1, smallest);

        long Length(params string[] options)
        {
            _folder.Run(["pixel-art", "in.png", "-o", name, "--width", "60", "--force", .. options]).Exits(0);
            return new FileInfo(_folder[name]).Length;
        }
    }

    [Theory]
    [InlineData("3kB", true)]
    [InlineData("1.5KiB", true)]
    [InlineData("3000", true)]
    [InlineData("3 MB", true)]
    [InlineData("3kg", false)]
    [InlineData("1.5", false)]
    public void A_size_may_have_a_unit(string size, bool isValid)
    {
        _folder.Image("in.png");
        _folder.Run("pixel-art", "in.png", "--what-if", "--width", "8", "--target-size", size).Exits(isValid ? 0 : 2);
    }

    [Fact]
    public void The_summary_lists_what_was_given_up()
    {
        _folder.Image("in.png", 120, 90, (x, y) => new((byte)(2 * x), (byte)(2 * y), (byte)(x * y)));
        var run = _folder.Run("pixel-art in.png -o a.png --width 60 --target-size 1kB --dither none --json").Exits(0);
        Assert.Matches(@"""lowered"":\[""colors: \d+ of 16""", run.Out);
        Assert.DoesNotContain("lowered", _folder.Run("pixel-art in.png -o b.png --json").Out, StringComparison.Ordinal);
    }
}
