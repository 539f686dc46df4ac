namespace Stylize.Engine.Operations.Provenance;

/// <summary>A provenance record as formats of text carry it. Each form is in one line, so that it can be found without a parser.</summary>
public static class ProvenanceMarkup
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
