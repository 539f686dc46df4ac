using Stylize.Engine.Segmentation.Regions;

namespace Stylize.Engine.Segmentation.Overlays;

/// <summary>The numbers of regions in an overlay, sized by the regions. Small objects are enlarged, so that numbers
/// fit.</summary>
internal static class RegionNumbers
{
    /// <summary>Width of a typical region below which an overlay is enlarged.</summary>
    private const double LegibleWidth = 28;

    private const int MaxZoom = 4;

    /// <summary>Largest side of an enlarged overlay.</summary>
    private const int MaxSide = 2048;

    /// <summary>Returns the approximate widths of regions in pixels; 20 for regions without a measured area.</summary>
    public static IEnumerable<double> Widths(RegionTable regions, PixelSize pixelSize)
    {
        var area = regions.Find("Area");
        return Enumerable.Range(0, regions.Count)
            .Select(region => area < 0 ? 20 : Math.Sqrt(regions[region, area] / pixelSize.Area));
    }

    /// <summary>Returns the pixels of the overlay per pixel of the image.</summary>
    public static int Zoom(IEnumerable<double> widths, int width, int height)
    {
        double[] sorted = [.. widths.Order()];
        if (sorted.Length == 0) return 1;

        var zoom = (int)Math.Clamp(Math.Ceiling(LegibleWidth / sorted[sorted.Length / 2]), 1, MaxZoom);
        return Math.Clamp(MaxSide / Math.Max(width, height), 1, zoom);
    }

    /// <summary>Adds a number at a centroid if it fits into the region.</summary>
    /// <param name="x">Column of the centroid in the overlay.</param>
    /// <param name="y">Row of the centroid in the overlay.</param>
    /// <param name="width">Width of the region in the overlay.</param>
    public static void Add(OverlayText text, int number, double x, double y, double width)
    {
        var digits = Invariant($"{number}");

        // One digit has the size of two, so that numbers 1 to 9 are not larger than the others.
        var scale = Math.Min(3, (int)(.6 * width / Math.Max(SmallFont.Measure(digits), SmallFont.Measure("00"))));
        if (scale > 0 || width >= SmallFont.Measure(digits))
        {
            text.Add(digits, x, y, Math.Max(1, scale));
        }
    }
}
