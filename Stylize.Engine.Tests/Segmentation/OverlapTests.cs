using Stylize.Engine.Segmentation.Plates.Run;

namespace Stylize.Engine.Tests.Segmentation;

/// <summary>Overlapping tiles, cut with jitter and noise from an image whose objects are known.</summary>
public sealed class OverlapTests : CliTest
{
    private const int Tile = 150;
    private const int Overlap = 24;

    private static readonly Lazy<(Raster<ushort> Image, List<(int X, int Y, int R)> Objects)> Drawn = new(Draw);
    private readonly List<string> _warnings = [];

    [Theory]
    [InlineData(ThresholdMethod.Learned)]
    [InlineData(ThresholdMethod.Otsu)]
    public void Tiles_are_placed_within_half_a_pixel_and_each_object_is_counted_once(ThresholdMethod method)
    {
        var (scene, objects) = Drawn.Value;
        var truth = Cut(scene, 3, 3, jitter: 3, noise: 60);
        var well = Run(method);
        var positions = File.ReadAllLines(_folder["out/Regions/A1/P_A1_T0_DAPI_TILES.csv"]).Skip(1)
            .Select(l => l.Split(',')).ToList();
        Assert.Equal(9, positions.Count);
        var (left, top) = (truth.Values.Min(p => p.X), truth.Values.Min(p => p.Y));
        foreach (var row in positions)
        {
            var (x, y) = truth[int.Parse(row[0])];
            Assert.InRange(double.Parse(row[3]) - (x - left), -.5, .5);
            Assert.InRange(double.Parse(row[4]) - (y - top), -.5, .5);
        }

        var (right, bottom) = (truth.Values.Max(p => p.X) + Tile, truth.Values.Max(p => p.Y) + Tile);
        var seen = objects.Where(
            o => o.X - o.R >= left + 2 && o.X + o.R < right - 2 && o.Y - o.R >= top + 2 && o.Y + o.R < bottom - 2)
            .ToList();
        var regions = well.Planes[0].Regions;
        foreach (var known in seen)
        {
            Assert.Single(Enumerable.Range(0, regions.Count), i =>
                Math.Abs(regions.Value(i, "CentroidX") + left - known.X) < 3
                && Math.Abs(regions.Value(i, "CentroidY") + top - known.Y) < 3);
        }

        Assert.InRange(regions.Count, seen.Count, objects.Count);
        // Pixels are measured once, so areas are those of the mask of the montage.
        var mask = SampleFiles.Read(_folder["out/CellMasksMontage/A1/P_A1_T0_DAPI_MONTAGE_ENCODED.tif"]);
        Assert.Equal(
            Enumerable.Range(0, regions.Count).Sum(i => regions.Value(i, "Area")),
            mask.Cast<double>().Count(v => v > 0));
        Assert.DoesNotContain(_warnings, w => w.Contains("structure"));
        var montage = SampleFiles.Read(_folder["out/Montages/A1/P_A1_T0_DAPI_MONTAGE.tif"]);
        Assert.Equal((bottom - top, right - left), (montage.GetLength(0), montage.GetLength(1)));
        Assert.All(
            Coordinates(montage.GetLength(1), montage.GetLength(0)).Where(at => montage[at.Y, at.X] > 0),
            at => Assert.Equal(scene[at.X + left, at.Y + top], montage[at.Y, at.X], 60.0));
    }

    /// <summary>The halo of a disc that ends just outside a tile was an object at its border, and a registration was a
    /// warning.</summary>
    [Fact]
    public void A_halo_at_an_inner_border_is_no_object_and_a_good_registration_no_warning()
    {
        const int Wide = 40;
        var rows = Enumerable.Range(0, 5).Select(i => 18 + (29 * i));
        (int X, int Y)[] discs =
            [.. rows.SelectMany(y => new[] { 40, Tile - Wide - 10, Tile + 9, 220 }.Select(x => (x, y)))];
        using var scene = new Raster<ushort>((2 * Tile) - Wide, Tile);
        foreach (var (x, y) in Coordinates(scene.Width, scene.Height))
        {
            var outside =
                discs.Select(disc => Math.Sqrt(((disc.X - x) * (disc.X - x)) + ((disc.Y - y) * (disc.Y - y))) - 8);
            scene[x, y] = (ushort)(400 + outside.Sum(d =>
                (3000 / (1 + Math.Exp(2 * d))) + (d > 0 ? 1200 * Math.Exp(-d / 6) : 0)));
        }

        Cut(scene, 2, 1, jitter: 0, noise: 20, Wide);

        var run = _folder.Run($"segment plate -o out --overlap {Wide} --columns 2 --verbose")
            .Exits(0, $"1 well, {discs.Length} cells, no warnings.");
        const string Note = "2 tiles registered in channel DAPI by 1 of 1 overlap; residual 0.00 pixels";
        Assert.Contains(run.ErrorLines, line => line.Contains(Note)
            && !line.Contains("warning", StringComparison.OrdinalIgnoreCase));
        var page = File.ReadAllText(_folder["out/segmentation.html"]);
        Assert.Contains(Note, page[page.IndexOf("<summary>Notes", StringComparison.Ordinal)..]);
        Assert.DoesNotContain("Warnings", page);
    }

    [Fact]
    public void Label_masks_of_overlapping_tiles_count_each_object_once()
    {
        var (scene, objects) = Drawn.Value;
        var truth = Cut(scene, 2, 2, jitter: 0, noise: 20);
        foreach (var (number, (left, top)) in truth)
        {
            SampleFiles.Save(
                _folder[$"plate/P_A1_T0_{number}_DAPI_mask.png"], Tile, Tile, (x, y) => 1 + objects.FindIndex(
                    o => ((o.X - left - x) * (o.X - left - x)) + ((o.Y - top - y) * (o.Y - top - y)) <= o.R * o.R));
        }

        var well = Run(ThresholdMethod.Labels, "{name}_mask.png");
        var side = (2 * Tile) - Overlap;
        var seen = objects.Count(o => Enumerable.Range(0, 17 * 17).Select(i => ((i % 17) - 8, (i / 17) - 8)).Count(
            p => (p.Item1 * p.Item1) + (p.Item2 * p.Item2) <= o.R * o.R && o.X + p.Item1 < side
                && o.Y + p.Item2 < side) > 20);
        Assert.Equal(seen, well.Planes[0].Regions.Count);

        // Of tiles with different noise, crops have the pixels that the montage has.
        var montage = SampleFiles.Read(_folder["out/Montages/A1/P_A1_T0_DAPI_MONTAGE.tif"]);
        CheckCrops(0, montage.GetLength(1), montage.GetLength(0), (x, y) => montage[y, x]);
    }

    [Fact]
    public void An_overlap_without_structure_is_reported_and_keeps_the_nominal_distance()
    {
        using var flat = Paint<ushort>(400, 400, (_, _) => 500);
        Cut(flat, 2, 1, jitter: 0, noise: 30);
        Run(ThresholdMethod.Otsu);
        Assert.Contains(_warnings, w => w.Contains(
            "no common structure in the overlap of tiles 1 and 2. They stay at the positions of the stage"));
        var second = File.ReadAllLines(_folder["out/Regions/A1/P_A1_T0_DAPI_TILES.csv"])[2].Split(',');
        Assert.Equal(("126", "0"), (second[1], second[2]));
    }

    /// <summary>The overlap of a tile that a channel lacks was not measured, although its neighbor shows the
    /// pixels.</summary>
    [Fact]
    public void A_channel_that_lacks_a_tile_is_measured_in_the_overlap_by_the_neighbor()
    {
        var (scene, _) = Drawn.Value;
        Cut(scene, 2, 1, jitter: 0, noise: 0);
        SampleFiles.Save(_folder["plate/P_A1_T0_1_GFP.tif"], Tile, Tile, (x, y) => 40_000 - scene[x, y]);

        var well = Run(ThresholdMethod.Learned, measured: "GFP");

        Assert.Contains(
            _warnings, w => w.Contains("lacks tile 2 of channel GFP, whose pixels are measured in neighbors"));
        var regions = well.Planes[0].Regions;
        var mask = SampleFiles.Read(_folder["out/CellMasksMontage/A1/P_A1_T0_DAPI_MONTAGE_ENCODED.tif"]);
        var pixels = Coordinates(Tile, Tile).ToLookup(p => (int)mask[p.Y, p.X], p => 40_000.0 - scene[p.X, p.Y]);
        for (var region = 0; region < regions.Count; region++)
        {
            var shown = pixels[region + 1].DefaultIfEmpty(double.NaN).Average();
            Assert.Equal(shown, regions.Value(region, "MeanIntensity_GFP"), 1e-6);
        }

        // An object in the share of the overlap that belonged to the missing tile.
        Assert.Contains(Enumerable.Range(0, regions.Count), i =>
            regions.Value(i, "CentroidX") is > Tile - (Overlap / 2) and < Tile && pixels.Contains(i + 1));
        CheckCrops(1, Tile, Tile, (x, y) => 40_000 - scene[x, y]);
    }

    /// <summary>0.3% of 150 pixels are less than half a pixel. Such an overlap ended with the message that it may be a
    /// bug.</summary>
    [Theory]
    [InlineData(0, false)]
    [InlineData(.3, true)]
    public void An_overlap_below_half_a_pixel_places_the_tiles_side_by_side(double overlap, bool isPercent)
    {
        var (scene, _) = Drawn.Value;
        Cut(scene, 2, 2, jitter: 0, noise: 60);
        Run(ThresholdMethod.Otsu, overlap: new(overlap, isPercent));
        var montage = SampleFiles.Read(_folder["out/Montages/A1/P_A1_T0_DAPI_MONTAGE.tif"]);
        Assert.Equal((2 * Tile, 2 * Tile), (montage.GetLength(0), montage.GetLength(1)));
    }

    /// <summary>Requires that crops have the pixels of an image, and 0 beyond it.</summary>
    private void CheckCrops(int page, int width, int height, Func<int, int, double> expected)
    {
        using var crops = ImageCodecs.Default.DecodeSamples(
            ImageSource.File(_folder["out/Crops/A1/P_A1_T0_DAPI_CROPS.tif"]), new DecodeOptions { Page = page });
        foreach (var line in File.ReadAllLines(_folder["out/Crops/A1/P_A1_T0_DAPI_CROPS.csv"]).Skip(1))
        {
            var at = line.Split(',')[7..].Select(int.Parse).ToArray();
            foreach (var (column, row) in Coordinates(32, 32))
            {
                var (x, y) = (at[2] + column, at[3] + row);
                var isInside = x >= 0 && y >= 0 && x < width && y < height;
                Assert.Equal(isInside ? expected(x, y) : 0, crops.Planes[0][at[0] + column, at[1] + row]);
            }
        }
    }

    private WellTimepoint Run(
        ThresholdMethod method, string? labels = null, TileOverlap? overlap = null, string? measured = null)
    {
        var options = new PlateOptions
        {
            Overlap = overlap ?? new(Overlap, false), Crop = 32,
            Channels = measured is null ? [] : ["DAPI"], MeasureChannels = measured is null ? [] : [measured],
            Segmentation = new() { Method = method, LabelPath = labels, MinimumArea = 20 },
        };
        var run = CollectedRun.Of(
            options, new() { Destination = _folder["out"] }, Directory.GetFiles(_folder["plate"]),
            planned: plan => _warnings.AddRange(plan.Warnings));
        _warnings.AddRange(run.Warnings);
        return Assert.Single(run.Wells);
    }

    /// <summary>Blurred discs of different brightness at random places that do not touch.</summary>
    private static (Raster<ushort> Image, List<(int X, int Y, int R)> Objects) Draw()
    {
        var random = new Random(7);
        var objects = new List<(int X, int Y, int R)>();
        for (var attempt = 0; attempt < 4000 && objects.Count < 110; attempt++)
        {
            var (x, y, r) = (random.Next(8, 412), random.Next(8, 412), random.Next(5, 9));
            if (objects.TrueForAll(o => Math.Sqrt(((o.X - x) * (o.X - x)) + ((o.Y - y) * (o.Y - y))) > o.R + r + 8))
            {
                objects.Add((x, y, r));
            }
        }

        var image = new Raster<ushort>(420, 420);
        foreach (var (x, y) in Coordinates(420, 420))
        {
            var value = 500.0 + x;
            foreach (var (o, index) in objects.Select((o, i) => (o, i)))
            {
                var distance = Math.Sqrt(((o.X - x) * (o.X - x)) + ((o.Y - y) * (o.Y - y)));
                value += (1500 + (5 * index)) / (1 + Math.Exp(2 * (distance - o.R)));
            }

            image[x, y] = (ushort)value;
        }

        return (image, objects);
    }

    /// <summary>Saves tiles with jitter and noise, and returns their positions in the scene.</summary>
    private Dictionary<int, (int X, int Y)> Cut(
        Raster<ushort> scene, int columns, int rows, int jitter, int noise, int overlap = Overlap)
    {
        var random = new Random(11);
        var positions = new Dictionary<int, (int X, int Y)>();
        for (var tile = 0; tile < columns * rows; tile++)
        {
            var (x0, y0) = (tile % columns * (Tile - overlap), tile / columns * (Tile - overlap));
            var left = Math.Clamp(x0 + random.Next(-jitter, jitter + 1), 0, scene.Width - Tile);
            var top = Math.Clamp(y0 + random.Next(-jitter, jitter + 1), 0, scene.Height - Tile);
            positions[tile + 1] = (left, top);
            SampleFiles.Save(
                _folder[$"plate/P_A1_T0_{tile + 1}_DAPI.tif"], Tile, Tile,
                (x, y) => Math.Max(0, scene[left + x, top + y] + random.Next(-noise, noise + 1)));
        }

        return positions;
    }
}
