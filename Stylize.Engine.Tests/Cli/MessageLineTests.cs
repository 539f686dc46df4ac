using Stylize.Cli.Hosting;
using Stylize.Cli.Output;
using Stylize.Engine.Runs.Report;

namespace Stylize.Engine.Tests.Cli;

/// <summary>Lines on standard error begin with "stylize: ", and warnings with "stylize: warning: ".</summary>
public sealed partial class MessageLineTests
{
    /// <summary>The classes that write lines, of messages, of failures and of crashes.</summary>
    private static readonly string[] Writers =
        ["Lines.cs", "CrashHandler.cs", "StandardStreams.cs", "Program.cs", "ProgressLine.cs"];

    [Theory]
    [InlineData(true, "The image has 3 colors.", "stylize: warning: /in/a.png: The image has 3 colors.")]
    [InlineData(
        true, "'/in/a.png' has 3 colors; use {Colors}.", "stylize: warning: '/in/a.png' has 3 colors; use --colors.")]
    [InlineData(false, "Found 3 colors.", "stylize: /in/a.png: Found 3 colors.")]
    public void A_message_of_a_file_names_it_after_the_program(bool isWarning, string text, string expected)
    {
        using var error = new StringWriter();
        new RunDisplay<WrittenFile>(
            new CommandHost { Out = TextWriter.Null, Error = error }, true, false, null, _ => { })
            .Message(new BatchMessage("/in/a.png", isWarning, text));
        Assert.Equal(expected, error.ToString().TrimEnd());
    }

    [Fact]
    public void All_lines_are_written_in_one_place()
    {
        var others = Directory.GetFiles(Checkout.Path("Stylize.Cli"), "*.cs", SearchOption.AllDirectories)
            .Where(path => !Writers.Contains(Path.GetFileName(path)) && ErrorLine().IsMatch(File.ReadAllText(path)));
        Assert.Empty(others.Select(Path.GetFileName));
    }

    [GeneratedRegex(@"\bError\.Write(Line)?\b")]
    private static partial Regex ErrorLine();
}
