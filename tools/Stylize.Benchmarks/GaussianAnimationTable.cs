using System.Diagnostics;
using Stylize.Codecs;
using Stylize.Engine.Gaussians;
using Stylize.Engine.Gaussians.Files;
using Stylize.Engine.Gaussians.Fitting;
using Stylize.Engine.Gaussians.Rendering;
using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;

namespace Stylize.Benchmarks;

/// <summary>
/// Fits animations, and compares their bytes with those of one file per frame at equal PSNR of all frames. Flicker is the mean change of
/// pixels from frame to frame that are equal in the frames of the source.
/// </summary>
internal static class GaussianAnimationTable
{
    public const string Name = "gaussian-animation";

    /// <param name="counts">Number of Gaussians of the animation, and then of the single files, ascending.</param>
    public static int Run(string clip, string counts)
    {
        var numbers = counts.Split(',').Select(word => int.Parse(word, CultureInfo.InvariantCulture)).ToArray();
        var input = new ImageInput(ImageSource.File(Path.GetFullPath(clip)), ImageCodecs.Default);
        var (frames, encoded) = Frames(input);
        using var warm = Fit(encoded[0], 50);
        var (first, firstTime) = Timed(() => Fit(encoded[0], numbers[0]));
        first.Dispose();
        var (fitted, time) = Timed(() => Fit(input, numbers[0]));
        using var animation = (GaussianAnimationArtifact)fitted;
        var pictures = GaussianAnimation.Read(ImageSource.Memory(animation.File, clip)).Frames().Select(Rendered).ToArray();
        var psnr = Psnr(Enumerable.Range(0, frames.Count).Average(i => Error(frames[i], pictures[i])));
        var curve = numbers[1..].Select(count => Singles(frames, encoded, count)).ToArray();
        var later = (time - firstTime) / Math.Max(1, frames.Count - 1) / firstTime;
        Console.WriteLine(
            "clip | frames | key frames | PSNR | bytes | bytes of single files at this PSNR | share | flicker | later frame / first");
        var single = Interpolated(curve, psnr);
        Console.WriteLine(FormattableString.Invariant(
            $"{Path.GetFileName(clip)} | {frames.Count} | {animation.KeyFrames} | {psnr:f2} | {animation.File.Length} | {single:f0} | ")
            + FormattableString.Invariant($"{animation.File.Length / single:f2} | {Flicker(frames, pictures):f2} | {later:f2}"));
        return 0;
    }

    private static (List<Raster<Rgba32>> Frames, List<ImageInput> Files) Frames(ImageInput input)
    {
        List<Raster<Rgba32>> frames = [];
        List<ImageInput> files = [];
        using var reader = input.OpenFrames();
        while (true)
        {
            var frame = new Raster<Rgba32>(reader.Info.Width, reader.Info.Height);
            if (!reader.Read(frame, out _)) return (frames, files);

            using var stream = new MemoryStream();
            ImageCodecs.Default.Encode(frame, stream, new EncodeOptions(ImageFormat.Png));
            frames.Add(frame);
            files.Add(new ImageInput(ImageSource.Memory(stream.ToArray(), $"frame {frames.Count}"), ImageCodecs.Default));
        }
    }

    private static IArtifact Fit(ImageInput input, int count) =>
        new GaussianImageOperation(new GaussianImageOptions { Count = count }).Run(input, new OperationContext { MaxThreads = 1 });

    private static (IArtifact Artifact, double Seconds) Timed(Func<IArtifact> fit)
    {
        using var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        var artifact = fit();
        process.Refresh();
        return (artifact, (process.TotalProcessorTime - before).TotalSeconds);
    }

    private static (double Psnr, double Bytes) Singles(List<Raster<Rgba32>> frames, List<ImageInput> files, int count)
    {
        var (error, bytes) = (0.0, 0.0);
        for (var i = 0; i < frames.Count; i++)
        {
            using var fitted = (GaussianImageArtifact)Fit(files[i], count);
            using var picture = GaussianRenderer.Render(fitted.Model);
            error += Error(frames[i], picture) / frames.Count;
            bytes += fitted.File.Length;
        }

        Console.WriteLine(FormattableString.Invariant($"single files of {count}: {Psnr(error):f2} dB, {bytes} bytes"));
        return (Psnr(error), bytes);
    }

    /// <summary>Interpolates the logarithm of the bytes; NaN outside of the measured range.</summary>
    private static double Interpolated((double Psnr, double Bytes)[] curve, double psnr)
    {
        for (var k = 1; k < curve.Length; k++)
        {
            var (low, high) = (curve[k - 1], curve[k]);
            if (psnr >= low.Psnr && psnr <= high.Psnr)
            {
                return low.Bytes * Math.Pow(high.Bytes / low.Bytes, (psnr - low.Psnr) / (high.Psnr - low.Psnr));
            }
        }

        return double.NaN;
    }

    private static Raster<Rgba32> Rendered(GaussianModel model)
    {
        using (model)
        {
            return GaussianRenderer.Render(model);
        }
    }

    private static double Error(Raster<Rgba32> a, Raster<Rgba32> b)
    {
        var sum = 0.0;
        for (var y = 0; y < a.Height; y++)
        {
            for (var x = 0; x < a.Width; x++)
            {
                var (red, green, blue) = (a[x, y].R - b[x, y].R, a[x, y].G - b[x, y].G, a[x, y].B - b[x, y].B);
                sum += (red * red) + (green * green) + (blue * blue);
            }
        }

        return sum / (3 * a.PixelCount);
    }

    private static double Flicker(List<Raster<Rgba32>> frames, Raster<Rgba32>[] pictures)
    {
        var (sum, count) = (0.0, 0L);
        for (var i = 1; i < frames.Count; i++)
        {
            for (var y = 0; y < frames[i].Height; y++)
            {
                for (var x = 0; x < frames[i].Width; x++)
                {
                    if (frames[i][x, y] != frames[i - 1][x, y]) continue;

                    var (a, b) = (pictures[i - 1][x, y], pictures[i][x, y]);
                    sum += (Math.Abs(a.R - b.R) + Math.Abs(a.G - b.G) + Math.Abs(a.B - b.B)) / 3.0;
                    count++;
                }
            }
        }

        return sum / Math.Max(1, count);
    }

    private static double Psnr(double error) => 10 * Math.Log10(255.0 * 255 / error);
}
