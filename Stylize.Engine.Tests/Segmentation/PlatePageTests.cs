using Stylize.Engine.Operations.Provenance;
using Stylize.Engine.Segmentation.Plates.Output;
using Stylize.Engine.Segmentation.Plates.Page;
using Stylize.Engine.Tests.Browser;

namespace Stylize.Engine.Tests.Segmentation;

/// <summary>The overview and the page of a run.</summary>
public sealed partial class PlatePageTests(Chromium chromium) : CliTest
{
    [Theory]
    [InlineData("D6", 4, 6)]
    [InlineData("F8", 6, 8)]
    [InlineData("A9", 8, 12)]
    [InlineData("P24", 16, 24)]
    [InlineData("AF48", 32, 48)]
    [InlineData("AG2", 4, 6)]
    [InlineData("XY01", 4, 6)]
    public void The_plate_is_the_smallest_standard_format(string well, int rows, int columns) =>
        Assert.Equal(new PlateGrid(rows, columns), PlateGrid.For(["A1", well, "control"]));

    [Fact]
    public void Hits_have_typical_cells_on_the_scale_of_the_control()
    {
        using var plate = new TestPlate();
        Raster<ushort> Tile(string channel) => ImageCodecs.Default.DecodeSamples(
            ImageSource.File(Path.Combine(plate.Tiles, $"PLATE1_E4_T0_5_{channel}.tif"))).Planes[0];
        using var dapi = Tile("DAPI");
        using var gfp = Tile("GFP");
        foreach (var (well, factor) in ((string, double)[])[("A1", 1), ("A2", 1.01), ("A3", .99), ("A4", 1.005),
            ("B1", .3), ("B2", .31)])
        {
            using var scaled = Paint<ushort>(plate.TileWidth, plate.TileHeight, (x, y) => (ushort)(factor * gfp[x, y]));
            TestPlate.Save(dapi, plate[$"screen/S_{well}_T0_1_DAPI.tif"]);
            TestPlate.Save(scaled, plate[$"screen/S_{well}_T0_1_GFP.tif"]);
        }

        File.WriteAllText(plate["map.csv"], """
            well,role,compound
            A1,negative,DMSO
            A2,negative,DMSO
            A3,negative,DMSO
            A4,negative,DMSO
            B1,sample,drug
            B2,sample,drug

            """);
        plate.Run([
            .. "segment screen -o out --channel DAPI --measure-channel GFP --method otsu --no-montage --plate-map map.csv".Split(' '),
        ]).Exits(0);
        var page = File.ReadAllText(plate["out/segmentation.html"]);
        Assert.DoesNotContain("Typical cells, DAPI", page);
        var section = page[page.IndexOf("Typical cells, GFP", StringComparison.Ordinal)..];
        var pictures =
            Regex.Matches(section, "<img class=\"cells\" alt=\"([^\"]*)\" src=\"data:image/png;base64,([^\"]*)\"");
        Assert.Equal(2, pictures.Count);
        Assert.StartsWith("DMSO", pictures[0].Groups[1].Value);
        Assert.StartsWith("drug", pictures[1].Groups[1].Value);
        var centers = pictures.SelectMany(picture =>
        {
            using var image = ImageCodecs.Default.DecodeSamples(
                ImageSource.Memory(Convert.FromBase64String(picture.Groups[2].Value), "cells.png"));
            var side = image.Height;
            Assert.Equal(3 * side, image.Width);
            return Enumerable.Range(0, 3)
                .Select(index => image.Planes[0][(index * side) + (side / 2), side / 2]).ToArray();
        }).ToArray();

        // Both have the same cells in order of intensity, with 0.3 times the brightness above a common black.
        Assert.Equal(centers[..3].Order(), centers[..3]);
        Assert.Equal(centers[3..].Order(), centers[3..]);
        Assert.All(centers[..3].Zip(centers[3..]), pair => Assert.InRange(pair.Second, 40, .5 * pair.First));
    }

    [Fact]
    public void Every_number_of_a_well_on_the_page_is_that_of_the_database()
    {
        using var plate = TestPlate.OfCells();
        plate.Run("segment tiles -o out --channel DAPI --cell-channel GFP --method otsu --no-split --timepoint 0")
            .Exits(0);
        using var database = StoreDump.OpenSqlite(plate["out/segmentation.sqlite"]);
        var page = File.ReadAllText(plate["out/segmentation.html"]);
        string Stored(string well, string channel, string column, string measurement) => StoreDump.Rows(database, $"""
            SELECT printf('%.17g', {column}) FROM well_measurement
            WHERE Well = '{well}' AND Channel = '{channel}' AND Measurement = '{measurement}'
            """).SingleOrDefault() is { } text
                ? PlateChart.Number(double.Parse(text, CultureInfo.InvariantCulture)) : "";
        var cells = StoreDump.Rows(
            database, "SELECT SUM(Count) FROM well_measurement WHERE Measurement = 'Cells' AND Channel = 'DAPI'");
        Assert.Contains($"<b>{cells[0]}</b> cells", page);
        var compared = 0;
        foreach (var section in page.Split("<h2>").Select(part => part.Split("<h3>")).Where(part => part.Length > 1))
        {
            var channel = section[0][..section[0].IndexOf('<')].Split(", ")[^1];
            foreach (var chart in section[1..])
            {
                var title = System.Net.WebUtility.HtmlDecode(chart[..chart.IndexOf('<')]);
                var measurement = title switch
                {
                    "Cells" => title,
                    "Mean area (px²)" => "Area",
                    _ when title.StartsWith("Mean intensity, ") => title.Replace("Mean intensity, ", "MeanIntensity_"),
                    _ => title.Replace("Mean ", ""),
                };
                foreach (var well in Regex.Matches(chart, "<title>([^:<]+): ([^<]+)</title>")
                    .Where(_ => title != "Threshold"))
                {
                    compared++;
                    Assert.Equal(
                        Stored(well.Groups[1].Value, channel, title == "Cells" ? "Count" : "Mean", measurement),
                        well.Groups[2].Value);
                }
            }
        }

        // The list of further maps: values in the order of the wells of its map.
        foreach (var section in page.Split("<h2>").Where(part => part.Contains("<div class=\"choice\">")))
        {
            var channel = section[..section.IndexOf('<')].Split(", ")[^1];
            var choice = section.Split("class=\"choice\"")[1];
            string[] wells = [.. Regex.Matches(choice[..choice.IndexOf("</svg>")], "<title>([^:<]+):")
                .Select(match => match.Groups[1].Value)];
            foreach (var option in Regex.Matches(choice, "<option value=\"([^\"]*)\">Mean ([^<]*)").ToList())
            {
                string[] values = option.Groups[1].Value.Split(' ');
                Assert.Equal(wells.Select(well => Stored(well, channel, "Mean", option.Groups[2].Value)), values);
                compared += values.Length;
            }
        }

        var table = page[page.IndexOf("<h2>Wells</h2>")..];
        table = table[..table.IndexOf("</table>")];
        string[] Texts(string html, string pattern) =>
            [.. Regex.Matches(html, pattern).Select(match => match.Groups[1].Value)];
        string[] heads =
        [
            .. Texts(table, "<th scope=\"col\"[^>]*>([^<]*)").Select(head => System.Net.WebUtility.HtmlDecode(head)),
        ];
        foreach (var row in table.Split("<tr").Skip(2).Select(row => Texts(row, "<t[dh][^>]*>([^<]*)")))
        {
            string Cell(string head) => row[Array.IndexOf(heads, head)];
            foreach (var (head, column, measurement) in heads.Where(head => head is "Cells" || head.StartsWith("Mean "))
                .Select(head => head == "Cells" ? (head, "Count", head)
                    : head == "Mean area (px²)" ? (head, "Mean", "Area")
                    : (head, "Mean", head.Replace("Mean ", "MeanIntensity_"))))
            {
                compared++;
                Assert.Equal(Stored(Cell("Well"), Cell("Channel"), column, measurement), Cell(head));
            }
        }

        Assert.InRange(compared, 100, 500);
    }

    [Fact]
    public void Wells_are_in_plate_order()
    {
        foreach (var (name, color) in (ReadOnlySpan<(string, Rgba32)>)[("red", new(255, 0, 0)),
            ("blue", new(0, 0, 255))])
        {
            using var image = new Raster<Rgba32>(30, 30);
            image.Fill(color);
            image.Save(_folder[name + ".png"], new(ImageFormat.Png));
        }

        foreach (var (last, columns) in (ReadOnlySpan<(string, int)>)[("C5", 6), ("H12", 12), ("AF48", 48)])
        {
            using var picture = new PlateOverview(ImageCodecs.Default).Draw(
                [("A1", _folder["red.png"]), (last, _folder["blue.png"]), ("B2", _folder["missing.png"])]);
            var (row, column) = PlateGrid.Place(last);
            var pitch = Math.Clamp(2000 / columns, 24, 160) + Math.Max(2, Math.Clamp(2000 / columns, 24, 160) / 24);
            var (x, y) = First(picture, new Rgba32(255, 0, 0));
            Assert.Equal((x + (column * pitch), y + (row * pitch)), First(picture, new Rgba32(0, 0, 255)));
        }

        static (int X, int Y) First(Raster<Rgba32> picture, Rgba32 color)
        {
            var index = Enumerable.Range(0, picture.Width * picture.Height)
                .First(i => picture[i % picture.Width, i / picture.Width] == color);
            return (index % picture.Width, index / picture.Width);
        }
    }

    [Fact]
    public void Names_are_escaped_and_the_page_needs_no_network()
    {
        const string Evil = "\"><script>alert('x')</script>&<img src=http://a/b onerror=x>";
        var record = ProvenanceRecord.Create("segment", 1, [], Evil, new string('0', 64));
        WellSummary Well(string name, int cells) => new(
            Evil, name, 0, Evil, 4, [10.5, 20], Rows(cells, cells / 2.0, "MeanIntensity_" + Evil, 3.25), [Evil])
        {
            Conditions = new Dictionary<string, string> { [Evil] = Evil },
        };
        var html = new PlatePage(Evil, "2026-11-22", [new(Evil, Evil)], [new(Evil, Evil)], record).Write(
            [Well("A1", 12), Well(Evil, 7), Well("H12", 40)], [Evil],
            _ => new PageWell([1, 2, 3], "Overlays/A1/a.png", Evil));
        Assert.DoesNotContain("<script>alert", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<img src=http", html);
        Assert.Equal(1, Regex.Count(html, "<script"));
        Assert.DoesNotContain("//", PageStyle.Css + PageStyle.Script);
        Assert.All(
            Sources().Matches(html), m => Assert.DoesNotMatch("^[a-z]+:(?!image/png;base64,)", m.Groups[1].Value));
        Assert.Contains("<b>59</b> cells", html);
        Assert.Contains("A1: 12 cells", html);
        Assert.Contains("10.5 to 20", html);
        Assert.Equal(3, Regex.Count(html, "<img "));
    }

    [Fact]
    public void A_summary_of_an_earlier_version_is_read()
    {
        File.WriteAllText(_folder["old.json"], """
            {"Experiment":"P","Well":"A1","Timepoint":0,"Channel":"DAPI","Tiles":1,"Thresholds":[10],
            "Statistics":[{"Channel":"DAPI","Measurement":"Cells","Count":3}],"Warnings":[]}
            """);
        var summary = WellSummary.TryRead(_folder["old.json"]);
        Assert.NotNull(summary);
        Assert.Empty(summary.MinimumAreas);
        Assert.Empty(summary.Conditions);
    }

    [Theory]
    [InlineData("A1,A2", 0, 0, 1, 2)]
    [InlineData("C3,D5", 2, 2, 2, 3)]
    [InlineData("A1,H12", 0, 0, 8, 12)]
    [InlineData("B2,G11", 0, 0, 8, 12)]
    public void The_page_shows_the_part_of_the_plate_with_wells(
        string wells, int top, int left, int rows, int columns) =>
        Assert.Equal(new PlateWindow(top, left, rows, columns), PlateWindow.For(wells.Split(',')));

    [Fact<Chromium>]
    public async Task A_browser_shows_the_page_at_any_width_and_filters_wells()
    {
        var html = Page([.. Enumerable.Range(0, 96).Select(i => Well(
            $"{(char)('A' + (i / 12))}{(i % 12) + 1}", [("compound", i % 12 == 0 ? "DMSO" : "drug")]))]);
        File.WriteAllText(_folder["page.html"], html);
        await using var tab = await chromium.OpenAsync();
        await tab.GoAsync(new Uri(_folder["page.html"]).AbsoluteUri);
        foreach (var width in (int[])[600, 1280, 3840])
        {
            await tab.ResizeAsync(width, 800);
            Assert.True(
                await tab.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), $"{width} pixels");
            var shown = await tab.EvaluateAsync<int[]>("""
                ['', 'a1', 'dmso', 'A1 A2'].map(words => {
                  const field = document.querySelector('#filter input');
                  field.value = words;
                  field.dispatchEvent(new Event('input'));
                  return [...document.querySelectorAll('tr[data-well]')].filter(row => row.offsetHeight > 0).length;
                })
                """);
            Assert.Equal([96, 1, 8, 2], shown);
        }

        Assert.Empty(tab.Errors);
    }

    [Fact<Chromium>]
    public async Task A_click_shows_a_well_which_can_be_excluded()
    {
        File.WriteAllText(
            _folder["page.html"], Page([Well("A1", [("compound", "DMSO")]), Well("B2", [("compound", "drug")])]));
        await using var tab = await chromium.OpenAsync();
        await tab.GoAsync(new Uri(_folder["page.html"]).AbsoluteUri);
        var text = await tab.EvaluateAsync<string>("""
            (() => {
              document.querySelectorAll('figure[data-well]')[1].click();
              const view = document.querySelector('dialog');
              const shown = [view.open, view.innerText.includes('P, B2')];
              view.querySelector('input').click();
              view.querySelector('button').click();
              const link = document.getElementById('excluded');
              return [...shown, view.open, document.querySelectorAll('.out').length > 1, link.hidden, link.innerText,
                decodeURIComponent(link.href.split(',').slice(1).join(','))].join('|');
            })()
            """);
        Assert.Equal("true|true|false|true|false|Save 1 excluded well as CSV|plate,well\n\"P\",\"B2\"\n", text);
        Assert.Empty(tab.Errors);
    }

    private static string Page(WellSummary[] wells, params KeyValuePair<string, string>[] links) =>
        new PlatePage("P", "2026-11-22", [], links, null).Write(wells, [], _ => new PageWell(null, null, null));

    private static WellSummary Well(
        string name, (string Column, string Value)[] contents, double mean = 1000, int time = 0, int cells = 10) =>
        new("P", name, time, "DAPI", 4, [], Rows(cells, 200, "MeanIntensity_GFP", mean), [])
        {
            Conditions = contents.ToDictionary(),
        };

    private static WellStatistic[] Rows(int cells, double area, string measurement, double mean) =>
        [new("", WellStatistic.Cells, cells), new("", "Area", cells, area), new("", measurement, cells, mean)];

    [GeneratedRegex("(?:src|href)=\"([^\"]*)\"")]
    private static partial Regex Sources();
}
