using Stylize.Codecs;
using Stylize.Engine.Gaussians.Files;
using Stylize.Engine.Gaussians.Fitting;
using Stylize.Engine.Gaussians.Fitting.ImageFits;
using Stylize.Engine.Gaussians.Rendering;
using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;

namespace Stylize.Benchmarks;

/// <summary>
/// Compares the PSNR of progressive files, truncated after each layer and midway between two, with that of plain files
/// of the same size fitted with as many iterations. Plain files are fitted to <see cref="Shares"/> of the size and
/// interpolated over the logarithm of the bytes. Options: --images (files, comma-separated), --bytes (size of each
/// file), --iterations.
/// </summary>
internal static class GaussianLayerTable
{
    public const string Name = "gaussian-layers";

    /// <summary>Sizes of the plain files as multiples of the progressive file.</summary>
    private static readonly double[] Shares = [.16, .24, .34, .48, .7, 1, 1.2];

    public static int Run(string[] args)
    {
        var given = new CommandOptions(args);
        var images = given.Images;
        var bytes = given.Integer("bytes", 20_000);
        var options = new GaussianImageOptions { Iterations = given.Integer("iterations", 1000) };
        var sums = new List<Row>();
        Console.WriteLine(
            "image            Gaussians    bytes   truncated   fitted to the bytes  difference  (from, to)");
        foreach (var path in images)
        {
            var name = Path.GetFileNameWithoutExtension(path);
            using var image = ImageCodecs.Default.DecodeFloat(ImageSource.File(path));
            var plain = new RateCurve(Shares.Select(share =>
            {
                var one = Fit(path, options with { TargetSize = (long)(share * bytes) });
                return ((double)one.Length, Shown(one, name, image).Psnr);
            }).ToArray());
            var file = Fit(path, options with { TargetSize = bytes, Progressive = true });
            using var whole = GaussianFileReader.Read(file, name);
            foreach (var (k, length) in Lengths(whole).Index())
            {
                var (number, shown) = Shown(file.AsMemory(0, (int)length), name, image);
                var fitted = plain.PsnrAt(length);
                var row = new Row(number, length, shown, fitted, shown - fitted, shown - fitted);
                row.Print(name, 1);
                if (k == sums.Count)
                {
                    sums.Add(row);
                }
                else
                {
                    sums[k] += row;
                }
            }
        }

        foreach (var row in sums)
        {
            row.Print("mean", images.Length);
        }

        return 0;
    }

    private static byte[] Fit(string path, GaussianImageOptions options)
    {
        var image = ImageCodecs.Default.DecodeFloat(ImageSource.File(path));
        using var result = new GaussianImageOperation(options).Run(
            image, null, new OperationContext { MaxThreads = Environment.ProcessorCount });
        return result.File.ToArray();
    }

    /// <summary>Returns the ends of the layers and the geometric means of neighboring ends.</summary>
    private static IEnumerable<long> Lengths(GaussianFile file)
    {
        for (var k = 0; k + 1 < file.Layers.Count; k++)
        {
            var end = k + 2 < file.Layers.Count ? file.Layers[k + 1].End : file.Bytes;
            yield return file.Layers[k].End;
            yield return (long)Math.Sqrt((double)file.Layers[k].End * end);
        }

        yield return file.Bytes;
    }

    /// <summary>Returns the number and the PSNR of the Gaussians of a file or a truncated file.</summary>
    private static (int Count, double Psnr) Shown(ReadOnlyMemory<byte> bytes, string name, SampleImage<float> source)
    {
        using var file = GaussianFileReader.Read(bytes, name, new GaussianReadOptions { AllowPrefix = true });
        var options = new RenderOptions { FillGaps = !file.IsComplete };
        using var picture = GaussianRenderer.Render(file.Model, options, Environment.ProcessorCount);
        return (file.Model.Count, FitMeasure.Psnr(picture, source));
    }

    /// <summary>Sums over images, with the smallest and largest difference.</summary>
    private readonly record struct Row(double Count, double Bytes, double Cut, double Fitted, double Min, double Max)
    {
        public static Row operator +(Row a, Row b) => new(
            a.Count + b.Count,
            a.Bytes + b.Bytes,
            a.Cut + b.Cut,
            a.Fitted + b.Fitted,
            Math.Min(a.Min, b.Min),
            Math.Max(a.Max, b.Max));

        public void Print(string name, double n) => Console.WriteLine(
            FormattableString.Invariant(
                $"{name,-16} {Count / n,9:f0} {Bytes / n,8:f0} {Cut / n,11:f2} {Fitted / n,21:f2} ")
            + FormattableString.Invariant($"{(Cut - Fitted) / n,11:f2}  ({Min:f2}, {Max:f2})"));
    }
}
