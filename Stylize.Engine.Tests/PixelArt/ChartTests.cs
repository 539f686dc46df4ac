using System.ComponentModel;
using Stylize.Engine.Tests.Browser;

namespace Stylize.Engine.Tests.PixelArt;

public sealed class ChartTests(Chromium chromium) : FolderTest
{
    private static readonly Rgba32[] Four = [new(10, 10, 30), new(200, 30, 20), new(240, 240, 250), new(20, 40, 210)];

    private static readonly Palette Named = new(
        "threads", Four, [new("310", "Black"), new("321", "Red <b>& \"x\"</b>"), null, new(null, "Blue {Width}")]);

    [Theory]
    [InlineData(30, 20, 1)]
    [InlineData(50, 70, 1)]
    [InlineData(51, 70, 2)]
    [InlineData(96, 64, 2)]
    [InlineData(200, 150, 12)]
    [InlineData(1, 400, 6)]
    public void Pages_cover_the_grid_and_overlap(int width, int height, int pages)
    {
        var layout = new ChartLayout(width, height);
        Assert.Equal(pages, layout.Parts.Count);
        var seen = new int[width, height];
        foreach (var part in layout.Parts)
        {
            Assert.InRange((part.Columns + ChartLayout.RulerWidth) * layout.Cell, 0, 190);
            Assert.InRange((part.Rows + ChartLayout.RulerHeight) * layout.Cell, 0, 242);
            Assert.Equal(part.FirstColumn == 0 ? 0 : 2, part.FirstColumn - part.Left);
            Assert.Equal(part.FirstRow == 0 ? 0 : 2, part.FirstRow - part.Top);
            Assert.True(part.FirstColumn % 10 == 0 && part.FirstRow % 10 == 0);
            foreach (var (y, x) in Coordinates(part.Bottom, part.Right, part.FirstRow, part.FirstColumn))
            {
                seen[x, y]++;
            }
        }

        Assert.All(seen.Cast<int>(), count => Assert.Equal(1, count));
    }

    [Fact]
    public void No_two_colors_have_the_same_symbol() =>
        Assert.Equal(1000, Enumerable.Range(0, 1000).Select(ChartSymbols.ForColor).Distinct().Count());

    [Fact]
    public void The_page_lists_colors_with_counts_and_escapes_names()
    {
        var html = Html(Picture(12, 9));
        Assert.Contains("<td>310</td><td>Black</td>", html);
        Assert.Contains("Red &lt;b&gt;&amp; &quot;x&quot;&lt;/b&gt;", html);
        Assert.Contains("Blue {Width}", html);
        Assert.DoesNotContain("<b>", html);
        Assert.DoesNotContain("<script", html);
        Assert.DoesNotContain("http:", html);
        Assert.Contains("default-src 'none'", html);
        Assert.Contains("color:#fff\">A<", html);
        Assert.Contains("color:#000\">C<", html);
        using var cells = Picture(12, 9);
        var counts = SyntheticPhotograph.Pixels(cells).CountBy(cell => cell).ToDictionary();
        Assert.All(
            Four, color => Assert.Contains($"<td>{color.ToHex()}</td><td class=\"n\">{counts[color]}</td>", html));
        Assert.Contains($"Total</td><td class=\"n\">{Four.Sum(color => counts[color])}</td>", html);
    }

    [Fact]
    public void The_page_of_a_product_lists_numbers_counts_and_packs()
    {
        var perler = ProductPalettes.Find("perler")!;
        Rgba32 Bead(string code) => perler.Colors.Single(color => perler.LabelOf(color)!.Code == code);
        var html = Html(Paint<Rgba32>(60, 40, (_, y) => y < 30 ? Bead("80-19005") : Bead("80-19018")), perler);
        Assert.Contains("<td>80-19005</td><td>Red</td><td>", html);
        Assert.Contains($"<td>{Bead("80-19005").ToHex()}</td><td class=\"n\">1800</td><td class=\"n\">2</td>", html);
        Assert.Contains("<td>80-19018</td><td>Black</td>", html);
        Assert.Contains("<th class=\"n\">Bags</th>", html);
        Assert.Contains("Total</td><td class=\"n\">2400</td><td class=\"n\">3</td>", html);
        Assert.Contains("Finished size: 30 x 20 cm. 1 bag: 1,000 beads of 5 mm.", html);
        Assert.DoesNotContain("Finished size", Html(Picture(12, 9)));
    }

    [Theory<Chromium>]
    [InlineData("A4")]
    [InlineData("Letter")]
    public async Task Printed_pages_show_all_cells_and_counts(string paper)
    {
        using var cells = Picture(96, 84);
        var page = _folder.File("chart.html", Html(cells.Clone()).Replace("@page{", $"@page{{size:{paper};"));
        await using var tab = await chromium.OpenAsync();
        await tab.GoAsync(new Uri(page).AbsoluteUri);
        await File.WriteAllBytesAsync(_folder["chart.pdf"], await tab.PrintAsync());
        var pages = Text(_folder["chart.pdf"]).TrimEnd('\f', '\n').Split('\f');

        // The list of colors, then two by two pages of the grid.
        Assert.Equal(5, pages.Length);
        var counts = SyntheticPhotograph.Pixels(cells).CountBy(cell => cell).ToDictionary();
        for (var i = 0; i < Four.Length; i++)
        {
            Assert.Matches($@"\b{ChartSymbols.ForColor(i)}\b.*{Four[i].ToHex()} +{counts[Four[i]]}\r?\n", pages[0]);
        }

        var layout = new ChartLayout(96, 84);
        for (var i = 0; i < layout.Parts.Count; i++)
        {
            var (part, text) = (layout.Parts[i], pages[i + 1]);
            Assert.Contains(
                $"Grid {i + 1} of 4: columns {part.Left + 1} to {part.Right}, rows {part.Top + 1} to {part.Bottom}",
                text);
            var shown = text[(text.IndexOf("rows", StringComparison.Ordinal) + 4)..];
            for (var color = 0; color < Four.Length; color++)
            {
                var expected = Coordinates(part.Right, part.Bottom, part.Left, part.Top)
                    .Count(at => cells[at.X, at.Y] == Four[color]);
                Assert.Equal(expected, shown.Count(letter => letter == ChartSymbols.ForColor(color)[0]));
            }

            Assert.All(Enumerable.Range(1, 9).Select(n => 10 * n), n => Assert.Equal(
                (n >= part.Left && n <= part.Right && n > 0 ? 1 : 0)
                    + (n >= part.Top && n <= part.Bottom && n <= 84 ? 1 : 0),
                System.Text.RegularExpressions.Regex.Count(shown[shown.IndexOf('\n')..], $@"\b{n}\b")));
        }
    }

    [Theory]
    [InlineData(PixelArtFormat.SpriteSheet)]
    [InlineData(PixelArtFormat.Frames)]
    public void A_chart_of_several_pictures_is_refused(PixelArtFormat format)
    {
        Fails.At(
            StylizeError.OptionInvalid, "Chart", () => WithChart(PixelArtOptions.Default with { Format = format }));
    }

    [Fact]
    public void A_chart_too_large_to_print_is_refused_before_any_work()
    {
        using var image = SyntheticPhotograph.Busy(60, 60);
        var operation = WithChart(PixelArtOptions.Default with { Width = 600 });
        Fails.At(
            StylizeError.OptionInvalid, "Chart",
            () => operation.Run(ImageInput.Pixels(image, ImageCodecs.Default, "a.png"), OperationContext.Quiet));
    }

    /// <summary>A picture of four colors with empty cells.</summary>
    private static Raster<Rgba32> Picture(int width, int height) =>
        Paint<Rgba32>(width, height, (x, y) => (x * y) % 11 == 5 ? default : Four[((x / 3) + (y / 2)) % 4]);

    private static string Html(Raster<Rgba32> cells, Palette? palette = null)
    {
        using (cells)
        {
            var chart = new CellChart(cells, palette ?? Named);
            return Encoding.UTF8.GetString(
                EncodedFiles.Written(page => chart.Write(page, "a <title>", new byte[] { 1, 2 }, null)));
        }
    }

    /// <summary>Returns the text of a PDF file, with a form feed after each page. Skips the test if pdftotext is not
    /// installed.</summary>
    private static string Text(string file)
    {
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo("pdftotext", ["-layout", file, "-"]) { RedirectStandardOutput = true })!;
            return process.StandardOutput.ReadToEnd();
        }
        catch (Win32Exception)
        {
            Assert.Skip("pdftotext is not installed (Debian and Ubuntu: apt-get install poppler-utils).");
            throw;
        }
    }

    private static IOperation WithChart(PixelArtOptions options) =>
        PixelArtDefinition.Value.Create(options, new PixelArtBatchOptions { Chart = true });
}
