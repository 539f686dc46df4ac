using Stylize.Cli;
using Stylize.Cli.Hosting;
using Stylize.Engine.Operations.Verbs;

namespace Stylize.Engine.Tests.Cli;

/// <summary>A new verb is its record, a row in the list of commands, and its test.</summary>
public sealed class VerbTests
{
    /// <summary>The row in the list of commands.</summary>
    private static readonly IReadOnlyList<CommandCatalog.Entry> Commands =
        [.. CommandCatalog.Entries, CommandCatalog.OfVerb("letters", LettersVerb.Summary, () => new LettersVerb())];

    [Fact]
    public void A_verb_is_in_the_list_of_commands_and_in_completion()
    {
        Assert.Contains(Run("--help").OutLines, line => line.Trim() == $"letters     {LettersVerb.Summary}");
        Assert.Contains($"letters\t{LettersVerb.Summary}", Run("completion", "--words", "let").OutLines);
        Assert.Contains(
            "--times\tTimes to count. 1 to 9; default: 1.", Run("completion", "--words", "letters", "--t").OutLines);
        Assert.Contains(
            Run("completion", "--words", "letters", "").OutLines,
            line => line.StartsWith("pico-8\t", StringComparison.Ordinal));
        Assert.Contains(".SS stylize letters \\fIword\\fR [options]", Run("help", "--man").OutLines);
    }

    [Fact]
    public void The_help_describes_arguments_options_and_ranges()
    {
        var help = Run("help", "letters").OutLines;
        Assert.Equal("Usage: stylize letters <word> [options]", help[1]);
        Assert.Contains("<word>  Word to count.", help);
        Assert.Contains("-t, --times <n>  Times to count. 1 to 9; default: 1.", help);
        Assert.Contains("--json           Print one JSON object per word.", help);
        Assert.DoesNotContain(help, line => line.Contains("--only-cmdlet", StringComparison.Ordinal));
    }

    [Fact]
    public void A_row_is_a_line_or_a_JSON_object()
    {
        Assert.Equal(["times  letters", "2      5"], Run("letters", "abcde", "-t", "2").OutLines);
        var row = Assert.Single(Run("letters", "abcde", "--json").Json);
        Assert.Equal(5, row.GetProperty("letters").GetInt32());
    }

    [Theory]
    [InlineData("stylize: OptionInvalid: --times is 10; it must be 1 to 9.", "letters", "abc", "--times", "10")]
    [InlineData(
        "stylize: OptionInvalid: --times is 'x'; it must be a whole number, 1 to 9.", "letters", "abc", "--times", "x")]
    [InlineData("stylize: Required argument 'word' missing for command: 'letters'.", "letters")]
    [InlineData("stylize: Unknown option '--time'. Did you mean --times (-t)?", "letters", "abc", "--time", "2")]
    public void Wrong_use_is_refused(string message, params string[] args)
    {
        var run = Run(args);
        Assert.Equal((ExitCode.WrongUse, message, ""), (run.ExitCode, run.ErrorLines[0], run.Out));
    }

    [Fact]
    public void Failures_and_warnings_set_the_exit_code()
    {
        var run = Run("letters", "fail");
        Assert.Equal(
            (ExitCode.SomeFailed, "stylize: ImageMissing: The word failed."), (run.ExitCode, run.ErrorLines[0]));
    }

    private static CliRun Run(params string[] args) =>
        CliRun.InHost(args, (output, error) => new() { Out = output, Error = error }, Commands);

    [Verb("", Summary, Row = "word", Examples = ["stylize letters abc"])]
    private sealed record LettersVerb : IVerb
    {
        public const string Summary = "Count the letters of a word.";

        [Option("Word to count.", Required = true, IsArgument = true, Names = OptionNames.Palette)]
        public string Word { get; init; } = "";

        [Option("Times to count.", Min = 1, Max = 9, Letter = "t")]
        public int Times { get; init; } = 1;

        [Option("Not in the command.", For = FrontEnds.Cmdlet)]
        public bool OnlyCmdlet { get; init; }

        public void Run(IVerbRun run)
        {
            if (Word == "fail")
            {
                run.Fail(new StylizeException(StylizeError.ImageMissing, null, "The word failed."));
                return;
            }

            run.Line("times  letters");
            run.Write(new VerbRow($"{Times}      {Word.Length}", [new("Letters", Word.Length)]));
        }
    }
}
