using BenchmarkDotNet.Attributes;
using Stylize.Engine.Imaging;

namespace Stylize.Benchmarks;

/// <summary>Measures the imaging core on 768x512 pixels, one thread.</summary>
public class ImagingBenchmarks
{
    private readonly Raster<Rgba32> _image = new(768, 512);
    private readonly Raster<Rgba32> _other = new(768, 512);
    private readonly Raster<float> _lab = new(768, 3);

    [GlobalSetup]
    public void Setup()
    {
        var random = new Random(1);
        for (var y = 0; y < 512; y++)
        {
            for (var x = 0; x < 768; x++)
            {
                _image[x, y] = new Rgba32((byte)random.Next(256), (byte)(x / 3), (byte)(y / 2));
                _other[x, y] = new Rgba32((byte)random.Next(256), (byte)(x / 3), (byte)(y / 2));
            }
        }
    }

    [Benchmark]
    public void ToLab()
    {
        for (var y = 0; y < 512; y++)
        {
            LabConversion.FromRgba(_image.Row(y), _lab.Row(0), _lab.Row(1), _lab.Row(2));
        }
    }

    [Benchmark]
    public void BoxTo96() => Resampler.Resize(_image, 96, 64, ResampleFilter.Box).Dispose();

    [Benchmark]
    public void LanczosTo96() => Resampler.Resize(_image, 96, 64, ResampleFilter.Lanczos3).Dispose();

    [Benchmark]
    public double Compare() => ImageComparison.Compare(_image, _other).Ssim;
}
