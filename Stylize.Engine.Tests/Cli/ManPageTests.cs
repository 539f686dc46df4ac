namespace Stylize.Engine.Tests.Cli;

/// <summary>The manual page that `stylize help --man` prints.</summary>
public sealed class ManPageTests : CliTest
{
    [Fact]
    public void The_page_describes_each_option_of_each_command()
    {
        var page = Page().Replace(@"\-", "-", StringComparison.Ordinal);
        foreach (var path in ShortHelpTests.Commands(_folder)
            .Where(path => !path.StartsWith("submit", StringComparison.Ordinal)))
        {
            var start = page.IndexOf($"\n.SS stylize {path}", StringComparison.Ordinal);
            Assert.True(start >= 0, path);
            var end = page.IndexOf("\n.S", start + 1, StringComparison.Ordinal);
            var words = ShortHelpTests.Options(_folder.Run([.. path.Split(' '), "--help", "--all"]).Out)
                .Except(["--help"]);
            Assert.All(
                words, option => Assert.Contains($"{option}\n", Words(page[start..end]), StringComparison.Ordinal));
        }
    }

    [Fact]
    public void The_page_names_the_variables_of_the_command_line_page()
    {
        var table = File.ReadAllText(Checkout.Path("docs", "command-line.md")).Split("## Environment variables")[1];
        var documented = Regex.Matches(table, @"(?m)^\| (`[^|]+`) \|")
            .SelectMany(row => Regex.Matches(row.Value, "[A-Z_]{5,}")).Select(name => name.Value);
        var section = Words(Page().Split(".SH ENVIRONMENT")[1].Split(".SH")[0]);
        Assert.All(documented, name => Assert.Contains($"{name}\n", section, StringComparison.Ordinal));
    }

    [Fact]
    public void The_date_is_that_of_the_sources_if_a_build_gives_it()
    {
        const string Variable = "SOURCE_DATE_EPOCH"; // Read for this page alone.
        Environment.SetEnvironmentVariable(Variable, "1700000000");
        var page = Page();
        Environment.SetEnvironmentVariable(Variable, null);
        Assert.StartsWith(".TH STYLIZE 1 2023-11-14 ", page, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Tier", "All")]
    public async Task The_page_has_no_warning()
    {
        string[][] programs = [["man", "--warnings", "-E", "UTF-8", "-l"], ["mandoc", "-Tlint"]];
        programs = [.. programs.Where(words => Drawings.Tool.Find(words[0]) is not null)];
        Assert.SkipWhen(
            programs.Length == 0 || OperatingSystem.IsWindows() || OperatingSystem.IsMacOS(),
            "Neither man nor mandoc is installed.");
        _folder.File("stylize.1", Page());
        foreach (var words in programs)
        {
            await AssertNoWarningAsync(words[0], words[1..]);
        }
    }

    private async Task AssertNoWarningAsync(string program, string[] options)
    {
        using var process = Process.Start(new ProcessStartInfo(program, [.. options, _folder["stylize.1"]])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        var error = process.StandardError.ReadToEndAsync();
        var text = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal((0, ""), (process.ExitCode, await error));
        if (program == "man")
        {
            Assert.Contains("pixel-art", text, StringComparison.Ordinal);
        }
        else
        {
            Assert.Equal("", text);
        }
    }

    private string Page() => _folder.Run("help", "--man").IsQuiet().Out;

    /// <summary>Returns the words of a source in roff, one per line.</summary>
    private static string Words(string source) =>
        string.Join('\n', Regex.Replace(source.Replace(@"\-", "-", StringComparison.Ordinal), @"\\f[BIR]", "")
            .Split(" ,.\n".ToCharArray()))
        + "\n";
}
