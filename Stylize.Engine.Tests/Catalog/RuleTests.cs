using Stylize.Cli.Arguments;
using Stylize.Engine.Catalog.Lines;

namespace Stylize.Engine.Tests.Catalog;

/// <summary>Every rule between options of every operation is refused with the same sentence in all front
/// ends.</summary>
public sealed class RuleTests : CliTest
{
    public static TheoryData<string> Names => [.. OperationCatalog.All.Select(operation => operation.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_command_refuses_what_breaks_a_rule(string name)
    {
        _folder.Image("a.png");
        var rules = Broken(OperationCatalog.Find(name, OperationCatalog.All)).Concat(name == "dot-art" ? RunRules : []);
        foreach (var (given, sentence) in rules)
        {
            var options = given.Select(pair => (Name: "--" + OptionWords.Kebab(pair.Key), pair.Value))
                .Select(pair => pair.Value == "false" ? "--no-" + pair.Name[2..] : $"{pair.Name}={pair.Value}");
            _folder.Run([.. name.Split(' '), "a.png", .. options]).Exits(
                2, StylizeException.Spell(sentence, CommandWords.Option));
        }

        Assert.Equal(["a.png"], _folder.Names);
    }

    [Fact]
    [Trait("Tier", "All")]
    public void The_cmdlets_refuse_what_breaks_a_rule()
    {
        Assert.SkipUnless(File.Exists(Checkout.Path("module", "Stylize.PowerShell.dll")), "The module is not built.");
        _folder.Image("a.png");
        var cases = OperationCatalog.All.SelectMany(operation => Broken(operation).Select(one => (
            Line: CommandLines.PowerShell(operation, null, [.. one.Given], ["a.png"], null),
            Sentence: StylizeException.Spell(one.Sentence, option => "-" + option))))
            // A parameter set says that -Null requires -InputList.
            .Concat(RunRules.Where(one => !one.Given.ContainsKey(nameof(BatchOptions.NullSeparated))).Select(one => (
                Line: "ConvertTo-DotArt a.png" + string.Concat(
                    one.Given.Select(pair => pair.Value == "true" ? $" -{pair.Key}" : $" -{pair.Key} 'x'")),
                Sentence: StylizeException.Spell(one.Sentence, option => "-" + option)))).ToList();
        _folder.File("cases.ps1", string.Concat(
            cases.Select(
                one =>
                    $"try {{ {one.Line}; 'accepted' }} catch {{ \"$($_.ErrorDetails.Message ?? $_)\" -replace "
                    + "'\\s+', ' ' }\n")
                .Prepend($"$ErrorActionPreference = 'Stop'; Import-Module '{Checkout.Path("Stylize.psd1")}'\n")));
        var messages = RunScript(_folder["cases.ps1"]);
        Assert.Equal(cases.Count, messages.Length);
        Assert.All(cases.Zip(messages), pair => Assert.True(
            pair.Second.Contains(pair.First.Sentence, StringComparison.Ordinal), $"{pair.First.Line}: {pair.Second}"));
    }

    /// <summary>What no declaration can say is in Validate, with its reason.</summary>
    [Fact]
    public void At_most_eight_rules_are_written_by_hand()
    {
        var files = Directory.GetFiles(Checkout.Path("Stylize.Engine"), "*.cs", SearchOption.AllDirectories)
            .Where(file => Regex.IsMatch(File.ReadAllText(file), @"record \w+ : IO(peration|ption)(Options|Record)\b"))
            .Append(Checkout.Path("Stylize.Engine", "Segmentation", "Plates", "PlateOptions.cs"))
            .Append(Checkout.Path("Stylize.Engine", "DotArt", "DotArtRules.cs"))
            .Append(Checkout.Path("Stylize.Engine", "Foundation", "Runs", "Estimate", "BatchEstimator.cs"));
        var rules = files.SelectMany(file => File.ReadAllText(file).Split(';'))
            .Where(statement => Regex.IsMatch(statement, @"\bthrow\b|=> new\(")
                && Regex.IsMatch(
                    statement,
                    @"\{\{+\w+\}|(?<!\$)""[^""]*\{[A-Z]\w+\}|MutuallyExclusive\(|Exception\.OnlyWith\(|half the shorter"))
            .ToList();
        Assert.True(rules.Count is > 0 and <= 8, string.Join("\n\n", rules));
    }

    [Theory]
    [InlineData("dot-art", "ScreenAngle", "only with {Separation} inks or cmyk")]
    [InlineData("dot-art", "Pen",
        "not with {Distribution} wash, pens of 2 to 8 colors set {Separation} to inks if it is not given")]
    [InlineData(
        "dot-art", "SingleLine", "only with {Distribution} tone, gradient or ink, not with {Separation} inks or cmyk")]
    [InlineData("dot-art", "Margin", "only with {PaperSize}, {Pen}, {Separate} or {Format} hpgl or gcode")]
    [InlineData("pixel-art", "Colors", "at least the number of {LockedColor}")]
    [InlineData("pixel-art", "Fit", "only with {Width} and {Height}")]
    [InlineData("gaussian decode", "Scale", "not with {Width}, {Height} or {Format} html")]
    [InlineData("regions", "Threshold", "sets {Method} to manual unless {LabelPath} is given")]
    [InlineData("segment", "PunctaSigma", "only with {Puncta}")]
    public void Help_states_the_rules(string operation, string option, string expected)
    {
        var declared = OperationCatalog.Find(operation, OperationCatalog.All).OptionTypes
            .Select(type => OptionSet.ForRecord(type).Find(option)).First(found => found is not null)!;
        Assert.Equal(expected, OptionRule.Describe(declared.Rules, OptionWords.Kebab));
        _folder.Image("a.png");
        var help = Regex.Replace(_folder.Run([.. operation.Split(' '), "--help", "--all"]).Out, @"\s+", " ");
        Assert.Contains(
            StylizeException.Spell(expected[1..], CommandWords.Option) + ".", help, StringComparison.Ordinal);
    }

    /// <summary>Options that break each rule of all runs.</summary>
    private static (Dictionary<string, string> Given, string Sentence)[] RunRules =>
        [.. Broken([OptionSet.ForRecord<TargetOptions>(), OptionSet.ForRecord<BatchOptions>()])];

    private static IEnumerable<(Dictionary<string, string> Given, string Sentence)> Broken(
        OperationDefinition operation) =>
        Broken([.. operation.OptionTypes.Select(OptionSet.ForRecord)]);

    /// <summary>Returns options that break each declared rule of records, and the sentence that refuses them.</summary>
    private static IEnumerable<(Dictionary<string, string> Given, string Sentence)> Broken(
        IReadOnlyList<OptionSet> sets)
    {
        List<OptionDeclaration> all =
            [.. sets.SelectMany(set => set.All).Where(option => !option.Declared.OnlyInPresets)];
        var values = new DeclaredValues(new Random(42), "pico-8");
        foreach (var rule in all.SelectMany(option => option.Rules)
            .Where(rule => !rule.IsInsteadOf && !rule.IsSuggestion))
        {
            if (sets.Select(set => set.Find(rule.Other, all: true))
                .FirstOrDefault(found => found is not null) is { } other)
            {
                yield return Break(rule, other);
            }
        }

        (Dictionary<string, string> Given, string Sentence) Break(OptionRule rule, OptionDeclaration other)
        {
            var own = rule.Option;
            var isBound = rule.Words(value => $"{value}")!.StartsWith("at least", StringComparison.Ordinal)
                || rule.Words(value => $"{value}")!.StartsWith("more than", StringComparison.Ordinal);
            var value = rule.When.Count > 0 ? $"{rule.When[0]}" : isBound ? "3" : values.Changed(own);
            var given = values.Meet(all, new() { [own.Name] = value }, own);
            var name = rule.When.Count > 0 ? $"{{{own.Name}}} {value}" : $"{{{own.Name}}}";
            var listed = Listed(rule);
            if (isBound)
            {
                given[other.Name] = other.IsList ? "red,blue,lime,cyan" : "9";
                var bound = rule.Words(one => $"{one}")!.Split(" {")[0];
                return (given, $"{name} is 3; it must be {bound} {{{other.Name}}}, which is {(other.IsList ? 4 : 9)}.");
            }

            if (rule.Or.Count > 0)
            {
                foreach (var one in rule.Or.Prepend(rule)) given.Remove(one.Other);
                string[] ways = [.. rule.Or.Prepend(rule).Select(
                    one => string.Join(
                        ' ', [$"{{{one.Other}}}", .. one.Values.Count > 0 ? [Listed(one)] : Array.Empty<string>()]))];
                return (given, $"{name} requires {string.Join(", ", ways[..^1])} or {ways[^1]}.");
            }

            if (rule.IsNotWith)
            {
                given[other.Name] = rule.Values.Count > 0 ? $"{rule.Values[0]}" : values.Changed(other);
                values.Meet(all, given, other);
                foreach (var implied in own.Rules.Where(one => one.IsImplied && one.Other != other.Name))
                {
                    given[implied.Other] = $"{implied.Values[0]}";
                }

                if (rule.Unless is { } third) given.Remove(third);
                var shown = rule.Values.Count > 0 ? $" {rule.Values[0]}" : "";
                return (given, $"{name} and {{{other.Name}}}{shown} cannot be combined");
            }

            given.Remove(other.Name);
            if (other.Default is true) given[other.Name] = "false";

            if (rule.Values.Count == 0) return (given, $"{name} requires {{{other.Name}}}.");

            var breaking = other.Range.Values.Where(candidate => !rule.Values.Contains(candidate));
            given[other.Name] = other.Kind == OptionKind.Choices
                ? Enum.GetNames(other.ValueType).Skip(1)
                    .First(choice => !rule.Values.Any(value => $"{value}" == choice))
                : $"{breaking.FirstOrDefault(OthersAllow) ?? breaking.First()}";
            return (given, $"{name} requires {{{other.Name}}} to be {listed}.");

            bool OthersAllow(object candidate) => all.Where(option => option != own && given.ContainsKey(option.Name))
                .SelectMany(option => option.Rules).Where(one => one.Other == other.Name && one.When.Count == 0)
                .All(one => one.Values.Contains(candidate) != one.IsNotWith);
        }

        static string Listed(OptionRule rule) => Regex.Replace(string.Join(", ", rule.Values), ", (?=[^,]*$)", " or ");
    }

    private static string[] RunScript(string script)
    {
        using var process = Process.Start(Pwsh.Start("-File", script))!;
        var errors = process.StandardError.ReadToEndAsync();
        var lines = process.StandardOutput.ReadToEnd()
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Assert.Equal("", errors.Result);
        return lines;
    }
}
