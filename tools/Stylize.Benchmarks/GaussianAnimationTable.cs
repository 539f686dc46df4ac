using Stylize.Benchmarks.Figures;
using Stylize.Codecs;
using Stylize.Engine.Gaussians;
using Stylize.Engine.Gaussians.Files;
using Stylize.Engine.Gaussians.Fitting;
using Stylize.Engine.Gaussians.Rendering;
using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;

namespace Stylize.Benchmarks;

/// <summary>
/// Fits animations with default options, and compares their bytes with those of one file per frame at equal PSNR of all
/// frames. Flicker is the mean change of pixels from frame to frame that are equal in the frames of the source, and of
/// those whose neighbors are equal too. The time of later frames is that of frames between key frames, if a key frame
/// takes the time of the first.
/// </summary>
internal static class GaussianAnimationTable
{
    public const string Name = "gaussian-animation";

    /// <param name="psnrs">PSNR to reach with the single files, ascending.</param>
    public static int Run(string clip, string psnrs)
    {
        var input = new ImageInput(ImageSource.File(Path.GetFullPath(clip)), ImageCodecs.Default);
        var (frames, encoded) = Frames(input);
        using var warm = Fit(input, null);
        var (first, firstTime) = Timed(() => Fit(encoded[0], null));
        first.Dispose();
        var (fitted, time) = Timed(() => Fit(input, null));
        using var animation = (GaussianImageArtifact)fitted;
        var pictures = GaussianAnimation.Read(ImageSource.Memory(animation.File, clip)).Frames()
            .Select(Rendered).ToArray();
        var psnr = Psnr(Enumerable.Range(0, frames.Count).Average(i => Error(frames[i], pictures[i])));
        var targets = CommandOptions.List(psnrs);
        var curve = new RateCurve(targets.Select(target => Singles(frames, encoded, target)).ToArray());
        var keys = animation.KeyFrames;
        var later = (time - (keys * firstTime)) / Math.Max(1, frames.Count - keys) / firstTime;
        Console.WriteLine(
            "clip | frames | key frames | PSNR | bytes | bytes of single files at this PSNR | share | flicker | "
            + "flicker, equal neighbors | later frame / first");
        var single = curve.RateAt(psnr);
        Console.WriteLine(FormattableString.Invariant(
            $"{Path.GetFileName(clip)} | {frames.Count} | {keys} | {psnr:f2} | {animation.File.Length} | {single:f0} | ")
            + FormattableString.Invariant($"{animation.File.Length / single:f2} | {Flicker(frames, pictures, 0):f2} | ")
            + FormattableString.Invariant($"{Flicker(frames, pictures, 1):f2} | {later:f2}"));
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
            files.Add(
                new ImageInput(ImageSource.Memory(stream.ToArray(), $"frame {frames.Count}"), ImageCodecs.Default));
        }
    }

    private static IArtifact Fit(ImageInput input, double? target) =>
        new GaussianImageOperation(new GaussianImageOptions { TargetPsnr = target }).Run(
            input, new OperationContext { MaxThreads = 1 });

    private static (IArtifact Artifact, double Seconds) Timed(Func<IArtifact> fit)
    {
        IArtifact? artifact = null;
        var time = RunTime.Once(() => artifact = fit());
        return (artifact!, time.Cpu / 1000);
    }

    private static (double Bytes, double Psnr) Singles(
        List<Raster<Rgba32>> frames, List<ImageInput> files, double target)
    {
        var (error, bytes) = (0.0, 0.0);
        for (var i = 0; i < frames.Count; i++)
        {
            using var fitted = (GaussianImageArtifact)Fit(files[i], target);
            using var picture = GaussianRenderer.Render(fitted.Model);
            error += Error(frames[i], picture) / frames.Count;
            bytes += fitted.File.Length;
        }

        Console.WriteLine(
            FormattableString.Invariant($"single files of {target} dB: {Psnr(error):f2} dB, {bytes} bytes"));
        return (bytes, Psnr(error));
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

    /// <param name="reach">Distance of the pixels that must be equal too.</param>
    private static double Flicker(List<Raster<Rgba32>> frames, Raster<Rgba32>[] pictures, int reach)
    {
        var (sum, count) = (0.0, 0L);
        for (var i = 1; i < frames.Count; i++)
        {
            for (var y = reach; y < frames[i].Height - reach; y++)
            {
                for (var x = reach; x < frames[i].Width - reach; x++)
                {
                    if (!AreEqual(frames[i - 1], frames[i], x, y, reach)) continue;

                    var (a, b) = (pictures[i - 1][x, y], pictures[i][x, y]);
                    sum += (Math.Abs(a.R - b.R) + Math.Abs(a.G - b.G) + Math.Abs(a.B - b.B)) / 3.0;
                    count++;
                }
            }
        }

        return sum / Math.Max(1, count);
    }

    private static bool AreEqual(Raster<Rgba32> a, Raster<Rgba32> b, int x, int y, int reach)
    {
        var (first, length) = (x - reach, (2 * reach) + 1);
        for (var row = y - reach; row <= y + reach; row++)
        {
            if (!a.Row(row).Slice(first, length).SequenceEqual(b.Row(row).Slice(first, length))) return false;
        }

        return true;
    }

    private static double Psnr(double error) => 10 * Math.Log10(255.0 * 255 / error);
}
