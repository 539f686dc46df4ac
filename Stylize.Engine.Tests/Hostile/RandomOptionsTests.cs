using System.Net;
using Stylize.Cli.Arguments;
using Stylize.Engine.Catalog;
using Stylize.Engine.Measuring;
using Stylize.Engine.Tests.Catalog;
using Stylize.Engine.Tests.Golden;
using Stylize.Storage;

namespace Stylize.Engine.Tests.Hostile;

/// <summary>
/// Runs every operation on small odd inputs with random options, from their declarations. Each run must write complete
/// files, or say in one sentence why it does not. A failure is the command line, which can be run again.
/// STYLIZE_RANDOM_RUNS sets the number of runs of each operation; 260 are 2,000 in all.
/// </summary>
[Trait("Tier", "All")]
[Collection(nameof(RandomOptionsTests))]
public sealed class RandomOptionsTests : FolderTest
{
    private const int Repairs = 8;

    /// <summary>Bytes of pixels that a run on a small picture may need.</summary>
    private const long MaxMemory = 200 << 20;

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);
    private static readonly string[] Pictures = [".png", ".gif", ".webp", ".tif", ".jpg"];
    private static readonly string[] Texts = [".svg", ".csv", ".json", ".geojson", ".html", ".gcode", ".hpgl", ".dxf",
        ".txt", ".md"];

    /// <summary>Sizes of outputs and lengths of runs, whose largest values would only take long.</summary>
    private static readonly Dictionary<string, double> Largest = new()
    {
        ["Width"] = 40, ["Height"] = 40, ["PngSize"] = 100, ["DotCount"] = 500, ["Count"] = 40, ["Iterations"] =
            10, ["Scale"] = 3,
        ["TargetSize"] = 4000, ["Frame"] = 0, ["Page"] = 0, ["TargetPsnr"] = 30, ["Speed"] = 4,
    };

    /// <summary>Options whose values no declaration lists: names of channels and files. Null for those that are left
    /// out.</summary>
    private static readonly Dictionary<string, string?> Named = new()
    {
        ["Device"] = null, ["Fast"] = null, ["Channel"] = "DAPI", ["MeasureChannel"] = "GFP", ["CellChannel"] =
            "GFP", ["Puncta"] = "GFP",
        ["Align"] = "DAPI", ["PlateMap"] = null, ["FlatField"] = null, ["DarkOffset"] = null,
        ["FlatFieldPercentile"] = null, ["Model"] = null, ["Labels"] = null,
        ["TargetTime"] = "200ms", ["Join"] = "standard.g2d", ["InitialModel"] = "compact.g2d", ["Importance"] =
            "gray-alpha.png",
    };

    private static readonly int Runs = int.TryParse(
        Environment.GetEnvironmentVariable("STYLIZE_RANDOM_RUNS"), CultureInfo.InvariantCulture, out var runs)
        ? runs : 100;

    public static TheoryData<string, int> Operations => new(
        OperationCatalog.All.Select(
            operation => (operation.Name, operation.Name == "segment" ? (Runs + 2) / 3 : Runs)));

    public static TheoryData<string> Names => [.. OperationCatalog.All.Select(operation => operation.Name)];

    public static TheoryData<string> Varied =>
        [.. OperationCatalog.All.Where(operation => operation.HasPresets).Select(operation => operation.Name)];

    public static TheoryData<Type> Queries =>
    [
        typeof(CompareVerb), typeof(ProvenanceVerb), typeof(PalettesVerb), typeof(FormatsVerb), typeof(WellsVerb),
        typeof(HitsVerb), typeof(TracksVerb), typeof(ExportVerb),
    ];

    [Theory]
    [MemberData(nameof(Operations))]
    public void Random_options_give_whole_files_or_a_sentence(string name, int runs)
    {
        var search = new Search(_folder, DrawnOutputTests.Find(name));
        var failures = Enumerable.Range(0, runs).Select(search.Run).OfType<string>().ToList();
        Assert.True(failures.Count == 0, $"{failures.Count} of {runs}:\n{string.Join('\n', failures.Take(40))}");
        Assert.InRange(search.Refused, 0, runs / 5);
        Assert.InRange(search.Written, runs / 5, runs);
    }

    /// <summary>The range in help is what works, alone and with an ordinary picture.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Both_ends_of_every_range_work(string name)
    {
        var search = new Search(_folder, DrawnOutputTests.Find(name));
        var failures = search.Ends().ToList();
        Assert.True(failures.Count == 0, $"{failures.Count}:\n{string.Join('\n', failures)}");
    }

    /// <summary>Sheets and measurements compare values at both ends, on pictures that break what looks only at their
    /// middle.</summary>
    [Theory]
    [MemberData(nameof(Varied))]
    public void Varied_options_of_odd_pictures_are_no_bug(string name)
    {
        var failures = new Search(_folder, DrawnOutputTests.Find(name)).Vary().ToList();
        Assert.True(failures.Count == 0, $"{failures.Count}:\n{string.Join('\n', failures)}");
    }

    [Theory]
    [MemberData(nameof(Queries))]
    public void Queries_of_odd_files_are_no_bug(Type verb)
    {
        var search = new Search(_folder, DrawnOutputTests.Find("pixel-art"));
        var failures = Enumerable.Range(0, Runs).Select(seed => search.Query(verb, seed)).OfType<string>().ToList();
        Assert.True(failures.Count == 0, $"{failures.Count} of {Runs}:\n{string.Join('\n', failures.Take(40))}");
    }

    /// <summary>Other tests would share the measured memory and time.</summary>
    [CollectionDefinition(nameof(RandomOptionsTests), DisableParallelization = true)]
    public sealed class Alone;

    /// <summary>Runs of an operation in a folder with inputs.</summary>
    private sealed class Search
    {
        private readonly TemporaryFolder _folder;
        private readonly OperationDefinition _operation;
        private readonly OptionDeclaration[] _options;
        private readonly string[] _inputs;

        public Search(TemporaryFolder folder, OperationDefinition operation)
        {
            (_folder, _operation) = (folder, operation);
            var inputs = new DrawnInputs(folder);
            _options = [.. operation.OptionTypes.SelectMany(type => OptionSet.ForRecord(type).All)
                .Where(option => !option.Declared.OnlyInPresets
                    && Named.GetValueOrDefault(option.Name, "") is not null)];
            _inputs = operation.Kind == OperationKind.Plate ? [inputs.Plate]
                : operation.InputExtensions is null ? [.. inputs.For(operation), .. Odd(folder)]
                : operation.Name == "gaussian edit" ? [inputs.AnimationFor(operation)!, .. inputs.For(operation)]
                : inputs.For(operation);
        }

        public int Refused { get; private set; }

        public int Written { get; private set; }

        /// <summary>Returns what is wrong with a random run; null for nothing.</summary>
        public string? Run(int seed)
        {
            var random = new Random(seed);
            var values = new DeclaredValues(random, "pico-8");
            var given = new Dictionary<string, string>();
            // Each format has its own writer, so every second run names one.
            var picked = Enumerable.Range(0, random.Next(1, 5)).Select(_ => values.Pick(_options));
            foreach (var option in picked.Concat(_options.Where(option => option.Name == "Format" && seed % 2 == 0)))
            {
                given[option.Name] =
                    (random.Next(3) is var kind && kind == 0 ? null : DeclaredValues.AtEnd(option, kind == 1))
                        ?? values.Of(option);
                Complete(given, option, values);
            }

            string[] presets = [.. GoldenCases.Presets(_operation).OfType<string>()];
            string[] preset = presets.Length > 0 && random.Next(2) == 0 ? ["--preset", values.Pick(presets)] : [];
            for (var repair = 0; ; repair++)
            {
                string[] words = [.. preset, .. given.SelectMany(pair => Words(pair.Key, pair.Value))];
                var (run, failure) = Run(values.Pick(_inputs), words);
                if (failure is not null) return failure;

                if (run.ExitCode != 2)
                {
                    Written += run.ExitCode == 0 ? 1 : 0;
                    return null;
                }

                if (repair == Repairs || !Repair(given, run.Error, values))
                {
                    Refused++;
                    return null;
                }
            }
        }

        /// <summary>Returns the ends of ranges that do not work.</summary>
        public IEnumerable<string> Ends()
        {
            var values = new DeclaredValues(new Random(1), "pico-8");
            foreach (var option in _options)
            {
                foreach (var high in (bool[])[false, true])
                {
                    if (DeclaredValues.AtEnd(option, high) is not { } text) continue;

                    var given = Complete(new() { [option.Name] = text }, option, values);
                    for (var repair = 0; ; repair++)
                    {
                        var (run, failure) =
                            Run(_inputs[0], [.. given.SelectMany(pair => Words(pair.Key, pair.Value))]);
                        if (run.ExitCode == 2 && repair < Repairs && Raise(given, run.Error, option.Name)) continue;

                        if ((failure ?? (run.ExitCode == 0 ? null : run.ErrorLines.FirstOrDefault())) is { } wrong)
                        {
                            var words = given.Select(pair => $"{pair.Key}={pair.Value}");
                            yield return $"{string.Join(", ", words)}: {wrong}";
                        }

                        break;
                    }
                }
            }
        }

        /// <summary>Returns the sheets and measurements that end with a bug.</summary>
        public IEnumerable<string> Vary()
        {
            var values = new DeclaredValues(new Random(1), "pico-8");
            foreach (var option in _options.Where(option => option.Kind is OptionKind.Integer or OptionKind.Number))
            {
                var ends = new[] { false, true }.Select(high => DeclaredValues.AtEnd(option, high)).OfType<string>()
                    .Select(end => Limit(option, end)).Distinct();
                var vary = $"--vary={OptionWords.Kebab(option.Name)}={string.Join(',', ends)}";
                var name = OptionWords.Kebab(_operation.PascalName);
                string[][] lines =
                [
                    ["presets", name, "--try", values.Pick(_inputs), vary, "-o", "sheet.png", "--force"],
                    ["measure", name, values.Pick(_inputs), vary, "--iterations", "1", "--thread", "1"],
                ];
                foreach (var line in lines)
                {
                    if (Run(line).Failure is { } failure) yield return failure;
                }
            }
        }

        /// <summary>Returns what is wrong with a command that reads odd files with random options; null for
        /// nothing.</summary>
        public string? Query(Type verb, int seed)
        {
            var random = new Random(seed);
            var values = new DeclaredValues(random, "pico-8");
            OptionDeclaration[] options = [.. OptionSet.ForRecord(verb).All
                .Where(option => !option.Declared.IsArgument && option.ValueType != typeof(NetworkCredential))];
            var given = new Dictionary<string, string>();
            for (var count = random.Next(4); count > 0 && options.Length > 0; count--)
            {
                var option = values.Pick(options);
                given[option.Name] = DeclaredValues.AtEnd(option, random.Next(2) == 0) ?? values.Of(option);
            }

            return Run(
            [
                verb.Name[..^"Verb".Length].ToLowerInvariant(),
                .. Enumerable.Range(0, random.Next(3)).Select(_ => values.Pick(_inputs)),
                .. given.SelectMany(pair => Words(pair.Key, pair.Value)),
            ]).Failure;
        }

        /// <summary>Draws pictures that break what looks only at their middle.</summary>
        private static IEnumerable<string> Odd(TemporaryFolder folder)
        {
            yield return Draw("two-rows", 2000, 2, (x, y) => new((byte)(x / 8), (byte)(90 * y), 60));
            yield return Draw("nothing", 20, 16, (x, y) => new((byte)(9 * x), (byte)(8 * y), 200, 0));
            yield return Draw("stray", 24, 24, (x, y) => x == 17 && y == 3 ? new(250, 60, 20) : new(255, 0, 255, 0));
            yield return Draw("soft", 32, 32, (x, y) => new(
                30, 120, 200, (byte)Math.Clamp(700 - (4 * (((x - 16) * (x - 16)) + ((y - 16) * (y - 16)))), 0, 255)));

            string Draw(string name, int width, int height, Func<int, int, Rgba32> pixel)
            {
                using var image = Paint<Rgba32>(width, height, pixel);
                image.Save(folder[name + ".png"], new(ImageFormat.Png));
                return folder[name + ".png"];
            }
        }

        /// <summary>Adds what the rules of an option need, and names what no declaration lists.</summary>
        private Dictionary<string, string> Complete(
            Dictionary<string, string> given, OptionDeclaration option, DeclaredValues values)
        {
            values.Meet(_options, given, option);
            foreach (var other in _options.Where(other => given.ContainsKey(other.Name)))
            {
                given[other.Name] = Named.GetValueOrDefault(other.Name) ?? Limit(other, given[other.Name]);
            }

            return given;
        }

        /// <summary>Follows a refusal: raises an option to its bound, or leaves out one that it names.</summary>
        private static bool Repair(Dictionary<string, string> given, string refusal, DeclaredValues values)
        {
            if (Raise(given, refusal, null)) return true;

            string[] named =
                [.. given.Keys.Where(key => refusal.Contains("--" + OptionWords.Kebab(key), StringComparison.Ordinal))];
            return named.Length > 0 && given.Remove(values.Pick(named));
        }

        /// <summary>Makes two options meet the bound between them by a change of the one that is not kept.</summary>
        private static bool Raise(Dictionary<string, string> given, string refusal, string? kept)
        {
            var bound =
                Regex.Match(refusal, @"--([\w-]+) is (\S+); it must be at least --([\w-]+), which is ([^\s]+)\.");
            if (!bound.Success) return false;

            var isKept = OptionWords.SameName(bound.Groups[1].Value, kept ?? "");
            given[OptionWords.Pascal(bound.Groups[isKept ? 3 : 1].Value)] = bound.Groups[isKept ? 2 : 4].Value;
            return true;
        }

        private static string Limit(OptionDeclaration option, string text) =>
            Largest.TryGetValue(option.Name, out var largest)
            && double.TryParse(text, CultureInfo.InvariantCulture, out var number) && number > largest
                ? OptionWords.Invariant(largest) : text;

        private static IEnumerable<string> Words(string name, string value) =>
            [value == "false" ? "--no-" + OptionWords.Kebab(name) : $"--{OptionWords.Kebab(name)}={value}"];

        private (CliRun Run, string? Failure) Run(string input, string[] words)
        {
            using var output = new TemporaryFolder();
            string[] line =
            [
                .. _operation.Name.Split(' '), input, .. words,
                .. _operation.Kind == OperationKind.Plate
                    && !words.Any(word => word.StartsWith("--channel", StringComparison.Ordinal))
                    ? (string[])["--channel", "DAPI", "--well", "A1"] : [],
            ];
            return Run([.. line, "-o", output["out"], "--force"], output, words);
        }

        private (CliRun Run, string? Failure) Run(string[] line)
        {
            using var output = new TemporaryFolder();
            return Run(line, output, null);
        }

        /// <param name="words">The options of an operation that writes files.</param>
        private (CliRun Run, string? Failure) Run(string[] line, TemporaryFolder output, string[]? words)
        {
            using var stop = new CancellationTokenSource(Longest);
            AlignedPool.ResetPeak();
            var before = AlignedPool.RentedBytes;
            var run = CliRun.InProcess(_folder.Path, stop.Token, line);
            var memory = AlignedPool.PeakRentedBytes - before;
            string[] wrong =
            [
                .. run.ExitCode is 0 or 1 or 2 ? Array.Empty<string>()
                    : [$"exit code {run.ExitCode}", .. run.ErrorLines.Take(1)],
                .. Regex.IsMatch(run.Error, @"may be a bug|\{[A-Z]\w+\}") ? run.ErrorLines[..1] : [],
                .. memory > MaxMemory ? [$"{memory >> 20} MiB"] : Array.Empty<string>(),
                .. words is not null && run.ExitCode == 0 && output.Names.Length == 0
                    ? ["nothing was written"] : Array.Empty<string>(),
                .. output.Names.Select(name => Fault(name, output[name]) ?? WrongSize(output[name], line))
                    .OfType<string>(),
            ];
            var shown = string.Join(' ', line.Select(word => word.Contains(' ') ? $"'{word}'" : word));
            return (run, wrong.Length == 0 ? null : $"{shown}: {string.Join("; ", wrong)}");
        }

        /// <summary>Returns a description of a picture that cannot be read, or whose size is not that of the
        /// options.</summary>
        private string? WrongSize(string path, string[] line)
        {
            if (!Pictures.Contains(Path.GetExtension(path))) return null;

            using var picture = ImageCodecs.Default.DecodeRgba(ImageSource.File(path));
            var size = (picture.Width, picture.Height);
            var wanted =
                (_operation.Name, Number("width"), Number("height"), Number("scale"), Number("png-size")) switch
                {
                    ("gaussian decode", var width, var height, var scale, _) => Rendered(width, height, scale),
                    ("pixel-art", { } width, _, { } scale, _) => ((int)(width * scale), size.Height),
                    ("dot-art" or "trace", _, _, _, > 0 and var side) =>
                        size.Width > size.Height ? ((int)side, size.Height) : (size.Width, (int)side),
                    _ => size,
                };
            return wanted == size ? null : $"{Path.GetFileName(path)} is {size} instead of {wanted}";

            // Without a side, it follows from the other one and the shape of the model or of its region.
            (int Width, int Height) Rendered(double? width, double? height, double? scale)
            {
                var model = GaussianFileReader.Peek(ImageSource.File(line[2]));
                var region = line.FirstOrDefault(
                    word => word.StartsWith("--region=", StringComparison.Ordinal))?.Split('=', ',');
                double whole = region is null ? model.Width : int.Parse(region[3], CultureInfo.InvariantCulture);
                double tall = region is null ? model.Height : int.Parse(region[4], CultureInfo.InvariantCulture);
                var factor = width / whole ?? height / tall ?? scale ?? 1;
                return ((int)(width ?? Math.Max(1, Math.Round(whole * factor))),
                    (int)(height ?? Math.Max(1, Math.Round(tall * factor))));
            }

            double? Number(string option) =>
                line.Where(word => word.StartsWith($"--{option}=", StringComparison.Ordinal))
                    .Select(word => (double?)double.Parse(word.AsSpan(option.Length + 3), CultureInfo.InvariantCulture))
                    .FirstOrDefault();
        }

        private static string? Fault(string name, string path)
        {
            if (AtomicFile.IsTemporary(path)) return $"{name} was left";

            if (new FileInfo(path).Length == 0) return $"{name} is empty";

            if (!Texts.Contains(Path.GetExtension(path))) return null;

            // Scripts of pages name these values. Commands of paths and units stand next to a number.
            var text = Regex.Replace(
                File.ReadAllText(path), "<script.*?</script>|base64,[A-Za-z0-9+/=]*", "", RegexOptions.Singleline);
            var number = Regex.Match(text, @"NaN|Infinity|∞|(?<![\w.#/-])-?inf(?!\w)");
            return number.Success ? $"{name} contains {number.Value}" : null;
        }
    }
}
