using Stylize.Engine.Tests.Cli;
using Stylize.Engine.Tests.Drawings;

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

    /// <summary>The smaller the file, the more is given up, and always in the stated order.</summary>
    [Fact]
    public void Things_are_given_up_in_the_stated_order()
    {
        Clip();
        var whole = Run(null).Size;
        var (before, last) = (0, "");
        for (var target = whole - 1; ; target = target * 9 / 10)
        {
            var (size, lowered) = Run(target);
            if (size == 0) break;

            Assert.InRange(size, 1, target);
            var stage = lowered.Contains("scale: ", StringComparison.Ordinal) ? 5
                : lowered.Contains("at most 5%", StringComparison.Ordinal) ? 4
                : lowered.Contains("colors: ", StringComparison.Ordinal) ? 3
                : lowered.Contains("at most 2%", StringComparison.Ordinal) ? 2 : 1;
            Assert.Contains("dither: none", lowered, StringComparison.Ordinal);
            if (stage == 3) Assert.Contains("at most 2%", lowered, StringComparison.Ordinal);
            if (stage > 3) Assert.Matches("at most 5%.*colors: 4 of|colors: 4 of.*at most 5%", lowered);
            Assert.InRange(stage, before, 5);
            (before, last) = (stage, lowered);
        }

        Assert.Contains("scale: 1 of 4", last, StringComparison.Ordinal);

        (long Size, string Lowered) Run(long? target)
        {
            var run = _folder.Run([.. Command, .. target is null ? [] : (string[])["--target-size", $"{target}"]]);
            if (target is not null && run.ExitCode == 1) return default;

            run.Exits(0);
            return (new FileInfo(_folder["a.gif"]).Length, Regex.Match(run.Out, @"""lowered"":\[.*?\]").Value);
        }
    }

    [Fact<Gifsicle>]
    public void Gifsicle_reads_a_smaller_animation()
    {
        Clip();
        _folder.Run([.. Command, "--target-size", "4kB"]).Exits(0);
        var run = Tool.Run(Gifsicle.Program, "--info", _folder["a.gif"]);
        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Matches(@"\* .*a\.gif \d images", run.Output);
        var delays = Regex.Matches(run.Output, @"delay ([\d.]+)s").Select(
            match => double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture));
        Assert.Equal(0.4, delays.Sum(), 0.01);
    }

    private static string[] Command =>
    [
        "pixel-art", "clip.png", "-o", "a.gif", "--width", "30", "--scale", "4", "--dither", "bayer", "--json",
        "--force",
    ];

    /// <summary>Writes an animation of a dot that moves over a gradient.</summary>
    private void Clip() => File.WriteAllBytes(_folder["clip.png"], Enumerable.Range(0, 4).Select(frame =>
        new AnimationFrame(Paint<Rgba32>(120, 90, (x, y) =>
            Math.Abs(x - 30 - (15 * frame)) + Math.Abs(y - 45) < 20 ? new(250, 240, 60)
                : new((byte)(2 * x), (byte)(2 * y), (byte)(x * y))), 100))
        .Encoded(new(ImageFormat.Png) { Lossless = true }));

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
