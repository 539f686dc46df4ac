using Stylize.Engine.Gaussians.Decoding;
using Stylize.Engine.Runs.Estimate;

namespace Stylize.Engine.Tests.Runs;

/// <summary>The sizes on which cost estimates depend.</summary>
public sealed class EstimatedPixelsTests : FolderTest
{
    [Fact]
    public void Gaussian_files_are_estimated_by_the_picture_they_render()
    {
        var path = _folder["a.g2d"];
        using (var artifact = new GaussianImageOperation(new GaussianImageOptions { Count = 20, Iterations = 10 })
            .Run(new ImageInput(ImageSource.Memory(File(40, 40), "a.ppm"), ImageCodecs.Default),
                OperationContext.Quiet))
        using (var stream = System.IO.File.Create(path))
        {
            artifact.Write(stream);
        }

        var operation =
            new GaussianDecodeOperation(new GaussianDecodeOptions { Render = new RenderOptions { Scale = 3 } });
        var estimate = new BatchEstimator(operation, new RunnerOptions { ThrottleLimit = 1 })
            .Estimate([new ImageInput(ImageSource.File(path), ImageCodecs.Default)]);

        Assert.Equal(0, estimate.Unreadable);
        Assert.Equal(120 * 120 / 1e6, estimate.Megapixels, 9);
        Assert.True(estimate is { Seconds: > 0, PeakMemory: > 0 });
    }

    [Fact]
    public void All_frames_of_an_animation_count_if_all_are_converted()
    {
        using var frame = new Raster<Rgba32>(20, 10, clear: true);
        using var other = new Raster<Rgba32>(20, 10);
        other.Row(0).Fill(new Rgba32(255, 0, 0));
        var stream = EncodedFiles.Written(target => ImageCodecs.Default.EncodeFrames(
            ((Raster<Rgba32>[])[frame, other, frame]).Select(image => new AnimationFrame(image, 100)), target,
            new EncodeOptions(ImageFormat.Gif)));
        var input = new ImageInput(ImageSource.Memory(stream, "clip.gif"), ImageCodecs.Default);
        IOperation moving = new PixelArtOperation(PixelArtOptions.Default with { Format = PixelArtFormat.Gif });
        IOperation still = new PixelArtOperation(PixelArtOptions.Default with { Frame = 0 });
        Assert.Equal((600, 200), (moving.EstimatePixels(input), still.EstimatePixels(input)));
    }

    private static byte[] File(int width, int height) =>
        [.. Encoding.ASCII.GetBytes($"P6 {width} {height} 255\n"), .. new byte[3 * width * height]];
}
