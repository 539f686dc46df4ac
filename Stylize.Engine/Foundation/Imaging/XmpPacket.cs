using System.Xml;

namespace Stylize.Engine.Imaging;

/// <summary>Stores provenance as an XMP packet (ISO 16684-1) with one property, stylize:Provenance, for formats without
/// text fields.</summary>
internal static class XmpPacket
{
    private const string Namespace = "urn:x-stylize:1.0/";
    private const string Property = "Provenance";

    /// <param name="provenance">The provenance, in characters that XML 1.0 allows.</param>
    internal static byte[] Write(string provenance)
    {
        // Escaped, because parsers replace tabs and line ends by spaces or line feeds.
        var text = new StringBuilder(provenance)
            .Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;")
            .Replace("\t", "&#9;").Replace("\n", "&#10;").Replace("\r", "&#13;");
        return Encoding.UTF8.GetBytes(
            "<?xpacket begin=\"\uFEFF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>"
            + "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF "
            + "xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">"
            + $"<rdf:Description rdf:about=\"\" xmlns:stylize=\"{Namespace}\">"
            + $"<stylize:{Property}>{text}</stylize:{Property}></rdf:Description>"
            + "</rdf:RDF></x:xmpmeta><?xpacket end=\"r\"?>");
    }

    /// <summary>Largest packet that is read: 1 MiB.</summary>
    private const int MaxBytes = 1 << 20;

    /// <summary>Reads the text of a packet, from an element or an attribute; null if it is missing or
    /// damaged.</summary>
    internal static string? Read(ReadOnlyMemory<byte> packet)
    {
        // A browser does not need the parser of XML for other metadata.
        if (packet.Length > MaxBytes || OperatingSystem.IsBrowser()) return null;

        try
        {
            // Some writers fill the packet up with zeros, which are not XML.
            var bytes = packet.Span.TrimEnd((byte)0);
            using var reader = XmlReader.Create(
                new StringReader(Encoding.UTF8.GetString(bytes).TrimStart('\uFEFF')), PlainXml.Settings());
            while (reader.Read())
            {
                if (reader.NodeType != XmlNodeType.Element) continue;
                if (reader.GetAttribute(Property, Namespace) is { } attribute) return attribute;
                if (reader.LocalName == Property && reader.NamespaceURI == Namespace)
                {
                    return reader.ReadElementContentAsString();
                }
            }
        }
        catch (XmlException)
        {
            return null;
        }

        return null;
    }
}
