using Stylize.Engine.Imaging;

namespace Stylize.Engine.PixelArt.Restoration;

/// <summary>The colour that most pixels of a cell agree on.</summary>
internal static class RobustMean
{
    /// <summary>Distance, in 8-bit steps, at which a pixel counts half in the mean of those that agree.</summary>
    private const double HalfWeight = 12;

    private const int Rounds = 4;

    /// <summary>
    /// The colour that more than half of the pixels have; else a mean that begins at the inner pixels, which lossy compression mixes least
    /// with their neighbours', and gives pixels further from it less weight in each round (Geman and McClure 1987).
    /// </summary>
    /// <param name="pixels">The cell's pixels, row by row; none gives a transparent colour.</param>
    /// <param name="width">Pixels of a row.</param>
    public static Rgba32 Of(List<Rgba32> pixels, int width)
    {
        if (pixels.Count == 0)
        {
            return default;
        }

        foreach (var group in pixels.CountBy(p => p))
        {
            if (2 * group.Value > pixels.Count)
            {
                return group.Key;
            }
        }

        var height = pixels.Count / width;
        var inner = pixels.Select((_, i) => Inner(i % width, width) * Inner(i / width, height)).ToArray();
        var mean = Mean(pixels, i => inner[i]);
        for (var round = 0; round < Rounds; round++)
        {
            var centre = mean;
            mean = Mean(pixels, i =>
            {
                var (r, g, b) = (pixels[i].R - centre.R, pixels[i].G - centre.G, pixels[i].B - centre.B);
                var ratio = ((r * r) + (g * g) + (b * b)) / (HalfWeight * HalfWeight);
                return (0.2 + inner[i]) / ((1 + ratio) * (1 + ratio));
            });
        }

        return new Rgba32(Round(mean.R), Round(mean.G), Round(mean.B), Round(mean.A));

        static byte Round(double value) => (byte)Math.Clamp(Math.Round(value), 0, 255);
    }

    /// <summary>1 in the middle half of a side, less towards its ends.</summary>
    private static double Inner(int i, int side) => Math.Min(1, (side - Math.Abs((2.0 * i) + 1 - side)) / (side / 2.0));

    private static (double R, double G, double B, double A) Mean(List<Rgba32> pixels, Func<int, double> weight)
    {
        var (w, r, g, b, a) = (1e-9, 0.0, 0.0, 0.0, 0.0);
        for (var i = 0; i < pixels.Count; i++)
        {
            var (p, share) = (pixels[i], weight(i));
            (w, r, g, b, a) = (w + share, r + (share * p.R), g + (share * p.G), b + (share * p.B), a + (share * p.A));
        }

        return (r / w, g / w, b / w, a / w);
    }
}
