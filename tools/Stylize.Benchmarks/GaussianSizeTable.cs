using Stylize.Codecs;
using Stylize.Engine.Gaussians.Fitting;
using Stylize.Engine.Gaussians.Fitting.Field;
using Stylize.Engine.Gaussians.Fitting.ImageFits;
using Stylize.Engine.Gaussians.Rendering;
using Stylize.Engine.Imaging;
using Stylize.Engine.Imaging.Kit.Planes;
using Stylize.Engine.Operations;

namespace Stylize.Benchmarks;

/// <summary>
/// Fits one photograph at several sizes, and measures the quality and the visibility of seams between tiles.
/// </summary>
internal static class GaussianSizeTable
{
    public const string Name = "gaussian-sizes";

    private const int Count = 20_000;

    /// <summary>Pixels on either side of a border that count as seam.</summary>
    private const int Near = 2;

    public static int Run(string photograph, string[] rest)
    {
        var sizes = CommandOptions.List(rest.ElementAtOrDefault(0) ?? "0.4,1,4,16,48");
        var qualities = (rest.ElementAtOrDefault(1) ?? "draft").Split(',');
        Console.WriteLine("megapixels | quality | PSNR | squared error at borders / elsewhere");
        using var source = ImageCodecs.Default.DecodeRgba(ImageSource.File(Path.GetFullPath(photograph)));
        foreach (var size in sizes)
        {
            var scale = Math.Sqrt(size * 1e6 / source.PixelCount);
            byte[] file;
            using (var resized = Resampler.Resize(
                source, (int)(source.Width * scale), (int)(source.Height * scale), ResampleFilter.Lanczos3,
                Environment.ProcessorCount))
            using (var stream = new MemoryStream())
            {
                ImageCodecs.Default.Encode(resized, stream, new EncodeOptions(ImageFormat.Jpeg) { Quality = 95 });
                file = stream.ToArray();
            }

            foreach (var quality in qualities)
            {
                Row(file, Enum.Parse<FitQuality>(quality, ignoreCase: true));
            }
        }

        return 0;
    }

    private static void Row(byte[] file, FitQuality quality)
    {
        var input = new ImageInput(ImageSource.Memory(file, "photograph"), ImageCodecs.Default);
        var options = new GaussianImageOptions { Count = Count, Quality = quality };
        using var artifact = (GaussianImageArtifact)new GaussianImageOperation(options).Run(
            input, new OperationContext { MaxThreads = Environment.ProcessorCount });
        using var original = input.DecodeRgba();
        using var picture = GaussianRenderer.Render(artifact.Model, null, Environment.ProcessorCount);
        Console.WriteLine(FormattableString.Invariant(
            $"{original.PixelCount / 1e6:f1} | {quality} | {artifact.Psnr:f2} | {Seams(original, picture):f3}"));
    }

    /// <summary>
    /// Returns the mean squared error next to tile borders divided by that elsewhere. Borders are those at full size,
    /// which include those of a reduced picture.
    /// </summary>
    private static double Seams(Raster<Rgba32> original, Raster<Rgba32> picture)
    {
        var tiles = FitTile.Split(original.Width, original.Height, TiledFit.DefaultTileSide);
        var (columns, rows) = (new bool[original.Width], new bool[original.Height]);
        foreach (var tile in tiles)
        {
            Mark(columns, tile.Left);
            Mark(rows, tile.Top);
        }

        double[] sums = new double[2], counts = new double[2];
        for (var y = 0; y < original.Height; y++)
        {
            var a = original.Row(y);
            var b = picture.Row(y);
            for (var x = 0; x < a.Length; x++)
            {
                var (r, g, blue) = (a[x].R - b[x].R, a[x].G - b[x].G, a[x].B - b[x].B);
                var at = columns[x] || rows[y] ? 1 : 0;
                sums[at] += (r * r) + (g * g) + (blue * blue);
                counts[at]++;
            }
        }

        return sums[1] / Math.Max(1, counts[1]) / (sums[0] / counts[0]);
    }

    private static void Mark(bool[] near, int border)
    {
        for (var k = border - Near; border > 0 && k < border + Near; k++)
        {
            near[k] = true;
        }
    }
}
