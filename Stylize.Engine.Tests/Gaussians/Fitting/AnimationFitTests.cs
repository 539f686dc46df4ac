namespace Stylize.Engine.Tests.Gaussians.Fitting;

/// <summary>`stylize gaussian encode`, `decode`, `info` and `edit` with a drawn clip: a disk that moves over a still
/// ground.</summary>
public sealed class AnimationFitTests(AnimationFitTests.EncodedClip clip) : IClassFixture<AnimationFitTests.EncodedClip>
{
    private const int Width = 96;
    private const int Height = 64;
    private const int Frames = 6;

    private static readonly string[] Encode = ["gaussian", "encode", "clip.gif", "--count", "300",
        "--iterations", "400"];

    private readonly CliFolder _folder = clip.Folder;

    [Fact]
    public void Still_parts_do_not_flicker_and_the_file_is_smaller_than_single_files()
    {
        Assert.Equal((0, ""), (clip.Run.ExitCode, clip.Run.Error));
        var line = Assert.Single(clip.Run.Json);
        Assert.Equal(Frames, line.GetProperty("frames").GetInt32());
        var animation = GaussianAnimation.Read(ImageSource.File(_folder["clip.g2d"]));
        Assert.Equal((Frames, 2), (animation.Durations.Count, animation.LoopCount));
        Assert.All(animation.Durations, duration => Assert.Equal(80, duration));
        Assert.Equal([0], animation.KeyFrames);
        Assert.InRange(animation.Bytes, 1, Frames * new FileInfo(_folder["one.g2d"]).Length / 2);

        Raster<Rgba32>? before = null;
        var changes = new List<double>();
        foreach (var (number, model) in animation.Frames().Index())
        {
            using var owned = model;
            var picture = GaussianRenderer.Render(model);
            foreach (var (x, y) in Coordinates(Width, before?.Height ?? 0))
            {
                if (Pixel(number, x, y) != Pixel(number - 1, x, y)) continue;

                var (a, b) = (before![x, y], picture[x, y]);
                changes.Add((Math.Abs(a.R - b.R) + Math.Abs(a.G - b.G) + Math.Abs(a.B - b.B)) / 3.0);
            }

            before?.Dispose();
            before = picture;
        }

        before!.Dispose();
        Assert.InRange(changes.Average(), 0, .5);
    }

    /// <summary>A drawn picture that moves by 2 and 1 pixels per frame.</summary>
    [Fact]
    public void A_camera_moves_all_Gaussians_for_a_few_bytes()
    {
        File.WriteAllBytes(_folder["pan.png"], DrawnClip.Encode(
            Width, Height, Frames, (frame, x, y) => Pixel(0, x + (2 * frame), y + frame), new(ImageFormat.Png)));
        string[] encode = [.. Encode.Select(word => word == "clip.gif" ? "pan.png" : word)];
        _folder.Run(encode).Exits(0);
        _folder.Run([.. encode, "--frame", "0", "-o", "first.g2d"]).Exits(0);
        var animation = GaussianAnimation.Read(ImageSource.File(_folder["pan.g2d"]));
        Assert.Equal([0], animation.KeyFrames);
        Assert.InRange(animation.Bytes, 1, Frames * new FileInfo(_folder["first.g2d"]).Length / 2);

        // An edit keeps the movement.
        _folder.Run("gaussian", "edit", "pan.g2d", "--scale", "2", "-o", "large.g2d").Exits(0);
        Assert.InRange(new FileInfo(_folder["large.g2d"]).Length, 1, 1.2 * animation.Bytes);

        // Gaussians keep their indices, so that most of them move by the movement of the picture.
        using var first = animation.Frame(0);
        using var last = animation.Frame(Frames - 1);
        var moves = Enumerable.Range(0, first.Count).Select(i => (
            X: Width * (last.Store.X[i] - first.Store.X[i]), Y: Height * (last.Store.Y[i] - first.Store.Y[i])))
            .ToArray();
        Assert.InRange(
            moves.Count(move => Math.Abs(move.X + 10) < 1 && Math.Abs(move.Y + 5) < 1), first.Count / 2, first.Count);
    }

    [Fact]
    public void Frames_are_written_in_all_formats()
    {
        using var model = GaussianAnimation.Read(ImageSource.File(_folder["clip.g2d"])).Frame(4);
        using var expected = GaussianRenderer.Render(model);
        foreach (var name in new[] { "a.png", "a.webp", "a.gif" })
        {
            _folder.Run("gaussian", "decode", "clip.g2d", "-o", name).Exits(0);
            using var reader = ImageCodecs.Default.OpenFrames(ImageSource.File(_folder[name]));
            Assert.Equal((Frames, 2), (reader.Info.Pages, reader.LoopCount));
            using var frame = new Raster<Rgba32>(Width, Height);
            for (var i = 0; i <= 4; i++)
            {
                Assert.True(reader.Read(frame, out var milliseconds));
                Assert.Equal(80, milliseconds);
            }

            Assert.InRange(Pictures.Difference(expected, frame), 0, name == "a.png" ? 0 : 12);
        }

        _folder.Run("gaussian", "decode", "clip.g2d", "--frame", "4", "-o", "b.png").Exits(0);
        using var one = _folder.Decode("b.png");
        Assert.Equal(expected.Values(), one.Values());
        _folder.Run("gaussian", "decode", "clip.g2d", "--separate-frames", "-o", "out").Exits(0);
        using var numbered = _folder.Decode("out/clip.gaussian_0004.png");
        Assert.Equal(expected.Values(), numbered.Values());
        _folder.Run("gaussian", "decode", "clip.g2d", "--region", "10,10,40,30", "-o", "part.png").Exits(0);
        _folder.Run("gaussian", "decode", "clip.g2d", "-o", "page.html").Exits(0);
        var page = File.ReadAllText(_folder["page.html"]);
        Assert.Contains(Convert.ToBase64String(File.ReadAllBytes(_folder["clip.g2d"])), page);
        Assert.Equal(6,
            Assert.Single(_folder.Run("gaussian", "info", "clip.g2d", "--json").Json).GetProperty("frames").GetInt32());
    }

    [Theory]
    [InlineData("gaussian encode clip.gif --progressive", "--progressive")]
    [InlineData("gaussian encode clip.gif --profile lossless", "--profile")]
    [InlineData("gaussian encode clip.gif --target-size 5000", "--target-size")]
    [InlineData("gaussian decode clip.g2d --format jpeg", "--frame")]
    [InlineData("gaussian decode clip.g2d -o page.html --compare clip.gif", "Omit --compare")]
    [InlineData("gaussian decode clip.g2d --frame 6", "frame 6")]
    [InlineData("gaussian decode one.g2d --frame 1", "frame 1")]
    public void Others_are_refused_in_a_sentence(string arguments, string expected)
    {
        var run = _folder.Run([.. arguments.Split(' '), "--force"]);
        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains(expected, run.Error);
    }

    /// <summary>The clip, all its frames and its first frame as Gaussians.</summary>
    public sealed class EncodedClip : IDisposable
    {
        public EncodedClip()
        {
            File.WriteAllBytes(Folder["clip.gif"], DrawnClip.Encode(
                Width, Height, Frames, Pixel, new(ImageFormat.Gif) { LoopCount = 2 }));
            Run = Folder.Run([.. Encode, "--json"]);
            Folder.Run([.. Encode, "--frame", "0", "-o", "one.g2d"]);
        }

        internal CliFolder Folder { get; } = new();

        internal CliRun Run { get; }

        public void Dispose() => Folder.Dispose();
    }

    private static Rgba32 Pixel(int frame, int x, int y) =>
        ((x - 20 - (8 * frame)) * (x - 20 - (8 * frame))) + ((y - 30) * (y - 30)) < 100
            ? new Rgba32(220, 60, 40)
            : new Rgba32((byte)(40 + ((x / 8) * 12)), (byte)(60 + ((y / 8) * 16)), 90);
}
