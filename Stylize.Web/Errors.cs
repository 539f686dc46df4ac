using static Stylize.Engine.StylizeError;

namespace Stylize.Web;

/// <summary>The errors of the site.</summary>
internal static class Errors
{
    public static readonly ErrorText
        NumbersInBrowser = new(FormatUnsupported, "PNG files of numbers are not supported in a browser.",
            "Use TIFF, or the command."),
        FileInBrowser = new("{targetOption} cannot name a file in a browser.", "Copy the command line.");
}
