using Stylize.Engine.PixelArt.Sheets;

namespace Stylize.Engine.Tests.PixelArt;

public class SheetLayoutTests
{
    [Theory]
    [InlineData(1, 96, 64, 0)]
    [InlineData(12, 64, 43, 2)]
    [InlineData(7, 16, 48, 1)]
    [InlineData(100, 33, 9, 5)]
    public void Frames_do_not_overlap_and_the_sheet_is_as_small_as_possible(
        int frames, int width, int height, int padding)
    {
        var layout = Layout(frames, width, height, null, padding, powerOfTwo: false);
        AssertApart(layout, padding);
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
        var layout = Layout(frames, width, height, null, padding, powerOfTwo: true);
        AssertApart(layout, padding);
        Assert.True(BitOperations.IsPow2(layout.Width) && BitOperations.IsPow2(layout.Height));
        var fewest = Enumerable.Range(1, frames).Min(columns =>
            Above(padding + (columns * (width + padding)))
            * Above(padding + ((int)Math.Ceiling((double)frames / columns) * (height + padding))));
        Assert.Equal(fewest, layout.Width * layout.Height);

        static int Above(int side) => (int)BitOperations.RoundUpToPowerOf2((uint)side);
    }

    [Fact]
    public void A_number_of_columns_is_kept_and_a_sheet_above_the_limit_is_refused()
    {
        var layout = Layout(12, 10, 10, 5, 1, powerOfTwo: false);
        Assert.Equal((56, 34), (layout.Width, layout.Height));
        Assert.Equal((1 + 11, 1 + 22), (layout.Boxes[11].X, layout.Boxes[11].Y));
        Fails.Of(StylizeError.OperationFailed, () => Layout(900, 768, 512, null, 0, powerOfTwo: false), "clip.gif");
    }

    private static SheetLayout Layout(int frames, int width, int height, int? columns, int padding, bool powerOfTwo)
    {
        var frame = new SheetFrame((width, height), new SheetBox(0, 0, width, height));
        return SheetLayout.ForFrames([[.. Enumerable.Repeat(frame, frames)]], columns, padding, powerOfTwo, "clip.gif");
    }

    private static void AssertApart(SheetLayout layout, int padding)
    {
        var taken = new bool[layout.Width, layout.Height];
        foreach (var box in layout.Boxes)
        {
            foreach (var (x, y) in Coordinates(box.X + box.Width, box.Y + box.Height, box.X - padding, box.Y - padding))
            {
                Assert.False(taken[x, y]);
                taken[x, y] = true;
            }

            Assert.True(box.X + box.Width + padding <= layout.Width);
            Assert.True(box.Y + box.Height + padding <= layout.Height);
        }
    }
}
