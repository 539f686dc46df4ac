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

    [Option("Width of the lines on the sheet, such as 0.5mm.", ValueName = "length", Default = "0.4% of the longest side")]
    [OnlyWith(nameof(DotArtOptions.Distribution), DotDistribution.Ink)]
    public Length? LineWidth { get; init; }

    /// <inheritdoc/>
    public override string ToString() => OptionText.Differences(this);

    /// <exception cref="StylizeException">OptionInvalid, naming the option.</exception>
    internal void Validate()
    {
        const double Min = 0.01, Max = 50;
        if (LineWidth is { } width && width.Millimeters is not (>= Min and <= Max))
        {
            throw StylizeException.Option(nameof(LineWidth), width, $"{new Length(Min)} to {new Length(Max)}");
        }
    }
}
