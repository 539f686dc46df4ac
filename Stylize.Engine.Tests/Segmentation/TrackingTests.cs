using Stylize.Engine.Segmentation.Plates.Output;
using Stylize.Engine.Segmentation.Plates.Steps;
using Stylize.Engine.Segmentation.Puncta;
using Stylize.Engine.Segmentation.Tracking;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Tests.Segmentation;

public sealed class TrackingTests
{
    [Fact]
    public void Assignments_cost_as_little_as_those_of_SciPy()
    {
        var table = OracleTable.Embedded("assignments.csv");
        foreach (var row in table.Rows)
        {
            int At(string name) => (int)table.Number(row, name)!.Value;
            var (rows, columns) = (At("rows"), At("columns"));
            var costs = SyntheticImages.Noise(rows * columns, (uint)At("seed"))
                .Select(v => (int)(v % At("modulus"))).ToArray();
            var assignment = new Assignment(rows, columns);
            for (var i = 0; i < costs.Length; i++)
            {
                assignment.Allow(i / columns, i % columns, costs[i]);
            }

            var found = assignment.Solve();
            Assert.Equal(rows, found.Distinct().Count());
            Assert.Equal(At("cost"), found.Select((column, r) => costs[(r * columns) + column]).Sum());
        }
    }

    [Theory]
    [InlineData(TrackMethod.Nearest)]
    [InlineData(TrackMethod.Motion)]
    public void Cells_are_followed_across_a_gap_and_a_division(object method)
    {
        // A cell that moves on, one that is missing once, and one that divides.
        TrackFrame[] frames =
        [
            Frame((10, 10, 300), (100, 100, 300), (200, 50, 600)),
            Frame((14, 10, 300), (100, 101, 300), (200, 52, 600)),
            Frame((18, 10, 300), (201, 54, 610)),
            Frame((22, 10, 300), (100, 103, 300), (190, 55, 320), (211, 56, 300)),
            Frame((26, 10, 300), (100, 104, 300), (186, 55, 320), (215, 56, 300)),
        ];
        var tracks = TrackLinker.Link(frames, Times(frames), (TrackMethod)method, 30, 1, true, default);
        Assert.Equal(5, tracks.Count);
        Assert.Equal([0, 0, 0, 0, 0], tracks[0].Points.Select(p => p.Region));
        Assert.Equal([0, 1, 3, 4], tracks[1].Points.Select(p => p.Frame));
        Assert.Equal(2, tracks[2].LastFrame);
        Assert.All(tracks.Skip(3), t => Assert.Same(tracks[2], t.Parent));
        Assert.All(tracks.Skip(3), t => Assert.Equal(2, t.Points.Count));
    }

    private static int[] Times(TrackFrame[] frames) => [.. Enumerable.Range(0, frames.Length)];

    /// <summary>Timepoints T1 to T5 were neighbors if no image lay between them.</summary>
    [Theory]
    [InlineData(new[] { 0, 1, 5, 6 }, 1, 2)]
    [InlineData(new[] { 0, 1, 5, 6 }, 2, 2)]
    [InlineData(new[] { 0, 1, 5, 6 }, 3, 1)]
    [InlineData(new[] { 0, 1, 3, 4 }, 1, 1)]
    [InlineData(new[] { 0, 361, 1080, 1441 }, 0, 2)]
    [InlineData(new[] { 0, 361, 719, 1081 }, 0, 1)]
    public void A_gap_counts_timepoints_rather_than_images(int[] timepoints, int gap, int tracks)
    {
        TrackFrame[] frames = [.. timepoints.Select(_ => Frame((10, 10, 300)))];
        Assert.Equal(
            tracks,
            TrackLinker.Link(frames, TrackStep.Steps(timepoints), TrackMethod.Nearest, 30, gap, false, default).Count);
    }

    [Fact]
    public void A_cell_that_is_split_temporarily_has_not_divided()
    {
        TrackFrame[] frames =
        [
            Frame((50, 50, 600)), Frame((51, 50, 600)), Frame((42, 50, 300), (60, 50, 290)), Frame((52, 50, 610)),
            Frame((52, 50, 600)),
        ];
        var tracks = TrackLinker.Link(frames, Times(frames), TrackMethod.Motion, 30, 1, true, default);
        Assert.Equal(5, tracks[0].Points.Count);
        Assert.All(tracks, t => Assert.Null(t.Parent));
    }

    /// <summary>A piece that breaks off for a few frames, and a small one next to a cell, were daughters.</summary>
    [Fact]
    public void A_division_needs_two_daughters_of_about_one_size_that_stay()
    {
        // Two cells: next to the first one a piece is seen in 4 of 30 frames, next to the second one a small one from
        // then on. The third divides, and a daughter divides again.
        TrackFrame[] frames =
        [
            .. Enumerable.Range(0, 30).Select(t => Frame(
            [
                (100, 100, 500), (300, 100, 500),
                .. t is >= 8 and < 12 ? Cells((120, 100, 450)) : [], .. t >= 8 ? Cells((320, 100, 150)) : [],
                .. t < 8 ? Cells((500, 100, 600)) : [(492, 100, 420), (511, 100, 400)],
                .. t >= 19 ? Cells((526, 112, 380)) : [],
            ])),
        ];
        var tracks = TrackLinker.Link(frames, Times(frames), TrackMethod.Nearest, 30, 1, true, default);
        Assert.Equal(9, tracks.Count);
        var mother = tracks.Single(track => track.Points[0] == (0, 2));
        var daughters = tracks.FindAll(track => track.Parent == mother);
        Assert.Equal([8, 8], daughters.Select(track => track.FirstFrame));
        var second = Assert.Single(daughters, track => track.LastFrame == 18);
        Assert.Equal(2, tracks.Count(track => track.Parent == second && track.FirstFrame == 19));
        Assert.Equal(4, tracks.Count(track => track.Parent is not null));

        static (double, double, double)[] Cells((double, double, double) cell) => [cell];
    }

    [Fact]
    public void The_total_cost_is_minimal_rather_than_that_of_the_nearest_cells()
    {
        // The region nearest to the second cell is the only candidate for the first.
        TrackFrame[] frames = [Frame((0, 0, 100), (10, 0, 100)), Frame((6, 0, 100), (16, 0, 100))];
        var tracks = TrackLinker.Link(frames, Times(frames), TrackMethod.Nearest, 12, 0, true, default);
        Assert.Equal([0, 1], tracks.Select(t => t.Points[1].Region));
    }

    [Fact]
    public void Spots_equal_scikit_image()
    {
        const int width = 160, height = 120;
        var noise = SyntheticImages.Noise(width * height, 5);
        var place = SyntheticImages.Noise(120, 6);
        using var image = new Raster<float>(width, height);
        foreach (var (x, y) in Coordinates(width, height))
        {
            var value = (double)(noise[(y * width) + x] % 40);
            for (var i = 0; i < 40; i++)
            {
                var (dx, dy) = (x - (int)(place[3 * i] % width), y - (int)(place[(3 * i) + 1] % height));
                var sigma = 1 + (place[(3 * i) + 2] % 20 / 10.0);
                value += Math.Floor(300 * Math.Exp(-((dx * dx) + (dy * dy)) / (2 * sigma * sigma)));
            }

            image[x, y] = (float)value;
        }

        var table = OracleTable.Embedded("spots.csv");
        foreach (var group in table.Rows.GroupBy(
            r => (Method: table.Text(r, "method"), Threshold: table.Number(r, "threshold")!.Value)))
        {
            var method = group.Key.Method == "dog" ? SpotMethod.DifferenceOfGaussians : SpotMethod.LaplacianOfGaussian;
            var found = SpotFinder.Find(image, method, 1, 4, group.Key.Threshold);
            var expected = group.Select(
                r => ((int)table.Number(r, "x")!, (int)table.Number(r, "y")!, table.Number(r, "sigma")!.Value));
            Assert.Equal(expected.Order(), found.Select(s => (s.X, s.Y, Math.Round(s.Sigma, 6))).Order());
        }
    }

    private static TrackFrame Frame(params (double X, double Y, double Area)[] cells) =>
        new([.. cells.Select(c => new Position(c.X, c.Y, 0))], [.. cells.Select(c => c.Area)]);

    [Theory]
    [InlineData("50 50 50 50", "0 5 0 4", "")]
    [InlineData("50 50 50 50", "0 9 9 9", "A1 (18% of the objects begin a track)")]
    [InlineData("50 24 50 50", "0 0 0 0", "A1 (50, then 24 objects at timepoint 1)")]
    [InlineData("9 4 9 9", "0 2 3 4", "")]
    [InlineData("50 24 50", "0 9 9", "")]
    public void A_film_whose_objects_are_cut_or_lost_is_named(string cells, string begun, string word)
    {
        var film = cells.Split(' ').Zip(begun.Split(' ')).Select((counts, time) => new WellSummary(
            "P", "A1", time, "DAPI", 1, [], [new("DAPI", WellStatistic.Cells, int.Parse(counts.First))], [])
            { NewTracks = int.Parse(counts.Second) });
        Assert.Equal(word, string.Concat(PlateWarnings.For([.. film])).Split(" in ").Last().Split(". Check")[0]);
    }
}
