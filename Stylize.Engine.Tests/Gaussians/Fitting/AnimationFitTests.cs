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
        var (change, pixels, number) = (0.0, 0L, 0);
        foreach (var model in animation.Frames())
        {
            using var owned = model;
            var picture = GaussianRenderer.Render(model);
            for (var y = 0; before is not null && y < Height; y++)
            {
                for (var x = 0; x < Width; x++)
                {
                    if (Pixel(number, x, y) != Pixel(number - 1, x, y)) continue;

                    var (a, b) = (before[x, y], picture[x, y]);
                    change += (Math.Abs(a.R - b.R) + Math.Abs(a.G - b.G) + Math.Abs(a.B - b.B)) / 3.0;
                    pixels++;
                }
            }

            before?.Dispose();
            before = picture;
            number++;
        }

        before!.Dispose();
        Assert.InRange(change / pixels, 0, .5);
    }

    /// <summary>A drawn picture that moves by 2 and 1 pixels per frame.</summary>
    [Fact]
    public void A_camera_moves_all_Gaussians_for_a_few_bytes()
    {
        using (var stream = File.Create(_folder["pan.png"]))
        {
            var frames = DrawnClip.Draw(Width, Height, Frames, (frame, x, y) => Pixel(0, x + (2 * frame), y + frame));
            ImageCodecs.Default.EncodeFrames(frames, stream, new EncodeOptions(ImageFormat.Png));
        }

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
    public void Numbered_frames_are_an_animation()
    {
        foreach (var frame in Clip())
        {
            using var stream = File.Create(_folder[$"walk_{frame.Milliseconds:000}{_folder.Names.Length:000}.png"]);
            ImageCodecs.Default.Encode(frame.Image, stream, new EncodeOptions(ImageFormat.Png));
        }

        _folder.Run("gaussian", "encode", "walk_%06d.png", "--count", "60", "--iterations", "60").Exits(0);
        Assert.Equal(Frames, GaussianAnimation.Read(ImageSource.File(_folder["walk.g2d"])).Durations.Count);
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

            Assert.InRange(Difference(expected, frame), 0, name == "a.png" ? 0 : 12);
        }

        _folder.Run("gaussian", "decode", "clip.g2d", "--frame", "4", "-o", "b.png").Exits(0);
        using var one = _folder.Decode("b.png");
        Assert.Equal(0, Difference(expected, one));
        _folder.Run("gaussian", "decode", "clip.g2d", "--separate-frames", "-o", "out").Exits(0);
        using var numbered = _folder.Decode("out/clip.gaussian_0004.png");
        Assert.Equal(0, Difference(expected, numbered));
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
            using (var stream = File.Create(Folder["clip.gif"]))
            {
                ImageCodecs.Default.EncodeFrames(Clip(), stream, new EncodeOptions(ImageFormat.Gif) { LoopCount = 2 });
            }

            Run = Folder.Run([.. Encode, "--json"]);
            Folder.Run([.. Encode, "--frame", "0", "-o", "one.g2d"]);
        }

        internal CliFolder Folder { get; } = new();

        internal CliRun Run { get; }

        public void Dispose() => Folder.Dispose();
    }

    private static int Difference(Raster<Rgba32> a, Raster<Rgba32> b)
    {
        var (sum, most) = (0L, 0);
        foreach (var (x, y) in Coordinates(a.Width, a.Height))
        {
            var difference = Math.Abs(a[x, y].R - b[x, y].R) + Math.Abs(a[x, y].G - b[x, y].G)
                + Math.Abs(a[x, y].B - b[x, y].B);
            sum += difference;
            most = Math.Max(most, difference);
        }

        return most == 0 ? 0 : (int)Math.Max(1, sum / (3 * a.PixelCount));
    }

    private static IEnumerable<AnimationFrame> Clip() => DrawnClip.Draw(Width, Height, Frames, Pixel);

    private static Rgba32 Pixel(int frame, int x, int y) =>
        ((x - 20 - (8 * frame)) * (x - 20 - (8 * frame))) + ((y - 30) * (y - 30)) < 100
            ? new Rgba32(220, 60, 40)
            : new Rgba32((byte)(40 + ((x / 8) * 12)), (byte)(60 + ((y / 8) * 16)), 90);
}
