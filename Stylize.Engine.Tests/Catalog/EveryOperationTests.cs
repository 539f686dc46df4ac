using System.Collections.Concurrent;
using System.CommandLine;
using System.Reflection;
using Stylize.Cli.Arguments;
using Stylize.Cli.Commands;
using Stylize.Cli.Hosting;
using Stylize.Cli.Output;
using Stylize.Engine.Telemetry;
using Stylize.Workers.Operations;

namespace Stylize.Engine.Tests.Catalog;

/// <summary>
/// Tests of every operation in the catalog. A new one needs a line in <see cref="Cases"/>. "Stylize.Benchmarks
/// estimates" measures whether estimates are within a factor of 2 of the run.
/// </summary>
public sealed class EveryOperationTests : IDisposable
{
    /// <summary>By name: the arguments of a small run, an option out of range, and the minimum number of
    /// phases.</summary>
    private static readonly Dictionary<string, (string[] Run, string[] Bad, int Phases)> Cases = new()
    {
        ["pixel-art"] = (["in", "--width", "12"], ["--colors", "1000"], 3),
        ["restore"] = (["in", "--cell-size", "8"], ["--cell-size", "-1"], 2),
        ["dot-art"] = (["in", "--dot-count", "200"], ["--min-radius", "500"], 3),
        ["trace"] = (["in", "--colors", "4", "--minimum-area", "2"], ["--colors", "1000"], 3),
        ["gaussian encode"] = (["in", "--count", "30", "--iterations", "10"], ["--count", "0"], 3),
        ["gaussian decode"] = (["models"], ["--scale", "0"], 2),
        ["gaussian edit"] = (["models", "--scale", "2"], ["--scale", "0"], 2),
        ["segment"] = (["in"], ["--block-size", "-5"], 4),
        ["regions"] = (["in"], ["--block-size", "-5"], 2),
    };

    /// <summary>Flows only to the threads of the run, not to those of other tests.</summary>
    private static readonly AsyncLocal<Action<string>?> Heard = new();

    private readonly CliFolder _folder = new();
    private readonly ActivityListener _listener = new()
    {
        ShouldListenTo = source => source.Name == EngineTelemetry.Name,
        Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
        ActivityStarted = activity => Heard.Value?.Invoke(activity.OperationName),
    };

    public EveryOperationTests() => ActivitySource.AddActivityListener(_listener);

    public static TheoryData<string> Names => [.. OperationCatalog.All.Select(operation => operation.Name)];

    public static TheoryData<string> OnFiles =>
        [.. OperationCatalog.All.Where(operation => operation.Kind == OperationKind.Files)
            .Select(operation => operation.Name)];

    public void Dispose()
    {
        _listener.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Suffixes_are_unique()
    {
        string[] suffixes = [.. OperationCatalog.All.SelectMany(operation => operation.Outputs?.AllSuffixes ?? [])];
        Assert.Equal(suffixes.Distinct(StringComparer.OrdinalIgnoreCase), suffixes);
        Assert.All(suffixes, suffix => Assert.StartsWith(".", suffix, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_spelling_of_a_name_finds_it(string name)
    {
        var operation = Find(name);
        foreach (var spelling in new[] { operation.Name, operation.PascalName, operation.Word })
        {
            Assert.Same(operation, Find(spelling));
        }

        Assert.Same(operation, OperationCatalog.OfCmdlet(operation.Cmdlet));
    }

    [Fact]
    public void The_noun_of_a_cmdlet_names_its_operation() =>
        Assert.Equal("gaussian encode", OperationCatalog.Find("GaussianImage").Name);

    [Theory]
    [MemberData(nameof(Names))]
    public void A_cmdlet_and_its_help_exist(string name)
    {
        var cmdlet = Find(name).Cmdlet;
        Assert.Contains($"'{cmdlet}'", File.ReadAllText(Checkout.Path("Stylize.psd1")), StringComparison.Ordinal);
        Assert.True(File.Exists(
            Checkout.Path(
                "Stylize.PowerShell", "Commands", $"{cmdlet.Replace("-", "", StringComparison.Ordinal)}Command.cs")));
        Assert.True(File.Exists(Checkout.Path("docs", "en-US", $"{cmdlet}.md")));
        Assert.Contains(
            $"<command:name>{cmdlet}</command:name>",
            File.ReadAllText(Checkout.Path("en-US", "Stylize.PowerShell.dll-Help.xml")), StringComparison.Ordinal);
    }

    /// <summary>Targets and limits of a run are the same for files and plates.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Options_of_an_operation_do_not_hold_those_of_its_run(string name)
    {
        var ofRuns = typeof(TargetOptions).GetProperties().Concat(typeof(BatchOptions).GetProperties())
            .Select(property => property.Name);
        var own = Find(name).OptionTypes.SelectMany(type => type.GetProperties()).Select(property => property.Name);
        Assert.Empty(own.Intersect(ofRuns));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_command_has_each_declared_option_with_its_range_and_can_be_submitted(string name)
    {
        var operation = Find(name);
        var help = _folder.Run([.. operation.Name.Split(' '), "--help", "--all"]).Exits(0);
        var text = help.Out.Replace(" \\\n    ", " ", StringComparison.Ordinal);
        Assert.All(operation.Examples, example => Assert.Contains(example, text, StringComparison.Ordinal));
        Assert.Equal(
            operation.CanSubmit,
            _folder.Run(["submit", .. operation.Name.Split(' '), "--help", "--all"]).Out.Contains(
                "--broker", StringComparison.Ordinal));
        using var output = new StringWriter();
        var command = OperationCommand.Create(new CommandHost { Out = output, Error = output }, operation);
        var declarations = operation.OptionTypes.SelectMany(type => OptionSet.ForRecord(type).All);
        foreach (var declared in declarations.Where(one => !one.Declared.OnlyInPresets))
        {
            var option = command.Options.Single(o => o.Name == "--" + OptionWords.Kebab(declared.Name));
            Assert.Equal(
                declared.Kind == OptionKind.Switch ? typeof(SwitchOption) : typeof(WordsOption), option.GetType());
            ((IDescribedOption)option).Describe(all: true);
            Assert.StartsWith(StylizeException.Spell(declared.Declared.Help, FailureText.Spell), option.Description);
            if (declared.Kind is OptionKind.Integer or OptionKind.Number && declared.Range.Text is { } range)
            {
                Assert.Contains(range, option.Description, StringComparison.OrdinalIgnoreCase);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_bad_option_is_refused_before_any_work(string name)
    {
        Prepare(name);
        var before = _folder.Names;
        var phases = new ConcurrentQueue<string>();
        var run = Run(phases.Enqueue, CancellationToken.None, [.. Words(name), .. Cases[name].Bad]);
        Assert.Equal((2, ""), (run.ExitCode, run.Out));
        Assert.Contains(Cases[name].Bad[0], run.Error, StringComparison.Ordinal);
        Assert.Empty(phases);
        Assert.Equal(before, _folder.Names);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_second_update_writes_nothing(string name)
    {
        if (Find(name).Kind == OperationKind.Objects)
        {
            return;
        }

        Prepare(name);
        string[] words = [.. Words(name), "-o", "out", "--update"];
        _folder.Run(words).Exits(0);
        var before = Times();
        Assert.NotEmpty(before);
        _folder.Run(words).Exits(0, "0 created");
        Assert.Equal(before, Times());

        Dictionary<string, DateTime> Times() => _folder.Outputs("out").Keys.ToDictionary(
            file => file, file => File.GetLastWriteTimeUtc(_folder["out" + file]));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_run_that_is_canceled_at_the_start_of_a_phase_leaves_no_partial_file(string name)
    {
        Prepare(name);
        Cancel(Words(name), Find(name).Kind != OperationKind.Objects, Cases[name].Phases);
    }

    [Theory]
    [InlineData(true, "dot-art", "in", "--dot-count", "200", "--distribution", "gradient")]
    [InlineData(false, "compare", "in", "-r", "in/CANCEL_A1_1_DAPI.png")]
    public void A_canceled_run_of_another_kind_leaves_no_partial_file(bool isFiles, params string[] words)
    {
        Prepare("pixel-art");
        Cancel(words, isFiles, min: 1);
    }

    private void Cancel(string[] words, bool isFiles, int min)
    {
        var phases = new ConcurrentQueue<string>();
        Run(phases.Enqueue, CancellationToken.None, isFiles ? [.. words, "-o", "whole"] : words);
        var expected = _folder.Outputs("whole");
        Assert.True(phases.Distinct().Count() >= min, string.Join(", ", phases.Distinct()));
        foreach (var phase in phases.Distinct())
        {
            using var stop = new CancellationTokenSource();
            var begun = false;
            var run = Run(
                heard =>
                {
                    if (heard == phase)
                    {
                        begun = true;
                        stop.Cancel();
                    }
                },
                stop.Token, isFiles ? [.. words, "-o", "out"] : words);
            Assert.True(begun, $"{phase} did not begin.");
            Assert.True(run.ExitCode == 130, $"{phase}: {run.ExitCode}, {run.Error}");
            Assert.True(isFiles || run.Out.Length == 0, run.Out);
            Assert.All(_folder.Outputs("out"), file => Assert.Equal(expected[file.Key], file.Value));
            Assert.DoesNotContain(_folder.Names, AtomicFile.IsTemporary);
            if (Directory.Exists(_folder["out"]))
            {
                Directory.Delete(_folder["out"], recursive: true);
            }
        }
    }

    [Theory]
    [MemberData(nameof(OnFiles))]
    public void Options_reach_workers_unchanged_and_memory_and_size_are_estimated(string name)
    {
        Prepare(name);
        var (definition, inputs) = (Find(name), new Inputs(_folder));
        var small = Input(name, "a");
        var large = Input(name, "large");
        IOperation[] operations =
        [
            definition.Create(new StartOptions(name, inputs) { Given = [.. Given(name)] }.Records()),
            .. definition.Presets.Values.Select(options => definition.Create(options)),
        ];
        foreach (var operation in operations)
        {
            Assert.Equal((definition.Name, definition.Version), (operation.Name, operation.Version));
            var restored = OptionSerializer.Deserialize(OptionSerializer.Serialize(operation, path => path), inputs);
            Assert.Equal(operation.GetType(), restored.GetType());
            Assert.Equal(operation.Differences, restored.Differences);
            Assert.Equal(operation.Outputs.SideSuffixes, restored.Outputs.SideSuffixes);
            Assert.Empty(
                OptionSet.ForRecord(operation.Options.GetType()).Differences(operation.Options, restored.Options));
            Assert.InRange(operation.EstimateMemory(small), 1, operation.EstimateMemory(large));
            Assert.InRange(operation.EstimatePixels(small), 1, operation.EstimatePixels(large) - 1);
        }

        Assert.Throws<StylizeException>(() => definition.RequireOptions(["no-such-option"]));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Presets_are_saved_and_loaded_unchanged(string name)
    {
        var definition = Find(name);
        var saved = new UserPresets(_folder["presets"]);
        foreach (var (preset, options) in definition.Presets)
        {
            saved.Save(definition, "copy of " + preset, options, force: false);
            Assert.Empty(OptionSet.ForRecord(definition.OptionsType)
                .Differences(options, saved.Load(definition, "copy of " + preset)));
        }
    }

    private static OperationDefinition Find(string name) => OperationCatalog.Find(name, OperationCatalog.All);

    private static string[] Words(string name) => [.. name.Split(' '), .. Cases[name].Run];

    /// <summary>The options of a case as pairs of name and value.</summary>
    private static IEnumerable<KeyValuePair<string, object?>> Given(string name) =>
        Cases[name].Run.Skip(1).Chunk(2)
            .Select(pair => new KeyValuePair<string, object?>(pair[0].TrimStart('-'), pair[1]));

    private ImageInput Input(string name, string stem)
    {
        var isModel = Find(name).InputExtensions is not null;
        var side = stem == "large" ? 80 : 40;
        var path = _folder.Nuclei($"estimates/{stem}.png", side, side);
        if (isModel)
        {
            _folder.Run("gaussian", "encode", path, "--count", "20", "--iterations", "10");
        }

        return new ImageInput(
            ImageSource.File(isModel ? Path.ChangeExtension(path, ".g2d") : path), ImageCodecs.Default);
    }

    private void Prepare(string name)
    {
        _folder.Nuclei("in/CANCEL_A1_1_DAPI.png", 40, 30);
        _folder.Nuclei("in/CANCEL_A2_1_DAPI.png", 41, 30);
        if (Cases[name].Run[0] == "models")
        {
            _folder.Run("gaussian", "encode", "in", "-o", "models", "--count", "20", "--iterations", "10");
        }
    }

    private CliRun Run(Action<string> heard, CancellationToken stop, string[] words)
    {
        Heard.Value = heard;
        try
        {
            return CliRun.InProcess(_folder.Path, stop, words);
        }
        finally
        {
            Heard.Value = null;
        }
    }

    private sealed class Inputs(CliFolder folder) : IOptionInputs
    {
        public IImageCodec Codec => ImageCodecs.Default;

        public string FullPath(string path, string option) => folder[path];
    }
}
