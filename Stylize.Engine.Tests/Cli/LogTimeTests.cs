using Stylize.Cli.Hosting;

namespace Stylize.Engine.Tests.Cli;

/// <summary>Times in logs.</summary>
public sealed class LogTimeTests : CliTest
{
    [Fact]
    public void Each_line_on_standard_error_begins_with_the_time_on_request()
    {
        _folder.Image("a.png");
        string[] command = ["pixel-art", "a.png", "gone.png", "none.png", "--width", "8", "-o", "out"];
        var plain = _folder.Run(command);
        Assert.All(plain.ErrorLines, line => Assert.StartsWith("stylize: ", line, StringComparison.Ordinal));

        var before = DateTime.UtcNow.AddMilliseconds(-1);
        var timed = _folder.Run([.. command, "--force", "--log-time"]);
        Assert.Equal(plain.ErrorLines, timed.ErrorLines.Select(line => line[(line.IndexOf(' ') + 1)..]));
        Assert.All(timed.ErrorLines, line => Assert.InRange(
            DateTime.ParseExact(line.Split(' ')[0], "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal),
            before, DateTime.UtcNow));
        Assert.Equal(plain.Out, timed.Out);
    }

    [Fact]
    public void Parts_of_a_line_have_one_time()
    {
        using var text = new StringWriter { NewLine = "\n" };
        using var log = new LineWriter(text, () => true);
        log.Write("a");
        log.Write('b');
        log.WriteLine("c");
        log.Write("d\ne\n");
        Assert.Matches(@"^\S+Z abc\n\S+Z d\n\S+Z e\n$", text.ToString());
    }
}
