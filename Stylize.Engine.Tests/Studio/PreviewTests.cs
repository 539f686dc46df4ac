using System.Text.Json.Nodes;

namespace Stylize.Engine.Tests.Studio;

public sealed class PreviewTests : CliTest
{
    [Fact]
    public async Task The_session_lists_the_operations_that_read_an_input_with_all_options_and_presets()
    {
        _folder.Image("in/a.png");
        _folder.Nuclei("in/b.png");
        _folder.Run("gaussian", "encode", "in/a.png", "-o", "in/c.g2d", "--count", "20", "--iterations", "10").Exits(0);

        // A drawing that begins with white rows is not gray.
        _folder.Image("in/d.png", 60, 60, (_, y) => y < 40 ? new Rgba32(255, 255, 255) : new Rgba32(200, 30, 30));

        using var studio = await new RunningStudio(_folder["in"]).OpenAsync();
        var session = JsonNode.Parse(await studio.DownloadAsync("/api/session"))!;
        Assert.Equal("in", (string?)session["folder"]);
        Assert.Equal(["a.png", "b.png", "c.g2d", "d.png"],
            session["inputs"]!.AsArray().Select(input => (string)input!["name"]!));
        var operations = session["operations"]!.AsArray().ToDictionary(one => (string)one!["name"]!);
        Assert.Equal(OperationCatalog.All.Select(one => one.Name), operations.Keys);
        Assert.Equal([0, 1, 3], Ids("pixel-art"));
        Assert.Equal([1], Ids("regions"));
        Assert.Equal([1], Ids("segment"));
        Assert.Equal([2], Ids("gaussian edit"));
        foreach (var (name, operation) in operations)
        {
            var options = operation!["options"]!.AsArray().Select(option => (string)option!["name"]!).ToArray();
            Assert.DoesNotContain("ThrottleLimit", options);
            Assert.All(operation["presets"]!.AsArray(), preset => Assert.Subset(
                preset!["values"]!.AsObject().Select(value => value.Key).ToHashSet(), options.ToHashSet()));
            Assert.Contains("Default", operation["presets"]!.AsArray().Select(preset => (string)preset!["name"]!));
            var declared =
                OperationCatalog.Find(name, OperationCatalog.All).OptionTypes.SelectMany(
                    type => OptionSet.ForRecord(type).All)
                    .Where(option => options.Contains(option.Name))
                    .SelectMany(option => option.Rules.Select(rule => $"{option.Name} {Kind(rule)} {rule.Other}"));
            Assert.Equal(
                declared.Where(rule => !rule.Contains(" - ")),
                operation["options"]!.AsArray().SelectMany(option => option!["rules"]!.AsArray().Select(
                    rule => $"{option["name"]} {rule!["kind"]} {rule["other"]}")));
        }

        int[] Ids(string name) => [.. operations[name]!["inputs"]!.AsArray().Select(id => (int)id!)];

        // The server checks the rules about bounds and about single values of the option itself.
        static string Kind(OptionRule rule) =>
            rule.IsImplied ? "implies" : rule.IsOnlyWith ? "onlyWith" : rule.IsNotWith ? "notWith" : rule.IsInsteadOf
                ? "insteadOf" : "-";
    }

    [Fact]
    public async Task Editing_begins_with_the_unchanged_picture()
    {
        _folder.Image("a.png", 60, 40);
        _folder.Run("gaussian", "encode", "a.png", "--count", "20", "--iterations", "10").Exits(0);
        using var studio = await new RunningStudio(_folder.Path, [_folder["a.g2d"]]).OpenAsync();
        foreach (var size in (string[])["draft", "normal"])
        {
            var preview = await Preview(studio, State("gaussian edit", []), size);
            Assert.Null(preview["error"]);
            Assert.Equal(1.5, (double)preview["picture"]!["width"]! / (double)preview["picture"]!["height"]!, .01);
        }
    }

    [Fact]
    public async Task A_tile_shows_numbered_outlines_and_a_table()
    {
        _folder.Nuclei("tile.png");
        using var studio = await new RunningStudio(_folder.Path, [_folder["tile.png"]]).OpenAsync();
        foreach (var operation in new[] { "regions", "segment" })
        {
            var preview = await Preview(studio, State(operation, new() { ["Method"] = "Otsu" }), "draft");
            Assert.Equal(2, (int)preview["summary"]!["Regions"]!);
            Assert.Equal(2, preview["table"]!["rows"]!.AsArray().Count);
            Assert.Equal("Label", (string?)preview["table"]!["columns"]![0]);
        }
    }

    [Fact]
    public async Task Variants_arrive_one_per_line()
    {
        _folder.Image("a.png");
        using var studio = await new RunningStudio(_folder.Path, [_folder["a.png"]]).OpenAsync();
        var lines = await Variants("Colors");
        Assert.True(lines.Length > 3);
        Assert.All(lines, line =>
        {
            Assert.NotNull(line["picture"]);
            Assert.Equal($"Colors {line["given"]!["Colors"]}", (string?)line["label"]);
        });
        var presets = await Variants(null);
        var names = OperationCatalog.Find("pixel-art").Presets.Keys;
        Assert.Equal(names, presets.Select(line => (string)line["preset"]!).Take(names.Count()));

        async Task<JsonNode[]> Variants(string? option)
        {
            using var answer =
                await studio.SendAsync(HttpMethod.Post, "/api/variants", JsonSerializer.Serialize(
                    new { page = "v", sequence = 1, state = State("pixel-art", new() { ["Width"] = "16" }), option,
                        side = 64 }));
            return [.. (await answer.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => JsonNode.Parse(line)!)];
        }
    }

    [Fact]
    public async Task Check_names_the_option_that_is_wrong()
    {
        _folder.Image("a.png");
        using var studio = await new RunningStudio(_folder.Path, [_folder["a.png"]]).OpenAsync();
        var answer =
            await studio.PostAsync("/api/check", new { state = State("pixel-art", new() { ["Colors"] = "1000" }) });
        Assert.Equal("Colors", (string?)answer["errors"]![0]!["option"]);
    }

    [Fact]
    public async Task A_run_can_be_canceled()
    {
        _folder.Image("a.png", 600, 400);
        using var studio = await new RunningStudio(_folder.Path, [_folder["a.png"]]).OpenAsync();
        var run = await studio.PostAsync("/api/runs", new
        {
            state = State("gaussian encode", new() { ["Effort"] = "Best" }), source = "input", destination = "out/",
        });
        await studio.PostAsync($"/api/runs/{run["id"]}/cancel", new { });
        var lines = Encoding.UTF8.GetString(await studio.DownloadAsync($"/api/runs/{run["id"]}"));
        Assert.Equal("canceled",
            (string?)JsonNode.Parse(lines.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1])!["state"]);
        Assert.False(Directory.Exists(_folder["out"]) && Directory.GetFiles(_folder["out"]).Length > 0);
    }

    private static Dictionary<string, object> State(string operation, Dictionary<string, string> given) =>
        new() { ["input"] = 0, ["operation"] = operation, ["preset"] = "Default", ["given"] = given };

    private static Task<JsonNode> Preview(RunningStudio studio, object state, string quality) =>
        studio.PostAsync(
            "/api/preview", new { page = "p", sequence = DateTime.UtcNow.Ticks, state, side = 320, quality });
}
