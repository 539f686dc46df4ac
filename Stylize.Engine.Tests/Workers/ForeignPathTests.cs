using Stylize.Workers.Messages;
using Stylize.Workers.Operations;
using Stylize.Workers.Paths;
using Stylize.Workers.Work;

namespace Stylize.Engine.Tests.Workers;

/// <summary>Chunks with files and servers that the worker may not access.</summary>
public sealed class ForeignPathTests : IDisposable
{
    private readonly WorkFolder _folder = new(null!);
    private readonly string _root;

    public ForeignPathTests()
    {
        _folder.Files.Image("root/a.png", 24, 16);
        _folder.Files.Image("victim/other.png", 24, 16);
        _folder.Files.File("victim/passwd", "root:x:0");
        _root = _folder["root"];
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Files_outside_the_roots_fail_and_the_rest_of_the_chunk_is_processed()
    {
        var source = _folder["root/a.png"];
        (string Source, string Target)[] units =
        [
            (source, "root/out/a.png"),
            (_folder["root/b.png"], "root/../victim/passwd"),
            (_folder["root/c.png"], "victim/cron"),
            (_folder["root/d.png"], "victim/new/deep/x.png"),
            (_folder["victim/other.png"], "root/out/e.png"),
            ("etc/shadow", "root/out/f.png"),
        ];
        foreach (var name in "bcd")
        {
            File.Copy(source, _folder[$"root/{name}.png"]);
        }

        var results = Run(Header(), [.. units.Select((unit, i) => new WorkUnit(i, unit.Source, _folder[unit.Target]))]);
        Assert.Empty(results[0].Failures);
        Assert.True(File.Exists(_folder["root/out/a.png"]));
        for (var i = 1; i < units.Length; i++)
        {
            AssertRefused(results[i]);
        }

        AssertVictimUntouched();
        Assert.Equal(["root/out/a.png"],
            _folder.Files.Names.Where(name => name.StartsWith("root/out/", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("root/out", "root/out/a.png")]
    [InlineData("root/out", "root/out/deep/a.png")]
    [InlineData("root/out.png", "root/out.png")]
    public void Links_out_of_the_root_are_resolved(string link, string target)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a right that few users have.");
        File.CreateSymbolicLink(
            _folder[link], link.EndsWith("png", StringComparison.Ordinal) ? "../victim/passwd" : "../victim");
        var result = Assert.Single(Run(Header(), [new WorkUnit(0, _folder["root/a.png"], _folder[target])]));
        AssertRefused(result);
        AssertVictimUntouched();
    }

    [Fact]
    public void Every_file_option_is_restricted_to_the_roots()
    {
        var host = Host();
        var files = 0;
        foreach (var operation in OperationCatalog.ForWorkers)
        {
            foreach (var option in operation.OptionTypes.SelectMany(type => OptionSet.ForRecord(type).All))
            {
                var words = new Dictionary<string, string[]> { [option.Name] = [_folder["victim/other.png"]] };
                var failure = Record.Exception(() => Restore(operation, words, host)) as StylizeException;
                if (option.Kind == OptionKind.File)
                {
                    files++;
                    Assert.True(
                        failure?.Error == StylizeError.PathNotAllowed, $"{operation.Name} {option.Name}: {failure}");
                }
                else if (option.Kind == OptionKind.Colors)
                {
                    Assert.Equal(StylizeError.OptionInvalid, failure?.Error); // a list of colors, not a palette file
                }
            }
        }

        Assert.True(files > 4);
    }

    [Fact]
    public void An_option_without_a_value_is_an_expected_failure()
    {
        var header = Header();
        header =
            header with { Work = header.Work with { Words = new Dictionary<string, string[]> { ["Width"] = [] } } };
        var result = Assert.Single(Run(header, [new WorkUnit(0, _folder["root/a.png"], _folder["root/out.png"])]));
        Assert.Equal(nameof(StylizeError.OptionInvalid), Assert.Single(result.Failures).Error);
    }

    [Fact]
    public void A_read_root_can_be_read_but_not_written()
    {
        var host = Host() with { Folders = new([_root], [_folder["victim"]]) };
        var results = Run(Header(),
            [
                new WorkUnit(0, _folder["victim/other.png"], _folder["root/out.png"]),
                new WorkUnit(1, _folder["root/a.png"], _folder["victim/out.png"]),
            ],
            host);
        Assert.Empty(results[0].Failures);
        AssertRefused(results[1]);
    }

    [Fact]
    public void Paths_are_mapped_before_they_are_checked()
    {
        var host = Host() with { Map = new PathMap([$"{_root}=/batch"]) };
        var results = Run(Header(),
            [new WorkUnit(0, "/batch/a.png", "/batch/out.png"),
                new WorkUnit(1, "/batch/b.png", "/batch/../victim/out.png")], host);
        Assert.Equal("/batch/out.png", Assert.Single(results[0].Outputs).Path);
        AssertRefused(results[1]);
    }

    [Theory]
    [InlineData("victim/x.sqlite", "", nameof(StylizeError.PathNotAllowed))]
    [InlineData("", "Host=127.0.0.1;Port=5999;Username=anyone", nameof(StylizeError.DatabaseNotAllowed))]
    [InlineData("", "postgresql://anyone@127.0.0.1:5999/lab", nameof(StylizeError.DatabaseNotAllowed))]
    [InlineData("", "Server=127.0.0.1", nameof(StylizeError.PathNotAllowed))]
    public void A_database_outside_the_roots_is_rejected(string file, string server, string error)
    {
        var results = RunPlate(file.Length > 0 ? _folder[file] : server, "root/out");
        Assert.All(results, result => Assert.Equal(error, Assert.Single(result.Failures).Error));
        AssertVictimUntouched();
    }

    [Fact]
    public void A_plate_is_processed_only_if_its_tiles_and_outputs_are_below_the_root()
    {
        Assert.All(RunPlate(null, "root/out"), result => Assert.Empty(result.Failures));
        Assert.True(File.Exists(_folder["root/out/segmentation.sqlite"]));
        Assert.All(RunPlate(null, "victim"), AssertRefused);
        Assert.All(RunPlate(null, "root/out2", _folder["victim/PLATE1_A1_T0_1_DAPI.tif"]), AssertRefused);
        AssertVictimUntouched();
    }

    [Fact]
    public void Links_inside_a_destination_are_checked()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a right that few users have.");
        (string Link, string Target)[] links =
        [
            ("CellMasksMontage", "../../victim"), (".stylize-segmentation", "../../victim"),
            ("segmentation.sqlite", "../../victim/new"),
        ];
        foreach (var (link, target) in links)
        {
            var destination = $"root/out{link}";
            Directory.CreateDirectory(_folder[destination]);
            File.CreateSymbolicLink(_folder[$"{destination}/{link}"], target);
            Assert.Contains(
                Assert.Single(RunPlate(null, destination)).Failures,
                failure => failure.Error == nameof(StylizeError.PathNotAllowed));
            AssertVictimUntouched();
        }
    }

    [Fact]
    public void The_default_roots_are_the_working_directory_and_the_folders_of_the_map()
    {
        var map = new PathMap([$"{_root}=/batch"]);
        Assert.Equal([_root, _folder["victim"]], WorkerFolders.Create([], [], map, _folder["victim"]).Roots);
        Assert.Equal([_folder["victim"]], WorkerFolders.Create([_folder["victim"]], null, map, _root).Roots);
        var top = Path.GetPathRoot(_root)!;
        Assert.Equal([_root], WorkerFolders.Create(null, null, map, top).Roots);
        Fails.Of(StylizeError.OptionInvalid, () => WorkerFolders.Create(null, null, PathMap.None, top));
        Fails.Of(StylizeError.OptionInvalid, () => WorkerFolders.Create([_folder["gone"]], null, map, top));
    }

    private static BatchHeader Header() => new(
        "b", OptionSerializer.Serialize(
            new PixelArtOperation(PixelArtOptions.Default with { Width = 8, Colors = 4 }), path => path), 10)
    {
        Targets = new TargetOptions { Force = true, NoProvenance = true },
    };

    private static void Restore(OperationDefinition operation, Dictionary<string, string[]> words, WorkerHost host)
    {
        if (operation.Kind == OperationKind.Plate)
        {
            OptionSerializer.Read(operation.OptionsType, words, host);
        }
        else
        {
            OptionSerializer.Deserialize(new SerializedOptions(operation.Name, words), host);
        }
    }

    private WorkerHost Host() => WorkFolder.Host(_root);

    private List<UnitResult> Run(BatchHeader header, WorkUnit[] units, WorkerHost? host = null)
    {
        host ??= Host();
        return Results(new FileChunk(
            new WorkChunk("b", 0, units), header, () => OptionSerializer.Deserialize(header.Work, host), host));
    }

    private List<UnitResult> RunPlate(string? database, string destination, params string[] more)
    {
        _folder.Files.Nuclei("root/PLATE1_A1_T0_1_DAPI.png");
        var options = new PlateOptions { Channels = ["DAPI"], NoMontage = true };
        var words = new Dictionary<string, string[]>(OptionSerializer.Write(options, path => path));
        var header = new BatchHeader("b", new SerializedOptions("segment", words), 1)
        {
            Targets = new TargetOptions { Force = true, Destination = _folder[destination], Database = database },
            Tiles = [_folder["root/PLATE1_A1_T0_1_DAPI.png"], .. more],
        };
        var host = Host();
        return Results(new WellChunk(
            new WorkChunk("b", 0, [new WorkUnit(0, "PLATE1_A1_T0")]),
            cancellation => new PlateWork(header, host, cancellation), host,
            (_, name, _) => new LockedStore(() => host.Open(name), null)));
    }

    private static List<UnitResult> Results(ChunkWork work)
    {
        using (work)
        {
            work.Start();
            work.Completion.GetAwaiter().GetResult();
            var results = new List<UnitResult>();
            while (work.Peek(results.Count) is { } result)
            {
                results.Add(result);
            }

            return [.. results.OrderBy(result => result.Index)];
        }
    }

    private static void AssertRefused(UnitResult result) =>
        Assert.Equal(nameof(StylizeError.PathNotAllowed), Assert.Single(result.Failures).Error);

    private void AssertVictimUntouched()
    {
        Assert.Equal(["other.png", "passwd"],
            Directory.GetFileSystemEntries(_folder["victim"]).Select(Path.GetFileName).Order());
        Assert.Equal("root:x:0", File.ReadAllText(_folder["victim/passwd"]));
    }
}
