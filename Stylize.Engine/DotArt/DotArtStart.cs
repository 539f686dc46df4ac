using Stylize.Engine.Drawings;

namespace Stylize.Engine.DotArt;

/// <summary>Builds the options of dot art from user input. Without a preset, an option that needs a distribution selects it. Pens can be
/// names of sets or files, and the extension of the destination selects the format.</summary>
internal static class DotArtStart
{
    /// <summary>Returns the options of a command.</summary>
    /// <param name="input">The options, preset and destination that the user gave.</param>
    /// <exception cref="StylizeException">OptionInvalid: the preset does not exist, a value cannot be read, or an option does not apply to
    /// the selected distribution.</exception>
    public static DotArtOptions Options(OperationStart input)
    {
        var optionInputs = input.Inputs;
        var set = OptionSet.ForRecord<DotArtOptions>();
        var values = new Dictionary<string, object?>();
        foreach (var (name, value) in input.Given)
        {
            if (value is not null && set.Find(name) is { } option)
            {
                values[option.Name] = option.Name == "Pen" ? PenSets.Read(value, optionInputs) : value;
            }
        }

        if (!values.ContainsKey(nameof(DotArtOptions.Format)) && DrawingFormatDefinition.OfFile(input.Destination) is { } format)
        {
            values[nameof(DotArtOptions.Format)] = format;
        }

        var start = input.Read<DotArtOptions>();
        if (input is { Preset: null, Options: null, Like: null })
        {
            var chosen = values.TryGetValue(nameof(DotArtOptions.Distribution), out var asked)
                ? (DotDistribution)OptionValue.Convert(set.Find(nameof(DotArtOptions.Distribution))!, asked!, optionInputs)
                : (DotDistribution?)null;
            var distribution = chosen ?? Implied(set, values) ?? start.Distribution;
            start = distribution == DotDistribution.Gradient ? DotArtOptions.Presets["Gradient"]
                : distribution == DotDistribution.Wash ? DotArtOptions.Presets["Watercolor"]
                : distribution == DotDistribution.Ink ? DotArtOptions.Presets["Ink"]
                : distribution == DotDistribution.Hatch ? DotArtOptions.Presets["Hatching"]
                : distribution == DotDistribution.Engrave ? DotArtOptions.Presets["Engraving"]
                : distribution == DotDistribution.Flow ? DotArtOptions.Presets["Flow"]
                : chosen is null || values.ContainsKey(nameof(DotArtOptions.Pattern)) ? start
                : start with { AllowOverlap = false };
        }

        return OptionSet.Apply(start, values, optionInputs);
    }

    /// <summary>Returns the distribution that the first of the given options needs; null if none needs one.</summary>
    private static DotDistribution? Implied(OptionSet set, Dictionary<string, object?> values) => (DotDistribution?)set.All
        .Where(option => values.ContainsKey(option.Name))
        .SelectMany(option => option.Rules)
        .FirstOrDefault(rule => rule.IsWithoutPreset)?.Values[0];
}
