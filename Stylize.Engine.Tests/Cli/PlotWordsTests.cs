using Stylize.Cli;
using Stylize.Cli.Hosting;

namespace Stylize.Engine.Tests.Cli;

/// <summary>What a user of a plotter asks first: time, pens and length; sheets, pens and layers as typed.</summary>
public sealed class PlotWordsTests : CliTest
{
    public PlotWordsTests() => _folder.Image("a.png");

    [Theory]
    [InlineData("dot-art", "--pen", "0.3mm,black;0.8mm,fuchsia", "--dot-count", "300")]
    [InlineData("trace", "--format", "gcode", "--colors", "2")]
    public void Time_pens_and_length_of_a_plot_are_first(params string[] words)
    {
        _folder.Image("a.png", 200, 150);
        string[] command = [words[0], "a.png", .. words[1..], "-o", "out", "--force"];
        var shown = CliRun.InHost(command, (output, error) => new()
        {
            Out = output, Error = error, WorkingFolder = _folder.Path, OutputIsTerminal = true,
        }).Exits(0).Out;
        Assert.Matches(@"^out.a\.\w+\.\w+  (\d+ h )?\d+ (min|s), \d pens?, [\d.]+ m, ", shown);
        var json = Assert.Single(_folder.Run([.. command, "--json"]).Json);
        var layers = json.GetProperty("layers").EnumerateArray().ToArray();
        foreach (var total in (string[])["minutes", "drawnMillimeters"])
        {
            var sum = layers.Sum(layer => layer.GetProperty(total).GetDouble());
            Assert.Equal(json.GetProperty(total).GetDouble(), sum, 0.3);
        }

        var plot = json.GetProperty("plot").GetString()!;
        Assert.Contains($"Plot: {plot}", _folder.Run([.. command, "--verbose"]).Error, StringComparison.Ordinal);
        var estimate = _folder.Run([.. command, "--estimate"]).Out;
        Assert.StartsWith($"Plot: {plot}. 1 file: about ", estimate, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(50, "50 s")]
    [InlineData(130, "2 min")]
    [InlineData(3599, "1 h 0 min")]
    [InlineData(11_520, "3 h 12 min")]
    public void Times_are_in_hours_and_minutes(double seconds, string expected) =>
        Assert.Equal($"{expected}, 1 pen, 1.2 m", PlotSummary.Describe(TimeSpan.FromSeconds(seconds), 1, 1234));

    [Theory]
    [InlineData("8.5x11", "8.5x11in or Letter")]
    [InlineData("11X8.5", "11x8.5in or Letter")]
    [InlineData("11x17", "11x17in or Tabloid")]
    [InlineData("15x18", "15x18in or 15x18cm")]
    public void A_size_without_a_unit_that_has_no_room_names_other_units(string typed, string other)
    {
        foreach (var command in (string[])["dot-art", "trace"])
        {
            var error = Assert.Single(_folder.Run(command, "a.png", "--paper-size", typed, "-o", "out").ErrorLines);
            Assert.StartsWith("stylize: OptionInvalid: --paper-size is ", error, StringComparison.Ordinal);
            Assert.EndsWith(
                $"a size without a unit is in millimeters, so write {other}.", error, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("2.4x1.6in", "0", "60.96mm")]
    [InlineData("36x24mm", "0.5mm", "36mm")]
    [InlineData("36x24mm", "0.01in", "36mm")]
    public void A_small_sheet_or_margin_with_a_unit_gives_no_warning(string typed, string margin, string width)
    {
        _folder.Run("trace", "a.png", "--paper-size", typed, "--margin", margin, "-o", "a.svg").IsQuiet();
        Assert.Contains($"width=\"{width}\"", File.ReadAllText(_folder["a.svg"]), StringComparison.Ordinal);
        Assert.Equal(PaperSize.Parse("24x36", null), PaperSize.Parse("24x36mm", null));
    }

    [Theory]
    [InlineData("24x36 --margin 2mm", "24x36in or 24x36cm")]
    [InlineData("21x29.7", "21x29.7cm or A4")]
    [InlineData("A4 --margin 0.5", "0.5in")]
    public void A_small_sheet_or_margin_gives_a_warning(string typed, string other)
    {
        string[] words = ["--paper-size", .. typed.Split(' '), "-o", "out"];
        foreach (var command in (string[])["dot-art", "trace"])
        {
            var warning = Assert.Single(_folder.Run([command, "a.png", .. words]).ErrorLines);
            Assert.EndsWith($"write {other}.", warning, StringComparison.Ordinal);
        }

        Assert.Equal("", _folder.Run("trace", "a.png", "--paper-size", "A6", "--margin", "1mm", "-o", "other").Error);
    }

    [Theory]
    [InlineData("0.3mm,blakc", "Unknown color 'blakc' in --pen. Did you mean black?")]
    [InlineData("0.3mm,drak blue,My pen", "Unknown color 'drak blue' in --pen. Did you mean darkblue?")]
    [InlineData("0,3mm,black", "it must be written with a point: 0.3mm,black.")]
    [InlineData("crimson", "it must be a nib width and a color, such as 0.3mm,crimson.")]
    [InlineData("CMYX", "Did you mean CMYK?")]
    public void A_misspelled_pen_says_what_is_wrong(string pen, string expected)
    {
        var typed = Assert.Single(_folder.Run("dot-art", "a.png", "--pen", pen).ErrorLines);
        Assert.Contains(expected, typed, StringComparison.Ordinal);
        _folder.File("pens.txt", $"0.3mm,black\n{pen}\n");
        var error = Assert.Single(_folder.Run("dot-art", "a.png", "--pen", "pens.txt").ErrorLines);
        Assert.Contains("line 2 of pens.txt", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "dot-art --pen 0.3mm,fuchsia;0.5mm,#c00;0.5mm,navy,Fine", "1 fuchsia 0.3mm", "!2 #cc0000 0.5mm", "!3 Fine")]
    [InlineData("dot-art --separation inks --palette black,navy", "1 black", "2 navy")]
    [InlineData("trace --palette black,#336699", "1 #336699", "2 black")]
    public void Layers_keep_the_names_of_colors_as_typed(string typed, params string[] expected)
    {
        _folder.Image(
            "a.png", 90, 60, (x, y) => x < 30 ? new(10, 10, 10) : x < 60 ? new(40, 90, 150) : new(250, 90, 240));
        var words = typed.Split(' ');
        Assert.Equal(0, _folder.Run([words[0], "a.png", .. words[1..], "-o", "out.svg"]).ExitCode);
        var labels = Regex.Matches(File.ReadAllText(_folder["out.svg"]), "inkscape:label=\"([^\"]*)\"")
            .Select(match => match.Groups[1].Value);
        Assert.All(expected, name => Assert.Contains(name, labels));
    }
}
