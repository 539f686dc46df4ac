using System.Diagnostics;
using System.Text;
using Stylize.Engine.Tests;

namespace Stylize.Benchmarks;

/// <summary>Tries full disks, one database of two runs, and clocks that go back, with every operation that writes
/// several files.</summary>
internal sealed class FaultSideFiles(FaultRig rig)
{
    private const int Steps = 8;
    private const string Plate = "segment plate --well A1 --well A2 --name-pattern auto";

    private static readonly (string Name, string Line)[] Operations =
    [
        ("pixel-art", "pixel-art few -o small/out --width 24 --save-palette gpl --chart"),
        ("sprite sheet", "pixel-art few -o small/out --width 24 --format sprite-sheet"),
        ("dot-art",
            "dot-art few -o small/out --dot-count 200 --format hpgl --pen 0.3mm,black --pen 0.5mm,red --separate"),
        ("restore", "restore few --cell-size 2 -o small/out"),
        ("gaussian encode", "gaussian encode few -o small/out --count 60 --iterations 10 --preview"),
        ("gaussian decode", "gaussian decode made -o small/out --format html"),
        ("regions", "regions grays -o small/out/tables --mask-path small/out/masks --overlay-path small/out/overlays"),
        ("segment", $"{Plate} -o small/out --crop 16"),
        ("segment, database elsewhere", $"{Plate} -o small/out --database out/elsewhere.sqlite"),
        ("export", "export made/cells/segmentation.sqlite -o small/out --format csv,image-j,napari,cell-tracking"),
        ("merge", "merge made/cells/segmentation.sqlite -o small/out/merged.sqlite"),
        ("report", "pixel-art few -o made/reported --width 24 --force --report-path small/out/report.jsonl"),
    ];

    public IEnumerable<(string Name, Func<FaultRow> Run)> Trials()
    {
        yield return ("side files on a full disk", FullDisk);
        yield return ("one database", OneDatabase);
        yield return ("clock", Clock);
    }

    private FaultRow FullDisk()
    {
        Prepare();
        var (runs, broken) = (0, new List<string>());
        foreach (var (name, line) in Operations)
        {
            Dictionary<string, byte[]> expected = [];
            rig.Renew("out");
            var isMounted = FaultLocations.Mounted(rig, "size=256m", () =>
            {
                Directory.CreateDirectory(rig["small/out"]);
                Require(rig.Shell($"stylize {line}"));
                expected = All("small/out");
            });
            if (!isMounted) return FaultLocations.NotRun("Side files on a full disk");

            var pages = expected.Values.Sum(bytes => ((bytes.Length + 4095) / 4096) + 1);
            for (var step = 0; step < 2 * Steps; step++)
            {
                var hasOld = step >= Steps && name is not ("merge" or "report");
                rig.Renew("out");
                FaultLocations.Mounted(rig, "size=256m", () =>
                {
                    Directory.CreateDirectory(rig["small/out"]);
                    var old = hasOld ? Old(expected) : [];
                    var free = Math.Max(1, pages * (step % Steps) / Steps);
                    var used = old.Count == 0
                        ? 1 : old.Count + expected.Keys.Select(Path.GetDirectoryName).Distinct().Count();
                    rig.Shell($"mount -o remount,size={4 * (used + free)}k small");
                    var run =
                        rig.Shell($"stylize {line}{(old.Count > 0 && !line.Contains("--force") ? " --force" : "")}");
                    runs++;
                    var title = $"{name}, {free} of {pages} pages{(hasOld ? ", over old files" : "")}";
                    Note(broken, title, run, expected, old);
                    rig.Shell("mount -o remount,size=256m small");
                    var end = rig.Shell(
                        $"stylize {line}{(line.Contains("--force") ? "" : CanUpdate(line) ? " --update" : " --force")}");
                    var there = All("small/out");
                    var wrong = expected.Keys.Where(key => !there.ContainsKey(key))
                        .Concat(rig.Outputs("small/out").Where(f => IsDifferent(f.Key, f.Value, expected))
                            .Select(f => f.Key)).ToList();
                    if (end.ExitCode != 0 || wrong.Count > 0)
                    {
                        broken.Add(title);
                        Console.Error.WriteLine(
                            $"{title}: later {string.Join(", ", wrong)} differ, exit code "
                            + $"{end.ExitCode}\n{run.Error}{end.Error}");
                    }
                });
            }
        }

        return Row("Side files on a full disk", $"{Operations.Length} operations, {runs} runs", broken);
    }

    private void Note(
        List<string> broken, string name, FaultRun run, Dictionary<string, byte[]> expected,
        Dictionary<string, byte[]> old)
    {
        var there = All("small/out");
        var problems = new List<string>();
        if (run.Crashed || run.ExitCode is not (0 or 1)) problems.Add($"exit code {run.ExitCode}");

        if (rig.Temporary("small/out") > 0) problems.Add("temporary files");

        var lost = old.Keys.Where(key => !there.ContainsKey(key)).ToList();
        if (lost.Count > 0) problems.Add($"lost {lost[0]}");

        var partial = rig.Outputs("small/out").Where(file => IsDifferent(file.Key, file.Value, expected)
            && !(old.TryGetValue(file.Key, out var before) && before.AsSpan().SequenceEqual(file.Value)))
            .Select(file => file.Key).ToList();
        if (partial.Count > 0) problems.Add($"partial {partial[0]}");

        var isWhole = expected.Keys.All(there.ContainsKey)
            && (old.Count == 0 || !there.Any(f => IsOld(f.Key, f.Value)));
        if (isWhole != (run.ExitCode == 0))
        {
            problems.Add($"exit code {run.ExitCode} although {(isWhole ? "all" : "not all")} is there");
        }

        if (run.ExitCode != 0 && !run.Error.Contains("is full"))
        {
            problems.Add("the reason is missing");
        }

        if (run.ExitCode != 0 && run.ErrorLines > 4) problems.Add($"{run.ErrorLines} lines");

        if (problems.Count > 0)
        {
            broken.Add(name);
            Console.Error.WriteLine($"{name}: {string.Join("; ", problems)}\n{run.Error}");
        }
    }

    /// <summary>Writes a file of an earlier run in the place of each output.</summary>
    private Dictionary<string, byte[]> Old(Dictionary<string, byte[]> expected)
    {
        foreach (var name in expected.Keys.Where(
            name => Path.GetExtension(name) != ".sqlite" && !Path.GetFileName(name).StartsWith('.')))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(rig[$"small/out/{name}"])!);
            File.WriteAllText(rig[$"small/out/{name}"], $"old {name}");
        }

        return All("small/out");
    }

    private static bool CanUpdate(string line) => !line.StartsWith("export", StringComparison.Ordinal)
        && !line.StartsWith("merge", StringComparison.Ordinal) && !line.StartsWith("regions", StringComparison.Ordinal);

    private static bool IsDifferent(string name, byte[] bytes, Dictionary<string, byte[]> expected) =>
        Path.GetExtension(name) is not (".sqlite" or ".jsonl")
        && !(expected.TryGetValue(name, out var other) && other.AsSpan().SequenceEqual(bytes));

    private static bool IsOld(string name, byte[] bytes) =>
        bytes.AsSpan().SequenceEqual(Encoding.UTF8.GetBytes($"old {name}"));

    /// <summary>Runs two plates into one new database at the same time: each ends with its rows, or with an
    /// error.</summary>
    private FaultRow OneDatabase()
    {
        Prepare();
        const int Pairs = 10;
        var broken = new List<string>();
        for (var pair = 0; pair < Pairs; pair++)
        {
            rig.Renew("out");
            rig.Renew("out2");
            var again = pair < Pairs / 2 ? "" : "--run other";
            using var first = rig.Start(
                ["segment", "plate", "-o", "out", "--well", "A1", "--well", "A2", "--database", "out/both.sqlite"]);
            var run =
                rig.Shell($"stylize segment plate -o out2 --well B1 --well B2 --database out/both.sqlite {again}");
            var other = FaultRig.End(first, Stopwatch.GetTimestamp());
            var wells = new[] { "default", again.Length > 0 ? "other" : "default" }.Distinct().Sum(name => Wells(name));
            var isExpected = run.ExitCode == 0 && other.ExitCode == 0 && wells == 4;
            if (!isExpected || run.Crashed || other.Crashed)
            {
                broken.Add($"pair {pair}");
                Console.Error.WriteLine(
                    $"pair {pair}: {run.ExitCode}, {other.ExitCode}, {wells} wells\n{run.Error}{other.Error}");
            }
        }

        return Row("Two segment runs with one SQLite database", $"{Pairs} pairs", broken);

        int Wells(string name)
        {
            var check = rig.Shell($"stylize export out/both.sqlite -o out/{name} --format csv --run {name}");
            return check.ExitCode == 0 ? File.ReadAllLines(rig[$"out/{name}/Tables/well.csv"]).Length - 1 : 0;
        }
    }

    /// <summary>Runs updates over inputs and outputs whose times lie in the future or far in the past.</summary>
    private FaultRow Clock()
    {
        Prepare();
        var broken = new List<string>();
        string[] lines =
        [
            "pixel-art few -o out --width 24", "dot-art few -o out --dot-count 200", "restore few --cell-size 2 -o out",
            "gaussian encode few -o out --count 60 --iterations 10", $"{Plate} -o out",
        ];
        DateTime[] times = [new(2100, 1, 1), new(1971, 1, 1)];
        foreach (var line in lines)
        {
            foreach (var (inputs, outputs) in times.SelectMany(i => times.Select(o => (i, o))))
            {
                rig.Renew("out");
                SetTimes("few", inputs);
                SetTimes("plate", inputs);
                Require(rig.Shell($"stylize {line}"));
                SetTimes("out", outputs);
                var made = rig.Outputs("out");
                var stamps = Stamps();
                var again = rig.Shell($"stylize {line} --update");
                var isKept = again.ExitCode == 0 && stamps.SequenceEqual(Stamps());
                var name = line.StartsWith("segment", StringComparison.Ordinal)
                    ? Directory.GetFiles(rig["plate"]).Order().First() : Directory.GetFiles(rig["few"]).Order().First();
                var bytes = File.ReadAllBytes(name);
                File.Copy(Directory.GetFiles(Path.GetDirectoryName(name)!).Order().Last(), name, overwrite: true);
                File.SetLastWriteTimeUtc(name, inputs);
                var changed = rig.Shell($"stylize {line} --update");
                var isChanged = changed.ExitCode == 0
                    && rig.Outputs("out").Any(f => !made[f.Key].AsSpan().SequenceEqual(f.Value));
                File.WriteAllBytes(name, bytes);
                if (!isKept || !isChanged)
                {
                    broken.Add(line);
                    Console.Error.WriteLine(
                        $"{line}, inputs {inputs.Year}, out {outputs.Year}: {isKept}, "
                        + $"{isChanged}\n{again.Error}{changed.Error}");
                }
            }
        }

        return Row("Updates of files from 1971 and 2100", $"{lines.Length * 4} updates", broken);

        List<(string, DateTime)> Stamps() =>
            [.. rig.Outputs("out").Keys.Order().Select(name => (name, File.GetLastWriteTimeUtc(rig[$"out/{name}"])))];
    }

    private void SetTimes(string folder, DateTime time)
    {
        foreach (var file in Directory.EnumerateFiles(rig[folder], "*", SearchOption.AllDirectories))
        {
            File.SetLastWriteTimeUtc(file, time);
        }
    }

    private void Prepare()
    {
        if (Directory.Exists(rig["few"])) return;

        foreach (var (folder, from) in new[] { ("few", "in"), ("grays", "plate") })
        {
            Directory.CreateDirectory(rig[folder]);
            foreach (var file in Directory.GetFiles(rig[from]).Order().Take(4))
            {
                File.Copy(file, rig[$"{folder}/{Path.GetFileName(file)}"]);
            }
        }

        Require(rig.Shell("stylize gaussian encode few -o made --count 60 --iterations 10"));
        Require(rig.Shell($"stylize segment '{Checkout.Path("samples", "plate")}' -o made/cells --track overlap"));
    }

    private Dictionary<string, byte[]> All(string folder) =>
        Directory.EnumerateFiles(rig[folder], "*", SearchOption.AllDirectories)
            .ToDictionary(file => Path.GetRelativePath(rig[folder], file), File.ReadAllBytes);

    private static void Require(FaultRun run)
    {
        if (run.ExitCode != 0) throw new InvalidOperationException($"The preparation failed: {run.Error}");
    }

    private static FaultRow Row(string promise, string tried, List<string> broken) => new(
        promise,
        $"{tried}: {broken.Count} "
        + $"broken{(broken.Count > 0 ? $" ({string.Join(", ", broken.Distinct().Take(5))})" : "")}",
        broken.Count == 0);
}
