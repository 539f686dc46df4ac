namespace Stylize.Engine.Operations;

/// <summary>Tone controls of an image, applied to encoded sRGB values after decoding: local contrast, levels, gamma,
/// contrast, brightness, inversion, in this order. <see cref="LocalContrast"/> and <see cref="ToneTable"/> give the
/// formulas.</summary>
public sealed record ToneOptions : IOptionRecord
{
    [Option("Lighten (above 0) or darken (below 0) the input.", Unit = "percent", Min = -100, Max = 100,
        Group = HelpGroup.Tone)]
    public double Brightness { get; init; }

    [Option("Increase (above 0) or reduce (below 0) the input's contrast.", Unit = "percent", Min = -100, Max = 100,
        Group = HelpGroup.Tone)]
    public double Contrast { get; init; }

    [Option("Strengthen details in shadows and highlights, and keep the image's mean.", Unit = "percent",
        Min = 0, Max = 100, Default = "0; 75 for one line", Group = HelpGroup.Tone)]
    public double? LocalContrast { get; init; }

    [Option("Gamma of the input; above 1 lightens the middle tones.", Unit = "exponent", Min = 0.1, Max = 10,
        Group = HelpGroup.Tone)]
    public double Gamma { get; init; } = 1;

    [Option("Input values that become black and white.", ValueName = "black,white", Min = 0, Max = 255,
        Default = "0,255", Group = HelpGroup.Tone)]
    [NotWith(nameof(AutoLevels))]
    public IReadOnlyList<float>? Levels { get; init; }

    [Option("Stretch the input's tones to the full range.", Group = HelpGroup.Tone)]
    public bool AutoLevels { get; init; }

    [Option("Use the negative of the input.", Group = HelpGroup.Tone)]
    public bool Invert { get; init; }

    /// <summary>True if the controls change nothing.</summary>
    internal bool IsNeutral => this is
    {
        LocalContrast: null or 0, Brightness: 0, Contrast: 0, Gamma: 1, Levels: null, AutoLevels: false, Invert: false
    };

    /// <summary>Returns the controls with a local contrast in percent, unless one is given.</summary>
    internal ToneOptions WithUsualContrast(double percent) =>
        LocalContrast is null ? this with { LocalContrast = percent } : this;

    /// <inheritdoc/>
    public override string ToString() => OptionText.Differences(this);

    /// <exception cref="StylizeException">OptionInvalid: Levels are not two increasing values.</exception>
    internal void Validate()
    {
        if (Levels is { } levels && (levels.Count != 2 || levels[0] >= levels[1]))
        {
            var given = string.Join(',', levels.Select(level => OptionWords.Invariant(level)));
            throw StylizeException.Option(nameof(Levels), given, "two increasing values such as 16,235");
        }
    }
}
