using Stylize.Engine.Segmentation.Labels;
using Stylize.Engine.Segmentation.Overlays;
using Stylize.Engine.Segmentation.Regions;
using Stylize.Engine.Segmentation.Thresholds;

namespace Stylize.Engine.Segmentation.Images;

/// <summary>The overlay of one image: its labeled regions with their numbers.</summary>
internal sealed class RegionOverlay : IDisposable
{
    private readonly LabeledRuns _labeled;
    private readonly OverlayCanvas _canvas;

    /// <param name="pixelSize">Micrometers per pixel; 1 for no scale bar.</param>
    public RegionOverlay(
        SampleScanner reader, LabeledRuns labeled, RegionTable table, double pixelSize, CancellationToken cancellation)
    {
        _labeled = labeled;
        double[] widths = [.. RegionNumbers.Widths(table, pixelSize)];
        _canvas = OverlayCanvas.ForRegions(labeled.Runs.Width, labeled.Runs.Height, widths);
        reader.ScanRows((row, y) => _canvas.AddRow(row, 0, y), cancellation);
        foreach (var (region, (x, y)) in table.Centroids().Index())
        {
            _canvas.AddNumber((int)table[region, 0], x, y, widths[region]);
        }

        if (pixelSize != 1) _canvas.AddBar(pixelSize);
    }

    public void Write(Stream target, string provenance) => _canvas.Write(_labeled, target, provenance);

    /// <summary>Draws the overlay. The caller owns the raster.</summary>
    public Raster<Rgba32> Draw() => _canvas.Draw(_labeled);

    public void Dispose() => _canvas.Dispose();
}

internal static class RegionsPicture
{
    private const double DarkShare = .01;
    private const double BrightShare = .995;

    /// <summary>Segments and measures an image, and draws its regions with their numbers over it.</summary>
    /// <returns>The regions, and a raster that the caller owns.</returns>
    /// <exception cref="StylizeException">The image cannot be read or segmented.</exception>
    internal static (ImageRegions Regions, Raster<Rgba32> Picture) Draw(
        ImageInput input, SegmentationOptions options, OperationContext context)
    {
        using var reader = new SampleScanner(input, options.Stain);
        Raster<Rgba32>? picture = null;
        var regions = ImageRegions.Measure(reader, input, options, context, (labeled, table) =>
        {
            using var overlay = new RegionOverlay(reader, labeled, table, options.PixelSize, context.Cancellation);
            picture = overlay.Draw();
        });
        return (regions, picture!);
    }

    /// <summary>Draws a gray image of any depth with stretched contrast.</summary>
    /// <returns>A raster that the caller owns, as large as the image.</returns>
    /// <exception cref="StylizeException">The image cannot be read.</exception>
    public static Raster<Rgba32> Gray(ImageInput input)
    {
        using var samples = input.DecodeSamples();
        var (dark, bright) = Range(samples.Planes[0]);
        return Gray(samples.Planes[0], dark, bright);
    }

    /// <summary>Draws samples on a scale from black to white.</summary>
    /// <returns>A raster that the caller owns.</returns>
    public static Raster<Rgba32> Gray(Raster<ushort> samples, double dark, double bright)
    {
        var picture = new Raster<Rgba32>(samples.Width, samples.Height);
        for (var y = 0; y < samples.Height; y++)
        {
            var from = samples.Row(y);
            var to = picture.Row(y);
            for (var x = 0; x < to.Length; x++)
            {
                var level = (byte)Math.Clamp(255 * (from[x] - dark) / (bright - dark), 0, 255);
                to[x] = new Rgba32(level, level, level);
            }
        }

        return picture;
    }

    private static (int Dark, int Bright) Range(Raster<ushort> plane)
    {
        var counts = IntensityHistogram.FromImage(plane).Counts.ToArray();
        var dark = Quantile(DarkShare);
        return (dark, Math.Max(dark + 1, Quantile(BrightShare)));

        int Quantile(double share)
        {
            var left = (long)(share * plane.PixelCount);
            var value = 0;
            while (value < ushort.MaxValue && (left -= counts[value]) >= 0)
            {
                value++;
            }

            return value;
        }
    }
}
