using Stylize.Codecs;
using Stylize.Engine.Gaussians;
using Stylize.Engine.Gaussians.Fitting;
using Stylize.Engine.Gaussians.Rendering;
using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;

namespace Stylize.Benchmarks;

/// <summary>
/// Compares PSNR and MS-SSIM of compact .g2d files with those of JPEG and WebP files of the highest quality that fits the same size.
/// Options: --images (files, comma-separated), --rates (bits per pixel), --iterations (default: as for effort Normal), --threads (default:
/// all cores), --svg (file for a plot of the means).
/// </summary>
internal static class GaussianRateTable
{
    public const string Name = "gaussian-rd";

    private static readonly string[] Codecs = ["Stylize", "JPEG", "WebP"];
    private static readonly string[] Colors = ["#c0392b", "#7f8c8d", "#2980b9"];

    private sealed record Point(double BitsPerPixel, double Psnr, double MsSsim, int Gaussians);

    public static int Run(string[] args)
    {
        var values = args.Where(a => a.StartsWith("--", StringComparison.Ordinal)).ToDictionary(
            a => a[2..], a => args[Array.IndexOf(args, a) + 1]);
        var images = values["images"].Split(',');
        var rates = values.GetValueOrDefault("rates", "0.1,0.15,0.31,0.5,0.8").Split(',').Select(
            r => double.Parse(r, CultureInfo.InvariantCulture)).ToArray();
        var threads = values.TryGetValue("threads", out var t) ? int.Parse(t, CultureInfo.InvariantCulture) : Environment.ProcessorCount;
        int? iterations = values.TryGetValue("iterations", out var n) ? int.Parse(n, CultureInfo.InvariantCulture) : null;
        Console.WriteLine("image                     rate codec       bpp    PSNR  MS-SSIM  Gaussians");
        var means = new Point[Codecs.Length, rates.Length];
        for (var r = 0; r < rates.Length; r++)
        {
            var points = images.Select(path => Measure(path, rates[r], iterations, threads)).ToArray();
            for (var c = 0; c < Codecs.Length; c++)
            {
                var all = points.Select(p => p[c]).ToArray();
                means[c, r] = new(
                    all.Average(p => p.BitsPerPixel),
                    all.Average(p => p.Psnr),
                    all.Average(p => p.MsSsim),
                    (int)all.Average(p => p.Gaussians));
                Print("mean", rates[r], c, means[c, r]);
            }
        }

        if (values.TryGetValue("svg", out var svg))
        {
            File.WriteAllText(svg, Plot(means, rates.Length));
        }

        return 0;
    }

    private static Point[] Measure(string path, double rate, int? iterations, int threads)
    {
        var input = new ImageInput(ImageSource.File(Path.GetFullPath(path)), ImageCodecs.Default);
        using var source = input.DecodeRgba();
        using var reference = OverWhite.Planes(source);
        var max = (int)(rate * source.PixelCount / 8);
        Point[] points =
        [
            Gaussians(input, max, iterations, threads, reference, source.PixelCount),
            Usual(source, ImageFormat.Jpeg, max, reference, threads),
            Usual(source, ImageFormat.WebP, max, reference, threads),
        ];
        for (var c = 0; c < points.Length; c++)
        {
            Print(Path.GetFileName(path), rate, c, points[c]);
        }

        return points;
    }

    private static Point Gaussians(ImageInput input, int max, int? iterations, int threads, SampleImage<float> reference, long pixels)
    {
        var options = new GaussianImageOptions { TargetSize = max, Iterations = iterations, Profile = GaussianProfile.Compact };
        using var fitted = new GaussianImageOperation(options).Run(
            input.DecodeFloat(), null, new OperationContext { MaxThreads = threads });
        using var picture = GaussianRenderer.Render(fitted.Model, null, threads);
        return Compare(picture, reference, 8.0 * fitted.File.Length / pixels, threads) with { Gaussians = fitted.Model.Count };
    }

    /// <summary>Measures the file of the highest quality that fits, or of the lowest quality if none fits.</summary>
    private static Point Usual(Raster<Rgba32> source, ImageFormat format, int max, SampleImage<float> reference, int threads)
    {
        var (low, high) = (1, 100);
        while (high - low > 1)
        {
            var middle = (low + high) / 2;
            (low, high) = Encode(source, format, middle).Length <= max ? (middle, high) : (low, middle);
        }

        var bytes = Encode(source, format, low);
        using var picture = new ImageInput(ImageSource.Memory(bytes, format.ToString()), ImageCodecs.Default).DecodeRgba();
        return Compare(picture, reference, 8.0 * bytes.Length / source.PixelCount, threads);
    }

    private static byte[] Encode(Raster<Rgba32> source, ImageFormat format, int quality)
    {
        using var stream = new MemoryStream();
        ImageCodecs.Default.Encode(source, stream, new EncodeOptions(format) { Quality = quality });
        return stream.ToArray();
    }

    private static Point Compare(Raster<Rgba32> picture, SampleImage<float> reference, double bitsPerPixel, int threads)
    {
        using var planes = OverWhite.Planes(picture);
        var sum = 0.0;
        for (var channel = 0; channel < 3; channel++)
        {
            for (var y = 0; y < planes.Height; y++)
            {
                var a = planes.Planes[channel].Row(y);
                var b = reference.Planes[channel].Row(y);
                for (var x = 0; x < a.Length; x++)
                {
                    sum += (a[x] - b[x]) * (double)(a[x] - b[x]);
                }
            }
        }

        return new(
            bitsPerPixel,
            10 * Math.Log10(255.0 * 255 * 3 * picture.PixelCount / sum),
            MultiScale.Of(planes, reference, 255, threads),
            0);
    }

    private static void Print(string name, double rate, int codec, Point p) => Console.WriteLine(FormattableString.Invariant(
        $"{name,-24} {rate,5:f2} {Codecs[codec],-8} {p.BitsPerPixel,6:f3} {p.Psnr,7:f2} {p.MsSsim,8:f4} ")
        + $"{(p.Gaussians > 0 ? p.Gaussians.ToString(CultureInfo.InvariantCulture) : ""),10}");

    /// <summary>Draws mean PSNR over the rate on a logarithmic axis.</summary>
    private static string Plot(Point[,] means, int count)
    {
        const int Width = 640, Height = 400, Margin = 50;
        var all = means.Cast<Point>().ToArray();
        var (left, right) = (Math.Log2(all.Min(p => p.BitsPerPixel)), Math.Log2(all.Max(p => p.BitsPerPixel)));
        var (bottom, top) = (Math.Floor(all.Min(p => p.Psnr)), Math.Ceiling(all.Max(p => p.Psnr)));
        double X(Point p) => Margin + ((Math.Log2(p.BitsPerPixel) - left) / Math.Max(1e-9, right - left) * (Width - (2 * Margin)));
        double Y(double psnr) => Height - Margin - ((psnr - bottom) / (top - bottom) * (Height - (2 * Margin)));
        var svg = new StringBuilder();
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" font-family=\"sans-serif\" font-size=\"12\">");
        svg.Append(CultureInfo.InvariantCulture, $"<rect width=\"{Width}\" height=\"{Height}\" fill=\"white\"/>\n");
        for (var psnr = bottom; psnr <= top; psnr += 2)
        {
            svg.Append(
                CultureInfo.InvariantCulture,
                $"<path d=\"M{Margin} {Y(psnr):f1}H{Width - Margin}\" stroke=\"#ddd\"/>");
            svg.Append(
                CultureInfo.InvariantCulture,
                $"<text x=\"{Margin - 8}\" y=\"{Y(psnr) + 4:f1}\" text-anchor=\"end\">{psnr:f0}</text>\n");
        }

        for (var c = 0; c < Codecs.Length; c++)
        {
            var points = Enumerable.Range(0, count).Select(r => means[c, r]).ToArray();
            var line = string.Join(' ', points.Select(p => FormattableString.Invariant($"{X(p):f1},{Y(p.Psnr):f1}")));
            svg.Append(
                CultureInfo.InvariantCulture,
                $"<polyline fill=\"none\" stroke=\"{Colors[c]}\" stroke-width=\"2\" points=\"{line}\"/>");
            foreach (var p in points)
            {
                svg.Append(CultureInfo.InvariantCulture, $"<circle cx=\"{X(p):f1}\" cy=\"{Y(p.Psnr):f1}\" r=\"3\" fill=\"{Colors[c]}\"/>");
                if (c == 0)
                {
                    svg.Append(
                        CultureInfo.InvariantCulture,
                        $"<text x=\"{X(p):f1}\" y=\"{Height - Margin + 18}\" text-anchor=\"middle\">{p.BitsPerPixel:f2}</text>");
                }
            }

            svg.Append(
                CultureInfo.InvariantCulture,
                $"<text x=\"{Margin + 12}\" y=\"{Margin + (18 * c)}\" fill=\"{Colors[c]}\">{Codecs[c]}</text>\n");
        }

        svg.Append(
            CultureInfo.InvariantCulture,
            $"<text x=\"{Width / 2}\" y=\"{Height - 10}\" text-anchor=\"middle\">bits per pixel of the complete file</text>");
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<text x=\"14\" y=\"{Height / 2}\" transform=\"rotate(-90 14 {Height / 2})\" text-anchor=\"middle\">PSNR, dB</text></svg>\n");
        return svg.ToString();
    }
}
