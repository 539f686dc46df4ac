namespace Stylize.Engine.Tests.Codecs;

/// <summary>
/// An embedded ICC profile is applied, and an sRGB profile changes nothing. Profiles are built from published
/// chromaticities.
/// </summary>
public class ColorProfileTests : CodecTest
{
    // Columns red, green, blue; rows X, Y, Z; adapted to D50 by Bradford.
    private static readonly double[,] Srgb =
    {
        { 0.43607, 0.38515, 0.14307 },
        { 0.22249, 0.71687, 0.06061 },
        { 0.01392, 0.09708, 0.71410 },
    };

    private static readonly double[,] XyzToSrgb =
    {
        { 3.13386, -1.61687, -0.49061 },
        { -0.97877, 1.91614, 0.03345 },
        { 0.07195, -0.22899, 1.40524 },
    };


    [Fact]
    public void Adobe_RGB_is_converted_to_sRGB()
    {
        const double Gamma = 563 / 256.0;
        using var stored = Pixels.Pattern(40, 30, opaque: true);
        var source = Bytes(WithProfile(stored, TinyProfile.AdobeRgb()));
        using var shown = Codec.DecodeRgba(source);
        using var units = Codec.DecodeFloat(source);
        using var samples = Codec.DecodeSamples(source);
        foreach (var (x, y) in Coordinates(stored.Width, stored.Height))
        {
            var pixel = stored[x, y];
            double[] linear = [Math.Pow(pixel.R / 255.0, Gamma), Math.Pow(pixel.G / 255.0, Gamma),
                Math.Pow(pixel.B / 255.0, Gamma)];
            var expected = Times(XyzToSrgb, Times(TinyProfile.AdobeColorants, linear)).Select(Encode).ToArray();
            byte[] actual = [shown[x, y].R, shown[x, y].G, shown[x, y].B];
            ushort[] unchanged = [pixel.R, pixel.G, pixel.B];
            for (var band = 0; band < 3; band++)
            {
                Assert.InRange(actual[band] - (expected[band] * 255), -2.5, 2.5);
                Assert.InRange(units.Planes[band][x, y] - expected[band], -0.01, 0.01);
                Assert.Equal(unchanged[band], samples.Planes[band][x, y]);
            }
        }
    }

    [Fact]
    public void An_sRGB_profile_changes_nothing()
    {
        var curve = Enumerable.Range(0, 1024).Select(i => (ushort)Math.Round(65535 * Decode(i / 1023.0))).ToArray();
        using var stored = Pixels.Pattern(40, 30, opaque: true);
        using var shown = Codec.DecodeRgba(Bytes(WithProfile(stored, TinyProfile.Make(Srgb, curve))));
        Assert.Equal(Pixels.Of(stored), Pixels.Of(shown));
    }

    private static double[] Times(double[,] matrix, double[] vector) =>
        [.. Enumerable.Range(0, 3)
            .Select(row => Enumerable.Range(0, 3).Sum(column => matrix[row, column] * vector[column]))];

    private static double Decode(double value) =>
        value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);

    private static double Encode(double linear) =>
        Math.Clamp(linear, 0, 1) is var value && value <= 0.0031308
            ? value * 12.92 : (1.055 * Math.Pow(value, 1 / 2.4)) - 0.055;

    private static byte[] WithProfile(Raster<Rgba32> image, byte[] profile) => WithChunk(
        Encode(image, new EncodeOptions(ImageFormat.Png)), "iCCP"u8,
        [.. "test\0\0"u8, .. EncodedFiles.Deflated(profile)]);
}
