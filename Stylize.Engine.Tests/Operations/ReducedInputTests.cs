namespace Stylize.Engine.Tests.Operations;

/// <summary>Tests decoding large pictures: each pixel is the mean of a square of the file's pixels, in any
/// format.</summary>
public sealed class ReducedInputTests
{
    [Theory]
    [InlineData(60, 90, 2)]
    [InlineData(61, 131, 3)]
    [InlineData(7, 200, 5)]
    public void Pixels_are_the_means_of_squares(int width, int height, int side)
    {
        using var image = Drawn(width, height);
        using var reduced = Decode(image, side);
        Assert.Equal(((width + side - 1) / side, (height + side - 1) / side), (reduced.Width, reduced.Height));
        for (var y = 0; y < height / (16 * side) * 16; y++) // The last strip is stretched.
        {
            // Squares are stretched to fill the width.
            var (sum, to) = (0.0, (double)width / reduced.Width);
            for (var row = y * side; row < (y + 1) * side; row++)
            {
                for (var x = 0; x < to; x++)
                {
                    sum += image[x, row].R * (Math.Min(x + 1, to) - x);
                }
            }

            Assert.Equal(sum / (side * to), reduced[0, y].R, 1.0);
        }
    }

    [Fact]
    public void Tones_change_the_reduced_picture_and_small_ones_keep_their_pixels()
    {
        using var image = Drawn(40, 40);
        var input = Input(image);
        using Raster<Rgba32> same = input.DecodeRgba(OperationContext.Quiet, 1600), whole = input.DecodeRgba();
        Assert.Equal(whole.Row(7), same.Row(7));
        using var light = input.With(new ToneOptions { Brightness = 40 }).DecodeRgba(OperationContext.Quiet, 400);
        using var plain = input.DecodeRgba(OperationContext.Quiet, 400);
        Assert.True(light[5, 5].R > plain[5, 5].R);
    }

    private static Raster<Rgba32> Drawn(int width, int height) => Paint<Rgba32>(
        width, height, (x, y) => new((byte)((x * 7) + (y * 13)), (byte)(y * 5), (byte)(x * 3)));

    private static Raster<Rgba32> Decode(Raster<Rgba32> image, int side) =>
        Input(image).DecodeRgba(OperationContext.Quiet, ((double)image.PixelCount / side / side) + 1);

    private static ImageInput Input(Raster<Rgba32> image) =>
        new(ImageSource.Memory(image.Encoded(new(ImageFormat.Png)), "drawn.png"), ImageCodecs.Default);
}
