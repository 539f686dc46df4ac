using System.Net;

namespace Stylize.Engine.Operations.Provenance;

/// <summary>Reads the provenance of image, SVG, PDF, DXF, HTML, HPGL, G-code, palette and JSON files.</summary>
internal static class ProvenanceReader
{
    /// <summary>Number of bytes of a text file that are searched.</summary>
    private const int HeadBytes = 256 * 1024;

    /// <summary>Returns the provenance of a file; null if it has none or cannot be read.</summary>
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

    /// <summary>Returns the beginning of a text file; null for other files.</summary>
    private static string? ReadHead(ImageSource file)
    {
        using Stream stream = file.Bytes is { } bytes
            ? new MemoryStream(bytes.ToArray(), writable: false)
            : InputFile.Open(file.Name);
        var first = new byte[512];
        var length = stream.ReadAtLeast(first, first.Length, throwOnEndOfStream: false);
        if (first.AsSpan(0, length).IndexOfAnyInRange((byte)0, (byte)8) >= 0) return null;

        // A file can grow or shrink while it is read, so only the bytes that were read count.
        var bytesOfFile = Math.Max(length, stream.Length);
        var head = new byte[Math.Min(bytesOfFile, HeadBytes)];
        first.AsSpan(0, length).CopyTo(head);
        length += stream.ReadAtLeast(head.AsSpan(length), head.Length - length, throwOnEndOfStream: false);
        if (head is [(byte)'{', ..] && bytesOfFile > HeadBytes)
        {
            // JSON files have the provenance at the end.
            stream.Position = bytesOfFile - HeadBytes;
            length = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        }

        return Encoding.UTF8.GetString(head, 0, length);
    }

    private static string? InText(string head) =>
        Between(head, ProvenanceMarkup.SvgStart, ProvenanceMarkup.SvgEnd) is { } svg ? WebUtility.HtmlDecode(svg)
        : Between(head, ProvenanceMarkup.PdfStart, ProvenanceMarkup.PdfEnd) is { } pdf ? WebUtility.HtmlDecode(pdf)
        : Between(head, ProvenanceMarkup.HtmlStart, ProvenanceMarkup.HtmlEnd) is { } html ? WebUtility.HtmlDecode(html)
        : Between(head, ProvenanceMarkup.HpglStart, ProvenanceMarkup.HpglEnd)
        ?? Joined(head, ProvenanceMarkup.GcodeStart)
        ?? Joined(head.ReplaceLineEndings("\n"), ProvenanceMarkup.DxfStart)
        ?? Between(head, ProvenanceMarkup.LineStart, "\n")
        ?? Between(head, ProvenanceMarkup.JsonStart, "\n");

    /// <summary>Returns the text of consecutive comments with the same start, each of which ends with its
    /// line.</summary>
    private static string? Joined(string text, string start)
    {
        var begin = text.IndexOf(start, StringComparison.Ordinal);
        if (begin < 0) return null;

        var joined = new StringBuilder();
        for (var rest = text.AsSpan(begin); rest.StartsWith(start, StringComparison.Ordinal);)
        {
            rest = rest[start.Length..];
            var end = rest.IndexOf('\n');
            joined.Append((end < 0 ? rest : rest[..end]).TrimEnd('\r'));
            rest = end < 0 ? [] : rest[(end + 1)..];
        }

        return joined.ToString();
    }

    private static string? Between(string text, string start, string end)
    {
        var begin = text.IndexOf(start, StringComparison.Ordinal);
        if (begin < 0) return null;

        begin += start.Length;
        var stop = text.IndexOf(end, begin, StringComparison.Ordinal);
        return stop < 0 ? null : text[begin..stop];
    }
}

/// <summary>Provenance in text formats, each on one line or on lines with the same start, so that reading needs no
/// parser.</summary>
internal static class ProvenanceMarkup
{
    internal const string SvgStart = "<metadata><stylize:Provenance xmlns:stylize=\"urn:x-stylize:1.0/\">";
    internal const string SvgEnd = "</stylize:Provenance></metadata>";
    internal const string PdfStart =
        "<rdf:Description rdf:about=\"\" xmlns:stylize=\"urn:x-stylize:1.0/\"><stylize:Provenance>";
    internal const string PdfEnd = "</stylize:Provenance></rdf:Description>";
    internal const string DxfStart = "999\nStylize: ";
    internal const string HtmlStart = "<meta name=\"stylize:provenance\" content=\"";
    internal const string HtmlEnd = "\">";
    internal const string HpglStart = "CO\"Stylize: ";
    internal const string HpglEnd = "\";";
    internal const string GcodeStart = "; Stylize: ";

    /// <summary>Maximum number of characters of a G-code line with a comment.</summary>
    internal const int GcodeLength = 70;

    internal const string JsonStart = "\"stylize\": ";
    internal const string LineStart = "# Stylize: ";

    /// <summary>Returns an SVG element to insert after title and description.</summary>
    public static string Svg(ProvenanceRecord record) => SvgStart + Escape(ProvenanceText.Write(record)) + SvgEnd;

    /// <summary>Returns an XMP packet (ISO 16684-1).</summary>
    public static string Pdf(ProvenanceRecord record) =>
        "<?xpacket begin=\"\ufeff\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF "
        + "xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n" + PdfStart
        + Escape(ProvenanceText.Write(record))
        + PdfEnd + "\n</rdf:RDF></x:xmpmeta>\n<?xpacket end=\"r\"?>";

    /// <summary>Returns comments of a DXF file, whose lines have at most 255 characters.</summary>
    public static string Dxf(ProvenanceRecord record)
    {
        const int MaxLength = 240;
        return string.Concat(
            ProvenanceText.WriteAscii(record).Chunk(MaxLength).Select(part => $"{DxfStart}{new string(part)}\n"));
    }

    /// <summary>Returns an element for the head of an HTML document.</summary>
    public static string Html(ProvenanceRecord record) =>
        HtmlStart + Escape(ProvenanceText.Write(record)).Replace("\"", "&quot;") + HtmlEnd;

    /// <summary>Returns an HP-GL/2 comment to insert after IN; older plotters ignore it.</summary>
    public static string Hpgl(ProvenanceRecord record) => HpglStart + ProvenanceText.WriteAscii(record) + HpglEnd;

    /// <summary>Returns G-code comment lines without the last end. Characters that controllers act on even in comments
    /// are escaped.
    /// </summary>
    public static string Gcode(ProvenanceRecord record)
    {
        var text =
            "!?~%()".Aggregate(ProvenanceText.WriteAscii(record), (text, c) => text.Replace($"{c}", $"\\u{(int)c:x4}"));
        return string.Join(
            '\n', text.Chunk(GcodeLength - GcodeStart.Length).Select(part => GcodeStart + new string(part)));
    }

    /// <summary>Returns a comment line, without its end, for formats with # comments.</summary>
    public static string Line(ProvenanceRecord record) => LineStart + ProvenanceText.Write(record);

    private static string Escape(string text) =>
        text.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;");
}
