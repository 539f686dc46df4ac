using System.Security.Cryptography;

namespace Stylize.Engine.Tests.Codecs;

/// <summary>Every kind of PNG decodes to the pixels that tools/make_png_files.py drew.</summary>
public class PngFileTests : CodecTest
{
    private static readonly string[][] Truth =
        [.. File.ReadLines(Checkout.Image("png.csv")).Skip(1).Select(line => line.Split(','))];

    [Fact]
    public void Every_valid_file_decodes_to_the_expected_pixels()
    {
        var wrong = new List<string>();
        foreach (var row in Truth.Where(row => Gamma(row[0]) is null))
        {
            using var image = Codec.DecodeRgba(Source(row[0]));
            byte[] values = [.. Pixels.Of(image).Select(value => (byte)value)];
            if ($"{image.Width},{image.Height},{Digest(values)}" != $"{row[1]},{row[2]},{row[4]}")
            {
                wrong.Add(row[0]);
            }
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public void Every_16_bit_file_keeps_16_bits()
    {
        var deep = Truth.Where(row => row[3] == "16").ToList();
        Assert.True(deep.Count >= 20, $"{deep.Count} files");
        foreach (var row in deep)
        {
            using var samples = Codec.DecodeSamples(Source(row[0]));
            using var units = Codec.DecodeFloat(Source(row[0]));
            Assert.Equal(16, samples.BitsPerSample);
            var values = new ushort[samples.Width * samples.Height * 4];
            for (var i = 0; i < values.Length; i++)
            {
                var (pixel, channel) = (i / 4, i % 4);
                var (x, y) = (pixel % samples.Width, pixel / samples.Width);
                if (channel == 3 && !samples.HasAlpha)
                {
                    values[i] = 65535;
                    continue;
                }

                var plane = channel == 3 ? samples.Planes.Count - 1 : Math.Min(channel, samples.ColorPlanes - 1);
                values[i] = samples.Planes[plane][x, y];
                var expected = Gamma(row[0]) is { } gamma ? Encoded(values[i] / 65535.0, gamma) : values[i] / 65535.0;
                Assert.Equal(expected, units.Planes[plane][x, y], 1e-4);
            }

            Assert.Equal((row[0], row[5]), (row[0], Digest(MemoryMarshal.AsBytes<ushort>(values))));
        }
    }

    /// <summary>The stored samples are powers of light, and pictures show the light in sRGB.</summary>
    [Fact]
    public void Files_with_a_gamma_are_shown_in_sRGB()
    {
        foreach (var row in Truth.Where(row => Gamma(row[0]) is not null))
        {
            using var image = Codec.DecodeRgba(Source(row[0]));
            using var samples = Codec.DecodeSamples(Source(row[0]));
            foreach (var (x, y) in Coordinates(image.Width, image.Height))
            {
                var unit = samples.Planes[0][x, y] / (samples.BitsPerSample == 16 ? 65535.0 : 255);
                Assert.InRange(image[x, y].R - (255 * Encoded(unit, Gamma(row[0])!.Value)), -.6, .6);
            }
        }
    }

    [Fact]
    public void Every_corrupt_file_is_rejected()
    {
        var corrupt = Checkout.Files(Checkout.Image("png"), "x-*.png");
        Assert.True(corrupt.Length >= 20, $"{corrupt.Length} files");
        foreach (var file in corrupt)
        {
            Fails.At(StylizeError.ImageUnreadable, file, () => Codec.DecodeRgba(ImageSource.File(file)).Dispose());
        }
    }

    /// <summary>Returns the value of the chunk gAMA of a file named after it in hundredths; null without one.</summary>
    private static double? Gamma(string file) =>
        file.Split('-') is ["gamma", var hundredths, _] ? int.Parse(hundredths) / 100.0 : null;

    /// <summary>IEC 61966-2-1.</summary>
    private static double Encoded(double unit, double gamma)
    {
        var linear = Math.Pow(unit, 1 / gamma);
        return linear <= .0031308 ? 12.92 * linear : (1.055 * Math.Pow(linear, 1 / 2.4)) - .055;
    }

    private static ImageSource Source(string file) => ImageSource.File(Checkout.Image("png", file));

    private static string Digest(ReadOnlySpan<byte> values) => Convert.ToHexStringLower(SHA256.HashData(values));
}
