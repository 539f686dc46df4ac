using FsCheck;
using FsCheck.Fluent;
using Stylize.Engine.Segmentation.Labels;

namespace Stylize.Engine.Tests.Segmentation;

public sealed class LabelTests
{
    [Theory]
    [InlineData(8)]
    [InlineData(4)]
    public void Labels_equal_those_of_a_flood_fill_in_raster_order(int connectivity)
    {
        Prop.ForAll(Sizes(150, 30), size =>
        {
            using var image = Random(size.w, size.h, size.seed);
            using var runs = Runs(image);
            using var labeled = RunLabeler.Label(runs, connectivity);
            using var painted = new Raster<uint>(size.w, size.h);
            labeled.Paint(painted, 0, 0, size.h);
            using var truth = FloodFill(image, connectivity);
            return runs.Area == Coordinates(size.w, size.h).Sum(at => image[at.X, at.Y])
                && Enumerable.Range(0, size.h).All(y => truth.Row(y).SequenceEqual(painted.Row(y)));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Binarization_equals_the_scalar_comparison_at_every_width()
    {
        var random = new Random(5);
        for (var width = 1; width < 200; width++)
        {
            using var row = new Raster<ushort>(width, 1);
            foreach (ref var sample in row.Row(0))
            {
                sample = (ushort)random.Next(65536);
            }

            foreach (ushort cut in (ushort[])[0, 1, 30000, 32767, 32768, 40000, 65534, 65535])
            {
                var bits = new ulong[Binarizer.Words(width)];
                Binarizer.Above(row.Row(0), cut, bits);
                for (var x = 0; x < bits.Length * 64; x++)
                {
                    Assert.Equal(x < width && row[x, 0] > cut, (bits[x / 64] >> (x % 64) & 1) == 1);
                }
            }
        }
    }

    [Fact]
    public void A_compressed_mask_equals_the_painted_labels_in_any_window()
    {
        Prop.ForAll(Sizes(90, 40), size =>
        {
            var random = new Random(size.seed);
            using var runs = new RunTable(size.w, size.h, joinsTouching: false);
            for (var y = 0; y < size.h; y++)
            {
                // Runs that touch may belong to different regions.
                runs.BeginRow();
                for (var x = random.Next(4); x < size.w;)
                {
                    var end = Math.Min(size.w, x + 1 + random.Next(5));
                    runs.Add(x, end);
                    x = end + random.Next(3);
                }
            }

            using var labeled = RunLabeler.Label(runs, 4);
            labeled.Keep([.. Enumerable.Range(0, labeled.Count + 1).Select(_ => random.Next(4) > 0)]);
            var (left, top) = (random.Next(size.w), random.Next(size.h));
            var (width, height) = (1 + random.Next(size.w - left), 1 + random.Next(size.h - top));
            using var painted = new Raster<ushort>(width, height);
            labeled.Paint(painted, left, top, height);
            using var whole = labeled.Painted();
            var isPlaced = Coordinates(width, height).All(at => painted[at.X, at.Y] == whole[left + at.X, top + at.Y]);
            using var file = new MemoryStream();
            LabelMask.Write(labeled, left, top, width, height, file, LosslessCompression.Fast);
            using var back = ImageCodecs.Default.DecodeSamples(ImageSource.Memory(file.ToArray(), "mask"));
            return isPlaced
                && Enumerable.Range(0, height).All(y => painted.Row(y).SequenceEqual(back.Planes[0].Row(y)));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Dropping_regions_numbers_the_rest_in_order()
    {
        using var image = new Raster<ushort>(9, 1, clear: true);
        image[0, 0] = image[2, 0] = image[4, 0] = image[6, 0] = 1;
        using var labeled = RunLabeler.Label(Runs(image));
        labeled.Keep([false, true, false, true, true]);
        Assert.Equal(3, labeled.Count);
        Assert.Equal([1, 0, 2, 3], labeled.Labels.ToArray());
    }

    /// <summary>Image sizes, and seeds of the contents.</summary>
    internal static Arbitrary<(int w, int h, int seed)> Sizes(int maxWidth, int maxHeight) =>
        (from w in Gen.Choose(1, maxWidth)
         from h in Gen.Choose(1, maxHeight)
         from seed in Gen.Choose(0, int.MaxValue)
         select (w, h, seed)).ToArbitrary();

    internal static RunTable Runs(Raster<ushort> image, ushort cut = 0)
    {
        var runs = new RunTable(image.Width, image.Height);
        var bits = new ulong[Binarizer.Words(image.Width)];
        for (var y = 0; y < image.Height; y++)
        {
            Binarizer.Above(image.Row(y), cut, bits);
            runs.AddRow(bits);
        }

        return runs;
    }

    internal static Raster<ushort> Random(int width, int height, int seed)
    {
        var random = new Random(seed);
        var density = random.NextDouble();
        return Paint<ushort>(width, height, (_, _) => (ushort)(random.NextDouble() < density ? 1 : 0));
    }

    internal static Raster<uint> FloodFill(Raster<ushort> image, int connectivity)
    {
        var labels = new Raster<uint>(image.Width, image.Height, clear: true);
        uint count = 0;
        var stack = new Stack<(int X, int Y)>();
        foreach (var (x, y) in Coordinates(image.Width, image.Height))
        {
            if (image[x, y] == 0 || labels[x, y] != 0) continue;

            labels[x, y] = ++count;
            stack.Push((x, y));
            while (stack.TryPop(out var at))
            {
                foreach (var (dx, dy) in Coordinates(2, 2, -1, -1))
                {
                    var (nx, ny) = (at.X + dx, at.Y + dy);
                    if ((connectivity == 8 || dx == 0 || dy == 0) && nx >= 0 && ny >= 0 && nx < image.Width
                        && ny < image.Height && image[nx, ny] != 0 && labels[nx, ny] == 0)
                    {
                        labels[nx, ny] = count;
                        stack.Push((nx, ny));
                    }
                }
            }
        }

        return labels;
    }
}
