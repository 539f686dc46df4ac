namespace Stylize.Engine.Tests.Cli;

/// <summary>Animations and numbered frames through the command: sheets, frames, single frames, updates.</summary>
public sealed class FramesCommandTests : CliTest
{
    // The members of files of Aseprite 1.1.6 and 1.3.9 in order; tags with a number of plays have "repeat".
    private const string FrameMembers =
        "frame(x y w h) rotated trimmed spriteSourceSize(x y w h) sourceSize(w h) duration";
    private const string MetaMembers = "app version image format size(w h) scale frameTags layers slices stylize";

    private static readonly int[] Times = [80, 200, 80, 350, 80];

    [Theory]
    [InlineData("hash")]
    [InlineData("array")]
    public void A_sheet_matches_its_JSON_which_has_the_members_of_Aseprite(string form)
    {
        Clip("clip.gif");
        string[] options = ["--width", "12", "--scale", "2", "--format"];
        _folder.Run(["pixel-art", "clip.gif", "-o", "frames", .. options, "frames"]).Exits(0);
        _folder.Run(
            "pixel-art", "clip.gif", "-o", "out/walk.png", "--width", "12", "--scale", "2", "--format", "sprite-sheet",
            "--sheet-columns", "3", "--sheet-padding", "1", "--sheet-data", form).IsQuiet();

        using var json = JsonDocument.Parse(File.ReadAllText(_folder["out/walk.json"]));
        Assert.Equal("frames animations meta", Members(json.RootElement, deep: false));
        Assert.Equal("""{"clip":["clip 0.gif","clip 1.gif","clip 2.gif","clip 3.gif","clip 4.gif"]}""",
            Compact(json.RootElement.GetProperty("animations")));
        var meta = json.RootElement.GetProperty("meta");
        Assert.Equal(MetaMembers, Members(meta));
        Assert.Equal("walk.png", meta.GetProperty("image").GetString());
        Assert.Equal("1", meta.GetProperty("scale").GetString());
        Assert.Equal("""[{"name":"clip","from":0,"to":4,"direction":"forward","repeat":"3"}]""",
            Compact(meta.GetProperty("frameTags")));
        Assert.Equal(
            """[{"name":"Layer 1","opacity":255,"blendMode":"normal"}]""", Compact(meta.GetProperty("layers")));
        Assert.Equal("[]", Compact(meta.GetProperty("slices")));

        var frames = json.RootElement.GetProperty("frames");
        var all = form == "array"
            ? frames.EnumerateArray().Select(f => (Name: f.GetProperty("filename").GetString()!, Frame: f)).ToArray()
            : [.. frames.EnumerateObject().Select(f => (f.Name, Frame: f.Value))];
        Assert.Equal(Enumerable.Range(0, Times.Length).Select(i => $"clip {i}.gif"), all.Select(f => f.Name));
        Assert.Equal(Times, all.Select(f => f.Frame.GetProperty("duration").GetInt32()));
        using var sheet = _folder.Decode("out/walk.png");
        Assert.Equal((sheet.Width, sheet.Height), Size(meta.GetProperty("size")));
        Assert.Equal(1 + (3 * 25), sheet.Width);
        for (var i = 0; i < all.Length; i++)
        {
            var frame = all[i].Frame;
            Assert.Equal((form == "array" ? "filename " : "") + FrameMembers, Members(frame));
            var box = frame.GetProperty("frame");
            using var image = _folder.Decode($"frames/clip.pixelart_{i:0000}.png");
            Assert.Equal((image.Width, image.Height), Size(box));
            Assert.Equal((image.Width, image.Height), Size(frame.GetProperty("sourceSize")));
            var (left, top) = (box.GetProperty("x").GetInt32(), box.GetProperty("y").GetInt32());
            for (var y = 0; y < image.Height; y++)
            {
                Assert.Equal(image.Row(y).ToArray(), sheet.Row(top + y).Slice(left, image.Width).ToArray());
            }

            Assert.Equal(0, sheet[left - 1, top].A);
        }
    }

    [Fact]
    public void A_pattern_of_numbered_files_is_an_animation()
    {
        Clip("clip.gif");
        _folder.Run("pixel-art", "clip.gif", "-o", "walk", "--scale", "4", "--format", "frames").Exits(0);
        _folder.Run(
            "pixel-art", "walk/clip.pixelart_%04d.png", "-o", "out", "--width", "12", "--frame-time", "40").IsQuiet();
        Assert.Equal(["clip.pixelart.pixelart.png"], Names("out"));
        var info = ImageCodecs.Default.Identify(ImageSource.File(_folder["out/clip.pixelart.pixelart.png"]));
        Assert.Equal(Times.Length, info.Pages);
        using var reader = ImageCodecs.Default.OpenFrames(ImageSource.File(_folder["out/clip.pixelart.pixelart.png"]));
        using var frame = new Raster<Rgba32>(info.Width, info.Height);
        Assert.True(reader.Read(frame, out var milliseconds));
        Assert.Equal((40, 0), (milliseconds, reader.LoopCount));

        // Single files are still images; a pattern without files is one error.
        _folder.Run("pixel-art", "walk/clip.pixelart_0001.png", "-o", "still").Exits(0);
        var missing = _folder.Run("pixel-art", "walk/step_%d.png", "-o", "out");
        Assert.Contains("ImageMissing: ", missing.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "dot-art", "--dot-count", "50")]
    [InlineData(0, "trace", "--colors", "4")]
    [InlineData(1, "compare", "-r", "clip.gif")]
    public void Pictures_show_the_first_frame_of_an_animation_and_measurements_refuse_it(
        int exitCode, params string[] command)
    {
        Clip("clip.gif");
        string[] output = command[0] == "compare" ? [] : ["-o", "out"];
        string[] force = command[0] == "compare" ? [] : ["--force"];
        var first = _folder.Run([.. command, "clip.gif", .. output]);
        Assert.Equal(exitCode, first.ExitCode);
        Assert.Contains("5 frames", Assert.Single(first.ErrorLines), StringComparison.Ordinal);
        Assert.Contains("--frame", first.Error, StringComparison.Ordinal);
        _folder.Run([.. command, "clip.gif", .. output, "--frame", "4", .. force]).IsQuiet();
        Assert.NotEqual(0, _folder.Run([.. command, "clip.gif", .. output, "--frame", "5", .. force]).ExitCode);
    }

    [Fact]
    public void The_first_frame_suits_animations_and_stills()
    {
        Directory.CreateDirectory(_folder["in"]);
        Clip("in/clip.gif");
        Clip("clip.gif");
        _folder.Run("pixel-art", "clip.gif", "-o", "in/still.png", "--frame", "0").Exits(0);
        _folder.Run(
            "dot-art", "in", "-o", "all", "--dot-count", "50", "--frame", "first", "--include-results").IsQuiet();
        Assert.Equal(2, Directory.GetFiles(_folder["all"]).Length);
        _folder.Run("dot-art", "in", "-o", "no", "--frame", "last").Exits(2);
    }

    [Fact]
    public void All_frames_and_pages_have_an_output_each()
    {
        Clip("clip.gif");
        using (var tiff = File.Create(_folder["scan.tif"]))
        {
            ImageCodecs.Default.EncodePages(
                Enumerable.Range(1, 3).Select(side => new SampleImage<ushort>(3, 16 * side, 16, false, 8)), tiff,
                new EncodeOptions(ImageFormat.Tiff));
        }

        // A word says that a file has other pages.
        Assert.Contains("3 pages", _folder.Run("trace", "scan.tif", "-o", "one").Error, StringComparison.Ordinal);
        _folder.Run("trace", "scan.tif", "clip.gif", "-o", "all", "--frame", "all").IsQuiet();
        Assert.Equal(
            [.. Enumerable.Range(0, 5).Select(i => $"clip_000{i}.traced.svg"),
                .. Enumerable.Range(0, 3).Select(i => $"scan_000{i}.traced.svg")],
            Directory.GetFiles(_folder["all"]).Select(Path.GetFileName).Order());
        Assert.Contains(
            "width=\"48\"", File.ReadAllText(_folder["all/scan_0002.traced.svg"]), StringComparison.Ordinal);
        Assert.Contains(
            "3 up to date",
            _folder.Run("trace", "scan.tif", "-o", "all", "--frame", "all", "--update").Error,
            StringComparison.Ordinal);
        _folder.Run("trace", ".", "-o", "all", "--frame", "all", "--update", "--prune").Exits(0);
        Assert.Equal(8, Directory.GetFiles(_folder["all"]).Length);
        Assert.Contains("Workers process one frame", _folder.Run(
            "submit", "trace", "scan.tif", "-o", "work", "--frame", "all", "--broker", "amqp://127.0.0.1:1").Error,
            StringComparison.Ordinal);

        // Only outputs of lost frames and of sources that no longer exist are deleted.
        Clip("clip.gif", count: 3);
        File.Move(_folder["scan.tif"], _folder["elsewhere.bin"]);
        File.WriteAllText(_folder["all/clip_0007.txt"], "not an output");
        var pruned = _folder.Run("trace", ".", "-o", "all", "--frame", "all", "--update", "--prune");
        File.Move(_folder["elsewhere.bin"], _folder["scan.tif"]);
        Assert.Equal(
            ["clip_0000.traced.svg", "clip_0001.traced.svg", "clip_0002.traced.svg", "clip_0007.txt"],
            Directory.GetFiles(_folder["all"]).Select(Path.GetFileName).Order());
        Assert.Contains("clip_0003.traced.svg", pruned.Error, StringComparison.Ordinal);
        foreach (var (command, count) in new[] { ("pixel-art", "--width"), ("dot-art", "--dot-count") })
        {
            _folder.Run(command, "scan.tif", "-o", $"{command}.png", count, "16", "--frame", "all").Exits(0);
            Assert.True(File.Exists(_folder[$"{command}_0002.png"]), command);
            File.Copy(_folder[$"{command}_0002.png"], _folder[$"{command}_0003.png"]);
            _folder.Run(
                command, "scan.tif", "-o", $"{command}.png", count, "16", "--frame", "all", "--update").Exits(0);
            Assert.True(File.Exists(_folder[$"{command}_0003.png"]), command);
            _folder.Run(
                command, "scan.tif", "-o", $"{command}.png", count, "16", "--frame", "all", "--update", "--prune")
                .Exits(0);
            Assert.False(File.Exists(_folder[$"{command}_0003.png"]), command);
        }
    }

    private string[] Names(string folder) =>
        [.. Directory.GetFiles(_folder[folder]).Select(Path.GetFileName).Order(StringComparer.Ordinal)!];

    /// <summary>Writes a GIF of a disc that moves over a gradient, played three times.</summary>
    private void Clip(string name, int count = 5)
    {
        var frames = Enumerable.Range(0, count).Select(i =>
        {
            var image = Paint<Rgba32>(48, 32, (x, y) =>
                Math.Pow(x - 8 - (7 * i), 2) + Math.Pow(y - 16, 2) < 60
                    ? new(230, 40, 30) : new((byte)(5 * x), (byte)(7 * y), 120));
            return new AnimationFrame(image, Times[i]);
        });
        using var file = File.Create(_folder[name]);
        ImageCodecs.Default.EncodeFrames(frames, file, new EncodeOptions(ImageFormat.Gif) { LoopCount = 3 });
    }

    private static (int Width, int Height) Size(JsonElement element) =>
        (element.GetProperty("w").GetInt32(), element.GetProperty("h").GetInt32());

    private static string Compact(JsonElement element) => JsonSerializer.Serialize(element);

    /// <summary>Returns the names of the members of an object in order, including those of nested objects of
    /// numbers.</summary>
    private static string Members(JsonElement element, bool deep = true) =>
        string.Join(' ', element.EnumerateObject().Select(m =>
            deep && m.Value.ValueKind == JsonValueKind.Object && m.Name != "stylize"
                ? $"{m.Name}({Members(m.Value)})" : m.Name));
}
