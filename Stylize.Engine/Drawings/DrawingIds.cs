namespace Stylize.Engine.Drawings;

/// <summary>The option for the ids in an SVG file.</summary>
internal static class DrawingIds
{
    public const string Help = "Start of all ids, for several SVGs in one page.";

    /// <exception cref="StylizeException">OptionInvalid: the text cannot start an id.</exception>
    public static void Check(string? prefix)
    {
        if (prefix is not null && (!char.IsAsciiLetter(prefix.FirstOrDefault())
            || prefix.Any(letter => !char.IsAsciiLetterOrDigit(letter) && letter is not ('-' or '_'))))
        {
            throw Errors.IdPrefix.With("IdPrefix", prefix);
        }
    }
}
