using System.Net;

namespace Stylize.Engine.IO;

internal static class Markup
{
    /// <summary>Encodes text for HTML, so that names from files and users cannot become markup.</summary>
    public static string Text(string text) => WebUtility.HtmlEncode(text);

    public static string DataUri(string mediaType, ReadOnlySpan<byte> bytes) => $"data:{mediaType};base64,{Convert.ToBase64String(bytes)}";
}
