using Stylize.Engine.Segmentation.Overlays;

namespace Stylize.Engine.Segmentation.Images;

/// <summary>The overlay of one image: its labeled regions with their numbers.</summary>
internal sealed class RegionOverlay : IDisposable
{
    private readonly LabeledRuns _labeled;
    private readonly OverlayCanvas _canvas;
    private readonly OverlayText _text = new();
    private readonly ScaleBar? _bar;

    /// <param name="pixelSize">Micrometers per pixel; 1 for no scale bar.</param>
    public RegionOverlay(
        SampleScanner reader, LabeledRuns labeled, RegionTable table, double pixelSize, CancellationToken cancellation)
    {
        _labeled = labeled;
        var (width, height) = (labeled.Runs.Width, labeled.Runs.Height);
        double[] widths = [.. RegionNumbers.Widths(table, pixelSize)];
        _canvas = new OverlayCanvas(width, height, zoom: RegionNumbers.Zoom(widths, width, height));
        reader.Scan((strip, top, rows) => _canvas.Add(strip, 0, top, rows), cancellation);
        var (x, y) = (table.Find("CentroidX"), table.Find("CentroidY"));
        for (var region = 0; region < table.Count && x >= 0; region++)
        {
            RegionNumbers.Add(
                _text, (int)table[region, 0], table[region, x] / _canvas.Step, table[region, y] / _canvas.Step,
                widths[region] / _canvas.Step);
        }

        _bar = pixelSize == 1 ? null : ScaleBar.Of(_canvas.Width, pixelSize * _canvas.Step);
    }

    public void Write(Stream target, string provenance) => _canvas.Write(_labeled, target, _text, _bar, provenance);

    /// <summary>Draws the overlay. The caller owns the raster.</summary>
    public Raster<Rgba32> Draw() => _canvas.Draw(_labeled, _text, _bar);

    public void Dispose() => _canvas.Dispose();
}
