using System.Diagnostics;
using Stylize.Codecs;
using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;
using Stylize.Engine.PixelArt;

namespace Stylize.Benchmarks;

/// <summary>
/// What a frame of moving pixel art costs over a still of its size, in turns, processor time on one thread with decoding and encoding; and
/// the peak of pooled memory by the number of frames. A photograph of which one half pans, the other has noise of 3 of 255.
/// <c>dotnet run -c Release --project tools/Stylize.Benchmarks -- pixel-art-frames &lt;photograph&gt; [pairs]</c>
/// </summary>
internal static class PixelArtFrames
{
    public const string Name = "pixel-art-frames";

    private const int Width = 640;
    private const int Height = 448;
    private const int Frames = 24;

    public static int Run(string path, int pairs)
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
        Console.WriteLine(Invariant(
            $"a frame over a still: {ratio.Ratio:0.000} ({ratio.Lower:0.000} to {ratio.Upper:0.000}), {pairs} pairs"));
        Console.WriteLine(Invariant($"still {1000 * whole.Average():0} ms, frame {1000 * frame.Average():0} ms of processor time\n"));
        Console.WriteLine("| frames | peak of pooled MiB | managed MiB at the end |\n|---|---|---|");
        foreach (var count in new[] { 8, 240 })
        {
            var input = Animation(large, count);
            GC.Collect();
            AlignedPool.ResetPeak();
            Seconds(input);
            var managed = GC.GetTotalMemory(forceFullCollection: true) - input.Source.Bytes!.Value.Length;
            Console.WriteLine(Invariant($"| {count} | {AlignedPool.PeakRentedBytes / 1048576.0:0.0} | {managed / 1048576.0:0.0} |"));
        }

        return 0;
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
