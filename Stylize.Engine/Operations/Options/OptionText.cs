using System.Collections;
using System.Globalization;
using Stylize.Engine.Imaging;
using Stylize.Engine.Imaging.Palettes;

namespace Stylize.Engine.Operations.Options;

/// <summary>An option's value as one text, which <see cref="OptionValue.Convert"/> reads as the same value.</summary>
public static class OptionText
{
    /// <summary>The text of a value; of a file its path, of nothing "".</summary>
    /// <param name="option">The option.</param>
    /// <param name="value">Its value, in the sense of the option's name.</param>
    public static string Of(OptionDeclaration option, object? value) => value switch
    {
        null => "",
        bool on => on ? "true" : "false",
        TimeSpan time => time.TotalSeconds.ToString("R", CultureInfo.InvariantCulture) + "s",
        Rgba32 { A: 0 } => "None",
        Rgba32 color => color.ToHex(),
        Palette palette => NamedPalettes.Find(palette.Name) is { } known && known.Colors.SequenceEqual(palette.Colors)
            ? palette.Name
            : Join(palette.Colors.Select(c => c.ToHex())),
        ImageSource source => source.Name,
        string text => text,
        IEnumerable elements when option.Kind == OptionKind.List && OptionValue.HoldsCommas(option.ElementType) =>
            string.Join(';', elements.Cast<object?>().Select(element => Of(option, element))),
        IEnumerable elements => Join(elements.Cast<object?>().Select(element => Of(option, element))),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => $"{value}",
    };

    /// <summary>The options of a record that differ from their defaults, such as "Colors=8, Dither=Bayer"; "" if none do.</summary>
    /// <param name="options">A record that declares options.</param>
    public static string Differences(object options)
    {
        var set = OptionSet.Of(options.GetType());
        return string.Join(
            ", ", set.Differences(options, set.Defaults).Select(pair => $"{pair.Key}={Of(set.Find(pair.Key)!, pair.Value)}"));
    }

    private static string Join(IEnumerable<string> parts) => string.Join(',', parts);
}
