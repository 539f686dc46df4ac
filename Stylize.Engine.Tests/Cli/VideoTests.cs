namespace Stylize.Engine.Tests.Cli;

/// <summary>MP4 and WebM through ffmpeg.</summary>
public sealed class VideoTests : CliTest
{
    private static readonly int[] Times = [40, 200, 33, 67, 500];

    /// <summary>Sides are odd, and times are unequal. Encoders lose some detail.</summary>
    [Theory<InstalledFfmpeg>]
    [InlineData(ImageFormat.Mp4, 62, 44)]
    [InlineData(ImageFormat.WebM, 61, 43)]
    public void Frames_and_their_times_survive_a_round_trip(ImageFormat format, int width, int height)
    {
        var file = _folder[format == ImageFormat.Mp4 ? "a.mp4" : "a.webm"];
        var metadata = new ImageMetadata { Provenance = """{"made":"by a \"test\" of Äpfel"}""" };
        using (var stream = File.Create(file))
        {
            ImageCodecs.Default.EncodeFrames(Clip(), stream, new EncodeOptions(format) { Metadata = metadata });
        }

        var source = ImageSource.File(file);
        using var reader = ImageCodecs.Default.OpenFrames(source);
        Assert.Equal((format, width, height, 5), (reader.Info.Format, reader.Info.Width, reader.Info.Height, reader.Info.Pages));
        Assert.True(reader.Info.IsAnimation);
        using var frame = new Raster<Rgba32>(width, height);
        for (var i = 0; i < Times.Length; i++)
        {
            Assert.True(reader.Read(frame, out var milliseconds));
            AssertTime(i, format, milliseconds);
            AssertClose(i, frame);
            using var page = ImageCodecs.Default.DecodeRgba(source, new DecodeOptions { Page = i });
            AssertClose(i, page);
        }

        Assert.False(reader.Read(frame, out _));
        Assert.Equal(metadata.Provenance, ImageCodecs.Default.ReadMetadata(source).Provenance);
        Assert.Equal(metadata.Provenance, ImageCodecs.Default.ReadProvenance(source));
    }

    [Fact<InstalledFfmpeg>]
    public void Operations_read_and_write_videos()
    {
        using (var stream = File.Create(_folder["a.mp4"]))
        {
            ImageCodecs.Default.EncodeFrames(Clip(), stream, new EncodeOptions(ImageFormat.Mp4));
        }

        string[][] commands =
        [
            ["pixel-art", "a.mp4", "--width", "20", "--colors", "4", "-o", "pixels.mp4"],
            ["restore", "pixels.mp4", "--cell-size", "3", "-o", "restored.webm"],
            ["gaussian", "encode", "a.mp4", "--count", "60", "--iterations", "30"],
            ["gaussian", "decode", "a.g2d", "-o", "b.mp4"],
        ];
        foreach (var command in commands)
        {
            var run = _folder.Run(command);
            Assert.True(run.ExitCode == 0, run.Error);
        }

        foreach (var name in new[] { "pixels.mp4", "restored.webm", "b.mp4" })
        {
            using var reader = ImageCodecs.Default.OpenFrames(ImageSource.File(_folder[name]));
            using var frame = new Raster<Rgba32>(reader.Info.Width, reader.Info.Height);
            for (var i = 0; i < Times.Length; i++)
            {
                Assert.True(reader.Read(frame, out var milliseconds));
                AssertTime(i, reader.Info.Format, milliseconds);
            }
        }
    }

    [Fact<InstalledFfmpeg>]
    public void A_damaged_video_is_refused()
    {
        using (var stream = File.Create(_folder["a.mp4"]))
        {
            ImageCodecs.Default.EncodeFrames(Clip(), stream, new EncodeOptions(ImageFormat.Mp4));
        }

        File.WriteAllBytes(_folder["b.mp4"], File.ReadAllBytes(_folder["a.mp4"])[..500]);
        var run = _folder.Run("pixel-art", "b.mp4");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("the MP4 data is damaged or truncated", run.Error);
    }

    /// <summary>The packets of WebM have no duration.</summary>
    private static void AssertTime(int number, ImageFormat format, int milliseconds)
    {
        if (number < Times.Length - 1 || format == ImageFormat.Mp4)
        {
            Assert.Equal(Times[number], milliseconds);
        }
    }

    private static IEnumerable<AnimationFrame> Clip()
    {
        using var picture = new Raster<Rgba32>(61, 43);
        for (var i = 0; i < Times.Length; i++)
        {
            foreach (var (x, y) in Coordinates(61, 43))
            {
                picture[x, y] = Pixel(i, x, y);
            }

            yield return new AnimationFrame(picture, Times[i]);
        }
    }

    /// <summary>Smooth colors that move, so that frames differ.</summary>
    private static Rgba32 Pixel(int frame, int x, int y) => new((byte)(40 + (40 * frame)), (byte)(3 * x), (byte)(4 * y));

    private static void AssertClose(int number, Raster<Rgba32> frame)
    {
        var sum = 0.0;
        foreach (var (x, y) in Coordinates(61, 43))
        {
            var (wanted, pixel) = (Pixel(number, x, y), frame[x, y]);
            sum += Math.Abs(wanted.R - pixel.R) + Math.Abs(wanted.G - pixel.G) + Math.Abs(wanted.B - pixel.B);
        }

        Assert.InRange(sum / (3 * 61 * 43), 0, 6);
    }
}

/// <summary>The program ffmpeg.</summary>
public sealed class InstalledFfmpeg : INeed
{
    public static string? Missing => Stylize.Codecs.Video.Ffmpeg.IsInstalled ? null : "ffmpeg is not installed.";
}
