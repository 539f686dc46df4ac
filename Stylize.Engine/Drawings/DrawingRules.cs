namespace Stylize.Engine.Drawings;

/// <summary>The option has an effect only if pens draw.</summary>
internal sealed class ForPensAttribute() : SharedRulesAttribute(
    new OnlyWithAttribute("Pen") { Or = true, OnlyGiven = true },
    new OnlyWithAttribute<PenFormats>("Format") { Or = true, OnlyGiven = true },
    new NotWithAttribute("Format", PixelFormats.Values) { OnlyGiven = true });

/// <summary>The option has an effect only if the drawing has a sheet.</summary>
internal sealed class ForSheetsAttribute() : SharedRulesAttribute(
    new OnlyWithAttribute(nameof(PaperOptions.PaperSize)) { Or = true, OnlyGiven = true },
    new OnlyWithAttribute("Pen") { Or = true, OnlyGiven = true },
    new OnlyWithAttribute("Separate") { Or = true, OnlyGiven = true },
    new OnlyWithAttribute<PenFormats>("Format") { Or = true, OnlyGiven = true });
