namespace Stylize.Engine.Drawings;

/// <summary>The errors of drawings, pens and machines.</summary>
internal static class Errors
{
    public static readonly ErrorText
        FormatOfMachine = new("{other} reads {format}, not G-code.", "Use {Format} {foundFormat}, without {Machine}."),
        IdPrefix = new("{IdPrefix} '{prefix}' cannot start an id.",
            "Use letters, digits, - and _, and start with a letter."),
        MachineLine = new("{targetOption} '{file}' contains '{line}'; it must be {allowed}.",
            "Correct the file. Settings: {settings}."),
        PenColor = new("Unknown color '{color}'{place} in {targetOption}.{near}",
            "Use hex digits such as #1d2b53 or a CSS color name.") { Id = ErrorText.NameUnknown };
}
