namespace Stylize.Engine.Tests.Segmentation;

/// <summary>
/// A plate of 16-bit TIFF tiles: wells E4 and E5 at timepoints 0 and 1, nine tiles of the same size in a square,
/// channels DAPI and GFP. By default its ground truth is known: separate ellipses, many of them across seams.
/// </summary>
internal sealed class TestPlate : IDisposable
{
    /// <summary>Size of a drawn well, in pixels.</summary>
    public const int Width = 192, Height = 156;

    private static readonly string[] Names = ["E4 0", "E4 1", "E5 0", "E5 1"];
    private static readonly Lazy<Drawing> Ellipses = new(() => new(Width / 3, Height / 3, Draw));
    private static readonly Lazy<Drawing> Nuclei = new(() => new(116, 86, (index, channel) =>
    {
        using var image = SyntheticImages.Nuclei($"nuclei0{index + 1}");
        return Fill(
            3 * 116, 3 * 86, (x, y) => channel == "DAPI" ? (image[x, y] * 200) + 100 : 60000 - (image[x, y] * 150));
    }));

    private static readonly Lazy<Drawing> Cells = new(() => new(Width / 3, Height / 3, (index, channel) =>
    {
        if (channel == "DAPI") return Draw(index, channel);

        var noise = SyntheticImages.Noise(Width * Height, (uint)index + 1);
        var centers = Objects(index);
        return Fill(Width, Height, (x, y) =>
        {
            double[] near = [.. centers.Select(e => double.Hypot(e.CenterX - x, e.CenterY - y)).Order().Take(2)];
            return (near[0] > 24 ? 500 : near[1] - near[0] < 3 ? 4000 : 7000) + (noise[(Width * y) + x] / 64);
        });
    }));

    private readonly TemporaryFolder _folder = new();
    private readonly Drawing _drawing;

    public TestPlate()
        : this(Ellipses)
    {
    }

    private TestPlate(Lazy<Drawing> drawing)
    {
        _drawing = drawing.Value;
        Directory.CreateDirectory(Tiles);
        foreach (var (name, bytes) in _drawing.Tiles)
        {
            File.WriteAllBytes(Path.Combine(Tiles, name), bytes);
        }
    }

    public int TileWidth => _drawing.TileWidth;

    public int TileHeight => _drawing.TileHeight;

    public string Tiles => _folder["tiles"];

    public string this[string name] => _folder[name];

    public string[] Files => Directory.GetFiles(Tiles);

    public CliRun Run(params string[] arguments) => CliRun.InProcess(_folder.Path, arguments);

    public CliRun Run(string line) => Run(line.Split(' '));

    /// <summary>The same plate of irregular, noisy nuclei (tools/make_nuclei.py), 116 x 86 pixels per tile.</summary>
    public static TestPlate OfNuclei() => new(Nuclei);

    /// <summary>The same nuclei in cells that touch: GFP is bright up to 9 pixels from a nucleus, with noise and darker
    /// borders.</summary>
    public static TestPlate OfCells() => new(Cells);

    /// <summary>The ellipses of a well, in the raster order of their first pixels. Each well has different
    /// ones.</summary>
    public static IReadOnlyList<Ellipse> Objects(int well)
    {
        var random = new Random(100 + well);
        var objects = new List<Ellipse>();
        foreach (var (index, (column, row)) in Coordinates(4, 3).Index())
        {
            // At most 16 pixels from centers that are 44 pixels apart and move by 4: at least 4 pixels of background
            // between two.
            var ellipse = new Ellipse(
                30 + (44 * column) + random.Next(-4, 5), 28 + (44 * row) + random.Next(-4, 5),
                8 + (8 * random.NextDouble()), 6 + (6 * random.NextDouble()), Math.PI * random.NextDouble());
            if (index == 0 || index % 3 != 0 || index / 3 <= well)
            {
                objects.Add(ellipse);
            }
        }

        return [.. objects.OrderBy(e => e.Pixels(Width, Height).Select(p => (p.Y * Width) + p.X).First())];
    }

    /// <summary>The drawn DAPI of a pixel: a level for each object on a ramp that differs from well to well.</summary>
    public static int Dapi(int well, int x, int y, int? index) =>
        index is { } i ? 5000 + (10 * i) : 500 + (40 * well) + x + y;

    /// <summary>The drawn GFP of a pixel: one ramp over all, brighter in objects.</summary>
    public static int Gfp(int x, int y, bool inside) => (inside ? 9000 : 1000) + (3 * x) + (2 * y);

    /// <summary>The untiled image of a well, which belongs to the plate.</summary>
    public Raster<ushort> Whole(int well, string channel) => _drawing.Wells[(well, channel)];

    public PlateOptions Options => new()
    {
        Segmentation =
            new SegmentationOptions { Method = ThresholdMethod.SdFromMean, StandardDeviations = 1, Split = false },
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
        ImageCodecs.Default.Encode(
            samples, file,
            new EncodeOptions(path.EndsWith(".png", StringComparison.Ordinal) ? ImageFormat.Png : ImageFormat.Tiff));
    }

    public void Dispose() => _folder.Dispose();

    private static Raster<ushort> Draw(int well, string channel)
    {
        var objects = new int?[Height, Width];
        foreach (var (index, ellipse) in Objects(well).Index())
        {
            foreach (var (x, y) in ellipse.Pixels(Width, Height))
            {
                Assert.Null(objects[y, x]);
                objects[y, x] = index;
            }
        }

        return Fill(Width, Height,
            (x, y) => channel == "DAPI" ? Dapi(well, x, y, objects[y, x]) : Gfp(x, y, objects[y, x] is not null));
    }

    private static Raster<ushort> Fill(int width, int height, Func<int, int, int> value) =>
        Paint<ushort>(width, height, (x, y) => (ushort)value(x, y));

    /// <summary>The wells and the files of a plate, which all tests share.</summary>
    private sealed class Drawing
    {
        public Drawing(int tileWidth, int tileHeight, Func<int, string, Raster<ushort>> well)
        {
            (TileWidth, TileHeight) = (tileWidth, tileHeight);
            foreach (var (index, name) in Names.Index())
            {
                foreach (var channel in (string[])["DAPI", "GFP"])
                {
                    var image = Wells[(index, channel)] = well(index, channel);
                    for (var tile = 0; tile < 9; tile++)
                    {
                        var (left, top) = (tile % 3 * tileWidth, tile / 3 * tileHeight);
                        using var part = new SampleImage<ushort>(
                            [Fill(tileWidth, tileHeight, (x, y) => image[left + x, top + y])], false, 16);
                        using var file = new MemoryStream();
                        ImageCodecs.Default.Encode(part, file, new EncodeOptions(ImageFormat.Tiff));
                        Tiles.Add(($"PLATE1_{name.Replace(" ", "_T")}_{tile + 1}_{channel}.tif", file.ToArray()));
                    }
                }
            }
        }

        public int TileWidth { get; }

        public int TileHeight { get; }

        public Dictionary<(int Well, string Channel), Raster<ushort>> Wells { get; } = [];

        public List<(string Name, byte[] Bytes)> Tiles { get; } = [];
    }
}
