namespace Stylize.Engine.Tests.Architecture;

/// <summary>
/// What draws goes through the canvas of drawings. Only Drawings writes elements of SVG and operators of PDF, and fills
/// pixels.
/// </summary>
public sealed partial class DrawingRoadTests
{
    public static TheoryData<string, Regex, string> Roads { get; } = new()
    {
        { "SvgCanvas", SvgElement(), "to.Text($\"<g id=\\\"color-{i + 1}\\\">\");" },
        { "SvgCanvas", SvgElement(), "to.Ascii(\"<circle\"u8);" },
        { "SvgCanvas", SvgElement(), "to.Text(\" style=\\\"mix-blend-mode:multiply\\\"\");" },
        { "PdfCanvas", PdfOperator(), "_shapes.Ascii(\"re W n\\n\"u8);" },
        { "PdfCanvas", PdfOperator(), "_shapes!.Ascii(isEvenOdd ? \"f*\\n\"u8 : \"f\\n\"u8);" },
        { "CoverageBand", Coverage(), "AddEdge(cover.Span, row[i], 1f / Samples, width);" },
        { "CoverageBand", Coverage(), "row[x] = MathF.Max(row[x], MathF.Min(1f, 2 * radius) * share);" },
        { "CoverageBand", Coverage(), "edges[pixel + 1] += height * (1f - part);" },
        { "CoverageBand", Coverage(), "cells[left + 1] += (float)(height * (1 - share));" },
    };

    [Theory]
    [MemberData(nameof(Roads))]
    public void Nothing_outside_Drawings_writes_shapes(string canvas, Regex other, string sample)
    {
        Assert.Matches(other, sample);
        var engines = Engines().Where(file => !IsIn(file, "Drawings"));
        Assert.Empty(Sources.MatchingLines(engines, other).Select(line => $"{canvas} instead of {line}"));
    }

    [Fact]
    public void Every_format_of_drawings_is_a_canvas()
    {
        Assert.All(DrawingFormatDefinition.All, row =>
        {
            var type = row.Pixels is not null ? typeof(RasterCanvas) : row.Write!.Method.DeclaringType!;
            Assert.True(typeof(IDrawingCanvas).IsAssignableFrom(type), $"{row.Format}: {type}");
        });
    }

    /// <summary>The files of Drawings and of the engines that draw. Charts of pixel art and of plates are pages, not
    /// drawings.</summary>
    private static IEnumerable<string> Engines() => Sources.Below(Path.Combine(Checkout.Root, "Stylize.Engine"))
        .Where(file => IsIn(file, "Drawings") || IsIn(file, "DotArt") || IsIn(file, "VectorArt"));

    private static bool IsIn(string file, string folder) =>
        file.Contains(Path.Combine("Stylize.Engine", folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    [GeneratedRegex(@"""<(svg|g|path|circle|rect|line|defs|use|clipPath)\b|stroke-linecap|mix-blend-mode")]
    private static partial Regex SvgElement();

    /// <summary>A string that ends with an operator of paths.</summary>
    [GeneratedRegex(@"\b(re W n|rg|RG|cm|Do|f\*|f|S|m|l|c|h) ?(\\n)?""u8")]
    private static partial Regex PdfOperator();

    /// <summary>The height of an edge, divided between two pixels, or the coverage of a pixel by its distance.</summary>
    [GeneratedRegex(@"\bAddEdge\(|\+ 1\] \+= .*\(1f? - |= MathF\.Max\(row\[")]
    private static partial Regex Coverage();
}
