namespace Stylize.Engine.Tests.Codecs;

/// <summary>Base of the codec tests: the codec of this build and a temporary folder.</summary>
public abstract class CodecTest : IDisposable
{
    protected CodecTest() => Folder = Directory.CreateTempSubdirectory("stylize-codecs-").FullName;

    /// <summary>An empty folder, deleted after the test.</summary>
    protected string Folder { get; }

    protected static IImageCodec Codec => ImageCodecs.Default;

    public void Dispose()
    {
        Directory.Delete(Folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    protected static ImageSource Bytes(byte[] bytes) => ImageSource.Memory(bytes, "bytes");

    protected static byte[] Encode(Raster<Rgba32> image, EncodeOptions options)
    {
        return EncodedFiles.Written(target => Codec.Encode(image, target, options));
    }

    protected static byte[] EncodeFrames(
        IEnumerable<(Raster<Rgba32> Image, int Milliseconds)> frames, EncodeOptions options)
    {
        using var stream = new MemoryStream();
        Codec.EncodeFrames(
            frames.Select(frame => new AnimationFrame(frame.Image, frame.Milliseconds)), stream, options);
        return stream.ToArray();
    }

    protected static void RequireReading(ImageFormat format) =>
        Assert.SkipUnless(Codec.ReadFormats.Contains(format), $"{Codec.Name} does not read {format}.");

    protected static void RequireWriting(ImageFormat format) =>
        Assert.SkipUnless(Codec.WriteFormats.Contains(format), $"{Codec.Name} does not write {format}.");

    /// <summary>Writes a file to the folder and returns its full path.</summary>
    protected string Save(string name, byte[] bytes)
    {
        var path = Path.Combine(Folder, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
