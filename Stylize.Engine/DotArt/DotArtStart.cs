using Stylize.Engine.Operations;
using Stylize.Engine.Operations.Options;

namespace Stylize.Engine.DotArt;

/// <summary>The options of dot art from what a user gave: an option that belongs to one method alone chooses the method, and is refused
/// where another one was chosen; pens are read from sets and files; a destination's name chooses the format.</summary>
internal static class DotArtStart
{
    private static readonly string[] OfGradient =
    [
        nameof(DotArtOptions.DensityThreshold), nameof(DotArtOptions.SpacingFactor), nameof(DotArtOptions.Gap),
        nameof(DotArtOptions.MinRadius), nameof(DotArtOptions.MaxRadius), nameof(DotArtOptions.MinOpacity),
        nameof(DotArtOptions.SaturateGradient),
    ];

    private static readonly string[] OfTone =
    [
        nameof(DotArtOptions.AllowOverlap), nameof(DotArtOptions.ToneCurve), nameof(InkOptions.Separation),
        nameof(InkOptions.ScreenAngle), nameof(InkOptions.ScreenRuling),
    ];

    /// <summary>The options of a command.</summary>
    /// <param name="begin">What the user gave.</param>
    /// <exception cref="StylizeException">OptionInvalid: there is no such preset, a text is no value of its option, or an option
    /// belongs to another method than the one that was chosen.</exception>
    public static DotArtOptions Options(OperationStart begin)
    {
        var inputs = begin.Inputs;
        var set = OptionSet.Of<DotArtOptions>();
        var values = new Dictionary<string, object?>();
        foreach (var (name, value) in begin.Given)
        {
            if (value is not null && set.Find(name) is { } option)
            {
                values[option.Name] = option.Name == "Pen" ? PenSets.Read(value, inputs) : value;
            }
        }

        if (!values.ContainsKey(nameof(DotArtOptions.Format)) && FormatOf(begin.Destination) is { } format)
        {
            values[nameof(DotArtOptions.Format)] = format;
        }

        var start = begin.Read<DotArtOptions>();
        var isGiven = begin.Preset is not null || begin.Options is not null || begin.Like is not null;
        var chosen = values.TryGetValue(nameof(DotArtOptions.Distribution), out var asked)
            ? (DotDistribution)OptionValue.Convert(set.Find(nameof(DotArtOptions.Distribution))!, asked!, inputs)
            : isGiven ? start.Distribution : (DotDistribution?)null;
        var method = chosen ?? Implied(values) ?? start.Distribution;
        if ((method == DotDistribution.Tone ? OfGradient : OfTone).FirstOrDefault(values.ContainsKey) is { } other)
        {
            var belongs = method == DotDistribution.Tone ? DotDistribution.Gradient : DotDistribution.Tone;
            throw chosen is null
                ? StylizeException.Together(
                    other, (method == DotDistribution.Tone ? OfTone : OfGradient).First(values.ContainsKey),
                    $"the first belongs to dots by {belongs} alone, the other to dots by {method}")
                : StylizeException.OnlyWith(other, nameof(DotArtOptions.Distribution), $"{belongs}");
        }

        if (!isGiven)
        {
            start = method == DotDistribution.Gradient ? DotArtOptions.Presets["Gradient"]
                : chosen is null ? start
                : start with { AllowOverlap = false };
        }

        return OptionSet.Apply(start, values, inputs);
    }

    private static DotDistribution? Implied(Dictionary<string, object?> values) =>
        OfTone.Any(values.ContainsKey) ? DotDistribution.Tone
        : OfGradient.Any(values.ContainsKey) ? DotDistribution.Gradient
        : null;

    private static DotFormat? FormatOf(string? destination) => Path.GetExtension(destination ?? "").ToLowerInvariant() switch
    {
        ".svg" => DotFormat.Svg,
        ".png" => DotFormat.Png,
        ".hpgl" => DotFormat.Hpgl,
        _ => null,
    };
}
