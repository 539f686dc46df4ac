namespace Stylize.Engine.Tests.Codecs;

/// <summary>TIFF with samples of 64 bits; the files are drawn by DrawnTiff.</summary>
public class WideTiffTests : CodecTest
{
    private const int Width = 7, Height = 5, Rows = 2;

    [Theory]
    [InlineData(3, false, false, false)]
    [InlineData(3, true, true, false)]
    [InlineData(3, false, true, true)]
    [InlineData(2, true, true, true)]
    [InlineData(2, false, false, false)]
    [InlineData(1, false, true, true)]
    [InlineData(1, true, false, false)]
    public void Numbers_are_read(int kind, bool bigEndian, bool deflate, bool predictor)
    {
        double[] values =
            [.. Enumerable.Range(0, Width * Height)
                .Select(i => kind switch { 1 => 400 * i, 2 => 400 * (i - 9), _ => (i - 9) / 8.0 })];
        var source = Bytes(Write(values, kind, bigEndian, deflate, predictor));
        var info = Codec.Identify(source);
        Assert.Equal((Width, Height, 1, 32, true),
            (info.Width, info.Height, info.ColorPlanes, info.BitsPerSample, info.IsFloat));
        Assert.Equal(values, Numbers(source));
        using var floats = Codec.DecodeFloat(source);
        using var pixels = Codec.DecodeRgba(source);
        using var strips = Codec.OpenRgbaStrips(source);
        using var strip = new Raster<Rgba32>(Width, Height);
        Assert.Equal((Width, Height, Height), (strips.Info.Width, strips.Info.Height, strips.Read(strip)));
        for (var i = 0; i < values.Length; i++)
        {
            var (x, y) = (i % Width, i / Width);
            var gray = (byte)Math.Round(255 * Math.Clamp(values[i], 0, 1), MidpointRounding.AwayFromZero);
            Assert.Equal((float)values[i], floats.Planes[0][x, y]);
            Assert.Equal(new Rgba32(gray, gray, gray), pixels[x, y]);
            Assert.Equal(pixels[x, y], strip[x, y]);
        }

        Fails.At(StylizeError.ImageUnreadable, "bytes", () => Codec.DecodeSamples(source), "64-bit samples");
        Fails.At(StylizeError.ImageUnreadable, "bytes", () => Codec.OpenStrips(source), "64-bit samples");
    }

    [Fact]
    public void Not_finite_numbers_are_kept_and_others_rounded_to_the_nearest_float()
    {
        double[] values = [double.NaN, double.PositiveInfinity, double.NegativeInfinity, 0.1, 1e-60, -float.MaxValue,
            float.MaxValue];
        var source = Bytes(Write(Padded(values), 3, false, false, false));
        Assert.Equal(values, Numbers(source)[..values.Length]);
        using var floats = Codec.DecodeFloat(source);
        Assert.Equal(values.Select(value => (float)value), floats.Planes[0].Row(0).ToArray());
    }

    [Theory]
    [InlineData(3, 1e39, true, true)]
    [InlineData(3, -1e300, true, true)]
    [InlineData(2, 16_777_216, false, false)]
    [InlineData(2, 16_777_217, true, false)]
    [InlineData(2, -16_777_217, true, false)]
    [InlineData(1, int.MaxValue, true, false)]
    [InlineData(1, 9_007_199_254_740_991, true, false)]
    [InlineData(1, 9_007_199_254_740_992, true, true)]
    [InlineData(1, 18_446_744_073_709_549_568, true, true)]
    [InlineData(2, -9_007_199_254_740_992, true, true)]
    public void A_number_that_cannot_be_represented_is_refused_with_its_place(
        int kind, double value, bool asFloat, bool asNumber)
    {
        var source = Bytes(Write(Padded([0, 0, 0, 0, 0, 0, 0, 0, 0, value]), kind, false, true, false));
        Check(asFloat, () => Codec.DecodeFloat(source).Dispose());
        Check(asFloat, () => Codec.DecodeRgba(source).Dispose());
        Check(asNumber, () => Assert.Equal(value, Numbers(source)[9]));

        void Check(bool isRefused, Action read)
        {
            if (isRefused)
            {
                Fails.At(
                    StylizeError.ImageUnreadable, "bytes", read, "at (2, 1), which is too large to be read exactly");
            }
            else
            {
                read();
            }
        }
    }

    private static double[] Padded(double[] values) => [.. values, .. new double[(Width * Height) - values.Length]];

    /// <summary>Writes strips of two rows.</summary>
    private static byte[] Write(double[] values, int kind, bool bigEndian, bool deflate, bool predictor)
    {
        return new DrawnTiff(Width, Height, 64)
        {
            Kind = kind, Compression = deflate ? DrawnTiff.Packing.Deflate : DrawnTiff.Packing.None,
            Predictor = predictor ? 2 : 1, BlockHeight = Rows, BigEndian = bigEndian,
        }.Write([.. values.Select(Stored)]);

        long Stored(double value) => kind switch
        {
            1 => unchecked((long)(ulong)value),
            2 => (long)value,
            _ => BitConverter.DoubleToInt64Bits(value),
        };
    }
}
