using FsCheck;
using FsCheck.Fluent;

namespace Stylize.Engine.Tests.Imaging;

public class LabConversionTests
{
    private const double Tolerance = 2e-4;

    [Fact]
    public void Every_65th_color_is_within_the_stated_error_of_double_precision_and_round_trips()
    {
        var worst = 0.0;
        for (var value = 0; value < 1 << 24; value += 65)
        {
            var pixel = new Rgba32((byte)(value >> 16), (byte)(value >> 8), (byte)value);
            var (l, a, b) = Oracle(pixel);
            var lab = LabConversion.FromRgba(pixel);
            worst = Math.Max(worst, Math.Max(Math.Abs(lab.L - l), Math.Max(Math.Abs(lab.A - a), Math.Abs(lab.B - b))));
            Assert.Equal(pixel, LabConversion.ToRgba(lab));
        }

        Assert.InRange(worst, 0, Tolerance);
    }

    [Fact]
    public void Grays_have_no_chroma_and_stay_gray()
    {
        for (var value = 0; value < 256; value++)
        {
            var gray = new Rgba32((byte)value, (byte)value, (byte)value);
            var lab = LabConversion.FromRgba(gray);
            Assert.InRange(lab.Chroma, 0, 2e-4f);
            Assert.Equal(gray, LabConversion.ToRgba(lab));
        }
    }

    [Theory]
    [InlineData(255, 0, 0, 53.2408, 80.0925, 67.2032)] // published D65 values of the sRGB primaries (Lindbloom)
    [InlineData(0, 255, 0, 87.7347, -86.1827, 83.1793)]
    [InlineData(0, 0, 255, 32.2970, 79.1875, -107.8602)]
    [InlineData(255, 255, 255, 100, 0, 0)]
    [InlineData(0, 0, 0, 0, 0, 0)]
    public void Primaries_have_their_published_values(int r, int g, int b, double l, double a, double bStar)
    {
        var lab = LabConversion.FromRgba(new Rgba32((byte)r, (byte)g, (byte)b));
        Assert.Equal(l, lab.L, 5e-3);
        Assert.Equal(a, lab.A, 5e-3);
        Assert.Equal(bStar, lab.B, 5e-3);
    }

    [Fact]
    public void Rows_of_any_length_equal_single_colors_bit_for_bit() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int[]>(), values =>
        {
            var row = values.Select(v => new Rgba32((byte)(v * 31), (byte)(v * 17 >> 3), (byte)(v * 7))).ToArray();
            float[] l = new float[row.Length], a = new float[row.Length], b = new float[row.Length];
            LabConversion.FromRgba(row, l, a, b);
            return row.Select((p, i) => LabConversion.FromRgba(p) == new Lab(l[i], a[i], b[i])).All(equal => equal);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Linear_colors_round_trip()
    {
        var random = new Random(7);
        for (var trial = 0; trial < 300; trial++)
        {
            var (r, g, b) = (random.NextSingle(), random.NextSingle(), random.NextSingle());
            LabConversion.FromLinear(new Vector<float>(r), new(g), new(b), out var l, out var a, out var bStar);
            LabConversion.ToLinear(l, a, bStar, out var red, out var green, out var blue);
            Assert.Equal(r, red[0], 1e-5f);
            Assert.Equal(g, green[0], 1e-5f);
            Assert.Equal(b, blue[0], 1e-5f);
        }
    }

    private static (double L, double A, double B) Oracle(Rgba32 p)
    {
        double[][] matrix = [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750],
            [0.0193339, 0.1191920, 0.9503041]];
        double[] linear = [SrgbTests.Decode(p.R / 255.0), SrgbTests.Decode(p.G / 255.0), SrgbTests.Decode(p.B / 255.0)];
        var f = matrix.Select(row => F(row.Zip(linear, (m, v) => m * v).Sum() / row.Sum())).ToArray();
        return ((116 * f[1]) - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2]));

        static double F(double t) => t > 216.0 / 24389 ? Math.Cbrt(t) : ((24389.0 / 27 * t) + 16) / 116;
    }
}
