using Stylize.Engine.DotArt.Kinds;
using Stylize.Engine.Drawings;

namespace Stylize.Engine.DotArt.Operation;

internal sealed class DotArtDefinition : OperationDefinition<DotArtOptions>
{
    public static DotArtDefinition Value { get; } = new()
    {
        Name = "dot-art",
        Version = 20,
        Cmdlet = "ConvertTo-DotArt",
        Summary = "Draw photographs with dots and lines, for screens and plotters "
            + $"(<stem>.dots{string.Join(", ", DrawingFormatDefinition.All.Select(row => row.Extension))}).",
        Examples =
        [
            "stylize dot-art photo.jpg -o out",
            "stylize dot-art portrait.jpg -o portrait.png --dot-count 20000 --color black",
            "stylize dot-art photos -o out --preset FineStippling",
            "stylize dot-art \"scans/**/*.png\" -o out --pattern hexagonal --format png",
            "stylize dot-art portrait.jpg -o out --paper-size A3 --pen 0.3mm,black --pen 0.5mm,red --separation inks",
            "stylize dot-art portrait.jpg -o out --paper-size A4 --pen 0.3mm,black --single-line",
            "stylize dot-art portrait.jpg -o out --distribution hatch --paper-size A4 --pen 0.3mm,black",
            "stylize dot-art portrait.jpg -o portrait.gcode --pen 0.5mm,black --machine grbl-z",
        ],
        ProvenanceExtensions =
            [.. DrawingFormatDefinition.All.Where(row => row.Pixels is null).SelectMany(row => row.Extensions)],
        BuiltIn = () => DotArtOptions.Presets,
        IsOnSheets = true,
        UnlistedPresets = DotArtPresets.OfAnotherProgram,
        SheetExamples =
        [
            new("Hexagonal",
                new Dictionary<string, string> { [nameof(DotArtOptions.Pattern)] = nameof(DotPattern.Hexagonal) }),
            new("Cmyk", new Dictionary<string, string> { [nameof(InkOptions.Separation)] = nameof(Separation.Cmyk) }),
            new("One line", new Dictionary<string, string> { [nameof(DotArtOptions.SingleLine)] = "true" }),
            new("Three inks", new Dictionary<string, string>
            {
                [nameof(DotArtOptions.Palette)] = "black,orangered,navy", [nameof(InkOptions.Separation)] =
                    nameof(Separation.Inks),
            }),
        ],
        CountEntry = "Dots",
        Bound = new(Preset: "Gradient", Side: 1000, MaxMilliseconds: 500, MinItems: 1_000, MaxItems: 10_000),
    };

    public override OutputNames Outputs => field ??= DotArtOperation.NamesOf(new DotArtOptions());

    public override IReadOnlyList<TuningParameter> TuningParameters =>
    [
        Tune(
            nameof(DotArtOptions.DotCount), [5_000, 10_000, 20_000, 40_000],
            (o, v) => DrawingKinds.For(o).DrawsTone ? o with { DotCount = v } : o),
        GradientOnly(nameof(DotArtOptions.DensityThreshold), [0.25f, 0.1f, 0.05f, 0.03f],
            (o, v) => o with { DensityThreshold = v }),
        GradientOnly(
            nameof(DotArtOptions.MinRadius), [1f, 0.5f, 0.3f],
            (o, v) => o with { MinRadius = v, MaxRadius = Math.Max(v, o.MaxRadius) }),
        GradientOnly(
            nameof(DotArtOptions.MaxRadius), [4f, 3f, 2f], (o, v) => o with { MaxRadius = Math.Max(v, o.MinRadius) }),
        GradientOnly(nameof(DotArtOptions.SpacingFactor), [2.5f, 1.5f, 1.2f], (o, v) => o with { SpacingFactor = v }),
    ];

    public override IOperation WarmUp() => new DotArtOperation(new DotArtOptions());

    protected override IOperation Create(DotArtOptions options) => new DotArtOperation(options);

    /// <summary>Without a preset, an option that needs a kind of drawing selects it, and the values are those of its
    /// preset. The extension of the destination selects the format.</summary>
    protected override DotArtOptions Options(OperationStart start)
    {
        var set = OptionSet.ForRecord<DotArtOptions>();
        OptionDeclaration[] chosen =
            [.. start.Given.Where(given => given.Value is not null).Select(given => set.Find(given.Key))
                .OfType<OptionDeclaration>()];
        if (!chosen.Any(option => option.Name == nameof(DotArtOptions.Format))
            && DrawingFormatDefinition.ForFile(start.Destination) is { } format)
        {
            start = start with { Given = [.. start.Given, new(nameof(DotArtOptions.Format), format)] };
        }

        var options = start.Read<DotArtOptions>();
        return start.Apply(
            start is { Preset: null, Options: null, Like: null } ? ForKind(options, start, set, chosen) : options);
    }

    /// <summary>Returns the values of the kind of drawing that the given options select.</summary>
    private static DotArtOptions ForKind(
        DotArtOptions usual, OperationStart start, OptionSet set, OptionDeclaration[] chosen)
    {
        var distribution = set.Find(nameof(DotArtOptions.Distribution))!;
        var named =
            start.Given.LastOrDefault(given => given.Value is not null && distribution.IsNamed(given.Key)).Value;
        var kind = named is not null ? OptionValue.Convert(distribution, named, start.Inputs)
            : set.All.Where(chosen.Contains).SelectMany(option => option.Rules)
                .FirstOrDefault(rule => rule.IsWithoutPreset)?.Values[0];
        var selected = (DotDistribution?)kind ?? usual.Distribution;
        var preset = DrawingKinds.For(usual with { Distribution = selected }).Preset;
        return preset is not null ? DotArtOptions.Presets[preset] : usual with
        {
            Distribution = selected,
            AllowOverlap = named is null || chosen.Any(option => option.Name == nameof(DotArtOptions.Pattern)),
        };
    }

    protected override IOperation CreatePreview(DotArtOptions options, PreviewTime time) =>
        new DotArtOperation(options) { IsDraft = time == PreviewTime.Draft };

    protected override long PreviewPixels(DotArtOptions options, PreviewInput input, PreviewTime time) =>
        time == PreviewTime.Draft && !DrawingKinds.For(options).HasPixelLengths ? UsualDraftPixels : UsualPixels;

    /// <summary>Lengths in pixels are those of the image, or of a copy with one megapixel.</summary>
    protected internal override DotArtOptions ForPreview(
        DotArtOptions options, PreviewCopy copy, int side, PreviewTime time)
    {
        options = options with
        {
            Format = DrawingFormat.Png,
            PngSize = side,
            Plot = options.Plot with { Sheet = options.Plot.Sheet.ForCopy(copy.Scale) },
            PaperColor = options.PaperColor is { A: > 0 } paper ? paper : new Rgba32(255, 255, 255),
        };
        if (!DrawingKinds.For(options).HasPixelLengths || !copy.IsReduced) return options;

        var placed = options.ScaleWithImage
            ? Math.Min(1, copy.Scale * Math.Sqrt(DotArtOptions.ReferencePixels / copy.Input.Info.PixelCount)) : 1;
        var factor = (float)Math.Min(1, copy.Scale / placed);
        return options with
        {
            MinRadius = options.MinRadius * factor,
            MaxRadius = options.MaxRadius * factor,
            Gap = options.Gap * factor,
            PositionJitter = options.PositionJitter * factor,
        };
    }

    /// <summary>Returns a tuning parameter that leaves options of the tone distribution unchanged.</summary>
    private static TuningParameter GradientOnly(
        string name, float[] candidates, Func<DotArtOptions, float, DotArtOptions> apply) =>
        Tune(name, candidates, (o, v) => DrawingKinds.For(o).HasPixelLengths ? apply(o, v) : o);
}
