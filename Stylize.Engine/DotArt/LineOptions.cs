using Stylize.Engine.Drawings;

namespace Stylize.Engine.DotArt;

/// <summary>Lines and ink areas.</summary>
public sealed record LineOptions : IOptionRecord
{
    [Option("Brightness below which areas become ink; lower values give less ink.", Unit = "share", Above = 0, Max = 1)]
    [Implies(nameof(DotArtOptions.Distribution), DotDistribution.Ink, WithoutPreset = true)]
    public float InkThreshold { get; init; } = 0.62f;

    [Option("Strength of the edges relative to the tones.", Unit = "factor", Min = 0, Max = 100, Group = HelpGroup.Expert)]
    [Implies(nameof(DotArtOptions.Distribution), DotDistribution.Ink, WithoutPreset = true)]
    public float InkSharpness { get; init; } = 18f;

    [Option("Draw the outlines of the ink areas as closed paths, without dots.", Group = HelpGroup.Expert)]
    [Implies(nameof(DotArtOptions.Distribution), DotDistribution.Ink, WithoutPreset = true)]
    [NotWith(nameof(DotArtOptions.SingleLine))]
    [NotWith(nameof(PlotOptions.Taps))]
    public bool Outlines { get; init; }

    [Option("Width of the lines on the sheet, such as 0.5mm.", ValueName = "length", Default = "0.3mm; with Ink, 0.4% of the longest side")]
    [ForKinds(KindTraits.LineWidth)]
    public Length? LineWidth { get; init; }

    [Option("Directions of hatching, from light to dark tones.", Unit = "degrees", Min = -360, Max = 360, Default = "45, 135, 0, 90",
        Group = HelpGroup.Expert)]
    [ForKinds(KindTraits.Directions)]
    public IReadOnlyList<float>? HatchAngles { get; init; }

    [Option("Lines of an engraving.")]
    [Implies(nameof(DotArtOptions.Distribution), DotDistribution.Engrave, WithoutPreset = true)]
    public EngravePattern EngravePattern { get; init; } = EngravePattern.Lines;

    /// <inheritdoc/>
    public override string ToString() => OptionText.Differences(this);

    /// <exception cref="StylizeException">OptionInvalid, naming the option.</exception>
    internal void Validate()
    {
        const double Min = 0.01, Max = 50;
        const int MaxAngles = 8;
        if (LineWidth is { } width && width.Millimeters is not (>= Min and <= Max))
        {
            throw StylizeException.Option(nameof(LineWidth), width, $"{new Length(Min)} to {new Length(Max)}");
        }

        if (HatchAngles is { Count: 0 or > MaxAngles } angles)
        {
            throw StylizeException.Option(nameof(HatchAngles), $"{angles.Count} values", $"1 to {MaxAngles} angles");
        }
    }
}
