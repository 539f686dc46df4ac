using Stylize.Codecs;
using Stylize.Engine.Gaussians.Files;
using Stylize.Engine.Gaussians.Fitting;
using Stylize.Engine.Gaussians.Fitting.ImageFits;
using Stylize.Engine.Gaussians.Rendering;
using Stylize.Engine.Imaging;

namespace Stylize.Benchmarks;

/// <summary>
/// Compares the PSNR of progressive files, truncated after each layer and midway between two, with that of plain files of the same size
/// fitted with as many iterations. Plain files are fitted to <see cref="Shares"/> of the size and interpolated over the logarithm of the
/// bytes. Options: --images (files, comma-separated), --bytes (size of each file), --iterations, --crop (width,height of the center of each
/// image; default: the whole image), --plain (folder that keeps plain files between runs), --threads (default: all cores).
/// </summary>
internal static class GaussianLayerTable
{
    public const string Name = "gaussian-layers";

    /// <summary>Sizes of the plain files as multiples of the progressive file.</summary>
    private static readonly double[] Shares = [.16, .24, .34, .48, .7, 1, 1.2];

    public static int Run(string[] args)
    {
        var values = args.Chunk(2).ToDictionary(pair => pair[0][2..], pair => pair[1]);
        var images = values["images"].Split(',');
        var bytes = Number(values, "bytes", 20000);
        var threads = Number(values, "threads", Environment.ProcessorCount);
        var options = new GaussianImageOptions { Iterations = Number(values, "iterations", 1000) };
        var sums = new List<Row>();
        Console.WriteLine("image            Gaussians    bytes   truncated   fitted to the bytes  difference  (from, to)");
        foreach (var path in images)
        {
            var name = Path.GetFileNameWithoutExtension(path);
            SampleImage<float> Decode() => Image(path, values.GetValueOrDefault("crop"));
            using var image = Decode();
            var plain = new PlainFiles(
                name, Decode, options, Shares.Select(share => (long)(share * bytes)), values.GetValueOrDefault("plain"), threads);
            var file = PlainFiles.Fit(Decode(), options with { TargetSize = bytes, Progressive = true }, threads);
            using var whole = GaussianFileReader.Read(file, name);
            var lengths = Lengths(whole).ToArray();
            for (var k = 0; k < lengths.Length; k++)
            {
                var (number, shown) = Shown(file.AsMemory(0, (int)lengths[k]), name, image, threads);
                var row = Row.Of(number, lengths[k], shown, plain.PsnrAt(lengths[k]));
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

    private static int Number(Dictionary<string, string> values, string name, int otherwise) =>
        values.TryGetValue(name, out var value) ? int.Parse(value, CultureInfo.InvariantCulture) : otherwise;

    /// <summary>Decodes an image, or its center.</summary>
    private static SampleImage<float> Image(string path, string? crop)
    {
        var image = ImageCodecs.Default.DecodeFloat(ImageSource.File(Path.GetFullPath(path)));
        if (crop is null) return image;

        using (image)
        {
            var sides = crop.Split(',').Select(side => int.Parse(side, CultureInfo.InvariantCulture)).ToArray();
            var (width, height) = (Math.Min(sides[0], image.Width), Math.Min(sides[1], image.Height));
            var (left, top) = ((image.Width - width) / 2, (image.Height - height) / 2);
            var planes = image.Planes.Select(plane =>
            {
                var part = new Raster<float>(width, height);
                for (var y = 0; y < height; y++)
                {
                    plane.Row(top + y).Slice(left, width).CopyTo(part.Row(y));
                }

                return part;
            });
            return new SampleImage<float>([.. planes], image.HasAlpha, image.BitsPerSample);
        }
    }

    /// <summary>Returns the number and the PSNR of the Gaussians of a file or a truncated file.</summary>
    private static (int Count, double Psnr) Shown(ReadOnlyMemory<byte> bytes, string name, SampleImage<float> source, int threads)
    {
        using var file = GaussianFileReader.Read(bytes, name, new GaussianReadOptions { AllowPrefix = true });
        using var picture = GaussianRenderer.Render(file.Model, new RenderOptions { FillGaps = !file.IsComplete }, threads);
        return (file.Model.Count, FitMeasure.Psnr(picture, source));
    }

    /// <summary>Sums over images, with the smallest and largest difference.</summary>
    private readonly record struct Row(double Count, double Bytes, double Cut, double Fitted, double Min, double Max)
    {
        public static Row Of(double count, double bytes, double cut, double fitted) =>
            new(count, bytes, cut, fitted, cut - fitted, cut - fitted);

        public static Row operator +(Row a, Row b) => new(
            a.Count + b.Count,
            a.Bytes + b.Bytes,
            a.Cut + b.Cut,
            a.Fitted + b.Fitted,
            Math.Min(a.Min, b.Min),
            Math.Max(a.Max, b.Max));

        public void Print(string name, double n) => Console.WriteLine(
            FormattableString.Invariant($"{name,-16} {Count / n,9:f0} {Bytes / n,8:f0} {Cut / n,11:f2} {Fitted / n,21:f2} ")
            + FormattableString.Invariant($"{(Cut - Fitted) / n,11:f2}  ({Min:f2}, {Max:f2})"));
    }
}
