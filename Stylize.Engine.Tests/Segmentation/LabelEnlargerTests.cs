using Stylize.Engine.Imaging.Kit.Planes;
using Stylize.Engine.Segmentation.Nuclei;

namespace Stylize.Engine.Tests.Segmentation;

/// <summary>
/// Labels of a resized image are taken back to the image for any factor. If a pixel is the center of the last equal
/// block, rounding must not keep the search at that pixel forever.
/// </summary>
public sealed class LabelEnlargerTests
{
    [Fact]
    public void Each_pixel_has_the_label_with_the_most_weight_of_its_four_corners()
    {
        var random = new Random(5);

        // Diameters from the minimum of the network to twice its own, so that most factors are not exact in binary.
        for (var diameter = 8.8; diameter < 44; diameter += .37)
        {
            var side = diameter / 22;
            var (width, height) = (random.Next(1, 90), random.Next(1, 9));
            var (columns, rows) = (Math.Max(1, (int)(width / side)), Math.Max(1, (int)(height / side)));
            int[] labels = [.. Enumerable.Range(0, columns * rows).Select(_ => Math.Max(0, random.Next(-3, 3)))];
            using var runs = LabelEnlarger.Enlarge(labels, columns, rows, side, width, height);
            var found = new int[width * height];
            for (var run = 0; run < runs.Count; run++)
            {
                found.AsSpan((runs.Rows[run] * width)..)[runs.Starts[run]..runs.Ends[run]].Fill(runs.Objects[run]);
            }

            Assert.Equal(Slowly(labels, columns, rows, side, width, height), found);
        }
    }

    private static IEnumerable<int> Slowly(int[] labels, int columns, int rows, double side, int width, int height)
    {
        for (var y = 0; y < height; y++)
        {
            var (upper, lower, down) = Bilinear.Between(((y + .5) / side) - .5, rows);
            for (var x = 0; x < width; x++)
            {
                var (left, right, across) = Bilinear.Between(((x + .5) / side) - .5, columns);
                (int Column, int Row, double Weight)[] corners =
                [
                    (left, upper, (1 - across) * (1 - down)), (right, upper, across * (1 - down)),
                    (left, lower, (1 - across) * down), (right, lower, across * down),
                ];
                yield return corners.GroupBy(corner => labels[(corner.Row * columns) + corner.Column])
                    .MaxBy(label => label.Sum(corner => corner.Weight))!.Key;
            }
        }
    }
}
