using Stylize.Engine.Gaussians.Files;
using Stylize.Engine.Gaussians.Fitting;
using Stylize.Engine.Gaussians.Fitting.ImageFits;
using Stylize.Engine.Gaussians.Rendering;
using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;

namespace Stylize.Benchmarks;

/// <summary>Files without layers of one image, fitted to several sizes, and their PSNR interpolated between the sizes.</summary>
internal sealed class PlainFiles
{
    private readonly RateCurve _curve;

    /// <param name="name">Base name of the files.</param>
    /// <param name="decode">Decodes the image.</param>
    /// <param name="options">Options of the fits; the size is replaced.</param>
    /// <param name="sizes">Bytes of each file.</param>
    /// <param name="folder">Folder that keeps the files between runs, so that each is fitted once; null to keep nothing.</param>
    public PlainFiles(
        string name, Func<SampleImage<float>> decode, GaussianImageOptions options, IEnumerable<long> sizes, string? folder, int threads)
    {
        using var image = decode();
        var points = new List<(double Bytes, double Psnr)>();
        foreach (var size in sizes)
        {
            var bytes = Kept(
                folder,
                string.Create(CultureInfo.InvariantCulture, $"{name}-{image.Width}x{image.Height}-{size}-{options.Iterations}.g2d"),
                () => Fit(decode(), options with { TargetSize = size }, threads));
            using var file = GaussianFileReader.Read(bytes, name);
            using var picture = GaussianRenderer.Render(file.Model, null, threads);
            points.Add((bytes.Length, FitMeasure.Psnr(picture, image)));
        }

        Console.WriteLine($"{name} plain: " + string.Join(
            "  ", points.Select(point => FormattableString.Invariant($"{point.Bytes:f0} {point.Psnr:f2}"))));
        _curve = new RateCurve(points);
    }

    /// <summary>PSNR in dB of a file of the given size: that of the largest file for larger sizes, NaN below the smallest.</summary>
    public double PsnrAt(long bytes) => _curve.PsnrAt(bytes);

    /// <summary>Fits an image and returns the file.</summary>
    /// <param name="image">The image; disposed.</param>
    public static byte[] Fit(SampleImage<float> image, GaussianImageOptions options, int threads)
    {
        using var result = new GaussianImageOperation(options).Run(image, null, new OperationContext { MaxThreads = threads });
        return result.File.ToArray();
    }

    private static byte[] Kept(string? folder, string name, Func<byte[]> fit)
    {
        if (folder is null) return fit();

        var path = Path.Combine(Directory.CreateDirectory(folder).FullName, name);
        if (!File.Exists(path))
        {
            File.WriteAllBytes(path, fit());
        }

        return File.ReadAllBytes(path);
    }
}
