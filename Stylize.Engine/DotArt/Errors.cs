namespace Stylize.Engine.DotArt;

/// <summary>The errors of dot art.</summary>
internal static class Errors
{
    public static readonly ErrorText
        PowerByTone = new("{Machine} with power by tone draws lines, not dots.",
            "Use {Distribution} Engrave, Hatch or Flow, or the machine grbl-laser."),
        PlateCount = new("{targetOption} needs 1 to {max} pens or inks; given: {count}.",
            "Use {Pen}, {Palette}, {Color}, {Colors} or {Separation} Cmyk."),
        InkCount = new("{targetOption} Inks needs 1 to {max} inks; given: {count}.",
            "Give 1 to {max} pens with {Pen}, colors with {Palette}, or their number with {Colors}."),
        CmykCount = new("{targetOption} Cmyk needs 4 inks; given: {count}.",
            "Leave out {Pen} and {Palette}, or give four colors in the order cyan, magenta, yellow, black."),
        AngleCount = new("{targetOption} needs one angle per ink ({inks}); given: {count}.",
            "Give one for each ink, in their order."),
        RulingCount = new("{targetOption} needs one value, or one per ink ({inks}); given: {count}.",
            "Give one for all, or one each.");
}
