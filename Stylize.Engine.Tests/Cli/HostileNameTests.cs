using System.Xml.Linq;

namespace Stylize.Engine.Tests.Cli;

/// <summary>Names with special characters of HTML, SVG, JSON or CSV are escaped in every output.</summary>
public sealed class HostileNameTests : CliTest
{
    private const string Name = "<b>&\"'{Force}\n=cmd|.png";

    public HostileNameTests()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "No such names on Windows.");
        _folder.Image(Name);
    }

    private string Stem => Path.GetFileNameWithoutExtension(Name);

    [Fact]
    public void Svg_is_well_formed_and_contains_the_name()
    {
        _folder.Run("dot-art", Name, "--dot-count", "20").Exits(0);
        var svg = XDocument.Load(_folder[Stem + ".dots.svg"]);
        Assert.DoesNotContain(svg.Descendants(), element => element.Name.LocalName == "b");
        Assert.Contains(
            svg.Descendants(), element => element.Value.Contains("<b>&\"'{Force}", StringComparison.Ordinal));
    }

    [Fact]
    public void Json_round_trips_the_name()
    {
        var run = _folder.Run("pixel-art", Name, "--json", "--report-path", "report.jsonl").IsQuiet();
        Assert.Equal(_folder[Name], Assert.Single(run.Json).GetProperty("source").GetString());
        var report = File.ReadLines(_folder["report.jsonl"])
            .Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Contains(
            report, line => line.TryGetProperty("source", out var source) && source.GetString() == _folder[Name]);
        var made = Assert.Single(_folder.Run("provenance", Stem + ".pixelart.png", "--json").Json);
        Assert.Contains(made.EnumerateObject().SelectMany(Texts),
            text => text!.Contains("<b>&\"'{Force}", StringComparison.Ordinal));
    }

    [Fact]
    public void A_message_shows_the_exact_name_on_one_line()
    {
        _folder.File("x{Force}.jpg", "no image");
        var refused = _folder.Run("pixel-art", Name, "-o", "x{Force}.jpg").Exits(2);
        Assert.Contains("x{Force}.jpg", Assert.Single(refused.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public void Pages_show_names_as_text()
    {
        _folder.Run("gaussian", "encode", Name, "--count", "12", "--iterations", "10").Exits(0);
        _folder.Run("gaussian", "decode", Stem + ".g2d", "--format", "html", "--compare", Name).Exits(0);
        Assert.DoesNotContain(
            "<b>", File.ReadAllText(_folder[Stem + ".gaussian.html"]), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Tables_and_pages_of_a_plate_keep_experiments_and_channels_as_names()
    {
        const string experiment = "=cmd|' <b>&\"x";
        const string channel = "<i>,D\"";
        _folder.Nuclei($"plate/{experiment}_E4_T0_1_{channel}.png", 64, 48);
        var run = _folder.Run("segment", "plate", "-o", "out", "--minimum-area", "2");
        Assert.Equal((0, 1), (run.ExitCode, run.ErrorLines.Length));
        var page = File.ReadAllText(_folder["out/segmentation.html"]);
        Assert.DoesNotContain("<b>&\"x", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<i>,D", page, StringComparison.Ordinal);
        var table = Directory.GetFiles(_folder["out"], "*.csv", SearchOption.AllDirectories)[0];
        var rows = CsvTable.Parse(File.ReadAllText(table), out var open).Select(row => row.Fields).ToList();
        Assert.Equal(0, open);
        Assert.All(rows, row => Assert.Equal(rows[0].Count, row.Count));
        Assert.Contains("'" + experiment, rows[1]); // an apostrophe prevents execution in a spreadsheet
        Assert.Contains(channel, rows[1]);
    }

    private static IEnumerable<string?> Texts(JsonProperty property) => property.Value.ValueKind switch
    {
        JsonValueKind.String => [property.Value.GetString()],
        JsonValueKind.Object => property.Value.EnumerateObject().SelectMany(Texts),
        _ => [],
    };
}
