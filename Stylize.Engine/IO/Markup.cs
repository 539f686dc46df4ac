using System.Net;

namespace Stylize.Engine.IO;

/// <summary>What the HTML pages have in common.</summary>
internal static class Markup
{
    /// <summary>A text as a page shows it. Names come from files and users: none of them may become markup.</summary>
    public static string Text(string text) => WebUtility.HtmlEncode(text);

    /// <summary>A picture that stands in the page itself.</summary>
    public static string DataUri(string mediaType, ReadOnlySpan<byte> bytes) => $"data:{mediaType};base64,{Convert.ToBase64String(bytes)}";
}
