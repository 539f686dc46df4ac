using System.Diagnostics;
using Stylize.Codecs;
using Stylize.Engine.Imaging;
using Stylize.Engine.Imaging.Kit.Planes;
using Stylize.Engine.Operations;
using Stylize.Engine.PixelArt;

namespace Stylize.Benchmarks;

/// <summary>
/// Compares the processor time of a frame of animated pixel art with that of a still image, in alternating runs, on one thread, with
/// decoding and encoding. Also measures peak memory by number of frames. One half of the photograph pans, the other half has noise of up to
/// 3 of 255.
/// </summary>
internal static class PixelArtFrames
{
    private const int Width = 640;
    private const int Height = 448;
    private const int Frames = 24;

    /// <summary>Measures frames and still images alternately, then the memory of whole animations.</summary>
    public static FrameCosts Measure(string path, int pairs, IReadOnlyList<int> counts)
    {
        using var photograph = ImageCodecs.Default.DecodeRgba(ImageSource.File(path));
        using var large = Resampler.Resize(photograph, Width + 128, Height, ResampleFilter.Lanczos3);
        var still = Still(large);
        var moving = Animation(large, Frames);
        var (frame, whole) = (new List<double>(), new List<double>());
        for (var pair = -1; pair < pairs; pair++)
        {
            var (one, all) = (Seconds(still), Seconds(moving) / Frames);
            if (pair >= 0)
            {
                whole.Add(one);
                frame.Add(all);
            }
        }

        var ratio = RatioInterval.Of(frame, whole);
        return new(
            1000 * whole.Average(), 1000 * frame.Average(), ratio.Ratio, ratio.Lower, ratio.Upper,
            [.. counts.Select(count => (count, PeakMegabytes(large, count)))]);
    }

    private static double PeakMegabytes(Raster<Rgba32> large, int count)
    {
        var input = Animation(large, count);
        var before = AlignedPool.RentedBytes;
        AlignedPool.ResetPeak();
        Seconds(input);
        return (AlignedPool.PeakRentedBytes - before) / 1e6;
    }

    private static double Seconds(ImageInput input)
    {
        var before = Process.GetCurrentProcess().TotalProcessorTime;
        using var made = new PixelArtOperation(new PixelArtOptions()).Run(input, new OperationContext { MaxThreads = 1 });
        made.Write(Stream.Null);
        return (Process.GetCurrentProcess().TotalProcessorTime - before).TotalSeconds;
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

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Costs of animated pixel art.</summary>
/// <param name="Still">Processor milliseconds of a still image.</param>
/// <param name="Frame">Processor milliseconds per frame.</param>
/// <param name="Ratio">Frame divided by still image, geometric mean of the pairs.</param>
/// <param name="Lower">Lower end of the ratio's 95% interval.</param>
/// <param name="Upper">Upper end of the ratio's 95% interval.</param>
/// <param name="Peaks">Peak of the pixel buffers in MB by number of frames.</param>
internal sealed record FrameCosts(
    double Still, double Frame, double Ratio, double Lower, double Upper, IReadOnlyList<(int Count, double Megabytes)> Peaks);
