namespace Stylize.Engine.Tests.Codecs;

/// <summary>TIFF with samples of 64 bits; the files are drawn by DrawnTiff.</summary>
public class WideTiffTests : CodecTest
{
    private const int Width = 7, Height = 5, Rows = 2;

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
