using System.Xml;

namespace Stylize.Engine.IO;

/// <summary>Reads XML in files of others: without document types, which can name other files, and without deep
/// nesting.</summary>
internal static class PlainXml
{
    /// <summary>Maximum nesting of elements; a plate has 7 levels.</summary>
    public const int MaxDepth = 64;

    /// <param name="isLenient">True to accept characters that XML does not allow, which microscopes write.</param>
    public static XmlReaderSettings Settings(bool isLenient = false) => new()
    {
        DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, CheckCharacters = !isLenient,
        IgnoreWhitespace = isLenient,
    };

    /// <summary>Reads the next node; returns false at the end.</summary>
    /// <exception cref="InvalidDataException">Elements are nested too deep.</exception>
    public static bool Next(XmlReader reader) => reader.Read() && (reader.Depth <= MaxDepth ? true
        : throw new InvalidDataException($"Its elements are nested deeper than {MaxDepth} levels."));
}
