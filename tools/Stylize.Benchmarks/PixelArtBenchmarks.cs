using BenchmarkDotNet.Attributes;
using Stylize.Codecs;
using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;
using Stylize.Engine.PixelArt;

namespace Stylize.Benchmarks;

/// <summary>
/// Pixel art of the photograph that the environment variable STYLIZE_PHOTOGRAPH names, without decoding and encoding. Where it is not set,
/// of a synthetic image of rings with noise.
/// </summary>
[MemoryDiagnoser]
public class PixelArtBenchmarks
{
    private Raster<Rgba32>? _image;

    [Params("Default", "Fast")]
    public string Preset { get; set; } = "Default";

    [Params(1, 2)]
    public int Threads { get; set; }

    [GlobalSetup]
    public void Setup() => _image = Environment.GetEnvironmentVariable("STYLIZE_PHOTOGRAPH") is { Length: > 0 } path
        ? ImageCodecs.Default.DecodeRgba(ImageSource.File(Path.GetFullPath(path)))
        : Rings();

    [GlobalCleanup]
    public void Cleanup() => _image!.Dispose();

    [Benchmark]
    public int PixelArt()
    {
        var context = new OperationContext { MaxThreads = Threads };
        using var result = new PixelArtOperation(PixelArtOptions.Presets[Preset]).Run(_image!.Clone(), ImageCodecs.Default, context);
        return result.Iterations;
    }

    private static Raster<Rgba32> Rings()
    {
        var random = new Random(1);
        var image = new Raster<Rgba32>(768, 512);
        for (var y = 0; y < 512; y++)
        {
            for (var x = 0; x < 768; x++)
            {
                var ring = (int)Math.Sqrt(((x - 300) * (x - 300)) + ((y - 200) * (y - 200))) / 40 % 3;
                image[x, y] = new Rgba32((byte)(x / 4 + random.Next(20)), (byte)(ring * 80), (byte)(y / 3 + random.Next(20)));
            }
        }

        return image;
    }
}
