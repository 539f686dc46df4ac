using Stylize.Codecs;
using Stylize.Engine.Imaging;

namespace Stylize.Benchmarks;

/// <summary>Drawn pictures of all sorts for <see cref="CostSweep"/>: photograph-like, textures, gratings, halftones,
/// scans, icons, noise and plain colors.</summary>
internal static class SweepPictures
{
    private const int Width = 768, Height = 512;

    /// <summary>Returns the color of a pixel.</summary>
    private delegate Rgba32 Draw(int x, int y, Random random);

    /// <summary>Writes the pictures into a folder.</summary>
    public static void Write(string folder)
    {
        foreach (var (name, (width, height), draw) in All())
        {
            var random = new Random(1);
            using var image = new Raster<Rgba32>(width, height);
            for (var y = 0; y < height; y++)
            {
                for (var x = 0; x < width; x++)
                {
                    image[x, y] = draw(x, y, random);
                }
            }

            using var file = File.Create(Path.Combine(folder, name + ".png"));
            ImageCodecs.Default.Encode(image, file, new EncodeOptions(ImageFormat.Png));
        }
    }

    private static IEnumerable<(string Name, (int Width, int Height) Size, Draw Draw)> All()
    {
        (int, int) large = (Width, Height), small = (64, 64);
        foreach (var (name, draw) in Photographs().Concat(Textures()).Concat(Gratings()).Concat(Halftones())
            .Concat(Scans()))
        {
            yield return (name, large, draw);
        }

        foreach (var (name, color) in new[]
        {
            ("white", new Rgba32(255, 255, 255)), ("black", new(0, 0, 0)), ("red", new(200, 30, 30)),
            ("clear", new(0, 0, 0, 0)),
        })
        {
            yield return ("plain-" + name, large, (_, _, _) => color);
        }

        for (var k = 0; k < 8; k++)
        {
            var (size, hue) = (8 + (5 * k), new Rgba32((byte)(30 * k), (byte)(255 - (25 * k)), (byte)(90 * k)));
            yield return ($"icon-{k}", small, (x, y, _) =>
                ((x - 32) * (x - 32)) + ((y - 32) * (y - 32)) < size * size / 4
                ? hue : (x / size + (y / size)) % 2 == 0 ? new(240, 240, 240) : new(20, 20, 40));
            yield return ($"icon-shaded-{k}", small, (x, y, _) => new(
                (byte)(4 * x), (byte)((4 * y) ^ (k << 4)), (byte)Math.Min(255, (x * y / 16) + (8 * k))));
        }
    }

    private static IEnumerable<(string Name, Draw Draw)> Photographs()
    {
        for (var k = 0; k < 12; k++)
        {
            var seed = k;
            var rough = 0.45 + (0.03 * (k % 6));
            yield return ($"photograph-{k:00}", (x, y, random) =>
            {
                var light = Clouds(x, y, seed, rough);
                var hue = Clouds(x + 999, y, seed + 50, rough);
                var edge = Clouds(x, y + 999, seed + 90, rough) > 0.5 ? 0.25 : 0;
                return Color(255 * (light + edge - 0.1), 255 * ((0.6 * light) + (0.4 * hue)),
                    255 * ((0.4 * light) + (0.5 * (1 - hue))), random.Next(5));
            });
        }
    }

    private static IEnumerable<(string Name, Draw Draw)> Textures()
    {
        yield return ("noise-color", (_, _, random) => new(
            (byte)random.Next(256), (byte)random.Next(256), (byte)random.Next(256)));
        yield return ("noise-gray", (_, _, random) => Gray(random.Next(256)));
        yield return ("noise-faint", (_, _, random) => Gray(120 + random.Next(20)));
        yield return ("noise-red", (_, _, random) => new((byte)(100 + random.Next(150)), (byte)random.Next(60), 30));
        yield return ("noise-salt", (_, _, random) => Gray(random.Next(20) == 0 ? 255 : 60));
        yield return ("noise-blocks", (x, y, _) => Gray(255 * Value(x / 4, y / 4, 3)));
        yield return ("noise-smooth", (x, y, _) => Gray(255 * Smooth(x / 5.0, y / 5.0, 4)));
        foreach (var side in new[] { 1, 3, 16 })
        {
            yield return ($"checker-{side}", (x, y, _) => Gray((x / side + (y / side)) % 2 * 255));
        }

        yield return ("brick", (x, y, _) => y % 24 < 3 || (x + (y / 24 % 2 * 32)) % 64 < 3
            ? Gray(200) : new((byte)(150 + (60 * Value(x, y, 1))), 60, 40));
        yield return ("weave", (x, y, random) => (x / 6 + (y / 6)) % 2 == 0
            ? Color(90 + (60 * Math.Sin(x)), 80, 160, random.Next(9))
            : Color(60, 90 + (60 * Math.Sin(y)), 70, random.Next(9)));
        yield return ("knit", (x, y, random) => Color(
            140 + (80 * Math.Sin((x / 4.0) + (2 * Math.Abs(Math.Sin(y / 7.0))))), 60, 80, random.Next(12)));
        yield return ("grain", (x, y, _) => Gray(128 + (60 * Math.Sin((x / 2.5) + (3 * Math.Sin(y / 30.0))))));
        yield return ("grain-red", (x, y, random) => Color(
            150 + (50 * Math.Sin((x / 2.5) + (3 * Math.Sin(y / 30.0)))), 40, 30, random.Next(20)));
        yield return ("grain-wood", (x, y, random) => Color(
            150 + (40 * Math.Sin((Smooth(x / 300.0, y / 20.0, 7) * 60) + (x / 200.0))), 100, 50, random.Next(10)));
        yield return ("cells", (x, y, _) => Gray(255 * (Smooth(x / 9.0, y / 9.0, 8) > 0.6 ? 0.8 : 0.1)));
        yield return ("leopard", (x, y, _) => Smooth(x / 12.0, y / 12.0, 9) > 0.62
            ? new(40, 20, 10) : new(220, 170, 90));
    }

    private static IEnumerable<(string Name, Draw Draw)> Gratings()
    {
        foreach (var period in new[] { 2.0, 3.7, 5, 8, 13, 32 })
        {
            foreach (var angle in new[] { 0, 17, 90 })
            {
                var (sin, cos) = Math.SinCos(angle * Math.PI / 180);
                yield return ($"grating-{period}-{angle}", (x, y, _) =>
                    Gray(128 + (90 * Math.Sin(2 * Math.PI * ((x * cos) + (y * sin)) / period))));
            }

            yield return ($"rings-{period}", (x, y, random) => Gray(
                128 + (60 * Math.Sin(2 * Math.PI * double.Hypot(x - 384, y - 256) / period)) + random.Next(10)));
        }

        yield return ("zone-plate", (x, y, _) => Gray(
            128 + (120 * Math.Cos((((x - 384) * (x - 384)) + ((y - 256) * (y - 256))) / 300.0))));
        yield return ("star", (x, y, _) => Gray(Math.Sin(36 * Math.Atan2(y - 256, x - 384)) > 0 ? 255 : 0));
    }

    private static IEnumerable<(string Name, Draw Draw)> Halftones()
    {
        foreach (var period in new[] { 5, 8, 14 })
        {
            yield return ($"halftone-{period}", (x, y, _) =>
            {
                var (u, v) = ((x + y) * 0.7071, (x - y) * 0.7071);
                var wave = (Math.Cos(2 * Math.PI * u / period) + Math.Cos(2 * Math.PI * v / period)) / 4;
                return Gray(wave + 0.5 < Clouds(x, y, 3, 0.5) ? 255 : 0);
            });
            yield return ($"screen-{period}", (x, y, _) =>
                Gray(Math.Abs((y % period) - (period / 2.0)) < period * Clouds(x, y, 5, 0.5) / 2 ? 20 : 240));
        }

        yield return ("dither", (x, y, random) => Gray(random.NextDouble() < Clouds(x, y, 6, 0.5) ? 255 : 0));
        yield return ("moire", (x, y, _) => Gray(
            64 * (2 + Math.Sin(x / 1.1) + Math.Sin((x * 0.93) + (y * 0.1)))));
    }

    private static IEnumerable<(string Name, Draw Draw)> Scans()
    {
        foreach (var (name, noise, paper) in new[] { ("clean", 1, 255), ("noisy", 24, 230), ("faint", 8, 170) })
        {
            yield return ($"page-{name}", (x, y, random) => Color(
                IsInk(x, y) ? 40 : paper, IsInk(x, y) ? 40 : paper - 6, IsInk(x, y) ? 45 : paper - 20,
                random.Next(noise)));
        }

        yield return ("table", (x, y, _) => Gray(x % 48 == 0 || y % 24 == 0 ? 0 : 255));
        yield return ("hatched", (x, y, _) => Gray(
            (x + y) % 9 == 0 || ((x - y + 9000) % 14 == 0 && x > 300) ? 0 : 250));
        yield return ("plan", (x, y, _) => Gray(
            Math.Abs((Smooth(x / 60.0, y / 60.0, 2) * 12 % 1) - 0.5) < 0.06 ? 30 : 245));
        yield return ("nuclei", (x, y, random) => Gray(
            (Smooth(x / 14.0, y / 14.0, 11) > 0.66 ? 150 : 12) + random.Next(14)));

        // Strokes of letters in lines.
        static bool IsInk(int x, int y) => y % 18 < 11 && x % 9 < 7 && Value(x / 9, y / 18, 5) > 0.15
            && (Value(x / 9 * 7, y / 18, 1) > 0.5 ? x % 9 < 2 : y % 18 < 2 || x % 9 == 4);
    }

    private static Rgba32 Gray(double value) => Color(value, value, value, 0);

    private static Rgba32 Color(double red, double green, double blue, int noise) =>
        new(Byte(red + noise), Byte(green + noise), Byte(blue + noise));

    private static byte Byte(double value) => (byte)Math.Clamp(value, 0, 255);

    /// <summary>Returns noise whose octaves fall by a factor, as in photographs; 0 to 1.</summary>
    private static double Clouds(double x, double y, int seed, double factor)
    {
        var (sum, weights, weight, side) = (0.0, 0.0, 1.0, 256.0);
        for (var octave = 0; octave < 8; octave++)
        {
            sum += weight * Smooth(x / side, y / side, seed + (31 * octave));
            weights += weight;
            (weight, side) = (weight * factor, side / 2);
        }

        return sum / weights;
    }

    private static double Smooth(double x, double y, int seed)
    {
        var (i, j) = ((int)Math.Floor(x), (int)Math.Floor(y));
        var (u, v) = (Ease(x - i), Ease(y - j));
        return (((Value(i, j, seed) * (1 - u)) + (Value(i + 1, j, seed) * u)) * (1 - v))
            + (((Value(i, j + 1, seed) * (1 - u)) + (Value(i + 1, j + 1, seed) * u)) * v);

        static double Ease(double t) => t * t * (3 - (2 * t));
    }

    private static double Value(int x, int y, int seed)
    {
        var hash = (uint)((x * 374761393) + (y * 668265263) + (seed * 1442695041));
        hash = (hash ^ (hash >> 13)) * 1274126177;
        return ((hash ^ (hash >> 16)) & 0xFFFF) / 65536.0;
    }
}
