using Stylize.Engine.PixelArt.Sheets;

namespace Stylize.Engine.Tests.PixelArt;

public class FrameLayoutTests
{
    [Theory]
    [InlineData(1, 96, 64, 0)]
    [InlineData(12, 64, 43, 2)]
    [InlineData(7, 16, 48, 1)]
    [InlineData(100, 33, 9, 5)]
    public void Frames_do_not_overlap_and_the_sheet_is_as_small_as_possible(int frames, int width, int height, int padding)
    {
        var layout = FrameLayout.Of(frames, width, height, null, padding, powerOfTwo: false, "clip");
        AssertApart(layout, frames);
        var nearest = Enumerable.Range(1, frames).Min(columns => Math.Max(
            padding + (columns * (width + padding)),
            padding + ((int)Math.Ceiling((double)frames / columns) * (height + padding))));
        Assert.Equal(nearest, Math.Max(layout.Width, layout.Height));
    }

    [Theory]
    [InlineData(12, 64, 43, 2)]
    [InlineData(5, 32, 32, 0)]
    public void Powers_of_two_use_the_fewest_pixels(int frames, int width, int height, int padding)
    {
        var layout = FrameLayout.Of(frames, width, height, null, padding, powerOfTwo: true, "clip");
        AssertApart(layout, frames);
        Assert.True(BitOperations.IsPow2(layout.Width) && BitOperations.IsPow2(layout.Height));
        var fewest = Enumerable.Range(1, frames).Min(columns =>
            Above(padding + (columns * (width + padding)))
            * Above(padding + ((int)Math.Ceiling((double)frames / columns) * (height + padding))));
        Assert.Equal(fewest, layout.Width * layout.Height);

        static int Above(int side)
        {
            var power = 1;
            while (power < side)
            {
                power *= 2;
            }

            return power;
        }
    }

    [Fact]
    public void A_number_of_columns_is_kept_and_a_sheet_above_the_limit_is_refused()
    {
        var layout = FrameLayout.Of(12, 10, 10, 5, 1, powerOfTwo: false, "clip");
        Assert.Equal((5, 56, 34), (layout.Columns, layout.Width, layout.Height));
        Assert.Equal((1 + 11, 1 + 22), layout.Position(11));
        var refused = Assert.Throws<StylizeException>(() => FrameLayout.Of(900, 768, 512, null, 0, powerOfTwo: false, "clip.gif"));
        Assert.Contains("clip.gif", refused.Message, StringComparison.Ordinal);
    }

    private static void AssertApart(FrameLayout layout, int frames)
    {
        var taken = new bool[layout.Width, layout.Height];
        for (var i = 0; i < frames; i++)
        {
            var (left, top) = layout.Position(i);
            for (var y = top - layout.Padding; y < top + layout.FrameHeight; y++)
            {
                for (var x = left - layout.Padding; x < left + layout.FrameWidth; x++)
                {
                    Assert.False(taken[x, y]);
                    taken[x, y] = true;
                }
            }

            Assert.True(left + layout.FrameWidth + layout.Padding <= layout.Width);
            Assert.True(top + layout.FrameHeight + layout.Padding <= layout.Height);
        }
    }
}
