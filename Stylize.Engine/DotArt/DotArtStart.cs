using Stylize.Engine.Operations;
using Stylize.Engine.Operations.Options;

namespace Stylize.Engine.DotArt;

/// <summary>Builds the options of dot art from user input. An option that applies to one distribution only selects that distribution, and
/// is rejected if the other one was selected explicitly. Pens can be names of sets or files, and the extension of the destination
/// selects the format.</summary>
internal static class DotArtStart
{
    private static readonly string[] GradientOnly =
    [
        nameof(DotArtOptions.DensityThreshold), nameof(DotArtOptions.SpacingFactor), nameof(DotArtOptions.Gap),
        nameof(DotArtOptions.MinRadius), nameof(DotArtOptions.MaxRadius), nameof(DotArtOptions.MinOpacity),
        nameof(DotArtOptions.SaturateGradient),
    ];

    private static readonly string[] ToneOnly =
    [
        nameof(DotArtOptions.AllowOverlap), nameof(DotArtOptions.ToneCurve), nameof(InkOptions.Separation),
        nameof(InkOptions.ScreenAngle), nameof(InkOptions.ScreenRuling),
    ];

    /// <summary>Returns the options of a command.</summary>
    /// <param name="input">The options, preset and destination that the user gave.</param>
    /// <exception cref="StylizeException">OptionInvalid: the preset does not exist, a value cannot be read, or an option does not apply to
    /// the selected distribution.</exception>
    public static DotArtOptions Options(OperationStart input)
    {
        var optionInputs = input.Inputs;
        var set = OptionSet.Of<DotArtOptions>();
        var values = new Dictionary<string, object?>();
        foreach (var (name, value) in input.Given)
        {
            if (value is not null && set.Find(name) is { } option)
            {
                values[option.Name] = option.Name == "Pen" ? PenSets.Read(value, optionInputs) : value;
            }
        }

        if (!values.ContainsKey(nameof(DotArtOptions.Format)) && DotFormatDefinition.OfFile(input.Destination) is { } format)
        {
            values[nameof(DotArtOptions.Format)] = format;
        }

        var start = input.Read<DotArtOptions>();
        var isGiven = input.Preset is not null || input.Options is not null || input.Like is not null;
        var chosen = values.TryGetValue(nameof(DotArtOptions.Distribution), out var asked)
            ? (DotDistribution)OptionValue.Convert(set.Find(nameof(DotArtOptions.Distribution))!, asked!, optionInputs)
            : isGiven ? start.Distribution : (DotDistribution?)null;
        var distribution = chosen ?? Implied(values) ?? start.Distribution;
        var others = distribution switch
        {
            DotDistribution.Tone => GradientOnly,
            DotDistribution.Gradient => ToneOnly,
            _ => [.. GradientOnly, .. ToneOnly],
        };
        if (others.FirstOrDefault(values.ContainsKey) is { } mismatched)
        {
            var required = GradientOnly.Contains(mismatched) ? DotDistribution.Gradient : DotDistribution.Tone;
            throw chosen is null
                ? StylizeException.MutuallyExclusive(
                    mismatched, (distribution == DotDistribution.Tone ? ToneOnly : GradientOnly).First(values.ContainsKey),
                    $"the first applies only to {required} dots, the second only to {distribution} dots")
                : StylizeException.OnlyWith(mismatched, nameof(DotArtOptions.Distribution), $"{required}");
        }

        if (!isGiven)
        {
            start = distribution == DotDistribution.Gradient ? DotArtOptions.Presets["Gradient"]
                : distribution == DotDistribution.Wash ? DotArtOptions.Presets["Watercolor"]
                : chosen is null || values.ContainsKey(nameof(DotArtOptions.Pattern)) ? start
                : start with { AllowOverlap = false };
        }

        return OptionSet.Apply(WithoutColors(start, values), values, optionInputs);
    }

    /// <summary>Returns the options without those colors and pens that the given ones replace.</summary>
    private static DotArtOptions WithoutColors(DotArtOptions start, Dictionary<string, object?> values)
    {
        bool color = values.ContainsKey(nameof(start.Color)), palette = values.ContainsKey(nameof(start.Palette));
        bool colors = values.ContainsKey(nameof(start.Colors)), pens = values.ContainsKey("Pen");
        var separation = values.TryGetValue(nameof(InkOptions.Separation), out var given)
            && !string.Equals(given?.ToString(), nameof(Separation.None), StringComparison.OrdinalIgnoreCase);
        return start with
        {
            Color = palette || colors || pens || separation ? null : start.Color,
            Palette = color || pens ? null : start.Palette,
            Colors = color ? null : start.Colors,
            Plot = color || palette ? start.Plot with { Pens = null } : start.Plot,
        };
    }

    private static DotDistribution? Implied(Dictionary<string, object?> values) =>
        ToneOnly.Any(values.ContainsKey) ? DotDistribution.Tone
        : GradientOnly.Any(values.ContainsKey) ? DotDistribution.Gradient
        : null;
}
