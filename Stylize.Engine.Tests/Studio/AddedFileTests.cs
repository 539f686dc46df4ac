using System.Net;
using System.Text.Json.Nodes;
using Stylize.Studio;

namespace Stylize.Engine.Tests.Studio;

/// <summary>Files that the page adds, and files that appear in the folder while the studio runs.</summary>
public sealed class AddedFileTests : CliTest
{
    private readonly byte[] _picture;

    public AddedFileTests()
    {
        _folder.Image("photos/a.png");
        _picture = File.ReadAllBytes(_folder["photos/a.png"]);
    }

    [Fact]
    public async Task An_added_picture_is_an_input_whose_line_and_output_are_in_the_folder_of_the_command()
    {
        using var studio = await new RunningStudio(_folder.Path, [_folder["photos"]]).OpenAsync();
        var (status, session) = await AddAsync(studio, "new one.png", _picture);
        Assert.Equal(HttpStatusCode.OK, status);
        var input = session["inputs"]!.AsArray()[^1]!;
        Assert.Equal(("new one.png", true), ((string)input["name"]!, (bool)input["isAdded"]!));
        var state = new { input = (int)input["id"]!, operation = "pixel-art", preset = "Default",
            given = new { Width = "16" } };
        var lines = await studio.PostAsync("/api/lines", new { state, target = "file" });
        Assert.Equal("stylize pixel-art \"new one.png\" --width 16", ((string)lines["shell"]!).Replace('\'', '"'));
        Assert.Equal("new one.pixelart.png", (string)lines["output"]!);
        await studio.PostAsync("/api/save", new { state, destination = "new one.pixelart.png" });
        Assert.True(File.Exists(_folder["new one.pixelart.png"]));
        // The copy is in the folder for temporary files.
        Assert.Equal(["new one.pixelart.png", "photos/a.png"], _folder.Names);
    }

    [Theory]
    [InlineData("../../evil.png", "evil.png")]
    [InlineData("C:\\x\\y.png", "y.png")]
    [InlineData("a\u0000b\n.png", "ab.png")]
    [InlineData("..", "image.png")]
    [InlineData("", "image.png")]
    public async Task The_name_of_an_added_file_is_a_plain_name(string name, string expected)
    {
        using var studio = await new RunningStudio(_folder.Path, [_folder["photos"]]).OpenAsync();
        var (_, session) = await AddAsync(studio, name, _picture);
        Assert.Equal(expected, (string)session["inputs"]!.AsArray()[^1]!["name"]!);
    }

    [Fact]
    public async Task What_is_not_a_picture_or_too_large_is_refused_and_leaves_no_file()
    {
        using var studio = await new RunningStudio(
            _folder.Path, [_folder["photos"]], new StudioLimits { FileBytes = _picture.Length + 1000 }).OpenAsync();
        var (status, text) = await AddAsync(studio, "notes.txt", "Not a picture."u8.ToArray());
        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        var error = text["error"]!;
        Assert.Contains("'notes.txt'", (string)error["message"]!);
        Assert.DoesNotContain(studio.TemporaryFolder, error.ToJsonString());
        Assert.Equal(
            HttpStatusCode.RequestEntityTooLarge,
            (await AddAsync(studio, "large.png", new byte[_picture.Length + 1001])).Status);
        Assert.Equal(["lock"],
            Directory.GetFiles(studio.TemporaryFolder, "*", SearchOption.AllDirectories).Select(Path.GetFileName));
        Assert.Single((await SessionAsync(studio))["inputs"]!.AsArray());
    }

    [Fact]
    public async Task Adding_needs_the_cookie_the_origin_and_the_type_of_a_file()
    {
        using var studio = new RunningStudio(_folder.Path, [_folder["photos"]]);
        Assert.Equal(HttpStatusCode.Forbidden, (await AddAsync(studio, "b.png", _picture)).Status);
        await studio.OpenAsync();
        Assert.Equal(
            HttpStatusCode.Forbidden, (await AddAsync(studio, "b.png", _picture, "http://evil.example")).Status);
        Assert.Equal(
            HttpStatusCode.UnsupportedMediaType,
            (await AddAsync(studio, "b.png", _picture, type: "multipart/form-data")).Status);
        Assert.Single((await SessionAsync(studio))["inputs"]!.AsArray());
    }

    [Fact]
    public async Task A_number_or_size_of_added_files_above_the_limit_is_refused()
    {
        foreach (var limits in new StudioLimits[]
        {
            new() { Files = 1 }, new() { FileBytes = 10_000, AllFileBytes = 10_000 },
        })
        {
            using var studio = await new RunningStudio(_folder.Path, [_folder["photos"]], limits).OpenAsync();
            Assert.Equal(HttpStatusCode.OK, (await AddAsync(studio, "b.png", _picture)).Status);
            Assert.Equal(HttpStatusCode.InsufficientStorage, (await AddAsync(studio, "c.png", _picture)).Status);
        }
    }

    [Fact]
    public async Task A_reload_lists_new_files_and_damaged_ones_but_no_results()
    {
        using var studio = await new RunningStudio(_folder.Path, [_folder["photos"]]).OpenAsync();
        _folder.Image("photos/b.png");
        _folder.File("photos/broken.png", "Not a picture.");
        _folder.Run("pixel-art", "photos/a.png").Exits(0);
        var session = await SessionAsync(studio);
        Assert.Equal(["a.png", "b.png"], session["inputs"]!.AsArray().Select(input => (string)input!["name"]!));
        Assert.Equal("broken.png", (string)Assert.Single(session["unreadable"]!.AsArray())!["name"]!);
        Assert.Equal(session.ToJsonString(), (await SessionAsync(studio)).ToJsonString());
    }

    private static async Task<JsonNode> SessionAsync(RunningStudio studio) =>
        JsonNode.Parse(await studio.DownloadAsync("/api/session"))!;

    private static async Task<(HttpStatusCode Status, JsonNode Answer)> AddAsync(
        RunningStudio studio, string name, byte[] bytes, string? origin = null,
        string type = "application/octet-stream")
    {
        var path = "/api/inputs?name=" + Uri.EscapeDataString(name);
        using var answer = await studio.SendAsync(HttpMethod.Post, path, null, request =>
        {
            request.Headers.Add("Origin", origin ?? studio.Origin);
            request.Content = new ByteArrayContent(bytes);
            request.Content.Headers.ContentType = new(type);
        });
        return (answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync())!);
    }
}
