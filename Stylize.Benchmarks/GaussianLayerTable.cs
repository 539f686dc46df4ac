using System.Globalization;
using Stylize.Codecs;
using Stylize.Engine.Gaussians.Files;
using Stylize.Engine.Gaussians.Fitting;
using Stylize.Engine.Gaussians.Rendering;
using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;

namespace Stylize.Benchmarks;

/// <summary>
/// `gaussian-layers`: PSNR of the beginnings of progressive files, against plain files fitted to as many bytes with as many iterations, and
/// against as large a share of the Gaussians of a plain file of the whole size.
/// --images files, between commas; --bytes of each file; --iterations of each fit; --threads (default: all cores).
/// </summary>
internal static class GaussianLayerTable
{
    public const string Name = "gaussian-layers";

    public static int Run(string[] args)
    {
        var values = args.Chunk(2).ToDictionary(pair => pair[0][2..], pair => pair[1]);
        var images = values["images"].Split(',');
        var bytes = int.Parse(values.GetValueOrDefault("bytes", "25000"), CultureInfo.InvariantCulture);
        var iterations = int.Parse(values.GetValueOrDefault("iterations", "1000"), CultureInfo.InvariantCulture);
        var threads = int.Parse(
            values.GetValueOrDefault("threads", Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture)),
            CultureInfo.InvariantCulture);
        var options = new GaussianImageOptions { TargetSize = bytes, Iterations = iterations };
        var sums = new List<Row>();
        Console.WriteLine("image            Gaussians    bytes    begins with  fitted to the bytes  difference  share of a plain file");
        foreach (var path in images)
        {
            var name = Path.GetFileNameWithoutExtension(path);
            using var image = ImageCodecs.Default.DecodeFloat(ImageSource.File(Path.GetFullPath(path)));
            var file = Fit(path, options with { Progressive = true }, threads);
            var plain = Fit(path, options, threads);
            using var whole = GaussianFileReader.Read(file, name);
            using var same = GaussianFileReader.Read(plain, name);
            var number = 0;
            for (var k = 0; k < whole.Layers.Count; k++)
            {
                number += whole.Layers[k].Count;
                var end = k + 1 < whole.Layers.Count ? whole.Layers[k].End : whole.Bytes;
                using var begin = GaussianFileReader.Read(
                    file.AsMemory(0, (int)end), name, new GaussianReadOptions { AllowPrefix = true });
                var fitted = Fit(path, options with { TargetSize = end }, threads);
                using var sized = GaussianFileReader.Read(fitted, name);
                var row = new Row(
                    number,
                    end,
                    Shown(begin, image, 1, threads),
                    Shown(sized, image, 1, threads),
                    Shown(same, image, (double)number / whole.Model.Count, threads));
                Print(name, row, 1);
                if (k == sums.Count)
                {
                    sums.Add(default);
                }

                sums[k] += row;
            }
        }

        foreach (var row in sums)
        {
            Print("mean", row, images.Length);
        }

        return 0;
    }

    private static void Print(string name, Row row, double n) => Console.WriteLine(
        FormattableString.Invariant($"{name,-16} {row.Count / n,9:f0} {row.Bytes / n,8:f0} {row.Begin / n,14:f2} {row.Fitted / n,20:f2} ")
        + FormattableString.Invariant($"{(row.Begin - row.Fitted) / n,11:f2} {row.Share / n,22:f2}"));

    private static byte[] Fit(string path, GaussianImageOptions options, int threads)
    {
        var input = new ImageInput(ImageSource.File(Path.GetFullPath(path)), ImageCodecs.Default);
        var context = new OperationContext { MaxThreads = threads };
        using var result = (GaussianImageArtefact)new GaussianImageOperation(options).Run(input, context);
        return result.File.ToArray();
    }

    /// <summary>PSNR of a share of a file; of all that was read where that is less than the file.</summary>
    private static double Shown(GaussianFile file, SampleImage<float> source, double level, int threads)
    {
        var options = new RenderOptions { Level = level, FillGaps = !file.IsComplete };
        using var picture = GaussianRenderer.Render(file.Model, options, threads);
        return FitMeasure.Psnr(picture, source);
    }

    private readonly record struct Row(double Count, double Bytes, double Begin, double Fitted, double Share)
    {
        public static Row operator +(Row a, Row b) =>
            new(a.Count + b.Count, a.Bytes + b.Bytes, a.Begin + b.Begin, a.Fitted + b.Fitted, a.Share + b.Share);
    }
}
