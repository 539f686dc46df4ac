using Stylize.Cli;
using Stylize.Cli.Arguments;
using Stylize.Cli.Hosting;

namespace Stylize.Engine.Tests.Cli;

/// <summary>An option in the place of a value is refused: <c>-o --width 32</c> made a folder "--width".</summary>
public sealed class OptionAsValueTests : CliTest
{
    public OptionAsValueTests() => _folder.Image("a.png");

    public static TheoryData<string> Commands => [.. CommandCatalog.Entries.Select(entry => entry.Name)];

    [Theory]
    [MemberData(nameof(Commands))]
    public void No_option_of_a_command_takes_the_next_option_as_its_value(string name)
    {
        using var output = new StringWriter();
        var host = new CommandHost { Out = output, Error = output, WorkingFolder = _folder.Path };
        var top = CommandCatalog.Entries.Single(entry => entry.Name == name).Create(host);
        var commands = top.Subcommands.Select(below => (Path: (string[])[name, below.Name], Command: below))
            .Prepend(([name], top));
        foreach (var (path, command) in commands)
        {
            foreach (var option in command.Options.Where(TypedWords.TakesValue))
            {
                foreach (var next in (string[])["--help", "--no-such-option", "-h"])
                {
                    var run = _folder.Run([.. path, "a.png", option.Name, next, "a.png"]);
                    Assert.Equal((2, ""), (run.ExitCode, run.Out));
                    Assert.Contains(
                        $"{option.Name} needs a value, but the option '{next}' follows it.", run.Error,
                        StringComparison.Ordinal);
                }
            }
        }

        Assert.Equal(["a.png"], _folder.Names);
    }

    [Theory]
    [InlineData("pixel-art a.png -o --width 8", "--destination-path", "./--width")]
    [InlineData("regions a.png --mask -o m", "--mask-path", "./-o")]
    [InlineData("dot-art a.png --palette --dot-count 9", "--palette", "./--dot-count")]
    [InlineData("pixel-art a.png --preset --width 8", "--preset", "--preset=--width")]
    public void The_message_names_the_option_and_another_way(string typed, string option, string way)
    {
        var error = Assert.Single(_folder.Run(typed.Split(' ')).ErrorLines);
        Assert.Contains(option, error, StringComparison.Ordinal);
        Assert.EndsWith($"write {way}.", error, StringComparison.Ordinal);
        Assert.Equal(["a.png"], _folder.Names);
    }

    [Fact]
    public void Names_that_begin_with_a_dash_and_negative_numbers_are_values()
    {
        _folder.Run("pixel-art", "a.png", "--width", "8", "-o", "./--width.png").Exits(0);
        string[] command = ["pixel-art", "a.png", "--width", "8", "--destination-path=-h.png", "--brightness", "-5"];
        _folder.Run(command).Exits(0);
        Assert.Equal(["--width.png", "-h.png", "a.png"], _folder.Names);
    }

    [Fact]
    public void Help_shows_the_other_names_of_an_option() =>
        Assert.Contains("--mask-path, --mask <path>", _folder.Run("regions", "--help").Out, StringComparison.Ordinal);
}
