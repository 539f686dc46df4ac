using Stylize.Benchmarks.Figures;
using Stylize.Codecs;
using Stylize.Engine.Imaging;
using Stylize.Engine.Imaging.Kit.Planes;
using Stylize.Engine.Operations;
using Stylize.Engine.PixelArt;

namespace Stylize.Benchmarks;

/// <summary>
/// Compares the processor time of a frame of animated pixel art with that of a still image, in alternating runs, on one
/// thread, with decoding and encoding. Also measures peak memory by number of frames. One half of the photograph pans,
/// the other half has noise of up to 3 of 255.
/// </summary>
internal static class PixelArtFrames
{
    private const int Width = 640;
    private const int Height = 448;
    private const int Frames = 24;

    /// <summary>Measures frames and still images alternately, then the memory of whole animations.</summary>
    public static (double Still, double Frame, double Ratio,
        IReadOnlyList<(int Count, double Megabytes)> Peaks) Measure(
            string path, int pairs, IReadOnlyList<int> counts)
    {
        using var photograph = ImageCodecs.Default.DecodeRgba(ImageSource.File(path));
        using var large = Resampler.Resize(photograph, Width + 128, Height, ResampleFilter.Lanczos3);
        var still = Still(large);
        var moving = Animation(large, Frames);
        var (frame, whole) = (new List<double>(), new List<double>());
        for (var pair = -1; pair < pairs; pair++)
        {
            var (one, all) = (Milliseconds(still), Milliseconds(moving) / Frames);
            if (pair >= 0)
            {
                whole.Add(one);
                frame.Add(all);
            }
        }

        return (
            whole.Average(), frame.Average(), RatioInterval.Of(frame, whole).Ratio,
            [.. counts.Select(count => (count, PeakMegabytes(large, count)))]);
    }

    private static double PeakMegabytes(Raster<Rgba32> large, int count)
    {
        var input = Animation(large, count);
        var before = AlignedPool.RentedBytes;
        AlignedPool.ResetPeak();
        Milliseconds(input);
        return (AlignedPool.PeakRentedBytes - before) / 1e6;
    }

    private static double Milliseconds(ImageInput input)
    {
        return RunTime.Once(() =>
        {
            using var made =
                new PixelArtOperation(new PixelArtOptions()).Run(input, new OperationContext { MaxThreads = 1 });
            made.Write(Stream.Null);
        }).Cpu;
    }

    private static ImageInput Still(Raster<Rgba32> large)
    {
        using var image = Frame(large, Frames / 2);
        using var file = new MemoryStream();
        ImageCodecs.Default.Encode(image, file, new EncodeOptions(ImageFormat.Png));
        return new ImageInput(ImageSource.Memory(file.ToArray(), "still.png"), ImageCodecs.Default);
    }

    private static ImageInput Animation(Raster<Rgba32> large, int frames)
    {
        using var file = new MemoryStream();
        ImageCodecs.Default.EncodeFrames(Images(), file, new EncodeOptions(ImageFormat.Png));
        return new ImageInput(ImageSource.Memory(file.ToArray(), "clip.png"), ImageCodecs.Default);

        IEnumerable<AnimationFrame> Images()
        {
            for (var i = 0; i < frames; i++)
            {
                using var image = Frame(large, i);
                yield return new AnimationFrame(image, 50);
            }
        }
    }

    private static Raster<Rgba32> Frame(Raster<Rgba32> large, int number)
    {
        var random = new Random(number);
        var image = new Raster<Rgba32>(Width, Height);
        var pan = Math.Abs((number % 48) - 24) * 5;
        for (var y = 0; y < Height; y++)
        {
            for (var x = 0; x < Width; x++)
            {
                var pixel = large[y < Height / 2 ? x + pan : x, y];
                image[x, y] = new Rgba32(Noisy(pixel.R), Noisy(pixel.G), Noisy(pixel.B));
            }
        }

        return image;

        byte Noisy(byte value) => (byte)Math.Clamp(value + random.Next(4), 0, 255);
    }
}
