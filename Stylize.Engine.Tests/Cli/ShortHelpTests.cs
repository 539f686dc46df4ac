using Stylize.Cli;

namespace Stylize.Engine.Tests.Cli;

/// <summary>The size of the short help, and the pages that explain options.</summary>
public sealed class ShortHelpTests : CliTest
{
    private const int MaxOptions = 24;
    private const int MaxCommonOptions = 16;
    private const int MaxLines = 80;

    [Fact]
    public void The_short_help_of_each_command_has_few_options()
    {
        foreach (var path in Commands(_folder))
        {
            var help = _folder.Run([.. path.Split(' '), "--help"]).Out;
            var common = Options(Regex.Match(help, "\nCommon:\n(  .*\n)+").Value).Count();
            var all = Options(help).Count();
            var lines = help.Count(c => c == '\n');
            Assert.True(
                all <= MaxOptions && common <= MaxCommonOptions && lines <= MaxLines,
                $"{path}: {all}, {common} common, {lines} lines");
        }
    }

    [Fact]
    public void A_user_or_method_page_names_each_option()
    {
        var pages = string.Concat(new[] { "docs", "docs/method", "docs/tutorials" }
            .SelectMany(folder => Directory.GetFiles(Checkout.Path(folder.Split('/')), "*.md"))
            .Select(File.ReadAllText));
        var named = Commands(_folder)
            .SelectMany(path => Options(_folder.Run([.. path.Split(' '), "--help", "--all"]).Out)).Distinct();
        Assert.All(named, option => Assert.True(IsNamed(option), option));

        bool IsNamed(string option) => Regex.IsMatch(
            pages, $@"(?<![\w-])({option}(?![\w-])|-{OptionWords.Pascal(option)}\b)|`{OptionWords.Pascal(option)}`");
    }

    /// <summary>Returns all commands except help, with subcommands.</summary>
    internal static IEnumerable<string> Commands(CliFolder folder) =>
        CommandCatalog.Entries.Where(entry => entry.Name != "help").SelectMany(entry => Inner(folder, entry.Name));

    /// <summary>Returns the options that a help text lists.</summary>
    internal static IEnumerable<string> Options(string help) =>
        Regex.Matches(help, "(?m)^  (?:-[a-z], )?(--[a-z0-9-]+)").Select(match => match.Groups[1].Value);

    private static IEnumerable<string> Inner(CliFolder folder, string path)
    {
        var commands = Regex.Match(folder.Run([.. path.Split(' '), "--help"]).Out, "\nCommands:\n(  .*\n)+").Value;
        return commands.Length == 0 ? [path]
            : Regex.Matches(commands, "(?m)^  ([a-z-]+)")
                .SelectMany(match => Inner(folder, $"{path} {match.Groups[1].Value}"));
    }
}
