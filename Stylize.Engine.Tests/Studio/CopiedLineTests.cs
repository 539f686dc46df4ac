using System.Text.Json.Nodes;

namespace Stylize.Engine.Tests.Studio;

/// <summary>The line that the page shows writes the bytes that the page shows and saves, for every operation.</summary>
public sealed class CopiedLineTests : CliTest
{
    /// <summary>By name of the operation: the input, a preset, and options as texts.</summary>
    private static readonly Dictionary<string,
        (string Input, string? Preset, (string Name, string Text)[] Given)> Cases = new()
        {
            ["pixel-art"] = ("a photo's.png", "Shaded",
                [("Width", "24"), ("Palette", "pico-8"), ("Dither", "Bayer"), ("Refinement", "")]),
            ["restore"] = ("cells.png", null, [("CellSize", "8"), ("Colors", "12")]),
            ["dot-art"] =
                ("a photo's.png", "FineStippling", [("DotCount", "300"), ("Color", "#203040"), ("Format", "Png")]),
            ["trace"] = ("cells.png", "Logo", [("Colors", "4"), ("Smoothness", "2")]),
            ["gaussian encode"] = ("a photo's.png", "Draft", [("Count", "30"), ("Iterations", "20")]),
            ["gaussian decode"] = ("model.g2d", null, [("Scale", "2"), ("Format", "Jpeg"), ("Quality", "80")]),
            ["gaussian edit"] = ("model.g2d", null, [("Rotate", "90"), ("Crop", "2,2,30,20")]),
            ["segment"] = ("plate", null, [("Method", "Otsu"), ("Channel", "DAPI"), ("ThresholdScope", "Well")]),
            ["regions"] = ("tile.png", null, [("Method", "Otsu"), ("Property", "Area,Centroid")]),
        };

    public CopiedLineTests()
    {
        _folder.Image("a photo's.png");
        _folder.Image("cells.png", 96, 64);
        _folder.Nuclei("tile.png");
        foreach (var well in new[] { "E4", "E5" })
        {
            _folder.Nuclei($"plate/PLATE1_{well}_T0_1_DAPI.png");
        }

        _folder.Run(
            "gaussian", "encode", "a photo's.png", "-o", "model.g2d", "--count", "20", "--iterations", "10").Exits(0);
    }

    public static TheoryData<string> OnFiles =>
        [.. OperationCatalog.All.Where(operation => operation.Kind != OperationKind.Plate)
            .Select(operation => operation.Name)];

    [Fact]
    public void Every_operation_has_a_case() =>
        Assert.Equal(OperationCatalog.All.Select(operation => operation.Name), Cases.Keys);

    [Theory]
    [MemberData(nameof(OnFiles))]
    public async Task The_copied_line_writes_the_bytes_that_the_page_shows_and_saves(string name)
    {
        using var studio = await new RunningStudio(_folder.Path, [_folder[Cases[name].Input]]).OpenAsync();
        var state = State(name);
        var full = await studio.PostAsync(
            "/api/preview", new { page = "p", sequence = 1, state, side = 200, quality = "full" });
        var shown = await studio.DownloadAsync((string)full["file"]!["url"]!);
        var extension = Path.GetExtension((string)full["file"]!["name"]!);
        Assert.NotEmpty(shown);

        var saved =
            await studio.PostAsync("/api/save", new { state, destination = $"saved{extension}", force = false });
        Assert.Equal(shown.Length, (long)saved["bytes"]!);
        Assert.Equal(shown, File.ReadAllBytes(_folder[$"saved{extension}"]));

        var lines = await studio.PostAsync("/api/lines", new { state, target = "file" });
        var words = ShellWords.Split((string)lines["shell"]!);
        Assert.Equal("stylize", words[0]);

        // The line of regions names its file, because the command writes none without a name.
        var copied = words is [.., "-o", var file] ? file : $"copied{extension}";
        _folder.Run(words is [.., "-o", _] ? words[1..] : [.. words[1..], "-o", copied]).IsQuiet();
        Assert.Equal(shown, File.ReadAllBytes(_folder[copied]));
    }

    [Fact]
    public async Task A_run_of_a_plate_writes_what_the_copied_line_writes()
    {
        using var studio = await new RunningStudio(_folder.Path, [_folder["plate"]]).OpenAsync();
        var state = State("segment");
        await FollowAsync(
            studio, await studio.PostAsync("/api/runs", new { state, source = "folder", destination = "out" }));
        var lines = await studio.PostAsync("/api/lines", new { state, target = "folder" });
        _folder.Run([.. ShellWords.Split((string)lines["shell"]!)[1..], "-o", "copied"]).Exits(0);
        var files = Directory.GetFiles(_folder["copied"]).Select(Path.GetFileName).ToArray();
        Assert.NotEmpty(files);
        Assert.All(files.Where(file => Path.GetExtension(file) is ".tif" or ".png" or ".csv"), file => Assert.Equal(
            File.ReadAllBytes(_folder[$"copied/{file}"]), File.ReadAllBytes(_folder[$"out/{file}"])));
    }

    [Fact]
    public async Task A_run_of_a_folder_writes_each_file_and_reports_failures()
    {
        _folder.Image("photos/a.png");
        _folder.Image("photos/b.png");
        using var studio = await new RunningStudio(_folder.Path, [_folder["photos"]]).OpenAsync();
        _folder.File("photos/c.png", "not an image");
        var last = await FollowAsync(studio, await studio.PostAsync(
            "/api/runs", new { state = State("pixel-art"), source = "folder", destination = "out/" }));
        Assert.Equal(("done", 3, 1), ((string)last["state"]!, (int)last["total"]!, (int)last["failed"]!));
        var lines = await studio.PostAsync("/api/lines", new { state = State("pixel-art"), target = "folder" });
        _folder.Run([.. ShellWords.Split((string)lines["shell"]!)[1..], "-o", "copied"]).Exits(1);
        Assert.All(new[] { "a", "b" }, name => Assert.Equal(
            File.ReadAllBytes(_folder[$"copied/{name}.pixelart.png"]),
            File.ReadAllBytes(_folder[$"out/{name}.pixelart.png"])));
    }

    private static object State(string name) => new
    {
        input = 0, operation = name, preset = Cases[name].Preset,
        given = Cases[name].Given.ToDictionary(option => option.Name, option => option.Text),
    };

    private static async Task<JsonNode> FollowAsync(RunningStudio studio, JsonNode started)
    {
        var lines = Encoding.UTF8.GetString(await studio.DownloadAsync($"/api/runs/{started["id"]}"))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return JsonNode.Parse(lines[^1])!;
    }
}
