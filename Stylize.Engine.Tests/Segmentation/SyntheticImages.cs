using ImageSource = Stylize.Engine.Imaging.ImageSource;

namespace Stylize.Engine.Tests.Segmentation;

/// <summary>The images of tools/oracles/segmentation.py, drawn with the same integer formulas, and the
/// nuclei.</summary>
internal static class SyntheticImages
{
    public static (Raster<ushort> Image, int Bits) Make(string name) => name switch
    {
        "blobs8" => (Blobs(160, 120, 3, 255, 1), 8),
        "blobs16" => (Blobs(160, 120, 4, 60000, 2), 16),
        "narrow16" => (Fill(160, 120, Blobs(160, 120, 2, 40, 3), (_, _, v) => v + 1000), 16),
        "wide" => (Blobs(700, 60, 12, 60000, 5), 16),
        "step8" => (Fill(64, 64, null, (x, y, _) => ((y * 64) + x) % 64 < 20 ? 30 : 200), 8),
        "constant8" => (Fill(48, 32, null, (_, _, _) => 77), 8),
        "two16" => (Fill(40, 30, null, (x, y, _) => ((y * 40) + x) % 7 == 0 ? 65535 : 0), 16),
        "diagonal" => (Fill(60, 60, null, (x, y, _) => x == y ? 9 : 0), 16),
        "antidiagonal" => (Fill(60, 60, null, (x, y, _) => x == 59 - y ? 9 : 0), 16),
        "triangle" => (Fill(21, 21, null, (x, y, _) => x <= y ? 5 : 0), 16),
        "disc" =>
            (Fill(31, 31, null, (x, y, _) => ((x - 15) * (x - 15)) + ((y - 15) * (y - 15)) <= 14.5 * 14.5 ? 7 : 0), 16),
        _ when name.EndsWith("x16", StringComparison.Ordinal) =>
            (Wide(Nuclei(name[..^3]), 100 + (uint)(name[7] - '0')), 16),
        _ => (Nuclei(name), 8),
    };

    public static Raster<ushort> Nuclei(string name)
    {
        using var image = ImageCodecs.Default.DecodeSamples(ImageSource.File(Checkout.Image("nuclei", name + ".png")));
        return image.Planes[0].Clone();
    }

    private static Raster<ushort> Wide(Raster<ushort> eight, uint seed)
    {
        var low = Noise(eight.Width * eight.Height, seed);
        return Fill(eight.Width, eight.Height, eight, (x, y, v) => (v * 256) + (low[(y * eight.Width) + x] & 255));
    }

    private static Raster<ushort> Blobs(int width, int height, int radius, int top, uint seed)
    {
        var noise = Noise(width * height, seed);
        var sums = new long[width * height];
        foreach (var (x, y) in Coordinates(width, height))
        {
            for (var dy = -radius; dy <= radius; dy++)
            {
                for (var dx = -radius; dx <= radius; dx++)
                {
                    sums[(y * width) + x] +=
                        noise[(Math.Clamp(y + dy, 0, height - 1) * width) + Math.Clamp(x + dx, 0, width - 1)];
                }
            }
        }

        var (low, high) = (sums.Min(), sums.Max());
        return Fill(width, height, null, (x, y, _) => (int)((sums[(y * width) + x] - low) * top / (high - low)));
    }

    internal static int[] Noise(int count, uint seed)
    {
        var noise = new int[count];
        for (var i = 0; i < count; i++)
        {
            seed = unchecked((seed * 1664525) + 1013904223);
            noise[i] = (int)(seed >> 16);
        }

        return noise;
    }

    private static Raster<ushort> Fill(int width, int height, Raster<ushort>? source, Func<int, int, int, int> value)
    {
        var image = Paint<ushort>(width, height, (x, y) => (ushort)value(x, y, source?[x, y] ?? 0));

        source?.Dispose();
        return image;
    }
}
