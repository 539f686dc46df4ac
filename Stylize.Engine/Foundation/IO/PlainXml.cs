using System.Xml;
using System.Xml.Linq;

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

    /// <summary>Returns the root of a whole text.</summary>
    /// <param name="open">Opens it. It is called twice.</param>
    /// <exception cref="XmlException">It is not XML.</exception>
    /// <exception cref="InvalidDataException">Elements are nested too deep.</exception>
    public static XElement Load(Func<XmlReader> open)
    {
        using (var flat = open())
        {
            while (Next(flat))
            {
            }
        }

        using var reader = open();
        return XElement.Load(reader);
    }
}
