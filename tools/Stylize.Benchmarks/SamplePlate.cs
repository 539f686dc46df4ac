using Stylize.Codecs;
using Stylize.Engine.Imaging;

namespace Stylize.Benchmarks;

/// <summary>
/// Draws the plate of samples/plate: two wells at three timepoints, 2 x 2 tiles of 128 x 128 pixels of 16 bits in the
/// channels DAPI and GFP. Illumination falls off toward the edges, the stage drifts, nuclei move, and one per well
/// divides.
/// </summary>
internal static class SamplePlate
{
    private const int Side = 256;
    private const int Tile = Side / 2;
    private const int Times = 3;
    private const int Dark = 100;

    public static void Make(string folder, int seed)
    {
        foreach (var (index, well) in new[] { "A1", "A2" }.Index())
        {
            var random = new Random(seed + index);
            var nuclei = Place(random, 14);
            var (driftX, driftY) = (0.0, 0.0);
            for (var time = 0; time < Times; time++)
            {
                if (time > 0)
                {
                    (driftX, driftY) = (driftX + (4 * random.NextDouble()), driftY - (3 * random.NextDouble()));
                    nuclei = [.. nuclei.SelectMany((n, i) => i == 0 && time == 1 ? n.Divide() : [n.Move(random)])];
                }

                // The drug in the second well dims the reporter.
                var fading = index == 1 ? 1 - (0.3 * time) : 1;
                foreach (var channel in (string[])["DAPI", "GFP"])
                {
                    var picture = Draw(nuclei, driftX, driftY, n => channel == "DAPI" ? n.Dapi : n.Gfp * fading);
                    Save(picture, Path.Combine(folder, well), $"SAMPLE_{well}_T{time}", channel, random);
                }
            }
        }

        File.WriteAllText(Path.Combine(folder, "plate.csv"), "well,compound,dose\nA1,DMSO,0\nA2,drug,2.5\n");
    }

    private static List<Nucleus> Place(Random random, int count)
    {
        var nuclei = new List<Nucleus>();
        while (nuclei.Count < count)
        {
            var nucleus = new Nucleus(
                20 + (random.NextDouble() * (Side - 40)), 20 + (random.NextDouble() * (Side - 40)),
                8 + (4 * random.NextDouble()),
                7 + (2 * random.NextDouble()), Math.PI * random.NextDouble(), 900 + (900 * random.NextDouble()),
                300 + (1500 * random.NextDouble()));
            // The first nucleus divides and needs room.
            if (nuclei.All(
                n => Math.Sqrt(Math.Pow(n.X - nucleus.X, 2) + Math.Pow(n.Y - nucleus.Y, 2)) > (n == nuclei[0]
                    ? 48 : 34)))
            {
                nuclei.Add(nucleus);
            }
        }

        return nuclei;
    }

    private static double[,] Draw(List<Nucleus> nuclei, double driftX, double driftY, Func<Nucleus, double> level)
    {
        var picture = new double[Side, Side];
        for (var y = 0; y < Side; y++)
        {
            for (var x = 0; x < Side; x++)
            {
                var brightest = nuclei.Max(n => level(n) * n.Share(x - driftX, y - driftY));
                picture[y, x] = 300 + brightest;
            }
        }

        return picture;
    }

    private static void Save(double[,] picture, string folder, string name, string channel, Random random)
    {
        Directory.CreateDirectory(folder);
        for (var tile = 0; tile < 4; tile++)
        {
            using var image = new SampleImage<ushort>([new Raster<ushort>(Tile, Tile)], false, 16);
            for (var y = 0; y < Tile; y++)
            {
                for (var x = 0; x < Tile; x++)
                {
                    var (dx, dy) = ((x / (double)Tile) - 0.55, (y / (double)Tile) - 0.45);
                    var light = 1 - (0.7 * ((dx * dx) + (dy * dy)));
                    var value = picture[(tile / 2 * Tile) + y, (tile % 2 * Tile) + x] * light;
                    // Shot noise grows with the square root of the brightness.
                    var noise =
                        (random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5) * 2 * Math.Sqrt(value);
                    image.Planes[0][x, y] = (ushort)(Dark + value + noise);
                }
            }

            using var file = File.Create(Path.Combine(folder, $"{name}_{tile + 1}_{channel}.tif"));
            ImageCodecs.Default.Encode(image, file, new EncodeOptions(ImageFormat.Tiff));
        }
    }

    /// <summary>An ellipse with a soft edge.</summary>
    private sealed record Nucleus(double X, double Y, double Long, double Short, double Angle, double Dapi, double Gfp)
    {
        public Nucleus Move(Random random) =>
            this with { X = X + (3 * (random.NextDouble() - 0.5)), Y = Y + (3 * (random.NextDouble() - 0.5)) };

        public IEnumerable<Nucleus> Divide()
        {
            foreach (var side in (int[])[-1, 1])
            {
                yield return this with
                {
                    X = X + (side * (Short + 3) * Math.Cos(Angle)),
                    Y = Y + (side * (Short + 3) * Math.Sin(Angle)),
                    Long = 0.74 * Long,
                    Short = 0.74 * Short,
                    Angle = Angle + (Math.PI / 2),
                };
            }
        }

        /// <summary>Returns the brightness at a point: 1 inside, 0 outside, and between them at the edge.</summary>
        public double Share(double x, double y)
        {
            var (sin, cos) = Math.SinCos(Angle);
            var (along, across) = (((x - X) * cos) + ((y - Y) * sin), ((y - Y) * cos) - ((x - X) * sin));
            var distance = Math.Sqrt(Math.Pow(along / Long, 2) + Math.Pow(across / Short, 2));
            return Math.Clamp((1.15 - distance) / 0.3, 0, 1);
        }
    }
}
