using System.Net;
using Stylize.Engine.IO;
using Stylize.Engine.Imaging;

namespace Stylize.Engine.Operations.Provenance;

/// <summary>Reads the provenance that image, SVG, HTML, HPGL, palette and JSON files carry.</summary>
internal static class ProvenanceReader
{
    /// <summary>What is looked through of a file of text.</summary>
    private const int HeadBytes = 256 * 1024;

    /// <summary>A file's provenance; null where it says none, or cannot be read.</summary>
    public static ProvenanceRecord? Read(ImageSource file, IImageCodec codec)
    {
        try
        {
            return (ReadHead(file) is { } head ? InText(head) : codec.ReadProvenance(file)) is { } text
                ? ProvenanceText.Read(text)
                : null;
        }
        catch (Exception failure) when (failure is StylizeException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The beginning of a file of text; null for one of another kind.</summary>
    private static string? ReadHead(ImageSource file)
    {
        using Stream stream = file.Bytes is { } bytes
            ? new MemoryStream(bytes.ToArray(), writable: false)
            : InputFile.Open(file.Name);
        var first = new byte[512];
        var length = stream.ReadAtLeast(first, first.Length, throwOnEndOfStream: false);
        if (first.AsSpan(0, length).IndexOfAnyInRange((byte)0, (byte)8) >= 0) return null;

        var head = new byte[Math.Min(stream.Length, HeadBytes)];
        first.AsSpan(0, length).CopyTo(head);
        length += stream.ReadAtLeast(head.AsSpan(length), head.Length - length, throwOnEndOfStream: false);
        if (head is [(byte)'{', ..] && stream.Length > HeadBytes)
        {
            // Of JSON, what is told of the whole stands at the end.
            stream.Position = stream.Length - HeadBytes;
            length = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        }

        return Encoding.UTF8.GetString(head, 0, length);
    }

    private static string? InText(string head) =>
        Between(head, ProvenanceMarkup.SvgStart, ProvenanceMarkup.SvgEnd) is { } svg ? WebUtility.HtmlDecode(svg)
        : Between(head, ProvenanceMarkup.HtmlStart, ProvenanceMarkup.HtmlEnd) is { } html ? WebUtility.HtmlDecode(html)
        : Between(head, ProvenanceMarkup.HpglStart, ProvenanceMarkup.HpglEnd)
        ?? Between(head, ProvenanceMarkup.LineStart, "\n")
        ?? Between(head, ProvenanceMarkup.JsonStart, "\n");

    private static string? Between(string text, string start, string end)
    {
        var begin = text.IndexOf(start, StringComparison.Ordinal);
        if (begin < 0) return null;

        begin += start.Length;
        var stop = text.IndexOf(end, begin, StringComparison.Ordinal);
        return stop < 0 ? null : text[begin..stop];
    }
}

/// <summary>A provenance record as formats of text carry it. Each form is in one line, so that it can be found without a parser.</summary>
internal static class ProvenanceMarkup
{
    internal const string SvgStart = "<metadata><stylize:Provenance xmlns:stylize=\"https://stylize.example/ns/1.0/\">";
    internal const string SvgEnd = "</stylize:Provenance></metadata>";
    internal const string HtmlStart = "<meta name=\"stylize:provenance\" content=\"";
    internal const string HtmlEnd = "\">";
    internal const string HpglStart = "CO\"Stylize: ";
    internal const string HpglEnd = "\";";
    internal const string JsonStart = "\"stylize\": ";
    internal const string LineStart = "# Stylize: ";

    /// <summary>An element of an SVG document, to stand after its title and description.</summary>
    public static string Svg(ProvenanceRecord record) => SvgStart + Escape(ProvenanceText.Write(record)) + SvgEnd;

    /// <summary>An element for the head of an HTML document.</summary>
    public static string Html(ProvenanceRecord record) =>
        HtmlStart + Escape(ProvenanceText.Write(record)).Replace("\"", "&quot;") + HtmlEnd;

    /// <summary>A comment instruction of HP-GL/2, which older plotters pass over; to stand after IN.</summary>
    public static string Hpgl(ProvenanceRecord record) => HpglStart + ProvenanceText.WriteAscii(record) + HpglEnd;

    /// <summary>A comment line, without its end, of formats whose comments begin with a number sign.</summary>
    public static string Line(ProvenanceRecord record) => LineStart + ProvenanceText.Write(record);

    private static string Escape(string text) =>
        text.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;");
}
