using Stylize.Engine.Imaging.Png;
using Stylize.Engine.Segmentation.Labels;
using Stylize.Engine.Segmentation.Thresholds;

namespace Stylize.Engine.Segmentation.Overlays;

/// <summary>Draws the overlay: pixels in gray with stretched contrast, each region tinted and outlined in its own
/// color.</summary>
internal sealed class OverlayCanvas : IDisposable
{
    private const int MaxSide = 4096;

    private readonly Raster<ushort> _gray;
    private readonly int _step;
    private readonly int _zoom;
    private readonly ushort[] _grayRow;
    private readonly OverlayText _text = new();
    private ScaleBar? _bar;

    /// <summary>Creates a black canvas. A plane with more than 4096 pixels on a side is reduced by omitting rows and
    /// columns.</summary>
    /// <param name="maxSide">Maximum pixels of the longer side.</param>
    /// <param name="zoom">Pixels of the overlay per pixel of the plane, if the plane is not reduced.</param>
    public OverlayCanvas(int width, int height, int maxSide = MaxSide, int zoom = 1)
    {
        _step = (Math.Max(width, height) + maxSide - 1) / maxSide;
        _zoom = _step == 1 ? zoom : 1;
        _gray = new Raster<ushort>((width + _step - 1) / _step, (height + _step - 1) / _step, clear: true);
        _grayRow = new ushort[_gray.Width * _zoom];
    }

    /// <summary>Creates a canvas in which the numbers of regions are legible.</summary>
    public static OverlayCanvas ForRegions(int width, int height, IEnumerable<double> widths) =>
        new(width, height, zoom: RegionNumbers.Zoom(widths, width, height));

    public int Width => _gray.Width * _zoom;
    public int Height => _gray.Height * _zoom;

    /// <summary>Pixels of the plane per pixel of the overlay, in both directions.</summary>
    private double Step => (double)_step / _zoom;

    /// <summary>Adds a number at the centroid of a region if it fits. Lengths are in pixels of the plane.</summary>
    public void AddNumber(int number, double x, double y, double width) =>
        RegionNumbers.Add(_text, number, x / Step, y / Step, width / Step);

    /// <param name="pixelSize">Micrometers per pixel of the plane.</param>
    public void AddBar(double pixelSize) => _bar = ScaleBar.ForWidth(Width, pixelSize * Step);

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public void AddRow(ReadOnlySpan<ushort> from, int left, int y)
    {
        if (y % _step != 0) return;

        var to = _gray.Row(y / _step);
        if (_step == 1)
        {
            from.CopyTo(to[left..]);
            return;
        }

        var column = (left + _step - 1) / _step;
        for (var x = (column * _step) - left; x < from.Length; x += _step)
        {
            to[column++] = from[x];
        }
    }

    public void Write(LabeledRuns labeled, Stream target, string? provenance)
    {
        using var png = new IndexedPngWriter(target, Width, Height, OverlayColors.Palette, provenance: provenance);
        Paint(labeled, _ => png.NextRow());
        png.Finish();
    }

    /// <summary>Returns the overlay as pixels, which the caller owns.</summary>
    public Raster<Rgba32> Draw(LabeledRuns labeled)
    {
        using var indices = new Raster<byte>(Width, Height);
        Paint(labeled, indices.Row);
        var picture = new Raster<Rgba32>(Width, Height);
        for (var y = 0; y < Height; y++)
        {
            var from = indices.Row(y);
            var to = picture.Row(y);
            for (var x = 0; x < to.Length; x++)
            {
                to[x] = OverlayColors.Palette[from[x]];
            }
        }

        return picture;
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void Paint(LabeledRuns labeled, RowOf rowOf)
    {
        if (_bar is not null)
        {
            var (x, y) = BarAt(_bar);
            _text.Add(_bar.Text, x + (_bar.Pixels / 2.0), y - (6.0 * BarScale), BarScale);
        }

        var (grays, tints) = Levels();
        using var painted = new Raster<uint>(labeled.Runs.Width, 1);
        var (above, here, below) = (new uint[Width], new uint[Width], new uint[Width]);
        Sample(0, here);
        here.CopyTo(above, 0);
        for (var y = 0; y < Height; y++)
        {
            Sample(Math.Min(y + 1, Height - 1), below);
            var gray = Gray(y);
            var row = rowOf(y);
            for (var x = 0; x < row.Length; x++)
            {
                row[x] = grays[gray[x]];
            }

            for (var x = here.AsSpan().IndexOfAnyExcept(0u); x < Width;)
            {
                x = Tint(x, row, gray);
            }

            _text.Paint(y, row);
            DrawBar(y, row);
            (above, here, below) = (here, below, above);
        }

        // Colors the part of a row that belongs to one region, and returns the start of the next region.
        int Tint(int start, Span<byte> row, ReadOnlySpan<ushort> gray)
        {
            if (start < 0) return int.MaxValue;

            var label = here[start];
            var length = here.AsSpan(start).IndexOfAnyExcept(label);
            var end = length < 0 ? Width : start + length;
            var first = OverlayColors.FirstTint(label);
            for (var x = start; x < end; x++)
            {
                var isEdge = above[x] != label || below[x] != label;
                row[x] = (byte)(first + (isEdge ? OverlayColors.Tints : tints[gray[x]]));
            }

            if (start > 0)
            {
                row[start] = (byte)(first + OverlayColors.Tints);
            }

            if (end < Width)
            {
                row[end - 1] = (byte)(first + OverlayColors.Tints);
            }

            var next = here.AsSpan(end).IndexOfAnyExcept(0u);
            return next < 0 ? int.MaxValue : end + next;
        }

        void Sample(int y, uint[] labels)
        {
            labeled.Paint(painted, 0, y / _zoom * _step, 1);
            var all = painted.Row(0);
            if (_step == _zoom)
            {
                all.CopyTo(labels);
                return;
            }

            for (var x = 0; x < labels.Length; x++)
            {
                labels[x] = all[x / _zoom * _step];
            }
        }
    }

    public void Dispose() => _gray.Dispose();

    private delegate Span<byte> RowOf(int y);

    private ReadOnlySpan<ushort> Gray(int y)
    {
        var row = _gray.Row(y / _zoom);
        if (_zoom == 1) return row;

        for (var x = 0; x < _grayRow.Length; x++)
        {
            _grayRow[x] = row[x / _zoom];
        }

        return _grayRow;
    }

    private int BarScale => Math.Clamp(Width / 500, 1, 4);

    private (int X, int Y) BarAt(ScaleBar bar) => (Width - bar.Pixels - (10 * BarScale), Height - (10 * BarScale));

    private void DrawBar(int y, Span<byte> row)
    {
        var (left, top) = _bar is null ? default : BarAt(_bar);
        if (_bar is null || left < 1 || y < top - 1 || y > top + (3 * BarScale)) return;

        row.Slice(left - 1, _bar.Pixels + 2).Fill(OverlayColors.Black);
        if (y >= top && y < top + (3 * BarScale))
        {
            row.Slice(left, _bar.Pixels).Fill(OverlayColors.White);
        }
    }

    /// <summary>
    /// Returns the range of the contrast stretch: from the background, the median plus the noise above it, estimated
    /// from the darkest sixth, to the 99.8th percentile, which keeps a few hot pixels from darkening the image.
    /// </summary>
    private (int Dark, int Bright) Range()
    {
        var histogram = IntensityHistogram.FromImage(_gray);
        var left = histogram.Total / 500;
        var bright = histogram.Maximum;
        while (bright > histogram.Minimum && (left -= histogram.Counts[bright]) > 0)
        {
            bright--;
        }

        left = histogram.Total / 6;
        var low = histogram.Minimum;
        while (low < histogram.Maximum && (left -= histogram.Counts[low]) > 0)
        {
            low++;
        }

        var median = histogram.Median();
        return (Math.Min((2 * median) - low, bright), bright);
    }

    /// <summary>Returns the gray level and the tint level of each sample value.</summary>
    private (byte[] Grays, byte[] Tints) Levels()
    {
        var (dark, bright) = Range();
        var (grays, tints) = (new byte[IntensityHistogram.Levels], new byte[IntensityHistogram.Levels]);
        for (var value = dark + 1; value < bright; value++)
        {
            // A gamma of 1/2 keeps dim objects visible next to bright ones.
            var level = Math.Sqrt((value - dark) / (double)(bright - dark));
            grays[value] = (byte)Math.Round(level * (OverlayColors.Grays - 1));
            tints[value] = (byte)Math.Round(level * (OverlayColors.Tints - 1));
        }

        var full = Math.Min(Math.Max(bright, dark + 1), grays.Length);
        grays.AsSpan(full).Fill(OverlayColors.Grays - 1);
        tints.AsSpan(full).Fill(OverlayColors.Tints - 1);

        return (grays, tints);
    }
}
