using System.Net;
using System.Xml;

namespace Stylize.Engine.IO;

internal static class Markup
{
    /// <summary>Encodes text for HTML, so that names from files and users cannot become markup.</summary>
    public static string Text(string text) => WebUtility.HtmlEncode(text);

    public static string DataUri(string mediaType, ReadOnlySpan<byte> bytes) =>
        $"data:{mediaType};base64,{Convert.ToBase64String(bytes)}";

    /// <summary>Escapes text for XML and drops characters that XML 1.0 does not allow.</summary>
    public static string Xml(string text)
    {
        var escaped = new StringBuilder(text.Length + 16);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                escaped.Append(c).Append(text[++i]);
            }
            else if (c == '&') escaped.Append("&amp;");
            else if (c == '<') escaped.Append("&lt;");
            else if (c == '>') escaped.Append("&gt;");
            else if (c == '"') escaped.Append("&quot;");
            else if (XmlConvert.IsXmlChar(c)) escaped.Append(c);
        }

        return escaped.ToString();
    }
}
