using Stylize.Engine.Segmentation.Regions;

namespace Stylize.Engine.Segmentation.Overlays;

internal sealed class OverlayText
{
    private readonly List<Stamp> _stamps = [];
    private readonly List<Stamp> _active = [];
    private int _next;
    private bool _isSorted;

    public void Add(string text, double x, double y, int scale)
    {
        var left = (int)Math.Round(x - (SmallFont.Measure(text) * scale / 2.0));
        _stamps.Add(new Stamp(text, left, (int)Math.Round(y - (SmallFont.Height * scale / 2.0)), scale));
    }

    public void Paint(int y, Span<byte> row)
    {
        if (!_isSorted)
        {
            _stamps.Sort((a, b) => a.Top.CompareTo(b.Top));
            _isSorted = true;
        }

        _active.RemoveAll(stamp => y > stamp.Top + (SmallFont.Height * stamp.Scale));
        while (_next < _stamps.Count && _stamps[_next].Top - 1 <= y)
        {
            _active.Add(_stamps[_next++]);
        }

        foreach (var stamp in _active)
        {
            var right = Math.Min(row.Length, stamp.Left + (SmallFont.Measure(stamp.Text) * stamp.Scale) + 1);
            for (var x = Math.Max(0, stamp.Left - 1); x < right; x++)
            {
                if (stamp.HasDot(x, y))
                {
                    row[x] = OverlayColors.White;
                }
                else if (stamp.IsRim(x, y))
                {
                    row[x] = OverlayColors.Black;
                }
            }
        }
    }

    private sealed record Stamp(string Text, int Left, int Top, int Scale)
    {
        public bool HasDot(int x, int y) =>
            SmallFont.HasDot(Text, Divide(x - Left), Divide(y - Top));

        public bool IsRim(int x, int y)
        {
            for (var dy = -1; dy <= 1; dy++)
            {
                for (var dx = -1; dx <= 1; dx++)
                {
                    if (HasDot(x + dx, y + dy)) return true;
                }
            }

            return false;
        }

        private int Divide(int distance) => distance < 0 ? -1 : distance / Scale;
    }
}

/// <summary>A scale bar of a round length in the lower right corner of an image.</summary>
internal sealed record ScaleBar(int Pixels, string Text)
{
    /// <summary>Returns the longest bar of 1, 2 or 5 times a power of ten micrometers that is at most 20% of the image
    /// width.</summary>
    public static ScaleBar? ForWidth(int width, double micrometers)
    {
        var max = width * micrometers / 5;
        if (!double.IsFinite(max) || max <= 0) return null;

        var power = PortableMath.Pow(10, Math.Floor(PortableMath.Log10(max)));
        var length = (max / power) switch { >= 5 => 5 * power, >= 2 => 2 * power, _ => power };
        var (value, unit) =
            length switch { >= 1000 => (length / 1000, "mm"), < 1 => (length * 1000, "nm"), _ => (length, "\u00b5m") };
        var text = Invariant($"{Math.Round(value, 3)} {unit}");
        return new ScaleBar(Math.Max(1, (int)Math.Round(length / micrometers)), text);
    }
}

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
