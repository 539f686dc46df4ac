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
        using var answer = await AddAsync(studio, "new one.png", _picture);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var session = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
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
        using var answer = await AddAsync(studio, name, _picture);
        var session = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        Assert.Equal(expected, (string)session["inputs"]!.AsArray()[^1]!["name"]!);
    }

    [Fact]
    public async Task What_is_not_a_picture_or_too_large_is_refused_and_leaves_no_file()
    {
        using var studio = await new RunningStudio(
            _folder.Path, [_folder["photos"]], new StudioLimits { FileBytes = _picture.Length + 1000 }).OpenAsync();
        using var text = await AddAsync(studio, "notes.txt", "Not a picture."u8.ToArray());
        Assert.Equal(HttpStatusCode.UnprocessableEntity, text.StatusCode);
        var error = JsonNode.Parse(await text.Content.ReadAsStringAsync())!["error"]!;
        Assert.Contains("'notes.txt'", (string)error["message"]!);
        Assert.DoesNotContain(studio.TemporaryFolder, error.ToJsonString());
        using var large = await AddAsync(studio, "large.png", new byte[_picture.Length + 1001]);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, large.StatusCode);
        Assert.Equal(["lock"],
            Directory.GetFiles(studio.TemporaryFolder, "*", SearchOption.AllDirectories).Select(Path.GetFileName));
        Assert.Single((await SessionAsync(studio))["inputs"]!.AsArray());
    }

    [Fact]
    public async Task Adding_needs_the_cookie_the_origin_and_the_type_of_a_file()
    {
        using var studio = new RunningStudio(_folder.Path, [_folder["photos"]]);
        using var stranger = await AddAsync(studio, "b.png", _picture);
        Assert.Equal(HttpStatusCode.Forbidden, stranger.StatusCode);
        await studio.OpenAsync();
        using var foreign = await AddAsync(studio, "b.png", _picture, origin: "http://evil.example");
        Assert.Equal(HttpStatusCode.Forbidden, foreign.StatusCode);
        using var form = await AddAsync(studio, "b.png", _picture, type: "multipart/form-data");
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, form.StatusCode);
        Assert.Single((await SessionAsync(studio))["inputs"]!.AsArray());
    }

    [Fact]
    public async Task A_number_or_size_of_added_files_above_the_limit_is_refused()
    {
        using var few =
            await new RunningStudio(_folder.Path, [_folder["photos"]], new StudioLimits { Files = 1 }).OpenAsync();
        using var first = await AddAsync(few, "b.png", _picture);
        using var second = await AddAsync(few, "c.png", _picture);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.InsufficientStorage), (first.StatusCode, second.StatusCode));
        using var small = await new RunningStudio(
            _folder.Path, [_folder["photos"]],
            new StudioLimits { FileBytes = 10_000, AllFileBytes = 10_000 }).OpenAsync();
        using var one = await AddAsync(small, "b.png", _picture);
        using var two = await AddAsync(small, "c.png", _picture);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.InsufficientStorage), (one.StatusCode, two.StatusCode));
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

    private static async Task<JsonNode> SessionAsync(RunningStudio studio)
    {
        using var answer = await studio.GetAsync("/api/session");
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
    }

    private static Task<HttpResponseMessage> AddAsync(
        RunningStudio studio, string name, byte[] bytes, string? origin = null,
        string type = "application/octet-stream") =>
        studio.SendAsync(HttpMethod.Post, "/api/inputs?name=" + Uri.EscapeDataString(name), null, request =>
        {
            request.Headers.Add("Origin", origin ?? studio.Origin);
            request.Content = new ByteArrayContent(bytes);
            request.Content.Headers.ContentType = new(type);
        });
}
