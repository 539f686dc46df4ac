namespace Stylize.Engine.Drawings;

/// <summary>The option for the ids in an SVG file.</summary>
internal static class DrawingIds
{
    public const string Help = "Start of all ids, for several SVGs in one page.";

    /// <summary>Returns the start of all ids, so that those of drawings of other images or with other options differ in
    /// one page.</summary>
    /// <param name="hash">Hash of the image; null if the file does not state it.</param>
    public static string Default(string title, ImageSource source, object options, string? hash)
    {
        hash ??= source.Pixels is null ? SourceHash.Compute(source) : "";
        var given = hash + string.Join('\n', ProvenanceOptions.FromRecord(options));
        return (char.IsLetter(title.FirstOrDefault()) ? "" : "i")
            + string.Concat(title.Select(letter => char.IsLetterOrDigit(letter) ? letter : '-')) + "-"
            + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(given)).AsSpan(..3)) + "-";
    }

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
