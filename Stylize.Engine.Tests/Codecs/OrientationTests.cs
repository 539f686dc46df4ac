namespace Stylize.Engine.Tests.Codecs;

/// <summary>EXIF orientations 1 to 8 decode to the same picture.</summary>
public class OrientationTests : CodecTest
{
    public static TheoryData<int> Orientations => [1, 2, 3, 4, 5, 6, 7, 8];

    [Theory]
    [MemberData(nameof(Orientations))]
    public void Every_stored_pixel_is_decoded_to_its_upright_position(int orientation)
    {
        const int Width = 37;
        const int Height = 150;
        var random = new Random(orientation);
        long[] data = [.. Enumerable.Range(0, Width * Height).Select(_ => random.NextInt64(1 << 16))];
        var source = Bytes(new DrawnTiff(Width, Height, 16) { Extra = [(274, [orientation])] }.Write(data));

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
            var stored = (ushort)data[(y * Width) + x];
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
        using var image =
            Codec.DecodeRgba(Bytes(new DrawnTiff(30, 20, 8) { Extra = [(274, [6])] }.Write(new long[600])));
        foreach (var format in Codec.WriteFormats)
        {
            var info = Codec.Identify(Bytes(Encode(image, new EncodeOptions(format))));
            Assert.Equal((20, 30, 1), (info.Width, info.Height, info.Orientation));
        }
    }
}
