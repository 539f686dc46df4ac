using System.CommandLine;
using Stylize.Cli.Arguments;
using Stylize.Cli.Commands;
using Stylize.Cli.Hosting;
using Stylize.Engine.Catalog.Lines;

namespace Stylize.Engine.Tests.Catalog;

/// <summary>
/// Lines of random options, read by sh and by the command, against the options themselves. PesterTests/Lines.Tests.ps1
/// does the same with the parser of PowerShell.
/// </summary>
public sealed class CommandLinesTests : FolderTest
{
    private readonly CommandHost _host;

    public CommandLinesTests()
    {
        _folder.File("my pal's [1].hex", "1d2b53\nff004d\n");
        _host = new CommandHost { Out = TextWriter.Null, Error = TextWriter.Null, WorkingFolder = _folder.Path };
    }

    public static TheoryData<string> Names => [.. OperationCatalog.All.Select(operation => operation.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_line_with_any_option_gives_the_same_options(string name)
    {
        var operation = Find(name);
        var values = new DeclaredValues(new Random(32), "my pal's [1].hex");
        var states = Options(operation)
            .SelectMany(option => Enumerable.Range(0, 4).Select(_ =>
                values.Meet(Options(operation), new() { [option.Name] = values.Of(option) }, option)))
            .Select(given => (Preset: (string?)null, Given: given)).ToList();
        Assert.All(states, state => CommandLines.Start(operation, state.Preset, state.Given, _host).Records());
        Compare(operation, states);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_line_with_many_options_of_any_preset_gives_the_same_options(string name)
    {
        var operation = Find(name);
        var random = new Random(33);
        var values = new DeclaredValues(random, "my pal's [1].hex");
        string?[] presets = [null, .. (operation.PresetOwner ?? operation).Presets.Keys];
        var all = Options(operation);
        var states = new List<(string?, Dictionary<string, string>)>();
        for (var i = 0; i < 400; i++)
        {
            var given = new Dictionary<string, string>();
            for (var count = random.Next(1, 7); count > 0; count--)
            {
                var option = values.Pick(all);
                given[option.Name] = values.Of(option);
            }

            var preset = values.Pick(presets);
            try
            {
                CommandLines.Start(operation, preset, given, _host).Records();
                states.Add((preset, given));
            }
            catch (StylizeException)
            {
                // Options that exclude each other.
            }
        }

        Assert.True(states.Count > 40, $"{states.Count} states");
        Compare(operation, states);
    }

    [Fact]
    public void A_value_of_the_preset_is_not_on_a_line() => Assert.Equal(
        [new("Colors", "9")],
        Reduce("pixel-art", "Fast",
            new() { ["colors"] = "9", ["Stride"] = "2", ["AlphaThreshold"] = "0.50", ["Dither"] = "" }));

    [Fact]
    public void A_value_of_the_preset_is_left_out_unless_it_contradicts_another_one()
    {
        // The preset is black.
        Assert.Empty(Reduce("dot-art", "FineStippling", new() { ["Color"] = "black" }));
        Assert.Equal([new("Colors", "3")], Reduce("dot-art", "FineStippling", new() { ["Colors"] = "3" }));
        Assert.Equal(
            "Color",
            Assert.Throws<StylizeException>(
                () => Reduce("dot-art", "FineStippling", new() { ["Colors"] = "3", ["Color"] = "black" })).Target);
    }

    [Fact]
    public void The_destination_of_a_line_counts()
    {
        var given = new Dictionary<string, string> { ["Format"] = "svg" };
        Assert.Empty(Reduce("dot-art", null, given));
        Assert.NotEmpty(CommandLines.Reduce(Find("dot-art"), null, [.. given], _host, "a.png"));
    }

    [Fact]
    public void Unknown_options_and_bad_values_are_refused()
    {
        Assert.Throws<StylizeException>(() => Reduce("pixel-art", null, new() { ["Widht"] = "9" }));
        Assert.Throws<StylizeException>(() => Reduce("pixel-art", null, new() { ["Width"] = "wide" }));
        Assert.Throws<StylizeException>(() => Reduce("pixel-art", "None", []));
    }

    [Theory]
    [InlineData("a b.jpg", "stylize pixel-art \"a b.jpg\" --width 96 -o out",
        "ConvertTo-PixelArt 'a b.jpg' -Width 96 -DestinationPath out")]
    [InlineData("a[1].jpg", "stylize pixel-art \"a[1].jpg\" --width 96 -o out",
        "ConvertTo-PixelArt -LiteralPath 'a[1].jpg' -Width 96 -DestinationPath out")]
    [InlineData("-a.jpg", "stylize pixel-art ./-a.jpg --width 96 -o out",
        "ConvertTo-PixelArt ./-a.jpg -Width 96 -DestinationPath out")]
    [InlineData("$a's.jpg", "stylize pixel-art '$a'\\''s.jpg' --width 96 -o out",
        "ConvertTo-PixelArt '$a''s.jpg' -Width 96 -DestinationPath out")]
    [InlineData("\u2018a\u2019.jpg", "stylize pixel-art \"\u2018a\u2019.jpg\" --width 96 -o out",
        "ConvertTo-PixelArt '\u2018\u2018a\u2019\u2019.jpg' -Width 96 -DestinationPath out")]
    public void Paths_are_quoted(string path, string shell, string powerShell)
    {
        KeyValuePair<string, string>[] given = [new("Width", "96")];
        Assert.Equal(shell, CommandLines.Shell(Find("pixel-art"), "Default", given, [path], "out"));
        Assert.Equal(powerShell, CommandLines.PowerShell(Find("pixel-art"), "Default", given, [path], "out"));
    }

    [Fact]
    public void Lists_switches_and_presets_have_the_form_of_each_shell()
    {
        Dictionary<string, string> given = new()
        {
            ["Pen"] = "0.3mm,black;0.5mm,red", ["AdaptiveSizing"] = "false", ["SingleLine"] =
                "true", ["ScreenAngle"] = "15,-75",
        };
        Assert.Equal(
            "stylize dot-art a.jpg b.jpg --preset FineStippling --screen-angle 15,-75 --no-adaptive-sizing "
            + "--pen 0.3mm,black --pen 0.5mm,red --single-line",
            CommandLines.Shell(Find("dot-art"), "FineStippling", [.. given], ["a.jpg", "b.jpg"], null));
        Assert.Equal(
            "ConvertTo-DotArt a.jpg, b.jpg -Preset FineStippling -ScreenAngle 15, -75 -AdaptiveSizing:$false "
            + "-Pen '0.3mm,black', '0.5mm,red' -SingleLine",
            CommandLines.PowerShell(Find("dot-art"), "FineStippling", [.. given], ["a.jpg", "b.jpg"], null));
        Assert.Equal(
            "stylize pixel-art --refinement",
            CommandLines.Shell(Find("pixel-art"), null, [new("NoRefinement", "no")], [], null));
        Assert.Equal(
            "Measure-ImageRegion a.tif -Property Area, Centroid -CsvPath a.csv",
            CommandLines.PowerShell(Find("regions"), null, [new("property", "area,centroid")], ["a.tif"], "a.csv"));
    }

    private static OperationDefinition Find(string name) => OperationCatalog.Find(name, OperationCatalog.All);

    private static List<OptionDeclaration> Options(OperationDefinition operation) =>
        [.. operation.OptionTypes.SelectMany(type => OptionSet.ForRecord(type).All)
            .Where(option => !option.Declared.OnlyInPresets)];

    private IReadOnlyList<KeyValuePair<string, string>> Reduce(
        string operation, string? preset, Dictionary<string, string> given) =>
        CommandLines.Reduce(Find(operation), preset, [.. given], _host);

    private void Compare(
        OperationDefinition operation, IReadOnlyList<(string? Preset, Dictionary<string, string> Given)> states)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The test needs sh.");
        var command = OperationCommand.Create(_host, operation);
        var root = new RootCommand();
        Command parent = root;
        foreach (var group in operation.Name.Split(' ')[..^1])
        {
            parent.Subcommands.Add(new Command(group));
            parent = parent.Subcommands[0];
        }

        parent.Subcommands.Add(command);
        var lines = states.Select(state => CommandLines.Shell(
            operation, state.Preset, CommandLines.Reduce(operation, state.Preset, [.. state.Given], _host), ["a b.png"],
            "the out")).ToList();
        foreach (var (state, line, words) in states.Zip(lines, Words(lines)))
        {
            Assert.Equal(
                ["stylize", .. operation.Name.Split(' '), "a b.png"], words[..(operation.Name.Split(' ').Length + 2)]);
            var parsed = root.Parse(
                TypedWords.Normalize([.. words[1..]], root, _host.IsInput),
                new ParserConfiguration { EnablePosixBundling = false, ResponseFileTokenReplacer = null });
            Assert.True(parsed.Errors.Count == 0, $"{line}: {string.Join(' ', parsed.Errors)}");
            var read = ((IOperationCommand)command).Start(parsed).Records();
            var wanted = CommandLines.Start(operation, state.Preset, state.Given, _host, "the out").Records();
            Assert.All(wanted.Zip(read), pair => Assert.True(
                OptionSet.ForRecord(pair.First.GetType()).Differences(pair.First, pair.Second) is { Count: 0 }
                    || pair.First.Equals(pair.Second),
                $"{line}: {string.Join(", ", OptionSet.ForRecord(pair.First.GetType()).Differences(pair.First, pair.Second))}"));
        }
    }

    /// <summary>Splits lines as sh does.</summary>
    private string[][] Words(IEnumerable<string> lines)
    {
        var script = _folder.File("lines.sh",
            "p() { printf '%s\\0' \"$@\"; printf '\\1\\0'; }\n" + string.Concat(lines.Select(line => $"p {line}\n")));
        using var shell = Process.Start(new ProcessStartInfo("sh", [script])
        {
            RedirectStandardOutput = true, StandardOutputEncoding = System.Text.Encoding.UTF8,
            WorkingDirectory = _folder.Path,
        })!;
        var output = shell.StandardOutput.ReadToEnd();
        shell.WaitForExit();
        Assert.Equal(0, shell.ExitCode);
        return [.. output.Split("\u0001\0", StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line[..^1].Split('\0'))];
    }
}
