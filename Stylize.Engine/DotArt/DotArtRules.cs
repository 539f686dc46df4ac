using Stylize.Engine.Drawings;

namespace Stylize.Engine.DotArt;

/// <summary>The option has an effect on translucent dots, not on the strokes of pens.</summary>
internal sealed class NotForPensAttribute() : SharedRulesAttribute(
    new OnlyWithAttribute<TranslucentFormats>(nameof(DotArtOptions.Format)) { OnlyGiven = true },
    new NotWithAttribute("Pen") { Unless = nameof(DotArtOptions.Format), UnlessValues = PixelFormats.Values, OnlyGiven = true });

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
        value is IReadOnlyList<Pen> { Count: <= DotArtOptions.MaxInks } pens && pens.Select(pen => pen.Color).Distinct().Skip(1).Any();
}
