using Stylize.Engine.Gaussians.Files;
using Stylize.Engine.Gaussians.Fitting;
using Stylize.Engine.Gaussians.Fitting.ImageFits;
using Stylize.Engine.Gaussians.Rendering;
using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;

namespace Stylize.Benchmarks;

/// <summary>Plain files of one image, fitted to several sizes, and their PSNR at any size between.</summary>
internal sealed class PlainFiles
{
    private readonly RateCurve _curve;

    /// <param name="name">What the files are called.</param>
    /// <param name="decode">Gives the image.</param>
    /// <param name="options">Options of the fits, but for the size.</param>
    /// <param name="sizes">Bytes of each file.</param>
    /// <param name="folder">Where files are kept from run to run, so that each is fitted once; null for nowhere.</param>
    /// <param name="threads">Threads to use.</param>
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

    /// <summary>Decibels of a plain file of so many bytes; beyond the largest file those of the largest. NaN below the smallest.</summary>
    public double PsnrAt(long bytes) => _curve.PsnrAt(bytes);

    /// <summary>The file of a fit.</summary>
    /// <param name="image">Disposed of.</param>
    /// <param name="options">Options of the fit.</param>
    /// <param name="threads">Threads to use.</param>
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
