namespace Stylize.Engine.Tests.Cli;

/// <summary>`--help`, `help`, and suggestions for unknown words.</summary>
public sealed class HelpTests : CliTest
{
    public static TheoryData<string> OnFiles =>
        [.. OperationCatalog.All.Where(operation => operation.Kind == OperationKind.Files)
            .Select(operation => operation.Name)];

    [Theory]
    [MemberData(nameof(OnFiles))]
    public void Help_shows_common_and_method_options_and_all_on_request(string name)
    {
        string[] words = name.Split(' ');
        var help = _folder.Run([.. words, "--help"]);
        var all = _folder.Run([.. words, "--help", "--all"]);
        Assert.Equal((0, "", 0, ""), (help.ExitCode, help.Error, all.ExitCode, all.Error));
        Assert.Equal(["Common", "Method"], Groups(help).Intersect(["Common", "Method", "Output", "Batch", "Expert"]));
        Assert.Equal(
            ["Common", "Method", "Output", "Batch"], Groups(all).Intersect(["Common", "Method", "Output", "Batch"]));
        Assert.Matches($"stylize {name} --help --all shows all [0-9]+ options.", help.Out);
        Assert.DoesNotContain("--help --all shows", all.Out, StringComparison.Ordinal);
        Assert.Contains("--throttle-limit", all.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("--throttle-limit", help.Out, StringComparison.Ordinal);
        Assert.All(
            (string[])["-o, --destination-path <path>", "--force", "--update", "--what-if"],
            option => Assert.Contains(option, Section(help, "Common"), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("palettes")]
    [InlineData("gaussian info")]
    [InlineData("merge")]
    public void Help_of_a_command_with_few_options_shows_all(string name)
    {
        var help = _folder.Run([.. name.Split(' '), "--help"]);
        Assert.Contains("Options", Groups(help));
        Assert.Equal(help.Out, _folder.Run(["help", .. name.Split(' ')]).Out);
        Assert.Equal(help.Out, _folder.Run([.. name.Split(' '), "--help", "--all"]).Out);
        Assert.Equal(help.Out, _folder.Run([.. name.Split(' '), "-h"]).Out);
    }

    [Theory]
    [InlineData("help")]
    [InlineData("help --all")]
    [InlineData("help all")]
    public void Help_without_a_command_is_that_of_the_root(string arguments) =>
        Assert.Equal(_folder.Run("--help").Out, _folder.Run(arguments.Split(' ')).Out);

    [Fact]
    public void Help_wraps_at_80_columns()
    {
        foreach (var path in ShortHelpTests.Commands(_folder).Append("gaussian").Append("help"))
        {
            var run = _folder.Run([.. path.Split(' '), "--help", "--all"]);
            Assert.All(run.Out.Split('\n'), line => Assert.True(line.Length <= 80, line));
        }
    }

    [Fact]
    public void Numbers_in_help_have_no_exponent() =>
        Assert.DoesNotMatch("[0-9]E-[0-9]", _folder.Run("pixel-art", "--help", "--all").Out);

    [Theory]
    [InlineData("pixel-art --output x", "Did you mean --destination-path (-o)?")]
    [InlineData("pixel-art -q", "Did you mean --quiet?")]
    [InlineData("pixel-art -r", "Did you mean --recurse?")]
    [InlineData("pixel-art --colours 3", "Did you mean --colors?")]
    [InlineData("pixel-art --overwrite", "Did you mean --force?")]
    [InlineData("segment x --puncta-min-sigma 1", "Use --puncta-sigma with both, such as 1,3.")]
    [InlineData("segment x --puncta GFP --puncta-sigma 3,1", "a low and a higher number, such as 1,3")]
    [InlineData("pixel-art --dry-run", "Did you mean --what-if?")]
    [InlineData("pixel-art --wdith 3", "Did you mean --width?")]
    [InlineData("pixle-art a.png", "Unknown command 'pixle-art'. Did you mean pixel-art?")]
    [InlineData("a.png", "'a.png' is not a command. To make pixel art of it, use stylize pixel-art a.png")]
    [InlineData("pixel-art --size 64", "Unknown option '--size'. Did you mean --width or --height?")]
    [InlineData("pixel-art -j 2", "Did you mean --throttle-limit?")]
    [InlineData("spritesheet a.png", "Unknown command 'spritesheet'. Did you mean pixel-art --format sprite-sheet?")]
    [InlineData("stop", "Unknown command 'stop'. Did you mean batches --cancel?")]
    [InlineData("convert b.png", "Did you mean pixel-art?")]
    [InlineData("help pixle-art", "Did you mean pixel-art?")]
    [InlineData("pixel-art --dither floyd-steinberg", "Did you mean Diffusion?")]
    [InlineData("pixel-art --dither FloydSteinberg", "Did you mean Diffusion?")]
    [InlineData("pixel-art --dither ordered", "Did you mean Bayer?")]
    [InlineData("dot-art --machine axidraw", "AxiDraw reads SVG, not G-code. Use --format Svg, without --machine.")]
    [InlineData("studio --no-browser", "Unknown option '--no-browser'. Did you mean --no-open?")]
    [InlineData("palettes --jsn", "Unknown option '--jsn'. Did you mean --json?")]
    [InlineData("gaussian a.png",
        "'a.png' is not a command. To make a Gaussian image of it, use stylize gaussian encode a.png")]
    [InlineData("pixel-art -- --quiet", "After --, words are inputs. Give '--quiet' before --.")]
    [InlineData("help gaussian decod", "Did you mean decode?")]
    [InlineData("palettes pico-8 c64", "stylize palettes takes one argument.")]
    [InlineData("formats png", "stylize formats takes no arguments.")]
    public void Unknown_words_are_refused_with_a_suggestion(string arguments, string suggestion)
    {
        _folder.Image("a.png");
        string[] inputs = arguments.Split(' ')[0] is "pixel-art" or "dot-art" or "trace" ? ["a.png"] : [];
        var run = _folder.Run([.. arguments.Split(' '), .. inputs]);
        Assert.Equal((2, ""), (run.ExitCode, run.Out));
        Assert.Contains(suggestion, run.Error, StringComparison.Ordinal);
        Assert.Equal(["a.png"], _folder.Names);
    }

    /// <summary>Words for an option in other programs lead to it.</summary>
    [Theory]
    [MemberData(nameof(OnFiles))]
    public void Each_synonym_of_an_option_leads_to_it(string name)
    {
        var declared = OperationCatalog.Find(name, OperationCatalog.All).OptionTypes
            .Append(typeof(BatchOptions)).SelectMany(type => OptionSet.ForRecord(type).All);
        foreach (var (option, synonym) in declared.SelectMany(one => one.Declared.Synonyms, (one, word) => (one, word)))
        {
            _folder.Run([.. name.Split(' '), (synonym.Length == 1 ? "-" : "--") + synonym])
                .Exits(2, "Unknown option", "--" + OptionWords.Kebab(option.Name));
        }
    }

    private static IEnumerable<string> Groups(CliRun run) =>
        run.Out.Split('\n').Where(line => line.Length > 1 && line[0] != ' ' && line[^1] == ':')
            .Select(line => line[..^1]);

    private static string Section(CliRun run, string title) =>
        run.Out[run.Out.IndexOf($"\n{title}:\n", StringComparison.Ordinal)..].Split("\n\n")[0];
}
