#if IMAGESHARP
namespace Stylize.Engine.Tests.Codecs;

/// <summary>What ImageSharp 2.1 reads wrongly is refused with the name of the feature.</summary>
public sealed class ImageSharpTests : CodecTest
{
    private const int Width = 6, Height = 4;

    [Theory]
    [InlineData(1, 8, false, 259, 4, "fax compression")]
    [InlineData(1, 8, false, 259, 7, "JPEG compression")]
    [InlineData(2, 8, true, 0, 0, "2 samples of 8 bits")]
    [InlineData(4, 8, false, 262, 5, "kind 5")]
    [InlineData(4, 16, true, 338, 1, "premultiplied alpha")]
    public void A_TIFF_that_would_be_wrong_is_refused(
        int bands, int bits, bool alpha, int tag, ushort value, string feature)
    {
        var page = new TinyTiff.Page(
            Width, Height, bands, bits, new byte[Width * Height * bands * bits / 8], Alpha: alpha);
        var tiff = TinyTiff.Write(page);
        for (var entry = (int)BinaryPrimitives.ReadUInt32LittleEndian(tiff.AsSpan(4)) + 2;
            entry + 12 <= tiff.Length; entry += 12)
        {
            if (BinaryPrimitives.ReadUInt16LittleEndian(tiff.AsSpan(entry)) == tag)
            {
                BinaryPrimitives.WriteUInt16LittleEndian(tiff.AsSpan(entry + 8), value);
            }
        }

        Refused(tiff, feature);
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
