namespace Stylize.Engine.Tests.Codecs;

/// <summary>EXIF orientations 1 to 8 decode to the same picture.</summary>
public class OrientationTests : CodecTest
{
    public static TheoryData<int> Orientations => [1, 2, 3, 4, 5, 6, 7, 8];

    [Theory]
    [MemberData(nameof(Orientations))]
    public void Every_stored_pixel_is_decoded_to_its_upright_position(int orientation)
    {
        RequireReading(ImageFormat.Tiff);
        const int Width = 37;
        const int Height = 150;
        var data = new byte[Width * Height * 2];
        new Random(orientation).NextBytes(data);
        var source = Bytes(TinyTiff.Write(new TinyTiff.Page(Width, Height, 1, 16, data, Orientation: orientation)));

        var info = Codec.Identify(source);
        Assert.Equal(orientation, info.Orientation);
        Assert.Equal(orientation > 4 ? (Height, Width) : (Width, Height), (info.Width, info.Height));
        using var samples = Codec.DecodeSamples(source);
        using var pixels = Codec.DecodeRgba(source);
        using var strips = Codec.OpenStrips(source);
        using var inStrips = new Raster<ushort>(strips.Info.Width, strips.Info.Height);
        Assert.Equal(info.Height, strips.Read([inStrips]));
        foreach (var (x, y) in Coordinates(Width, Height))
        {
            var stored = BitConverter.ToUInt16(data, ((y * Width) + x) * 2);
            var (shownX, shownY) = OrientedJpeg.Shown[orientation - 1](x, y, Width, Height);
            Assert.Equal(stored, samples.Planes[0][shownX, shownY]);
            Assert.Equal(stored, inStrips[shownX, shownY]);
            Assert.Equal((byte)Math.Round(stored / 257.0), pixels[shownX, shownY].R);
        }
    }

    [Fact]
    public void A_photograph_decodes_alike_in_all_orientations()
    {
        using var upright = Codec.DecodeRgba(Bytes(OrientedJpeg.Write(1)));
        Assert.Equal((OrientedJpeg.Width, OrientedJpeg.Height), (upright.Width, upright.Height));
        var expected = Pixels.Of(upright);
        for (var orientation = 2; orientation <= 8; orientation++)
        {
            using var image = Codec.DecodeRgba(Bytes(OrientedJpeg.Write(orientation)));
            Assert.Equal((upright.Width, upright.Height), (image.Width, image.Height));
            Assert.InRange(Pixels.MeanDifference(expected, Pixels.Of(image)), 0, 1);
        }
    }

    [Fact]
    public void Written_files_have_no_orientation()
    {
        RequireReading(ImageFormat.Tiff);
        using var image =
            Codec.DecodeRgba(Bytes(TinyTiff.Write(new TinyTiff.Page(30, 20, 1, 8, new byte[600], Orientation: 6))));
        foreach (var format in Codec.WriteFormats)
        {
            var info = Codec.Identify(Bytes(Encode(image, new EncodeOptions(format))));
            Assert.Equal((20, 30, 1), (info.Width, info.Height, info.Orientation));
        }
    }
}
