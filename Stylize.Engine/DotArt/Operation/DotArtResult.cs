using Stylize.Engine.DotArt.Drawing;
using Stylize.Engine.DotArt.Plotting;
using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;
using Stylize.Engine.Operations.Provenance;

namespace Stylize.Engine.DotArt.Operation;

/// <summary>The drawings created from the dots.</summary>
/// <param name="Drawn">The pixels of a PNG.</param>
/// <param name="Travel">Length of the paths through the dots of each color, in pixels, if they were ordered for a plotter.</param>
/// <param name="PlateCount">Number of files of single pens or inks. The last ones stay empty if the image has fewer colors.</param>
internal sealed record DotPicture(Raster<Rgba32>? Drawn, PlotDrawing? Plot, SingleLineDrawing? Line, double? Travel, int PlateCount);

/// <summary>Finished dot art: the dots, and data about their creation.</summary>
internal sealed class DotArtResult(
    DotSet dots, int width, int height, DotQuality quality, DotPicture picture, TimeSpan elapsed, ImageInput input,
    OperationContext context) : IArtifact
{
    private readonly DotSet _dots = dots;
    private readonly int _imageWidth = width;
    private readonly int _imageHeight = height;
    private readonly DotQuality _quality = quality;
    private readonly DotPicture _picture = picture;
    private readonly TimeSpan _elapsed = elapsed;
    private readonly ImageInput _input = input;
    private readonly OperationContext _context = context;

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
                AddPlot(summary, plot, options.Plot.Speeds(options.Format));
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

    public IReadOnlyList<SideFile> SideFiles
    {
        get
        {
            var options = _quality.Options;
            var pens = Plates.Of(options);
            return [.. Enumerable.Range(1, _picture.PlateCount).Select(number => new SideFile(
                Plates.Suffix(number, options.Format), to => WritePlate(to, number, number <= pens.Count ? pens[number - 1] : null)))];
        }
    }

    public void Write(Stream target)
    {
        if (_picture.Drawn is { } drawn)
        {
            Encode(drawn, target);
            return;
        }

        var options = _quality.Options;
        if (_picture.Plot is { } plot)
        {
            Write(plot, target);
        }
        else
        {
            new SvgWriter(options, _imageWidth, _imageHeight) { Provenance = _context.Provenance }.Write(
                target, _dots.Dots, _picture.Line is { } line ? (line.Color, line.Width) : null, Title, Description);
        }
    }

    private string Title => Path.GetFileNameWithoutExtension(_input.Source.Name);

    private string Description
    {
        get
        {
            var options = _quality.Options;
            var distribution = options.Distribution.ToString().ToLowerInvariant();
            return string.Create(
                CultureInfo.InvariantCulture, $"{_dots.Count} dots, {distribution} distribution, seed {options.Seed}. Made by Stylize.");
        }
    }

    private void Encode(Raster<Rgba32> drawn, Stream target) =>
        _input.Codec.Encode(drawn, target, new EncodeOptions(ImageFormat.Png) { Metadata = ProvenanceText.Metadata(_context.Provenance) });

    private void Write(PlotDrawing plot, Stream target)
    {
        var options = _quality.Options;
        var speeds = options.Plot.Speeds(options.Format);
        switch (options.Format)
        {
            case DotFormat.Hpgl:
                HpglWriter.Write(target, plot, speeds.Draw, _context.Provenance);
                break;
            case DotFormat.Gcode:
                using (var writer = new GcodeWriter(target, options.Plot.MachineOf(), (60 * speeds.Draw, 60 * speeds.Travel)))
                {
                    writer.Write(plot, $"{Title}: {Description}", _context.Provenance);
                }

                break;
            default:
                Rgba32? paper = options.PaperColor is { A: > 0 } given ? given : null;
                PlotSvgWriter.Write(target, plot, paper, options.Inks.HasScreens, Title, Description, _context.Provenance);
                break;
        }
    }

    /// <summary>Writes what one pen or ink draws, with registration marks. Inks without pens become black, as films for printing are.
    /// </summary>
    /// <param name="pen">The pen; null for the empty file of a color that the image does not have.</param>
    private void WritePlate(Stream target, int number, Pen? pen)
    {
        var options = _quality.Options;
        var margin = options.Plot.Margin.Millimeters;
        if (_picture.Plot is { } plot)
        {
            Write(plot.ForPen(number, pen ?? new Pen(Pen.DefaultWidth, new Rgba32(0, 0, 0)), margin), target);
            return;
        }

        using var own = pen is null ? new DotSet(0) : Plates.DotsOf(_dots, pen.Color);
        if (options.Format == DotFormat.Png)
        {
            using var drawn = DotCanvas.DrawPlate(own, _imageWidth, _imageHeight, options, _context);
            Encode(drawn, target);
        }
        else
        {
            var plain = options with { PaperColor = default(Rgba32) };
            var sheet = PaperLayout.Of(options.Plot, _imageWidth, _imageHeight, always: true)!.Value;
            var marks = PlotMark.AtCorners(sheet, margin);
            new SvgWriter(plain, _imageWidth, _imageHeight) { Provenance = _context.Provenance, Marks = marks }.Write(
                target, own.Dots, null, $"{Title} {number}", Description);
        }
    }

    /// <summary>Returns the memory of the dots and the drawing.</summary>
    public void Dispose()
    {
        _dots.Dispose();
        _picture.Drawn?.Dispose();
    }

    private static void AddPlot(List<KeyValuePair<string, object?>> summary, PlotDrawing plot, (double Draw, double Travel) speeds)
    {
        const double SecondsPerMinute = 60;
        var seconds = (plot.Drawn / speeds.Draw) + (plot.Traveled / speeds.Travel);
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
