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

    /// <summary>Draws the image: background, the brightest disc at each pixel, and noise with a standard deviation.</summary>
    public Raster<ushort> Draw(Func<int, int, double> background, double noise, int seed = 1)
    {
        var random = new Random(seed);
        var image = new Raster<ushort>(width, height);
        foreach (var (x, y) in Coordinates(width, height))
        {
            var light = 0.0;
            foreach (var disc in _discs)
            {
                // 50% at the radius; 0 and 100% two pixels to each side.
                var distance = Math.Sqrt(((x - disc.X) * (x - disc.X)) + ((y - disc.Y) * (y - disc.Y)));
                light = Math.Max(light, disc.Contrast * Math.Clamp((disc.Radius - distance + 2) / 4, 0, 1));
            }

            // The sum of twelve even numbers has a variance of one.
            var sum = -6.0;
            for (var i = 0; i < 12; i++)
            {
                sum += random.NextDouble();
            }

            image[x, y] = (ushort)Math.Clamp(Math.Round(background(x, y) + light + (noise * sum)), 0, 65535);
        }

        return image;
    }
}
