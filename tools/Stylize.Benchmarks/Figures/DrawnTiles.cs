using Stylize.Codecs;
using Stylize.Engine.Imaging;
using Stylize.Engine.Imaging.Tiff;

namespace Stylize.Benchmarks.Figures;

/// <summary>Tiles and plates that are drawn for measuring. The same arguments give the same pixels in every
/// run.</summary>
internal static class DrawnTiles
{
    private const int Side = 2048;
    private const int SmallSide = 1024;

    /// <summary>A folder of 2048x2048 tiles named tile00.tif and so on, mosaics of the images of the set
    /// nuclei.</summary>
    public static string Folder(FigureContext context, int count)
    {
        var folder = Path.Combine(context.Scratch, "tiles");
        if (Directory.Exists(folder)) return folder;

        Directory.CreateDirectory(folder);
        var images = FigureContext.Data("nuclei");
        var nuclei = Enumerable.Range(1, 6)
            .Select(i => Normalized(Path.Combine(images, $"nuclei{i:00}.png"))).ToArray();
        for (var tile = 0; tile < count; tile++)
        {
            using var raster = Mosaic(nuclei, tile);
            Save(raster, Path.Combine(folder, $"tile{tile:00}.tif"));
        }

        return folder;
    }

    /// <summary>A plate whose wells hold links to the same tiles, in the channel DAPI.</summary>
    public static string Plate(FigureContext context, int wells, int tiles)
    {
        var sources = Directory.GetFiles(Folder(context, tiles), "*.tif").Order(StringComparer.Ordinal).ToArray();
        var plate = Path.Combine(context.Scratch, $"plate{wells}");
        Directory.CreateDirectory(plate);
        for (var i = 0; i < wells * tiles; i++)
        {
            var (well, tile) = (i / tiles, i % tiles);
            Link(sources[tile],
                Path.Combine(plate, $"PLATE_{(char)('A' + (well / 12))}{(well % 12) + 1}_T0_{tile + 1}_DAPI.tif"));
        }

        return plate;
    }

    /// <summary>A plate of wells with 4 tiles of 1024x1024 pixels each.</summary>
    public static string SmallTiles(FigureContext context, int tiles)
    {
        var source = Path.Combine(context.Scratch, "small.tif");
        if (!File.Exists(source))
        {
            using var raster = new Raster<ushort>(SmallSide, SmallSide);
            for (var y = 0; y < SmallSide; y++)
            {
                for (var x = 0; x < SmallSide; x++)
                {
                    raster[x, y] = Disc(x, y, 17);
                }
            }

            Save(raster, source);
        }

        var plate = Path.Combine(context.Scratch, $"small{tiles}");
        Directory.CreateDirectory(plate);
        for (var i = 0; i < tiles; i++)
        {
            var well = i / 4;
            Link(source,
                Path.Combine(plate, $"SMALL_{(char)('A' + (well / 24))}{(well % 24) + 1}_T0_{(i % 4) + 1}_DAPI.tif"));
        }

        return plate;
    }

    /// <summary>A folder with one large tile of discs.</summary>
    public static string LargeImage(FigureContext context, int side)
    {
        var folder = Path.Combine(context.Scratch, "large");
        Directory.CreateDirectory(folder);
        using var file = File.Create(Path.Combine(folder, "LARGE_A1_T0_1_DAPI.tif"));
        using var tiff = new TiffWriter(file, new TiffPage(side, side, 1, 16, LosslessCompression.None));
        var row = new ushort[side];
        for (var y = 0; y < side; y++)
        {
            for (var x = 0; x < side; x++)
            {
                row[x] = Disc(x, y, 10 + (((x >> 6) + (3 * (y >> 6))) % 11));
            }

            tiff.Add<ushort>(row);
        }

        tiff.Finish();
        return folder;
    }

    /// <summary>One well of 2x2 tiles in the channels DAPI and GFP: round nuclei on a grid, with noise.</summary>
    public static string TwoChannels(FigureContext context)
    {
        var folder = Path.Combine(context.Scratch, "channels");
        Directory.CreateDirectory(folder);
        for (var tile = 1; tile <= 4; tile++)
        {
            foreach (var channel in (string[])["DAPI", "GFP"])
            {
                var random = new Random(tile);
                using var raster = new Raster<ushort>(Side, Side);
                for (var y = 0; y < Side; y++)
                {
                    for (var x = 0; x < Side; x++)
                    {
                        var (dx, dy) = ((x % 64) - 32, (y % 64) - 32);
                        var reach = 60 + (((x / 64 * 7) + (y / 64 * 13) + tile) % 9 * 30);
                        var light = (dx * dx) + (dy * dy) < reach ? 6000 + (reach * 10) : 600;
                        raster[x, y] = (ushort)(light + random.Next(400));
                    }
                }

                Save(raster, Path.Combine(folder, $"PLATE_A1_T0_{tile}_{channel}.tif"));
            }
        }

        return folder;
    }

    private static ushort Disc(int x, int y, int radius)
    {
        var (dx, dy) = ((x & 63) - 32, (y & 63) - 32);
        return (ushort)(((dx * dx) + (dy * dy) <= radius * radius ? 9000 : 800) + (((x * 31) + (y * 17)) & 255));
    }

    /// <summary>An image whose background is 0 and whose bright nuclei are about 1.</summary>
    private static double[,] Normalized(string path)
    {
        using var image = ImageCodecs.Default.DecodeSamples(ImageSource.File(path));
        var plane = image.Planes[0];
        var sorted = new List<ushort>();
        for (var y = 0; y < plane.Height; y++)
        {
            sorted.AddRange(plane.Row(y).ToArray());
        }

        sorted.Sort();
        double dark = sorted[sorted.Count / 2], bright = sorted[(int)(0.995 * sorted.Count)];
        var values = new double[plane.Height, plane.Width];
        for (var y = 0; y < plane.Height; y++)
        {
            for (var x = 0; x < plane.Width; x++)
            {
                values[y, x] = Math.Clamp((plane[x, y] - dark) / (bright - dark), -0.1, 1.6);
            }
        }

        return values;
    }

    private static Raster<ushort> Mosaic(double[][,] nuclei, int tile)
    {
        var random = new Random(tile);
        var (height, width) = (nuclei[0].GetLength(0), nuclei[0].GetLength(1));
        var flips = Enumerable.Range(0, 12)
            .Select(_ => (X: random.Next(2) == 0, Y: random.Next(2) == 0, Light: 0.85 + (0.3 * random.NextDouble())))
            .ToArray();
        var raster = new Raster<ushort>(Side, Side);
        for (var y = 0; y < Side; y++)
        {
            for (var x = 0; x < Side; x++)
            {
                var (row, column) = (y / height, x / width);
                var flip = flips[(row * 3) + column];
                var (v, u) = (y % height, x % width);
                var image = nuclei[(tile + row + column) % nuclei.Length];
                var light = 800 + (14000 * flip.Light * image[flip.Y ? height - 1 - v : v, flip.X ? width - 1 - u : u]);
                var noise = (random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5) * 2;
                raster[x, y] = (ushort)Math.Clamp(light + (noise * Math.Sqrt(Math.Max(0, 4 * light) + 1600)), 0, 65535);
            }
        }

        return raster;
    }

    private static void Save(Raster<ushort> raster, string path)
    {
        using var samples = new SampleImage<ushort>([raster.Clone()], false, 16);
        using var file = File.Create(path);
        ImageCodecs.Default.Encode(
            samples, file, new EncodeOptions(ImageFormat.Tiff) { Compression = LosslessCompression.None });
    }

    private static void Link(string source, string path)
    {
        if (!File.Exists(path))
        {
            File.CreateSymbolicLink(path, source);
        }
    }
}
