using Stylize.Engine.Imaging;

namespace Stylize.Engine.Tests.Codecs;

/// <summary>Native memory is given back. Alone in the process while it runs, since it looks at the resident size.</summary>
[Collection(Alone)]
public class CodecMemoryTests : CodecTest
{
    private const string Alone = "Codec memory";

    [CollectionDefinition(Alone, DisableParallelization = true)]
    public class AloneDefinition;

    [SkippableFact]
    public void DecodingLeavesNothingBehind()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Resident size is read from /proc.");
        using var image = Pixels.Pattern(128, 128, opaque: true);
        var png = Encode(image, new EncodeOptions(ImageFormat.Png));
        var jpeg = Encode(image, new EncodeOptions(ImageFormat.Jpeg));
        Decode(100);
        var before = ResidentBytes();
        Decode(500);
        Assert.InRange(ResidentBytes() - before, long.MinValue, 16L << 20);

        void Decode(int times)
        {
            for (var i = 0; i < times; i++)
            {
                Codec.DecodeRgba(Bytes(png)).Dispose();
                Codec.DecodeRgba(Bytes(jpeg)).Dispose();
                Assert.Throws<StylizeException>(() => Codec.DecodeRgba(Bytes(png[..500])));
                Codec.Encode(image, Stream.Null, new EncodeOptions(ImageFormat.Jpeg));
            }
        }
    }

    internal static long ResidentBytes()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var pages = File.ReadAllText("/proc/self/statm").Split(' ')[1];
        return long.Parse(pages, System.Globalization.CultureInfo.InvariantCulture) * Environment.SystemPageSize;
    }
}
