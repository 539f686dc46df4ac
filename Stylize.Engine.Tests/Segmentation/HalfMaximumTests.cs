using Stylize.Engine.Segmentation.Labels;
using Stylize.Engine.Segmentation.Nuclei;

namespace Stylize.Engine.Tests.Segmentation;

/// <summary>Outlines at the half maximum.</summary>
public sealed class HalfMaximumTests
{
    public static TheoryData<int, double, double> Discs => new(
        from radius in new[] { 5, 8, 12, 20 }
        from blur in new[] { .5, .1 * radius }
        from share in new[] { .9, 1, 1.1 }
        select (radius, blur, share));

    /// <summary>The mean area of discs at 25 places between pixels is within 2% of that of the drawn radius.</summary>
    [Theory]
    [MemberData(nameof(Discs))]
    public void The_area_of_a_blurred_disc_is_that_of_its_radius(int radius, double blur, double share)
    {
        var (side, area) = ((6 * radius) + 2, 0L);
        for (var place = 0; place < 25; place++)
        {
            var center = ((side / 2) + (.2 * (place % 5)), Y: (side / 2) + (.2 * (place / 5)));
            using var image = Disc(side, [center], radius, blur, 400);
            using var moved = HalfMaximum.Outline(
                image, Objects(side, [center], share * radius), 2 * radius, 0, 0, default);
            area += Areas(moved)[1];
        }

        Assert.InRange(area / 25.0, .98 * Math.PI * radius * radius, 1.02 * Math.PI * radius * radius);
    }

    /// <summary>Outlines of soft discs stayed where they were between the half of the median and that of the maximum.
    /// </summary>
    [Theory]
    [InlineData(8, .9, .35)]
    [InlineData(8, 1.15, .35)]
    [InlineData(15, .9, .35)]
    [InlineData(15, 1.15, .35)]
    [InlineData(15, 1.1, .5)]
    public void The_area_of_a_soft_disc_is_that_above_half_of_its_maximum(int radius, double share, double blur)
    {
        var side = (8 * radius) + 1;
        var center = (X: side / 2.0, Y: side / 2.0);
        using var image = Disc(side, [center], radius, blur * radius, 400);
        ushort[] pixels = [.. Coordinates(side, side).Select(p => image[p.X, p.Y])];
        var level = (400 + pixels.Max()) / 2;
        using var moved = HalfMaximum.Outline(
            image, Objects(side, [center], share * radius), 2 * radius, 0, 0, default);
        var area = pixels.Count(value => value > level);
        Assert.InRange(Areas(moved)[1], .98 * area, 1.02 * area);
    }

    [Fact]
    public void The_border_between_touching_objects_stays()
    {
        var centers = new[] { (40.0, 40.0), (63.0, 40.0) };
        using var image = Disc(104, centers, 12, 2, 200);
        using var objects = Objects(104, centers, 12);
        int[] before = [.. Enumerable.Range(0, 104).Select(x => objects.ObjectsIn(40)[x])];
        using var moved = HalfMaximum.Outline(image, Objects(104, centers, 12), 24, 0, 0, default);
        Assert.Equal(before[44..60], moved.ObjectsIn(40)[44..60]);
    }

    private static Raster<ushort> Disc(
        int side, (double X, double Y)[] centers, double radius, double blur, int ground)
    {
        // A quarter of a pixel is the finest step of the edge.
        const int Fine = 4;
        using var fine = Paint<float>(Fine * side, Fine * side, (x, y) => centers.Any(center => double.Hypot(
            ((x + .5) / Fine) - .5 - center.X, ((y + .5) / Fine) - .5 - center.Y) < radius) ? 1000 : 0);
        GaussianBlur.SmoothInPlace(fine, Fine * blur);
        return Paint<ushort>(side, side, (x, y) => (ushort)Math.Round(ground + Enumerable.Range(0, Fine * Fine)
            .Average(i => fine[(Fine * x) + (i % Fine), (Fine * y) + (i / Fine)])));
    }

    private static RunTable Objects(int side, (double X, double Y)[] centers, double radius)
    {
        int Nearest((int X, int Y) pixel)
        {
            var distances = Array.ConvertAll(centers, c => double.Hypot(pixel.X - c.X, pixel.Y - c.Y));
            return distances.Min() < radius ? 1 + Array.IndexOf(distances, distances.Min()) : 0;
        }

        int[] labels = [.. Coordinates(side, side).Select(Nearest)];
        var runs = RunTable.WithObjects(side, side);
        for (var y = 0; y < side; y++)
        {
            runs.AddRow(labels.AsSpan(y * side, side));
        }

        return runs;
    }

    private static Dictionary<int, long> Areas(RunTable runs) => Enumerable.Range(0, runs.Count)
        .GroupBy(run => runs.Objects[run]).ToDictionary(
            run => run.Key, run => run.Sum(i => (long)runs.Ends[i] - runs.Starts[i]));
}
