using System.Net;
using System.Text.Json.Nodes;

namespace Stylize.Engine.Tests.Studio;

/// <summary>A studio reads only what it was started with and writes only where the user said.</summary>
public sealed class FileAccessTests : CliTest
{
    private readonly string _photos;

    public FileAccessTests()
    {
        _folder.Image("photos/a.png");
        _folder.File("secret/own.gpl", "GIMP Palette\n#\n1 2 3 one\n200 100 50 two\n");
        _folder.File("photos/own.gpl", "GIMP Palette\n#\n1 2 3 one\n200 100 50 two\n");
        _photos = _folder["photos"];
    }

    [Fact]
    public async Task An_option_reads_a_palette_next_to_the_input()
    {
        using var studio = await new RunningStudio(_folder.Path, [_photos]).OpenAsync();
        var answer = await studio.PostAsync("/api/check", new { state = State("photos/own.gpl") });
        Assert.Empty(answer["errors"]!.AsArray());
    }

    [Theory]
    [InlineData("secret/own.gpl")]
    [InlineData("photos/../secret/own.gpl")]
    [InlineData("/etc/passwd")]
    [InlineData("photos/link/own.gpl")]
    [InlineData("photos/linked.gpl")]
    [InlineData("photos/twice.gpl")]
    public async Task An_option_reads_no_file_elsewhere(string palette)
    {
        Directory.CreateSymbolicLink(_folder["photos/link"], _folder["secret"]);
        File.CreateSymbolicLink(_folder["photos/linked.gpl"], _folder["secret/own.gpl"]);
        File.CreateSymbolicLink(_folder["photos/twice.gpl"], _folder["photos/link/own.gpl"]);
        using var studio = await new RunningStudio(_folder.Path, [_photos]).OpenAsync();
        var answer = await studio.PostAsync("/api/check", new { state = State(palette) });
        var error = answer["errors"]!.AsArray().Single()!;
        Assert.Equal("Palette", (string?)error["option"]);
        Assert.Contains("not in a folder that the studio was started with", (string)error["message"]!);
    }

    public static TheoryData<string> Destinations =>
    [
        "../out.png", "photos/../../out.png", "photos\\..\\out.png", "", "\\\\server\\share\\out.png",
        "//server/share/out.png", "a\u0000.png", ".. /out.png", ".../out.png", "photos/b.png", "alias/b.png",
        "~root/x.png", "~root\\x.png", "~b", "-",
    ];

    [Theory]
    [MemberData(nameof(Destinations))]
    public async Task A_destination_that_leads_elsewhere_is_refused(string destination)
    {
        _folder.Image("photos/b.png");
        Directory.CreateSymbolicLink(_folder["alias"], _photos);
        using var studio = await new RunningStudio(_folder.Path, [_photos]).OpenAsync();
        Assert.Equal(
            HttpStatusCode.UnprocessableEntity, await studio.StatusAsync("/api/save", Body(destination, force: true)));
    }

    [Fact]
    public async Task Existing_files_are_kept_without_force_and_the_input_always()
    {
        _folder.File("out.png", "mine");
        using var studio = await new RunningStudio(_folder.Path, [_photos]).OpenAsync();
        Assert.Equal(HttpStatusCode.Conflict, await studio.StatusAsync("/api/save", Body("out.png", false)));
        Assert.Equal("mine", File.ReadAllText(_folder["out.png"]));
        var input = File.ReadAllBytes(_folder["photos/a.png"]);
        Assert.Equal(
            HttpStatusCode.UnprocessableEntity, await studio.StatusAsync("/api/save", Body("photos/a.png", true)));
        Assert.Equal(input, File.ReadAllBytes(_folder["photos/a.png"]));
        Assert.Equal(HttpStatusCode.OK, await studio.StatusAsync("/api/save", Body("out.png", true)));
        Assert.NotEqual("mine", File.ReadAllText(_folder["out.png"]));
    }

    [Fact]
    public async Task An_input_that_was_replaced_is_read_again()
    {
        using var studio = await new RunningStudio(_folder.Path, [_photos]).OpenAsync();
        var before = await Original();
        Assert.Equal(before.ToJsonString(), (await Original()).ToJsonString());
        _folder.Image("photos/a.png", 90, 60);
        var after = await Original();
        Assert.NotEqual((string?)before["url"], (string?)after["url"]);
        Assert.Equal(90, (int)after["width"]!);
        File.Delete(_folder["photos/a.png"]);
        Assert.Equal(HttpStatusCode.UnprocessableEntity,
            await studio.StatusAsync("/api/original", """{"input":0,"side":500}"""));

        Task<JsonNode> Original() => studio.PostAsync("/api/original", new { input = 0, side = 500 });
    }

    [Fact]
    public async Task An_SVG_and_a_download_run_nothing()
    {
        using var studio = await new RunningStudio(_folder.Path, [_photos]).OpenAsync();
        var state = new { input = 0, operation = "dot-art", preset = "Default", given = new { DotCount = "100" } };
        var full = await studio.PostAsync(
            "/api/preview", new { page = "p", sequence = 1, state, side = 64, quality = "full" });
        Assert.Equal("image/svg+xml", (string?)full["picture"]!["type"]);
        foreach (var url in new[] { full["picture"]!["url"], full["file"]!["url"] })
        {
            using var answer = await studio.GetAsync((string)url!);
            var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
            Assert.StartsWith("sandbox; default-src 'none'", policy);
        }

        using var file = await studio.GetAsync((string)full["file"]!["url"]!);
        Assert.Equal("attachment", file.Content.Headers.ContentDisposition!.DispositionType);
    }

    [Fact]
    public void A_studio_needs_a_readable_input()
    {
        Fails.Of(StylizeError.ImageMissing, () => new RunningStudio(_folder["nothing.png"]));
        _folder.File("empty/notes.txt", "x");
        Fails.Of(StylizeError.ImageMissing, () => new RunningStudio(_folder["empty"]));
    }

    private static string Body(string destination, bool force) =>
        JsonSerializer.Serialize(new { state = State("pico-8"), destination, force });

    private static object State(string palette) => new
    {
        input = 0, operation = "pixel-art", preset = "Default",
        given = new Dictionary<string, string> { ["Width"] = "16", ["Palette"] = palette },
    };
}
