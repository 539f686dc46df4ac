using Stylize.Codecs;
using Stylize.Engine;
using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;
using Stylize.Engine.PixelArt;
using Stylize.Engine.PixelArt.Restoration;

namespace Stylize.Benchmarks;

/// <summary>
/// Enlarges pixel art (one pixel per cell) and restores it: the shares of grids and cells that are restored, by filter
/// and factor.
/// </summary>
internal static class RestoreTable
{
    public const string Name = "restore";

    private static readonly double[] Factors = [3, 4, 5.3, 5.5, 8, 12.7];

    public static int Run(string folder, int max)
    {
        var files = Directory.GetFiles(folder, "*.png").Order(StringComparer.Ordinal).Take(max).ToArray();
        Console.WriteLine(
            "| enlargement | factor | correct grids | correct cells | lowest confidence |\n|---|---|---|---|---|");
        foreach (var (kind, support) in new[] { ("nearest", 0), ("bilinear", 1), ("bicubic", 2), ("Lanczos", 3) })
        {
            foreach (var factor in Factors)
            {
                Row(files, kind, factor, factor, support, new EncodeOptions(ImageFormat.Png));
            }
        }

        foreach (var factor in new[] { 4, 5.3, 5.5, 8, 12.7 })
        {
            Row(files, "nearest, JPEG 60", factor, factor, 0, new EncodeOptions(ImageFormat.Jpeg) { Quality = 60 });
        }

        Row(files, "nearest, WebP 75", 8, 8, 0, new EncodeOptions(ImageFormat.WebP) { Quality = 75 });
        Row(files, "nearest", 6, 4, 0, new EncodeOptions(ImageFormat.Png));
        return 0;
    }

    private static void Row(string[] files, string kind, double across, double down, int support, EncodeOptions format)
    {
        var (grids, cells, confidence) = (0, 0.0, 1.0);
        foreach (var file in files)
        {
            using var original = ImageCodecs.Default.DecodeRgba(ImageSource.File(file));
            using var rows = Enlarge(original, across, support, isVertical: false);
            using var enlarged = Enlarge(rows, down, support, isVertical: true);
            using var stream = new MemoryStream();
            ImageCodecs.Default.Encode(enlarged, stream, format);
            try
            {
                var input = new ImageInput(ImageSource.Memory(stream.ToArray(), file), ImageCodecs.Default);
                using var restored =
                    (RestoredImage)new RestoreOperation(new RestoreOptions()).Run(input, OperationContext.Quiet);
                confidence = Math.Min(confidence, restored.Confidence);
                if ((restored.Width, restored.Height) == (original.Width, original.Height))
                {
                    grids++;
                    cells += Share(restored.Cells, original);
                }
            }
            catch (StylizeException)
            {
                confidence = 0;
            }
        }

        var factor = across.ToString(CultureInfo.InvariantCulture)
            + (across == down ? "" : FormattableString.Invariant($" x {down}"));
        Console.WriteLine(FormattableString.Invariant(
            $"| {kind} | {factor} | {grids} of {files.Length} | {cells / Math.Max(1, grids):0.000} | {confidence:0.00} |"));
    }

    private static double Share(Raster<Rgba32> one, Raster<Rgba32> other)
    {
        var near = 0;
        for (var y = 0; y < one.Height; y++)
        {
            for (var x = 0; x < one.Width; x++)
            {
                near += ColorDifference.Ciede2000(
                    LabConversion.FromRgba(one[x, y]), LabConversion.FromRgba(other[x, y])) <= 3 ? 1 : 0;
            }
        }

        return (double)near / one.PixelCount;
    }

    /// <summary>Enlarges along one axis and rounds to 8 bits, as image programs do.</summary>
    private static Raster<Rgba32> Enlarge(Raster<Rgba32> image, double factor, int support, bool isVertical)
    {
        var cells = isVertical ? image.Height : image.Width;
        var pixels = (int)Math.Round(cells * factor);
        var result = isVertical ? new Raster<Rgba32>(image.Width, pixels) : new Raster<Rgba32>(pixels, image.Height);
        for (var y = 0; y < result.Height; y++)
        {
            for (var x = 0; x < result.Width; x++)
            {
                var place = ((isVertical ? y : x) + 0.5) * cells / pixels;
                Span<double> sum = [0, 0, 0, 0];
                for (var k = (int)Math.Floor(place - support); k <= place + support; k++)
                {
                    var weight = support == 0 ? 1 : Weight(place - k - 0.5, support);
                    if (k >= 0 && k < cells && weight != 0)
                    {
                        var pixel = isVertical ? image[x, k] : image[k, y];
                        (sum[0], sum[1], sum[2]) =
                            (sum[0] + (weight * pixel.R), sum[1] + (weight * pixel.G), sum[2] + (weight * pixel.B));
                        sum[3] += weight;
                    }
                }

                result[x, y] = new Rgba32(Round(sum[0] / sum[3]), Round(sum[1] / sum[3]), Round(sum[2] / sum[3]));
            }
        }

        return result;

        static byte Round(double value) => (byte)Math.Clamp(Math.Round(value), 0, 255);
    }

    private static double Weight(double x, int support)
    {
        x = Math.Abs(x);
        return support switch
        {
            1 => Math.Max(0, 1 - x),
            2 => x < 1 ? (1.5 * x * x * x) - (2.5 * x * x) + 1 : x < 2
                ? (-0.5 * x * x * x) + (2.5 * x * x) - (4 * x) + 2 : 0,
            _ => x < 1e-9 ? 1 : x < 3
                ? 3 * Math.Sin(Math.PI * x) * Math.Sin(Math.PI * x / 3) / (Math.PI * Math.PI * x * x) : 0,
        };
    }
}
