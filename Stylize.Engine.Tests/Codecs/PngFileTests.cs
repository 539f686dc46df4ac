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
        foreach (var row in Truth)
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
                Assert.Equal(values[i] / 65535f, units.Planes[plane][x, y], 1e-6f);
            }

            Assert.Equal((row[0], row[5]), (row[0], Digest(MemoryMarshal.AsBytes<ushort>(values))));
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

    private static ImageSource Source(string file) => ImageSource.File(Checkout.Image("png", file));

    private static string Digest(ReadOnlySpan<byte> values) => Convert.ToHexStringLower(SHA256.HashData(values));
}
