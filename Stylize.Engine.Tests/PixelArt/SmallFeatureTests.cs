using Stylize.Engine.PixelArt.Superpixels;

namespace Stylize.Engine.Tests.PixelArt;

/// <summary>Features of few cells, such as the eyes of a small face.</summary>
public class SmallFeatureTests
{
    private const int Width = 24, Height = 20;

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void A_blob_gets_the_value_at_which_it_joins_an_area(int sign)
    {
        const int minArea = 6;
        var random = new Random(3);
        float[] values = [.. Enumerable.Range(0, Width * Height).Select(_ => sign * (float)random.Next(9))];
        var depths = new float[values.Length];
        new AreaFilter(Width, Height).AddDepths(values, sign, minArea, depths);
        for (var cell = 0; cell < values.Length; cell++)
        {
            var level = sign * values[cell];
            while (!IsArea(cell, level))
            {
                level++;
            }

            Assert.Equal(level - (sign * values[cell]), depths[cell]);
        }

        // The cells up to a level that are connected with a cell, found one by one.
        bool IsArea(int cell, float level)
        {
            List<int> found = [cell];
            for (var next = 0; next < found.Count; next++)
            {
                var (y, x) = Math.DivRem(found[next], Width);
                if (x is 0 or Width - 1 || y is 0 or Height - 1) return true;

                for (var other = 0; other < values.Length; other++)
                {
                    var isNext = Math.Abs((other % Width) - x) <= 1 && Math.Abs((other / Width) - y) <= 1;
                    if (isNext && sign * values[other] <= level && !found.Contains(other))
                    {
                        found.Add(other);
                    }
                }
            }

            return found.Count >= minArea;
        }
    }

    [Fact]
    public void Eyes_are_features_but_areas_their_corners_and_texture_are_not()
    {
        var cells = new Lab[48 * 32];
        for (var i = 0; i < cells.Length; i++)
        {
            var (y, x) = Math.DivRem(i, 48);
            var isArea = x < 12 && y < 10;
            cells[i] = IsEye(x, y) || isArea ? new Lab(30, 5, 5)
                : x >= 34 ? new Lab((x + y) % 2 == 0 ? 40 : 70, 15, 15)
                : new Lab(75 - (y / 8f), 15, 15);
        }

        var features = SmallFeatures.Find(cells, 48, 32);
        Assert.NotNull(features);
        Assert.Equal(
            Enumerable.Range(0, cells.Length).Where(i => IsEye(i % 48, i / 48)),
            Enumerable.Range(0, cells.Length).Where(i => features.Cells[i]));
        Assert.Equal(75 - (16 / 8f), features.Ground[(16 * 48) + 17].L, 0.5f);

        static bool IsEye(int x, int y) => y == 16 && (x is 16 or 17 or 24 or 25);
    }

    [Fact]
    public void Finer_grids_and_even_pictures_have_no_features()
    {
        Assert.Null(SmallFeatures.Find(new Lab[48 * 32], 48, 32));
        Assert.Null(SmallFeatures.Find(Enumerable.Range(0, 200 * 100).Select(i => new Lab(i % 7, 0, 0)).ToArray(), 200, 100));
    }

    /// <summary>The eyes lie across two rows of cells, so that superpixels can tear them.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(6)]
    public void Two_equal_eyes_stay_equal(int shift)
    {
        var image = Paint<Rgba32>(256, 256, (x, y) =>
            y < 40 ? new(40, 28, 20)
            : (x is >= 88 and < 104 or >= 168 and < 184) && y >= 120 + shift && y < 128 + shift ? new(60, 40, 32)
            : new((byte)(224 - (y / 16)), (byte)(172 - (x / 16)), 140));
        using var result = new PixelArtOperation(PixelArtOptions.Default with { Width = 32, Colors = 6 }).Run(
            image, new NoCodec(), OperationContext.Quiet);
        int[] dark = [.. Enumerable.Range(0, 32 * 32).Where(i =>
            i / 32 is > 8 and < 24 && LabConversion.FromRgba(result.Cells[i % 32, i / 32]).L < 50)];
        int[] left = [.. dark.Where(i => i % 32 < 16)];
        Assert.InRange(left.Length, 2, 4);
        Assert.All(left, i => Assert.True((i % 32, i / 32) is (11 or 12, 15 or 16)));
        Assert.Equal(left.Select(i => i + 10), dark.Where(i => i % 32 >= 16));
    }
}
