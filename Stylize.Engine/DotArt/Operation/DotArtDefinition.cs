using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;

namespace Stylize.Engine.DotArt.Operation;

/// <summary>Definition of the operation dot-art.</summary>
internal static class DotArtDefinition
{
    public static OperationDefinition Value { get; } = new()
    {
        Name = DotArtOperation.OperationName,
        Version = DotArtOperation.OperationVersion,
        Cmdlet = "ConvertTo-DotArt",
        Summary = "Draw photographs with dots, by tone or along edges, for screens and plotters "
            + $"(<stem>.dots{string.Join(", ", DotFormatDefinition.All.Select(row => row.Extension))}).",
        Examples =
        [
            "stylize dot-art photo.jpg -o out",
            "stylize dot-art portrait.jpg -o portrait.png --dot-count 20000 --color black",
            "stylize dot-art photos -o out --preset FineStippling",
            "stylize dot-art \"scans/**/*.png\" -o out --pattern hexagonal --format png",
            "stylize dot-art portrait.jpg -o out --paper-size A3 --pen 0.3mm,black --pen 0.5mm,red --separation inks",
            "stylize dot-art portrait.jpg -o out --paper-size A4 --pen 0.3mm,black --single-line",
            "stylize dot-art portrait.jpg -o portrait.gcode --pen 0.5mm,black --machine grbl-z",
        ],
        ProvenanceExtensions = [.. DotFormatDefinition.All.Where(row => row.Pixels is null).SelectMany(row => row.Extensions)],
        OptionTypes = [typeof(DotArtOptions)],
        BuiltIn = () => OperationDefinition.Widen(DotArtOptions.Presets),
        NamesOf = options => DotArtOperation.NamesOf((DotArtOptions)options),
        Make = options => new DotArtOperation((DotArtOptions)options),
        Read = DotArtStart.Options,
        WarmUp = () => new DotArtOperation(new DotArtOptions()),
        IsOnSheets = true,
        CountEntry = "Dots",
        Bound = new(Preset: "Gradient", Side: 1000, MaxMilliseconds: 500, MinItems: 1_000, MaxItems: 10_000),
        Tuned = () =>
        [
            TuningParameter.Of<DotArtOptions, int>(
                nameof(DotArtOptions.DotCount), [5_000, 10_000, 20_000, 40_000],
                (o, v) => o.Distribution == DotDistribution.Tone ? o with { DotCount = v } : o),
            GradientOnly(nameof(DotArtOptions.DensityThreshold), [0.25f, 0.1f, 0.05f, 0.03f], (o, v) => o with { DensityThreshold = v }),
            GradientOnly(
                nameof(DotArtOptions.MinRadius), [1f, 0.5f, 0.3f],
                (o, v) => o with { MinRadius = v, MaxRadius = Math.Max(v, o.MaxRadius) }),
            GradientOnly(nameof(DotArtOptions.MaxRadius), [4f, 3f, 2f], (o, v) => o with { MaxRadius = Math.Max(v, o.MinRadius) }),
            GradientOnly(nameof(DotArtOptions.SpacingFactor), [2.5f, 1.5f, 1.2f], (o, v) => o with { SpacingFactor = v }),
        ],
        Comparable = Comparable,
        Scaled = Scaled,
        Picture = (file, _, _, codec) => codec.DecodeRgba(ImageSource.Memory(file, "dot art")),
        Sketch = (options, input, side, context) =>
        {
            var drawn = Comparable(options) with { PngSize = Math.Max(side, Math.Max(input.Info.Width, input.Info.Height)) };
            using var file = new MemoryStream();
            using (var artifact = new DotArtOperation(drawn).Run(input, context))
            {
                artifact.Write(file);
            }

            return input.Codec.DecodeRgba(ImageSource.Memory(file.ToArray(), "dot art"));
        },
    };

    private static DotArtOptions Comparable(IOperationOptions options) => options is DotArtOptions dots
        ? dots with { Format = DotFormat.Png, PngSize = 0, PaperColor = dots.PaperOrWhite }
        : throw new ArgumentException("The options are not dot art options.", nameof(options));

    /// <summary>Lengths of gradient dots are in pixels of the image, or of a copy with one megapixel.</summary>
    private static DotArtOptions Scaled(IOperationOptions options, double scale, long pixels)
    {
        var dots = (DotArtOptions)options;
        if (dots.Distribution != DotDistribution.Gradient) return dots;

        var placed = dots.ScaleWithImage ? Math.Min(1, scale * Math.Sqrt(DotArtOptions.ReferencePixels / pixels)) : 1;
        var factor = (float)Math.Min(1, scale / placed);
        return dots with
        {
            MinRadius = dots.MinRadius * factor, MaxRadius = dots.MaxRadius * factor, Gap = dots.Gap * factor,
            PositionJitter = dots.PositionJitter * factor,
        };
    }

    /// <summary>Returns a tuning parameter that leaves options of the tone distribution unchanged.</summary>
    private static TuningParameter GradientOnly(string name, float[] candidates, Func<DotArtOptions, float, DotArtOptions> apply) =>
        TuningParameter.Of<DotArtOptions, float>(
            name, candidates, (o, v) => o.Distribution == DotDistribution.Gradient ? apply(o, v) : o);
}
