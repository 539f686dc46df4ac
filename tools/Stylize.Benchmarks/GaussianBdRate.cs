using System.Security.Cryptography;
using Stylize.Codecs;
using Stylize.Engine.Gaussians.Fitting;
using Stylize.Engine.Gaussians.Rendering;
using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;
using Stylize.Engine.Operations.Provenance;

namespace Stylize.Benchmarks;

/// <summary>
/// Prints PSNR over RGB and MS-SSIM of whole files at given rates, and the BD-rate of each codec against AVIF (libaom,
/// 4:2:0, speed 4). The codecs are compact .g2d, the library's JPEG and WebP, AVIF 4:2:0 and 4:4:4, and JPEG XL, as far
/// as they are installed. Options: --images (files, comma-separated), --rates (bits per pixel), --iterations (of the
/// fits).
/// </summary>
internal static class GaussianBdRate
{
    public const string Name = "gaussian-bd";

    private const string Reference = "AVIF 420";

    private static readonly double[] Usual = [2, 5, 9, 14, 20, 28, 38, 50, 62, 74, 84, 92];

    public static int Run(string[] args)
    {
        var options = new CommandOptions(args);
        int? iterations = options.Text("iterations") is null ? null : options.Integer("iterations", 0);
        var rates = options.Numbers("rates", 0.1, 0.15, 0.31, 0.5, 0.8, 1.2);
        var folder = Directory.CreateTempSubdirectory("stylize-bd-").FullName;
        var (curves, likeness) = (new List<Dictionary<string, RateCurve>>(), new List<Dictionary<string, RateCurve>>());
        try
        {
            foreach (var path in options.Images)
            {
                var points = Peers(path, folder);
                points.Add("Stylize", Fits(path, rates, iterations));
                curves.Add(points.ToDictionary(p => p.Key, p => new RateCurve(p.Value.Select(v => (v.Rate, v.Psnr)))));
                likeness.Add(
                    points.ToDictionary(p => p.Key, p => new RateCurve(p.Value.Select(v => (v.Rate, v.MsSsim)))));
                Print(Path.GetFileName(path), rates, [curves[^1]]);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        Print("mean PSNR", rates, curves);
        Print("mean MS-SSIM x 100", rates, likeness, 100);
        return 0;
    }

    private static List<RatePoint> Fits(string path, double[] rates, int? iterations)
    {
        var input = new ImageInput(ImageSource.File(path), ImageCodecs.Default);
        using var source = input.DecodeRgba();
        using var reference = OverWhite.Planes(source);
        var points = new List<RatePoint>();
        foreach (var rate in rates)
        {
            var size = (long)(rate * source.PixelCount / 8);
            var options = new GaussianImageOptions { TargetSize = size, Iterations = iterations };
            var context =
                new OperationContext { MaxThreads = Environment.ProcessorCount, Provenance = Provenance(path, size) };
            using var fitted = new GaussianImageOperation(options).Run(input.DecodeFloat(), null, context);
            using var picture = GaussianRenderer.Render(fitted.Model, null, Environment.ProcessorCount);
            var last = Compare(picture, reference, fitted.File.Length);
            points.Add(last);
            Console.WriteLine(FormattableString.Invariant(
                $"  {Path.GetFileName(path)} {rate:f2}: {last.Rate:f3} bpp {last.Psnr:f2} dB, {fitted.Model.Count} Gaussians"));
        }

        return points;
    }

    /// <summary>Returns the record that the command writes, so that the file has the same size.</summary>
    private static ProvenanceRecord Provenance(string path, long size) => new()
    {
        Program = ProvenanceRecord.ThisProgram,
        Operation = "gaussian encode",
        OperationVersion = 1,
        Options = [new("TargetSize", size.ToString(CultureInfo.InvariantCulture))],
        SourceSha256 = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path))),
    };

    private static Dictionary<string, List<RatePoint>> Peers(string path, string folder)
    {
        var input = new ImageInput(ImageSource.File(path), ImageCodecs.Default);
        using var source = input.DecodeRgba();
        using var reference = OverWhite.Planes(source);
        var png = Path.Combine(folder, "source.png");
        using (var file = File.Create(png))
        {
            ImageCodecs.Default.Encode(source, file, new EncodeOptions(ImageFormat.Png));
        }

        var points = new Dictionary<string, List<RatePoint>> { ["JPEG"] = [], ["WebP"] = [] };
        foreach (var (name, format) in new[] { ("JPEG", ImageFormat.Jpeg), ("WebP", ImageFormat.WebP) })
        {
            foreach (var setting in Usual)
            {
                using var stream = new MemoryStream();
                ImageCodecs.Default.Encode(source, stream, new EncodeOptions(format) { Quality = (int)setting });
                using var picture =
                    new ImageInput(ImageSource.Memory(stream.ToArray(), name), ImageCodecs.Default).DecodeRgba();
                points[name].Add(Compare(picture, reference, stream.Length));
            }
        }

        foreach (var peer in PeerCodec.All.Where(p => p.IsInstalled))
        {
            points[peer.Name] = [];
            foreach (var setting in peer.Qualities)
            {
                var (bytes, point) = peer.Measure(png, setting, folder, decoded =>
                {
                    using var picture = new ImageInput(ImageSource.File(decoded), ImageCodecs.Default).DecodeRgba();
                    return Compare(picture, reference, 0);
                });
                points[peer.Name].Add(point with { Rate = 8.0 * bytes / source.PixelCount });
            }
        }

        return points;
    }

    private static RatePoint Compare(Raster<Rgba32> picture, SampleImage<float> reference, long bytes)
    {
        using var planes = OverWhite.Planes(picture);
        return new(
            8.0 * bytes / picture.PixelCount,
            ImageDifference.Psnr(planes, reference, 255),
            MultiScale.Of(planes, reference, 255, Environment.ProcessorCount));
    }

    /// <summary>Prints means over images of PSNR by rate and of BD-rates, or a dash if a curve does not reach a
    /// rate.</summary>
    private static void Print(string name, double[] rates, List<Dictionary<string, RateCurve>> curves, double scale = 1)
    {
        Console.WriteLine(
            $"{name,-18} " + string.Concat(rates.Select(r => FormattableString.Invariant($"{r,8:f2}")))
            + "   BD .1-.5  BD .1-1.2");
        foreach (var codec in curves[0].Keys)
        {
            var psnr = rates.Select(r => curves.Average(c => c[codec].PsnrAt(r)) * scale).ToArray();
            Console.Write(
                $"  {codec,-16} "
                + string.Concat(
                    psnr.Select(v => double.IsNaN(v) ? $"{"-",8}" : FormattableString.Invariant($"{v,8:f2}"))));
            var bd = new[] { (.1, .5), (.1, 1.2) }.Select(range => curves.All(c => c.ContainsKey(Reference))
                ? curves.Average(c => c[codec].BdRate(c[Reference], range.Item1, range.Item2))
                : double.NaN);
            Console.WriteLine(
                string.Concat(
                    bd.Select(v => double.IsNaN(v) ? $"{"-",10}" : FormattableString.Invariant($"{v,9:f1}%"))));
        }
    }
}
