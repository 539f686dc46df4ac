namespace Stylize.Engine.Tests.Cli;

/// <summary>One sprite sheet of several inputs, through the command.</summary>
public sealed class JoinedSheetTests : CliTest
{
    private static readonly string[] Sheet = ["-o", "hero.png", "--format", "spritesheet", "--width", "8"];
    public JoinedSheetTests()
    {
        Clip("walk.gif", 4, 32, 48);
        Clip("idle.gif", 2, 32, 32);
        Clip("coin.gif", 1, 32, 16);
    }

    [Fact]
    public void Each_input_has_a_row_and_a_tag_in_cells_of_one_size()
    {
        _folder.Run(
            ["pixel-art", "walk.gif", "idle.gif", "coin.gif", .. Sheet, "--sheet-padding", "1", "--json"]).IsQuiet();
        using var json = JsonDocument.Parse(File.ReadAllText(_folder["hero.json"]));
        var meta = json.RootElement.GetProperty("meta");
        Assert.Equal(["walk 0-3", "idle 4-5", "coin 6-6"], meta.GetProperty("frameTags").EnumerateArray().Select(
            tag => $"{tag.GetProperty("name")} {tag.GetProperty("from")}-{tag.GetProperty("to")}"));
        var frames = json.RootElement.GetProperty("frames").EnumerateObject()
            .ToDictionary(frame => frame.Name, frame => frame.Value);
        Assert.Equal(7, frames.Count);
        Assert.All(frames.Values, frame => Assert.Equal("8x12", Size(frame.GetProperty("frame"))));
        Assert.Equal((19, 14), Place(frames["idle 1.gif"]) is var (x, y) ? (x + 9, y) : default);
        Assert.Equal((1, 27), Place(frames["coin.gif"]));
        Assert.Equal(["idle 0.gif", "idle 1.gif"],
            json.RootElement.GetProperty("animations").GetProperty("idle").EnumerateArray()
                .Select(name => name.GetString()!));

        // A smaller frame stands on the lower side of its cell.
        using var sheet = _folder.Decode("hero.png");
        Assert.Equal((1 + (4 * 9), 1 + (3 * 13)), (sheet.Width, sheet.Height));
        Assert.Equal(
            (0, 255, 255, 0), (sheet[2, 27 + 7].A, sheet[2, 27 + 8].A, sheet[2, 27 + 11].A, sheet[2, 27 + 12].A));
        var colors = Enumerable.Range(0, sheet.Height).SelectMany(row => sheet.Row(row).ToArray()).Where(p => p.A > 0)
            .Distinct();
        Assert.InRange(colors.Count(), 2, 16);
    }

    [Fact]
    public void Trimmed_frames_lose_their_transparent_margins()
    {
        _folder.Run(["pixel-art", "walk.gif", "disc.png", .. Sheet, "--sheet-trim", "--scale", "2", Disc()]).Exits(0);
        using var json = JsonDocument.Parse(File.ReadAllText(_folder["hero.json"]));
        var frame = json.RootElement.GetProperty("frames").GetProperty("disc.png");
        Assert.True(frame.GetProperty("trimmed").GetBoolean());
        Assert.Equal(("8x8", "16x16"), (Size(frame.GetProperty("frame")), Size(frame.GetProperty("sourceSize"))));
        Assert.Equal((4, 4), (frame.GetProperty("spriteSourceSize").GetProperty("x").GetInt32(),
            frame.GetProperty("spriteSourceSize").GetProperty("y").GetInt32()));
        using var sheet = _folder.Decode("hero.png");
        var (x, y) = Place(frame);
        for (var i = 0; i < 64; i++)
        {
            Assert.Equal(255, sheet[x + (i % 8), y + (i / 8)].A);
        }

        string Disc()
        {
            _folder.Image(
                "disc.png", 32, 32, (x, y) => x is >= 8 and < 24 && y is >= 8 and < 24 ? new(220, 180, 30) : default);
            return "--force";
        }
    }

    [Fact]
    public void An_update_regenerates_the_sheet_if_one_input_changes()
    {
        string[] update = ["pixel-art", "walk.gif", "idle.gif", .. Sheet, "--update"];
        Assert.Contains("1 created", _folder.Run(update).Error);
        Assert.Contains("1 up to date", _folder.Run(update).Error);
        Assert.Contains("1 created", _folder.Run([.. update.Take(1), "idle.gif", "walk.gif", .. update.Skip(3)]).Error);
        Assert.Contains("1 created", _folder.Run(update).Error);
        Clip("idle.gif", 3, 32, 32);
        Assert.Contains("1 created", _folder.Run(update).Error);
        Assert.Contains("walk.gif/idle.gif", File.ReadAllText(_folder["hero.json"]));
    }

    [Fact]
    public void One_bad_input_leaves_the_sheet_as_it_was_and_all_bad_inputs_are_named()
    {
        _folder.Run(["pixel-art", "walk.gif", "idle.gif", .. Sheet]).Exits(0);
        var before = File.ReadAllBytes(_folder["hero.png"]);
        _folder.File("bad.png", "not an image");
        File.WriteAllBytes(_folder["cut.gif"], File.ReadAllBytes(_folder["walk.gif"])[..200]);
        foreach (var bad in new[] { new[] { "bad.png", "missing.png" }, ["bad.png", "cut.gif"], ["cut.gif"] })
        {
            var run = _folder.Run(["pixel-art", "walk.gif", .. bad, .. Sheet, "--force"]).Exits(1);
            Assert.All(bad, name => Assert.Contains(name, run.Error));
            Assert.Contains($"{bad.Length} of {bad.Length + 1} inputs failed", run.Error);
            Assert.Equal(before, File.ReadAllBytes(_folder["hero.png"]));
        }
    }

    [Fact]
    public void A_preview_lists_all_inputs_and_writes_nothing()
    {
        var run = _folder.Run(["pixel-art", "walk.gif", "idle.gif", .. Sheet, "--what-if"]).Exits(0);
        var line = Assert.Single(run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.All(["walk.gif", "idle.gif", "hero.png", "hero.json"], name => Assert.Contains(name, line));
        Assert.False(File.Exists(_folder["hero.png"]));
    }

    [Fact]
    public void Inputs_of_one_name_are_refused_and_other_formats_take_one_input()
    {
        Clip("other/walk.gif", 2, 32, 32);
        _folder.Run(["pixel-art", "walk.gif", "other/walk.gif", .. Sheet]).Exits(1, "named 'walk'");
        _folder.Run("pixel-art", "walk.gif", "idle.gif", "-o", "hero.png").Exits(2);
        Assert.NotEqual(0, _folder.Run("pixel-art", "walk.gif", "idle.gif", "-o", "idle.gif", "--force").ExitCode);
        _folder.Run(["pixel-art", "walk.gif", "idle.gif", "-o", "out", .. Sheet.Skip(2)]).Exits(0);
        Assert.Equal(4, Directory.GetFiles(_folder["out"]).Length);
    }

    private static string Size(JsonElement element) => $"{element.GetProperty("w")}x{element.GetProperty("h")}";

    private static (int X, int Y) Place(JsonElement frame) =>
        (frame.GetProperty("frame").GetProperty("x").GetInt32(),
            frame.GetProperty("frame").GetProperty("y").GetInt32());

    /// <summary>Writes a GIF of a bar that moves over a gradient.</summary>
    private void Clip(string name, int count, int width, int height)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder[name])!);
        var frames = Enumerable.Range(0, count).Select(i =>
        {
            var image = Paint<Rgba32>(
                width, height,
                (x, y) => x / 8 == i % 4 ? new Rgba32(230, 40, 30) : new Rgba32((byte)(5 * x), (byte)(5 * y), 120));

            return new AnimationFrame(image, 80);
        });
        using var file = File.Create(_folder[name]);
        ImageCodecs.Default.EncodeFrames(frames, file, new EncodeOptions(ImageFormat.Gif));
    }
}
