namespace Stylize.Engine.Operations;

/// <summary>Draws samples of more than 8 bits with the levels of a picture, so that a narrow range keeps 256
/// tones.</summary>
internal static class DeepLevels
{
    /// <summary>Number of steps between the lowest and the highest gray of which levels are chosen.</summary>
    private const int Steps = 1 << 16;

    /// <summary>Returns the lowest and the highest finite value of the color planes; null without one.</summary>
    public static (float Low, float High)? Range(SampleImage<float> image)
    {
        var (low, high) = (float.PositiveInfinity, float.NegativeInfinity);
        foreach (var plane in image.Planes.Take(image.ColorPlanes))
        {
            for (var y = 0; y < image.Height; y++)
            {
                foreach (var value in plane.Row(y))
                {
                    if (!float.IsFinite(value)) continue;

                    (low, high) = (Math.Min(low, value), Math.Max(high, value));
                }
            }
        }

        return low <= high ? (low, high) : null;
    }

    /// <summary>Returns the gray values (ITU-R BT.709, encoded) between which all but a share of the visible pixels lie
    /// at each end.</summary>
    public static (double Black, double White) Automatic(SampleImage<float> image, double clipped)
    {
        if (Range(image) is not var (low, high) || low == high) return (0, 1);

        var (counts, total) = (new long[Steps], 0L);
        for (var y = 0; y < image.Height; y++)
        {
            for (var x = 0; x < image.Width; x++)
            {
                var gray = Gray(image, x, y);
                if (!float.IsFinite(gray) || (image.HasAlpha && image.Planes[^1][x, y] <= 0)) continue;

                counts[(int)Math.Clamp((gray - low) / (high - low) * (Steps - 1), 0, Steps - 1)]++;
                total++;
            }
        }

        var (black, white, limit) = (0, Steps - 1, (long)(clipped * total));
        for (var sum = counts[0]; black < Steps - 1 && sum <= limit; sum += counts[++black])
        {
        }

        for (var sum = counts[Steps - 1]; white > 0 && sum <= limit; sum += counts[--white])
        {
        }

        double At(int step) => low + ((high - low) * (double)step / (Steps - 1));
        return black < white ? (At(black), At(white)) : (low, high);
    }

    /// <summary>Draws an image whose values from black to white become 0 to 255, rounded and clamped.</summary>
    public static Raster<Rgba32> Draw(SampleImage<float> image, double black, double white)
    {
        var (green, blue) = image.ColorPlanes >= 3 ? (1, 2) : (0, 0);
        return new Raster<Rgba32>(image.Width, image.Height).FilledBy(pixels =>
        {
            for (var y = 0; y < image.Height; y++)
            {
                var row = pixels.Row(y);
                for (var x = 0; x < row.Length; x++)
                {
                    row[x] = new Rgba32(
                        Level(image.Planes[0][x, y]), Level(image.Planes[green][x, y]), Level(image.Planes[blue][x, y]),
                        image.HasAlpha ? Byte(image.Planes[^1][x, y]) : byte.MaxValue);
                }
            }
        });

        byte Level(float value) => Byte((value - black) / (white - black));

        static byte Byte(double unit) => (byte)((Math.Clamp(double.IsNaN(unit) ? 0 : unit, 0, 1) * 255) + .5);
    }

    private static float Gray(SampleImage<float> image, int x, int y) => image.ColorPlanes < 3 ? image.Planes[0][x, y]
        : (.2126f * image.Planes[0][x, y]) + (.7152f * image.Planes[1][x, y]) + (.0722f * image.Planes[2][x, y]);
}
