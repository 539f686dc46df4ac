using System.Reflection;
using Stylize.Engine.Drawings;

namespace Stylize.Engine.DotArt;

/// <summary>The options that some kinds of drawings have, for the rules between options.</summary>
[Flags]
internal enum KindTraits
{
    /// <summary>The number of dots can be given.</summary>
    Dots = 1,

    /// <summary>Dots have a shape, can lie on a grid, and can be joined to a line.</summary>
    Shapes = 2,

    /// <summary>Taps of a pen can draw the tone.</summary>
    Taps = 4,

    /// <summary>The number of colors can be limited.</summary>
    Colors = 8,

    /// <summary>The colors can be those of a palette.</summary>
    Palette = 16,

    /// <summary>The colors can be separated into inks.</summary>
    Separation = 32,

    /// <summary>Lines have a width on the sheet.</summary>
    LineWidth = 64,

    /// <summary>Lines have directions.</summary>
    Directions = 128,

    /// <summary>Lines are drawn instead of dots.</summary>
    Strokes = 256,

    /// <summary>Dots are translucent, and painted over each other.</summary>
    Washes = 512,
}

/// <summary>Declares the traits of a kind of drawing.</summary>
[AttributeUsage(AttributeTargets.Field)]
internal sealed class TraitsAttribute(KindTraits traits) : Attribute
{
    private static readonly Dictionary<DotDistribution, KindTraits> Known = Enum.GetValues<DotDistribution>()
        .ToDictionary(kind => kind,
            kind => typeof(DotDistribution).GetField($"{kind}")!.GetCustomAttribute<TraitsAttribute>()!.Traits);

    public KindTraits Traits => traits;

    public static bool Has(DotDistribution kind, KindTraits trait) => (Known[kind] & trait) != 0;

    /// <summary>Returns the kinds with a trait for a rule, the default first.</summary>
    public static object[] KindsWith(KindTraits trait) =>
        [.. Known.Keys.Where(kind => Has(kind, trait)).OrderBy(kind => kind != DotArtOptions.UsualDistribution)
            .Cast<object>()];
}

/// <summary>The option has an effect only on kinds of drawings with a trait.</summary>
internal sealed class ForKindsAttribute(KindTraits trait) : SharedRulesAttribute(
    new OnlyWithAttribute(nameof(DotArtOptions.Distribution), TraitsAttribute.KindsWith(trait)));

/// <summary>The option has no effect on washes.</summary>
internal sealed class NotForWashesAttribute(bool onlyGiven = false) : SharedRulesAttribute(
    new NotWithAttribute(
        nameof(DotArtOptions.Distribution), TraitsAttribute.KindsWith(KindTraits.Washes)) { OnlyGiven = onlyGiven });

/// <summary>Washes need translucent colors.</summary>
internal sealed class TranslucentWashesAttribute() : SharedRulesAttribute(
    new OnlyWithAttribute<TranslucentFormats>(
        nameof(DotArtOptions.Format)) { When = TraitsAttribute.KindsWith(KindTraits.Washes) });

/// <summary>The option has an effect on translucent dots, not on the strokes of pens.</summary>
internal sealed class NotForPensAttribute() : SharedRulesAttribute(
    new OnlyWithAttribute<TranslucentFormats>(nameof(DotArtOptions.Format)) { OnlyGiven = true },
    new NotWithAttribute(
        "Pen") { Unless = nameof(DotArtOptions.Format), UnlessValues = PixelFormats.Values, OnlyGiven = true });

/// <summary>The option has an effect only if the background is detected by its color.</summary>
internal sealed class ForDetectionAttribute() : SharedRulesAttribute(
    new OnlyWithAttribute("Background", BackgroundUse.Detect) { Or = true, OnlyGiven = true },
    new OnlyWithAttribute(nameof(DotArtOptions.Distribution), DotDistribution.Gradient) { Or = true, OnlyGiven = true },
    new NotWithAttribute("Background", BackgroundUse.Ignore) { OnlyGiven = true },
    new NotWithAttribute("BackgroundMask") { OnlyGiven = true });

/// <summary>The pens have several colors, which can be mixed.</summary>
internal sealed class SeveralColors : IRuleCondition
{
    public static string Words => $"pens of 2 to {DotArtOptions.MaxInks} colors";

    public static bool IsMet(object value) =>
        value is IReadOnlyList<Pen> { Count: <= DotArtOptions.MaxInks } pens
            && pens.Select(pen => pen.Color).Distinct().Skip(1).Any();
}

/// <summary>Checks numbers of inks. No rule between two options can state them, because pens, palette, colors and color
/// give them together.</summary>
internal static class InkCounts
{
    /// <summary>Largest number of files of one drawing, which have numbers of two digits.</summary>
    private const int MaxPlates = 99;

    /// <exception cref="StylizeException">OptionInvalid.</exception>
    public static void Check(DotArtOptions options)
    {
        var (pens, palette, colors) = (options.Plot.Pens?.Count, options.Palette?.Count, options.Colors);
        var given = Math.Min(pens ?? palette ?? colors ?? (options.Color is null ? 0 : 1), colors ?? int.MaxValue);
        var plates = given > 0 ? given : options.Inks.Separation == Separation.Cmyk
            ? 4 : options.Plot.IsForPens(options.Format) ? 1 : 0;
        var failure = (options.Inks.Separation, given) switch
        {
            _ when options.Plot.Separate && plates is 0 or > MaxPlates =>
                Errors.PlateCount.With(nameof(PlotOptions.Separate), MaxPlates, plates),
            (Separation.Inks, 0 or > DotArtOptions.MaxInks) =>
                Errors.InkCount.With("Separation", DotArtOptions.MaxInks, given),
            (Separation.Cmyk, not (0 or 4)) => Errors.CmykCount.With("Separation", given),
            _ when options.Inks.ScreenAngle is { } angles && angles.Count != plates =>
                Errors.AngleCount.With("ScreenAngle", plates, angles.Count),
            _ when options.Inks.ScreenRuling is { } rulings && rulings.Count != 1 && rulings.Count != plates =>
                Errors.RulingCount.With("ScreenRuling", plates, rulings.Count),
            _ => null,
        };
        if (failure is not null) throw failure;
    }
}
