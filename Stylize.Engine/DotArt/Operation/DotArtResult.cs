using System.Globalization;
using Stylize.Engine.DotArt.Drawing;
using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;
using Stylize.Engine.Operations.Provenance;

namespace Stylize.Engine.DotArt.Operation;

/// <summary>Finished dot art: the dots, and how they were made.</summary>
public sealed class DotArtResult : IArtefact
{
    private readonly DotSet _dots;
    private readonly DotQuality _quality;
    private readonly Raster<Rgba32>? _drawn;
    private readonly double? _travel;
    private readonly TimeSpan _elapsed;
    private readonly ImageInput _input;
    private readonly ProvenanceRecord? _provenance;

    internal DotArtResult(
        DotSet dots,
        int width,
        int height,
        DotQuality quality,
        Raster<Rgba32>? drawn,
        double? travel,
        TimeSpan elapsed,
        ImageInput input,
        ProvenanceRecord? provenance)
    {
        _dots = dots;
        Width = width;
        Height = height;
        _quality = quality;
        _drawn = drawn;
        _travel = travel;
        _elapsed = elapsed;
        _input = input;
        _provenance = provenance;
    }

    /// <inheritdoc/>
    public int Width { get; }

    /// <inheritdoc/>
    public int Height { get; }

    /// <summary>The dots in drawing order; valid until <see cref="Dispose"/>.</summary>
    public ReadOnlySpan<Dot> Dots => _dots.Dots;

    /// <inheritdoc/>
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
            if (_travel is { } travel)
            {
                summary.Add(new("TravelPixels", Math.Round(travel, 1)));
            }

            if (options.TargetTime is { } target)
            {
                summary.Add(new("TargetTime", target));
                summary.Add(new("PredictedTime", _quality.Predicted));
                summary.Add(new("OperationTime", _elapsed));
                summary.Add(new("TargetMet", _elapsed <= target));
                summary.Add(new("Threads", _quality.Threads));
                summary.Add(new("Lowered", _quality.Lowered.ToArray()));
            }

            return summary;
        }
    }

    /// <summary>Writes the SVG or the PNG.</summary>
    public void Write(Stream target)
    {
        if (_drawn is not null)
        {
            _input.Codec.Encode(_drawn, target, new EncodeOptions(ImageFormat.Png) { Metadata = ProvenanceText.Metadata(_provenance) });
            return;
        }

        var options = _quality.Options;
        var distribution = options.Distribution.ToString().ToLowerInvariant();
        var description = string.Create(
            CultureInfo.InvariantCulture, $"{_dots.Count} dots, {distribution} distribution, seed {options.Seed}. Made by Stylize.");
        var title = Path.GetFileNameWithoutExtension(_input.Source.Name);
        new SvgWriter(options.Shape, options.Precision) { Provenance = _provenance }
            .Write(target, _dots.Dots, Width, Height, options.PaperColor, title, description, layered: options.PlotterOrder);
    }

    /// <summary>Returns the memory of the dots and of the picture.</summary>
    public void Dispose()
    {
        _dots.Dispose();
        _drawn?.Dispose();
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
