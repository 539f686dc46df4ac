namespace Stylize.Engine.Tests.Segmentation;

/// <summary>Drawn nuclei with known positions and areas: discs with a blurred edge on a noisy background.</summary>
internal sealed class NucleiScene(int width, int height)
{
    private readonly List<(double X, double Y, double Radius, double Contrast)> _discs = [];

    /// <summary>The discs drawn so far.</summary>
    public IReadOnlyList<(double X, double Y, double Radius, double Contrast)> Discs => _discs;

    public NucleiScene Disc(double x, double y, double radius, double contrast)
    {
        _discs.Add((x, y, radius, contrast));
        return this;
    }

    /// <summary>Draws the image: background, the brightest disc at each pixel, and noise with a standard
    /// deviation.</summary>
    public Raster<ushort> Draw(Func<int, int, double> background, double noise, int seed = 1)
    {
        var random = new Random(seed);
        var image = new Raster<ushort>(width, height);
        var light = new double[width, height];
        foreach (var disc in _discs)
        {
            var side = (2 * (int)disc.Radius) + 7;
            var (left, top) = ((int)disc.X - (side / 2), (int)disc.Y - (side / 2));
            foreach (var (x, y) in Coordinates(side, side).Select(p => (p.X + left, p.Y + top))
                         .Where(p => p.Item1 >= 0 && p.Item1 < width && p.Item2 >= 0 && p.Item2 < height))
            {
                // 50% at the radius; 0 and 100% two pixels to each side.
                var distance = Math.Sqrt(((x - disc.X) * (x - disc.X)) + ((y - disc.Y) * (y - disc.Y)));
                light[x, y] = Math.Max(light[x, y], disc.Contrast * Math.Clamp((disc.Radius - distance + 2) / 4, 0, 1));
            }
        }

        foreach (var (x, y) in Coordinates(width, height))
        {
            // The sum of twelve even numbers has a variance of one.
            var sum = -6.0;
            for (var i = 0; i < 12; i++)
            {
                sum += random.NextDouble();
            }

            image[x, y] = (ushort)Math.Clamp(Math.Round(background(x, y) + light[x, y] + (noise * sum)), 0, 65535);
        }

        return image;
    }
}
