using Stylize.Codecs.Png;

namespace Stylize.Engine.Tests.Codecs;

/// <summary>Base of the codec tests: the codec of this build and a temporary folder.</summary>
public abstract class CodecTest : FolderTest
{
    /// <summary>An empty folder, deleted after the test.</summary>
    protected string Folder => _folder.Path;

    protected static IImageCodec Codec => ImageCodecs.Default;

    protected static bool IsImageSharp => Codec.Name.StartsWith("ImageSharp", StringComparison.Ordinal);

    protected static ImageSource Bytes(byte[] bytes) => ImageSource.Memory(bytes, "bytes");

    /// <summary>Returns what is written to a stream that cannot be read, as a pipe cannot.</summary>
    protected static byte[] Written(Action<Stream> write)
    {
        using var bytes = new MemoryStream();
        using var target = new WriteOnlyStream(bytes);
        write(target);
        return bytes.ToArray();
    }

    protected static byte[] Encode(Raster<Rgba32> image, EncodeOptions options) =>
        Written(target => Codec.Encode(image, target, options));

    protected static byte[] EncodeFrames(
        IEnumerable<(Raster<Rgba32> Image, int Milliseconds)> frames, EncodeOptions options) =>
        Written(target => Codec.EncodeFrames(
            frames.Select(frame => new AnimationFrame(frame.Image, frame.Milliseconds)), target, options));

    /// <summary>Returns a PNG with a chunk after its header.</summary>
    protected static byte[] WithChunk(byte[] png, ReadOnlySpan<byte> type, byte[] data)
    {
        const int AfterHeader = 33;
        using var chunk = new MemoryStream();
        PngChunk.Write(chunk, type, data);
        return [.. png[..AfterHeader], .. chunk.ToArray(), .. png[AfterHeader..]];
    }

    protected static double[] Numbers(ImageSource source, DecodeOptions? options = null)
    {
        var numbers = new List<double>();
        Codec.ReadNumbers(source, (_, row) => numbers.AddRange(row), options);
        return [.. numbers];
    }

    /// <summary>Draws planes of random samples.</summary>
    protected static SampleImage<ushort> Noise(int width, int height, int bands, int bits, bool hasAlpha = false)
    {
        var random = new Random(width);
        return new SampleImage<ushort>(
            [.. Enumerable.Range(0, bands)
                .Select(_ => Paint<ushort>(width, height, (_, _) => (ushort)random.Next(1 << bits)))], hasAlpha, bits);
    }

    private protected PlatePlan Plan(PlateOptions options, params string[] files) =>
        PlatePlan.Make(files.Select(file => _folder[file]), options, Codec);

    protected static void RequireWriting(ImageFormat format) =>
        Assert.SkipUnless(Codec.WriteFormats.Contains(format), $"{Codec.Name} does not write {format}.");

    /// <summary>Writes a file to the folder and returns its full path.</summary>
    protected string Save(string name, byte[] bytes)
    {
        File.WriteAllBytes(_folder[name], bytes);
        return _folder[name];
    }
}
