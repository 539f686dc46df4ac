using Stylize.Codecs.Png;

namespace Stylize.Engine.Tests.Codecs;

/// <summary>Damaged files that decoders accept are rejected, and undamaged files of unsupported kinds are reported as
/// such.</summary>
public sealed class DamagedImageTests
{

    [Fact]
    public void A_JPEG_with_extra_bytes_between_markers_is_read()
    {
        var jpeg = Encoded(ImageFormat.Jpeg);
        var odd = WithExtraBytes(jpeg);
        using var image = ImageCodecs.Default.DecodeRgba(ImageSource.Memory(odd, "odd.jpg"));
        using var plain = ImageCodecs.Default.DecodeRgba(ImageSource.Memory(jpeg, "plain.jpg"));
        Assert.Equal(plain[100, 90], image[100, 90]);
        using var strips = ImageCodecs.Default.OpenRgbaStrips(ImageSource.Memory(odd, "odd.jpg"));
        using var rows = new Raster<Rgba32>(image.Width, image.Height);
        Assert.Equal(image.Height, strips.Read(rows));
        Assert.Equal(plain[100, 90], rows[100, 90]);
    }

    /// <summary>libvips has one list of messages for all threads.</summary>
    [Fact]
    public async Task A_JPEG_with_extra_bytes_is_read_while_others_fail()
    {
        var jpeg = Encoded(ImageFormat.Jpeg);
        byte[] odd = WithExtraBytes(jpeg), cut = [.. jpeg[..(jpeg.Length / 2)], 0xff, 0xd9];
        await Parallel.ForAsync(0, 400, (i, _) =>
        {
            if (i % 2 == 0)
            {
                Refused(cut);
            }
            else
            {
                ImageCodecs.Default.DecodeRgba(ImageSource.Memory(odd, "odd.jpg")).Dispose();
            }

            return ValueTask.CompletedTask;
        });
    }

    [Fact]
    public void A_JPEG_that_claims_too_many_pixels_for_its_bytes_is_rejected_by_its_header()
    {
        var jpeg = Encoded(ImageFormat.Jpeg);
        var frame = FrameAt(jpeg);
        BinaryPrimitives.WriteUInt16BigEndian(jpeg.AsSpan(frame + 5), 16000);
        BinaryPrimitives.WriteUInt16BigEndian(jpeg.AsSpan(frame + 7), 16000);
        RefusedByHeader(jpeg);
    }

    [Fact]
    public void A_GIF_that_claims_too_many_pixels_for_its_bytes_is_rejected_by_its_header()
    {
        var gif = Encoded(ImageFormat.Gif);
        BinaryPrimitives.WriteUInt16LittleEndian(gif.AsSpan(6), 16000);
        BinaryPrimitives.WriteUInt16LittleEndian(gif.AsSpan(8), 16000);
        RefusedByHeader(gif);
    }

    [Fact]
    public void Pictures_of_one_color_are_not_rejected_by_their_header()
    {
        // One color compresses best.
        foreach (var format in new[] { ImageFormat.Jpeg, ImageFormat.Gif, ImageFormat.Png })
        {
            using var image = new Raster<Rgba32>(3000, 3000);
            image.Fill(new Rgba32(200, 30, 30));
            using var back = ImageCodecs.Default.DecodeRgba(
                ImageSource.Memory(image.Encoded(new(format) { Quality = 1 }), "one color"));
            Assert.Equal(3000, back.Width);
        }
    }

    [Theory]
    [InlineData(20)]
    [InlineData(50)]
    [InlineData(95)]
    public void A_GIF_with_truncated_data_is_damaged(int percent)
    {
        var gif = Encoded(ImageFormat.Gif);
        var data = gif.AsSpan().LastIndexOf([(byte)0x2c, (byte)0, (byte)0, (byte)0, (byte)0]) + 11;
        var blocks = new List<byte[]>();
        for (var at = data; gif[at] != 0; at += 1 + gif[at])
        {
            blocks.Add(gif[at..(at + 1 + gif[at])]);
        }

        byte[] cut = [.. gif[..data], .. blocks.Take(blocks.Count * percent / 100).SelectMany(b => b), 0, 0x3b];
        Assert.Contains("the GIF data is damaged or truncated", Refused(cut).Message, StringComparison.Ordinal);
        using var whole = ImageCodecs.Default.DecodeRgba(ImageSource.Memory(gif, "whole.gif"));
        Assert.Equal(192, whole.Width);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(50)]
    [InlineData(99)]
    public void A_PNG_with_truncated_data_in_complete_chunks_is_damaged(int percent)
    {
        var png = Encoded(ImageFormat.Png);
        var data = png.AsSpan().IndexOf("IDAT"u8);
        var length = (int)BinaryPrimitives.ReadUInt32BigEndian(png.AsSpan(data - 4));
        using var cut = new MemoryStream();
        cut.Write(png.AsSpan(..(data - 4)));
        PngChunk.Write(cut, "IDAT"u8, png.AsSpan(data + 4, length * percent / 100));
        cut.Write(png.AsSpan(^12..));
        Assert.Equal(StylizeError.ImageUnreadable, Refused(cut.ToArray()).Error);
    }

    private static int FrameAt(byte[] jpeg) => jpeg.AsSpan().IndexOf([(byte)0xff, (byte)0xc0]);

    private static byte[] WithExtraBytes(byte[] jpeg) => [.. jpeg[..FrameAt(jpeg)], 0, 0, 0, .. jpeg[FrameAt(jpeg)..]];

    private static void RefusedByHeader(byte[] file)
    {
        foreach (var read in new Action<ImageSource>[] { s => ImageCodecs.Default.Identify(s), s =>
            ImageCodecs.Default.DecodeRgba(s) })
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var failure = Assert.Throws<StylizeException>(() => read(ImageSource.Memory(file, "liar")));
            Assert.Contains("claims 16,000 x 16,000 pixels but has only", failure.Message, StringComparison.Ordinal);
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
        }
    }

    /// <summary>Returns the error of decoding the whole image, which both ways of reading in strips must give as
    /// well.</summary>
    private static StylizeException Refused(byte[] file)
    {
        var source = ImageSource.Memory(file, "damaged");
        var failure = Assert.Throws<StylizeException>(() => ImageCodecs.Default.DecodeRgba(source).Dispose());
        foreach (var read in new Action<ImageSource>[] { ReadRgbaStrips, ReadSampleStrips })
        {
            Assert.Equal(failure.Message, Assert.Throws<StylizeException>(() => read(source)).Message);
        }

        return failure;
    }

    private static void ReadRgbaStrips(ImageSource source)
    {
        using var strips = ImageCodecs.Default.OpenRgbaStrips(source);
        using var rows = new Raster<Rgba32>(strips.Info.Width, 7);
        while (strips.Read(rows) > 0)
        {
            // Reads to the end.
        }
    }

    private static void ReadSampleStrips(ImageSource source)
    {
        using var strips = ImageCodecs.Default.OpenStrips(source);
        var count = strips.Info.ColorPlanes + (strips.Info.HasAlpha ? 1 : 0);
        using var rows = new SampleImage<ushort>(
            [.. Enumerable.Range(0, count).Select(_ => new Raster<ushort>(strips.Info.Width, 7))],
            strips.Info.HasAlpha, 16);
        while (strips.Read(rows.Planes) > 0)
        {
            // Reads to the end.
        }
    }

    private static byte[] Encoded(ImageFormat format)
    {
        using var image =
            Paint<Rgba32>(192, 128, (x, y) => new Rgba32((byte)(x * 7), (byte)(y * 5), (byte)((x * y) >> 4)));

        return image.Encoded(new(format));
    }
}
