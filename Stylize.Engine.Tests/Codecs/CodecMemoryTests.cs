namespace Stylize.Engine.Tests.Codecs;

/// <summary>Native memory is freed. Runs alone in the process, because it measures resident memory.</summary>
[Collection(Alone)]
[Trait("Tier", "All")]
public class CodecMemoryTests : CodecTest
{
    private const string Alone = "Codec memory";

    [CollectionDefinition(Alone, DisableParallelization = true)]
    public class AloneDefinition;

    [Fact]
    public void Decoding_frees_its_memory()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Resident size is read from /proc.");
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

    [Fact]
    public void Memory_does_not_grow_with_the_number_of_frames()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Resident size is read from /proc.");
        const int Frames = 1500;
        foreach (var format in new[] { ImageFormat.Gif, ImageFormat.Png, ImageFormat.WebP, ImageFormat.Aseprite })
        {
            using var image = new Raster<Rgba32>(200, 200);
            image.Fill(new Rgba32(200, 220, 255));
            var file = EncodeFrames(Moving(image, Frames), new EncodeOptions(format) { Lossless = true });
            using var reader = Codec.OpenFrames(Bytes(file));
            reader.Read(image, out _);
            var before = ResidentBytes();
            var read = 1;
            while (reader.Read(image, out _))
            {
                read++;
            }

            // All frames together need 240 MB.
            Assert.Equal(Frames, read);
            Assert.InRange(ResidentBytes() - before, long.MinValue, 40L << 20);
        }

        static IEnumerable<(Raster<Rgba32> Image, int Milliseconds)> Moving(Raster<Rgba32> image, int count)
        {
            for (var i = 0; i < count; i++)
            {
                image[i % 200, i / 200 * 10] = new Rgba32(20, 160, 40);
                yield return (image, 20);
            }
        }
    }

    private static long ResidentBytes()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var pages = File.ReadAllText("/proc/self/statm").Split(' ')[1];
        return long.Parse(pages, System.Globalization.CultureInfo.InvariantCulture) * Environment.SystemPageSize;
    }
}
