using Stylize.Engine.DotArt.Drawing;
using Stylize.Engine.DotArt.Plotting;
using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;
using Stylize.Engine.Operations.Provenance;

namespace Stylize.Engine.DotArt.Operation;

/// <summary>The drawings created from the dots.</summary>
/// <param name="Drawn">The pixels of a PNG.</param>
/// <param name="Travel">Length of the paths through the dots of each color, in pixels, if they were ordered for a plotter.</param>
internal sealed record DotPicture(Raster<Rgba32>? Drawn, PlotDrawing? Plot, SingleLineDrawing? Line, double? Travel);

/// <summary>Finished dot art: the dots, and data about their creation.</summary>
internal sealed class DotArtResult(
    DotSet dots, int width, int height, DotQuality quality, DotPicture picture, TimeSpan elapsed, ImageInput input,
    ProvenanceRecord? provenance) : IArtifact
{
    private readonly DotSet _dots = dots;
    private readonly int _imageWidth = width;
    private readonly int _imageHeight = height;
    private readonly DotQuality _quality = quality;
    private readonly DotPicture _picture = picture;
    private readonly TimeSpan _elapsed = elapsed;
    private readonly ImageInput _input = input;
    private readonly ProvenanceRecord? _provenance = provenance;

    public int Width => _picture.Drawn?.Width ?? _imageWidth;
    public int Height => _picture.Drawn?.Height ?? _imageHeight;

    /// <summary>The dots in drawing order; valid until <see cref="Dispose"/>.</summary>
    public ReadOnlySpan<Dot> Dots => _dots.Dots;

    public IReadOnlyList<KeyValuePair<string, object?>> Summary
    {
        get
        {
            var options = _quality.Options;
            var summary = new List<KeyValuePair<string, object?>>
            {
                new("Dots", _dots.Count),
                new("Distribution", options.Distribution.ToString()),
                new("Colors", CountColors()),
            };
            if (_picture.Travel is { } travel)
            {
                summary.Add(new("TravelPixels", Math.Round(travel, 1)));
            }

            if (_picture.Line is { } line)
            {
                summary.Add(new("LinePixels", Math.Round(line.Length, 1)));
            }

            if (_picture.Plot is { } plot)
            {
                AddPlot(summary, plot, options.Plot);
            }

            if (options.TargetTime is { } target)
            {
                summary.Add(new("TargetTime", target));
                summary.Add(new("PredictedTime", _quality.Predicted));
                summary.Add(new("OperationTime", _elapsed));
                summary.Add(new("TargetMet", _elapsed <= target));
                summary.Add(new("Threads", _quality.Threads.Current));
                summary.Add(new("Lowered", _quality.Lowered.ToArray()));
            }

            return summary;
        }
    }

    public void Write(Stream target)
    {
        if (_picture.Drawn is { } drawn)
        {
            _input.Codec.Encode(drawn, target, new EncodeOptions(ImageFormat.Png) { Metadata = ProvenanceText.Metadata(_provenance) });
            return;
        }

        var options = _quality.Options;
        var distribution = options.Distribution.ToString().ToLowerInvariant();
        var description = string.Create(
            CultureInfo.InvariantCulture, $"{_dots.Count} dots, {distribution} distribution, seed {options.Seed}. Made by Stylize.");
        var title = Path.GetFileNameWithoutExtension(_input.Source.Name);
        if (_picture.Plot is not { } plot)
        {
            new SvgWriter(options, _imageWidth, _imageHeight) { Provenance = _provenance }.Write(
                target, _dots.Dots, _picture.Line is { } line ? (line.Color, line.Width) : null, title, description);
        }
        else if (options.Format == DotFormat.Hpgl)
        {
            HpglWriter.Write(target, plot, options.Plot.DrawSpeed, _provenance);
        }
        else
        {
            Rgba32? paper = options.PaperColor is { A: > 0 } given ? given : null;
            PlotSvgWriter.Write(target, plot, paper, options.Inks.HasScreens, title, description, _provenance);
        }
    }

    /// <summary>Returns the memory of the dots and the drawing.</summary>
    public void Dispose()
    {
        _dots.Dispose();
        _picture.Drawn?.Dispose();
    }

    private static void AddPlot(List<KeyValuePair<string, object?>> summary, PlotDrawing plot, PlotOptions options)
    {
        const double SecondsPerMinute = 60;
        var seconds = (plot.Drawn / options.DrawSpeed) + (plot.Traveled / options.TravelSpeed);
        summary.Add(new("DrawnMillimeters", Math.Round(plot.Drawn, 1)));
        summary.Add(new("TravelMillimeters", Math.Round(plot.Traveled, 1)));
        summary.Add(new("Taps", plot.Taps));
        summary.Add(new("Minutes", Math.Round(seconds / SecondsPerMinute, 1)));
        summary.Add(new("Layers", plot.Layers.Select(Describe).ToArray()));
    }

    private static string Describe(PlotLayer layer)
    {
        var things = layer.IsLine ? "points" : "dots";
        return string.Create(CultureInfo.InvariantCulture,
            $"{layer.Label}: {layer.Dots.Length} {things}, {layer.Taps} taps, {layer.Drawn:0} mm drawn, {layer.Traveled:0} mm traveled");
    }

    private int CountColors()
    {
        var seen = new HashSet<int>();
        foreach (var dot in _dots.Dots)
        {
            seen.Add(dot.Rgb);
        }

        return seen.Count;
    }
}
