namespace Stylize.Engine.Tests.Imaging;

public class SrgbTests
{
    [Fact]
    public void Values_are_within_the_stated_error_of_double_precision()
    {
        for (var i = 0; i <= 100_000; i++)
        {
            var v = i / 100_000f;
            Assert.InRange(Math.Abs(Srgb.ToLinear(v) - Decode(v)), 0, Math.Min(4.3e-7, 6.7e-7 * Decode(v)));
            Assert.InRange(Math.Abs(Srgb.FromLinear(v) - Encode(v)), 0, Math.Min(4.3e-7, 7.8e-7 * Encode(v)));
        }
    }

    [Fact]
    public void Every_byte_round_trips()
    {
        for (var i = 0; i < 256; i++)
        {
            Assert.Equal(i, Srgb.ToByte(Srgb.ToLinear((byte)i)));
        }
    }

    [Fact]
    public void Values_out_of_range_are_clamped()
    {
        Assert.Equal(0, Srgb.FromLinear(-1));
        Assert.Equal(1f, Srgb.FromLinear(7), 1e-6f);
        Assert.Equal(0, Srgb.ToLinear(-1f));
        Assert.Equal(1f, Srgb.ToLinear(7f), 1e-6f);
    }

    public static TheoryData<int> Lengths => [1, 15, 16, 33];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Spans_equal_single_values_bit_for_bit(int length)
    {
        var values = Enumerable.Range(0, length).Select(i => i / (float)length).ToArray();
        var result = new float[length];
        Srgb.FromLinear(values, result);
        Assert.Equal(values.Select(Srgb.FromLinear), result);
    }

    internal static double Decode(double v) => v <= 0.04045 ? v / 12.92 : Math.Pow((v + 0.055) / 1.055, 2.4);

    internal static double Encode(double v) => v <= 0.0031308 ? v * 12.92 : (1.055 * Math.Pow(v, 1 / 2.4)) - 0.055;
}
