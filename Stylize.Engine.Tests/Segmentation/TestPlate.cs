namespace Stylize.Engine.Tests.Segmentation;

/// <summary>
/// A plate of 16-bit TIFF tiles: wells E4 and E5 at timepoints 0 and 1, nine tiles of the same size in a square, channels DAPI and GFP. By
/// default its ground truth is known: separate ellipses, many of them across seams.
/// </summary>
internal sealed class TestPlate : IDisposable
{
    private static readonly string[] Names = ["E4 0", "E4 1", "E5 0", "E5 1"];

    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<(int Well, string Channel), Raster<ushort>> _wells = [];

    public TestPlate()
        : this(120, 100, Draw)
    {
    }

    private TestPlate(int tileWidth, int tileHeight, Func<int, string, Raster<ushort>> well)
    {
        (TileWidth, TileHeight) = (tileWidth, tileHeight);
        for (var index = 0; index < Names.Length; index++)
        {
            foreach (var channel in (string[])["DAPI", "GFP"])
            {
                _wells.Add((index, channel), well(index, channel));
                Cut(_wells[(index, channel)], $"PLATE1_{Names[index].Replace(" ", "_T", StringComparison.Ordinal)}", channel);
            }
        }
    }

    public int TileWidth { get; }

    public int TileHeight { get; }

    public string Tiles => _folder["tiles"];

    public string this[string name] => _folder[name];

    public string[] Files => Directory.GetFiles(Tiles);

    /// <summary>The same plate of irregular, noisy nuclei (tools/make_nuclei.py), 116 x 86 pixels per tile.</summary>
    public static TestPlate OfNuclei() => new(116, 86, (index, channel) =>
    {
        using var image = SyntheticImages.Nuclei($"nuclei0{index + 1}");
        return Fill(3 * 116, 3 * 86, (x, y) => channel == "DAPI" ? (image[x, y] * 200) + 100 : 60000 - (image[x, y] * 150));
    });

    /// <summary>The same nuclei in cells that touch: GFP is bright up to 9 pixels from a nucleus, with noise and darker borders.</summary>
    public static TestPlate OfCells() => new(120, 100, (index, channel) =>
    {
        var noise = SyntheticImages.Noise(360 * 300, (uint)index + 1);
        using var nuclei = Draw(index, "DAPI");
        if (channel == "DAPI") return nuclei.Clone();

        var centers = Objects(index);
        return Fill(360, 300, (x, y) =>
        {
            double[] near = [.. centers.Select(e => double.Hypot(e.CenterX - x, e.CenterY - y)).Order().Take(2)];
            return (near[0] > 24 ? 500 : near[1] - near[0] < 3 ? 4000 : 7000) + (noise[(360 * y) + x] / 64);
        });
    });

    /// <summary>The ellipses of a well, in the raster order of their first pixels. Each well has different ones.</summary>
    public static IReadOnlyList<Ellipse> Objects(int well)
    {
        var random = new Random(100 + well);
        var objects = new List<Ellipse>();
        foreach (var (column, row) in Coordinates(8, 6))
        {
            // At most 16 pixels from centers that are 44 pixels apart and move by 4: at least 4 pixels of background between two.
            var ellipse = new Ellipse(
                30 + (44 * column) + random.Next(-4, 5), 28 + (44 * row) + random.Next(-4, 5),
                8 + (8 * random.NextDouble()), 6 + (6 * random.NextDouble()), Math.PI * random.NextDouble());
            if ((row + column) % (well + 4) != 3)
            {
                objects.Add(ellipse);
            }
        }

        return [.. objects.OrderBy(e => e.Pixels(360, 300).Select(p => (p.Y * 360) + p.X).First())];
    }

    /// <summary>The drawn DAPI of a pixel: a level for each object on a ramp that differs from well to well.</summary>
    public static int Dapi(int well, int x, int y, int? index) => index is { } i ? 5000 + (10 * i) : 500 + (40 * well) + x + y;

    /// <summary>The drawn GFP of a pixel: one ramp over all, brighter in objects.</summary>
    public static int Gfp(int x, int y, bool inside) => (inside ? 9000 : 1000) + (3 * x) + (2 * y);

    /// <summary>The untiled image of a well, which belongs to the plate.</summary>
    public Raster<ushort> Whole(int well, string channel) => _wells[(well, channel)];

    public PlateOptions Options => new()
    {
        Segmentation = new SegmentationOptions { Method = ThresholdMethod.SdFromMean, StandardDeviations = 1, Split = false },
        Channels = ["DAPI"],
        MeasureChannels = ["GFP"],
    };

    public TargetOptions Targets(string destination = "out", bool force = false) => new()
    {
        Destination = _folder[destination], Force = force,
    };

    public static void Save(Raster<ushort> image, string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var file = File.Create(path);
        using var samples = new SampleImage<ushort>([image.Clone()], false, 16);
        ImageCodecs.Default.Encode(samples, file, new EncodeOptions(ImageFormat.Tiff));
    }

    public void Dispose()
    {
        foreach (var image in _wells.Values)
        {
            image.Dispose();
        }

        _folder.Dispose();
    }

    private static Raster<ushort> Draw(int well, string channel)
    {
        var objects = new int?[300, 360];
        foreach (var (index, ellipse) in Objects(well).Index())
        {
            foreach (var (x, y) in ellipse.Pixels(360, 300))
            {
                Assert.Null(objects[y, x]);
                objects[y, x] = index;
            }
        }

        return Fill(360, 300, (x, y) => channel == "DAPI" ? Dapi(well, x, y, objects[y, x]) : Gfp(x, y, objects[y, x] is not null));
    }

    private static Raster<ushort> Fill(int width, int height, Func<int, int, int> value) =>
        Paint<ushort>(width, height, (x, y) => (ushort)value(x, y));

    private void Cut(Raster<ushort> image, string name, string channel)
    {
        for (var tile = 0; tile < 9; tile++)
        {
            var (left, top) = (tile % 3 * TileWidth, tile / 3 * TileHeight);
            using var part = Fill(TileWidth, TileHeight, (x, y) => image[left + x, top + y]);
            Save(part, Path.Combine(Tiles, $"{name}_{tile + 1}_{channel}.tif"));
        }
    }
}
