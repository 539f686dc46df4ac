using Stylize.Engine.Segmentation.Export;
using Stylize.Engine.Segmentation.Labels;

namespace Stylize.Engine.Tests.Segmentation;

/// <summary>Outlines of regions, and the formats that hold them.</summary>
public sealed class OutlineTests
{
    private static readonly string[] Ringed =
    [
        "11100222",
        "10100202",
        "11103222",
        "00030000",
        "44030055",
        "04400550",
    ];

    [Theory]
    [InlineData(.3)]
    [InlineData(.5)]
    [InlineData(.7)]
    public void Outlines_cover_exactly_the_pixels_of_random_regions(double share)
    {
        var random = new Random(7);
        var labels = new int[40, 50];
        foreach (var (x, y) in Coordinates(50, 40))
        {
            labels[y, x] = random.NextDouble() < share ? 1 + random.Next(3) : 0;
        }

        using var labeled = Labeled(50, 40, (x, y) => labels[y, x]);
        var seen = 0;
        foreach (var (label, outline) in RegionOutline.TraceAll(labeled, default))
        {
            seen++;
            AssertSimple(outline);
            foreach (var (x, y) in Coordinates(50, 40))
            {
                Assert.Equal(
                    labels[y, x] == label, outline.Polygons.Any(p => p.Count(ring => ring.HasPixel(x, y)) % 2 == 1));
            }

            var area = outline.Polygons.SelectMany(p => p).Sum(r => r.DoubleArea) / 2;
            Assert.Equal(labels.Cast<int>().Count(l => l == label), area);
        }

        Assert.Equal(3, seen);
    }

    [Fact]
    public void Holes_and_pieces_are_rings_of_their_own()
    {
        var outlines = Outlines().ToDictionary();
        Assert.Equal([2], outlines[1].Polygons.Select(p => p.Count));
        Assert.Equal([(0, 0), (3, 0), (3, 3), (0, 3)], outlines[1].Polygons[0][0].Points);
        Assert.Equal([2], outlines[2].Polygons.Select(p => p.Count));

        // Region 3 touches itself only at a corner, regions 4 and 5 are connected by edges.
        Assert.Equal([1, 1], outlines[3].Polygons.Select(p => p.Count));
        Assert.Single(outlines[4].Polygons);
        Assert.Single(outlines[5].Polygons);
    }

    [Fact]
    public void Rois_have_the_layout_of_ImageJ()
    {
        var outlines = Outlines().ToDictionary();
        var traced = ImageJRoi.Encode(outlines[4], "4", 3);
        Assert.Equal("Iout"u8.ToArray(), traced[..4]);
        Assert.Equal(8, traced[6]);
        Assert.Equal([4, 0, 6, 3], new[] { 8, 10, 12, 14 }.Select(at => Short(traced, at)));
        var second = Int(traced, 60);
        Assert.Equal((0, 0, 3, 1),
            (Int(traced, second + 4), Int(traced, second + 8), Int(traced, second + 12), Int(traced, second + 20)));
        Assert.Equal('4', Short(traced, Int(traced, second + 16)));
        var composite = ImageJRoi.Encode(outlines[1], "1", 0);
        Assert.Equal((1, 26), (composite[6], Int(composite, 36)));
        Assert.Equal(64 + (4 * 26), Int(composite, 60));

        static int Short(byte[] data, int at) => BinaryPrimitives.ReadUInt16BigEndian(data.AsSpan(at));
        static int Int(byte[] data, int at) => BinaryPrimitives.ReadInt32BigEndian(data.AsSpan(at));
    }

    [Fact]
    public void GeoJson_has_the_geometry_and_properties_that_QuPath_reads()
    {
        using var stream = new MemoryStream();
        var rows = Enumerable.Range(1, 5).ToDictionary(
            label => label,
            label => new StoredRegion(
                1, label, label == 3 ? 9 : null, null, 0, 0, [new("Area", 8), new("Empty", null)]));
        GeoJsonRegions.Write(stream, "key", Outlines(), rows);
        using var json = JsonDocument.Parse(stream.ToArray());
        var features = json.RootElement.GetProperty("features").EnumerateArray().ToList();
        Assert.Equal(["1", "2", "3", "4", "5"],
            features.Select(f => f.GetProperty("properties").GetProperty("name").GetString()));
        Assert.Equal(5, features.Select(f => Guid.Parse(f.GetProperty("id").GetString()!)).Distinct().Count());
        Assert.Equal("MultiPolygon", features[2].GetProperty("geometry").GetProperty("type").GetString());
        Assert.Equal(
            "{\"Label\":3,\"Track\":9,\"Area\":8}",
            features[2].GetProperty("properties").GetProperty("measurements").GetRawText());
        Assert.Equal(
            "[[[0,0],[3,0],[3,3],[0,3],[0,0]],[[1,1],[1,2],[2,2],[2,1],[1,1]]]",
            features[0].GetProperty("geometry").GetProperty("coordinates").GetRawText());
    }

    [Fact]
    public void Tracks_of_the_challenge_have_no_gaps_and_parents_end_before_their_children()
    {
        // Track 1 misses frame 1 and divides after frame 2 into 2 and 3; track 4 has a parent that is not exported.
        CellTrack[] tracks = [new(1, null, 0, 2, 2), new(2, 1, 3, 4, 2), new(3, 1, 3, 3, 1), new(4, 9, 1, 1, 1)];
        var files = new CellTrackingFiles(tracks, [[1], [4], [1], [2, 3], [2]]);
        Assert.Equal("1 0 0 0\n2 3 4 5\n3 3 3 5\n4 1 1 0\n5 2 2 1\n", files.Text);
        Assert.Equal((1, 5, 2), (files.Label(1, 0), files.Label(1, 2), files.Label(2, 4)));
    }

    private static void AssertSimple(RegionOutline outline)
    {
        foreach (var polygon in outline.Polygons)
        {
            Assert.True(polygon[0].DoubleArea > 0);
            Assert.All(polygon.Skip(1), hole => Assert.True(hole.DoubleArea < 0));
            Assert.All(polygon, ring => Assert.Equal(ring.Points.Count, ring.Points.Distinct().Count()));
        }
    }

    private static List<(int Label, RegionOutline Outline)> Outlines()
    {
        using var labeled = Labeled(Ringed[0].Length, Ringed.Length, (x, y) => Ringed[y][x] - '0');
        return [.. RegionOutline.TraceAll(labeled, default)];
    }

    private static LabeledRuns Labeled(int width, int height, Func<int, int, int> label)
    {
        var runs = RunArea.Objects(width, height, label, areWhole: false);
        var objects = runs.Objects.ToArray();
        return new LabeledRuns(runs, objects, objects.Max());
    }
}
