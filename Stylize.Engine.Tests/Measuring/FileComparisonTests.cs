using Stylize.Engine.Tests.Codecs;

namespace Stylize.Engine.Tests.Measuring;

/// <summary>Tests that comparing files in strips gives the results of whole images in every format.</summary>
public sealed class FileComparisonTests
{
    // Tall enough for two strips of one megapixel.
    private const int Width = 640;
    private const int Height = 1700;

    private static readonly Lazy<ImageInput> Reference = new(() => Input(1, ImageFormat.Png));

    [Theory]
    [InlineData(ImageFormat.Png)]
    [InlineData(ImageFormat.Jpeg)]
    [InlineData(ImageFormat.WebP)]
    [InlineData(ImageFormat.Tiff)]
    public void Strips_of_files_give_the_results_of_whole_images(ImageFormat format)
    {
        var (image, reference) = (Input(0, format), Reference.Value);
        using var a = image.DecodeRgba();
        using var b = reference.DecodeRgba();
        Assert.Equal(ImageComparison.Compare(a, b), FileComparison.Compare(image, reference, OperationContext.Quiet));
    }

    [Fact]
    public void A_rotated_photograph_is_compared_upright()
    {
        var image = new ImageInput(ImageSource.Memory(OrientedJpeg.Write(6), "turned"), ImageCodecs.Default);
        using var a = image.DecodeRgba();
        Assert.Equal((OrientedJpeg.Width, OrientedJpeg.Height), (a.Width, a.Height));
        Assert.Equal(ImageComparison.Compare(a, a), FileComparison.Compare(image, image, OperationContext.Quiet));
    }

    [Fact]
    public void A_canceled_comparison_stops()
    {
        using var stop = new CancellationTokenSource();
        var context = new OperationContext { Cancellation = stop.Token, Progress = _ => stop.Cancel() };
        var input = Reference.Value;
        Assert.Throws<OperationCanceledException>(() => FileComparison.Compare(input, input, context));
    }

    [Fact]
    public void Only_formats_without_strips_need_memory_for_all_pixels()
    {
        var png = FileComparison.EstimateMemory(Reference.Value);
        Assert.True(FileComparison.EstimateMemory(Input(0, ImageFormat.WebP)) > png);
    }

    private static ImageInput Input(int seed, ImageFormat format)
    {
        using var image = new Raster<Rgba32>(Width, Height);
        var random = new Random(seed);
        foreach (var (x, y) in Coordinates(Width, Height))
        {
            var noise = x % 8 == 0 ? random.Next(20) : 0;
            image[x, y] = new Rgba32((byte)((x / 3) + noise), (byte)((y / 17) + noise), (byte)((x * y >> 12) + noise));
        }

        return new ImageInput(ImageSource.Memory(image.Encoded(new(format)), format.ToString()), ImageCodecs.Default);
    }
}
