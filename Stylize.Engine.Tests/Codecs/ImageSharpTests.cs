#if IMAGESHARP
namespace Stylize.Engine.Tests.Codecs;

/// <summary>What ImageSharp 2.1 reads wrongly is refused with the name of the feature.</summary>
public sealed class ImageSharpTests : CodecTest
{
    private const int Width = 6, Height = 4;

    [Theory]
    [InlineData(8, 1, 1, 4, 0, "fax compression")]
    [InlineData(8, 1, 1, 7, 0, "JPEG compression")]
    [InlineData(8, 2, 1, 1, 2, "2 samples of 8 bits")]
    [InlineData(8, 4, 5, 1, 0, "kind 5")]
    [InlineData(16, 4, 2, 1, 1, "premultiplied alpha")]
    public void A_TIFF_that_would_be_wrong_is_refused(
        int bits, int samples, int meaning, int compression, int extra, string feature)
    {
        var tiff = new DrawnTiff(Width, Height, bits)
        {
            Samples = samples, Meaning = meaning, Compression = (DrawnTiff.Packing)compression,
            Extra = extra == 0 ? [] : [(338, [extra])],
        };
        Refused(tiff.Write(new long[Width * Height * samples]), feature);
    }

    [Theory]
    [InlineData(0xc0, 0x11, 4, "CMYK colors")]
    [InlineData(0xc9, 0x11, 3, "arithmetic codes")]
    [InlineData(0xc0, 0x31, 3, "unusual subsampling")]
    public void A_JPEG_that_would_be_wrong_is_refused(byte marker, byte factors, int components, string feature)
    {
        byte[] parts = [.. Enumerable.Range(1, components).SelectMany(
            id => (byte[])[(byte)id, id == 1 ? factors : (byte)0x11, 0])];
        byte[] frame = [0xff, marker, 0, (byte)(8 + parts.Length), 8, 0, Height, 0, Width, (byte)components, .. parts];
        Refused([0xff, 0xd8, .. frame, 0xff, 0xd9], feature);
    }

    private static void Refused(byte[] file, string feature)
    {
        Fails.Of(StylizeError.FormatUnsupported, () => Codec.DecodeRgba(Bytes(file)).Dispose(), feature);
    }
}
#endif
