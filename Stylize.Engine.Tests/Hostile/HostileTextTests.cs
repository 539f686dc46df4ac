using Stylize.Cli;
using Stylize.Cli.Hosting;
using Stylize.Cli.Inputs;
using Stylize.Engine.Operations.Provenance;
using Stylize.Engine.Segmentation.Regions;

namespace Stylize.Engine.Tests.Hostile;

/// <summary>Names and metadata that try to control a terminal, a spreadsheet or the command itself.</summary>
public sealed class HostileTextTests : CliTest
{
    private const string Escape = "\u001b]0;title\u0007";

    [Theory]
    [InlineData("plain \u00e9\t\u6f22", "plain \u00e9\t\u6f22")]
    [InlineData("a\u001b[31m\u0007", "a\\u001b[31m\\u0007")]
    [InlineData("a\nb\rc\u007f\u009b", "a\\nb\\rc\\u007f\\u009b")]
    [InlineData("photo\u202egnp.exe", "photo\\u202egnp.exe")]
    public void Control_characters_are_shown_as_JSON_writes_them(string text, string shown) =>
        Assert.Equal(shown, PrintableText.Escape(text));

    [Fact]
    public void A_name_cannot_control_the_terminal()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "No such names on Windows.");
        var name = $"a{Escape}.png";
        _folder.Image(name);
        var missing = _folder.Run("pixel-art", $"b{Escape}.png");
        Assert.DoesNotContain('\u001b', missing.Error);
        Assert.Contains("\\u001b", missing.Error, StringComparison.Ordinal);
        Assert.Contains(
            Escape, _folder.Run("pixel-art", name, "--width", "8", "-o", "plain").Out, StringComparison.Ordinal);
        var shown = OnTerminal("pixel-art", name, "--width", "8", "-o", "out");
        Assert.DoesNotContain('\u001b', shown);
        Assert.Contains("\\u001b", shown, StringComparison.Ordinal);
    }

    [Fact]
    public void A_provenance_cannot_control_the_terminal()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "No such names on Windows.");
        var name = $"a{Escape}\n.png";
        _folder.Image(name);
        _folder.Run("pixel-art", name, "-o", "x.png", "--width", "8").Exits(0);
        var shown = OnTerminal("provenance", "x.png");
        Assert.Contains("SourceName", Assert.Single(shown.Split('\n', StringSplitOptions.RemoveEmptyEntries)),
            StringComparison.Ordinal);
        Assert.DoesNotContain('\u0007', shown);
    }

    [Theory]
    [InlineData("=HYPERLINK(1)", "'=HYPERLINK(1)")]
    [InlineData("@SUM(1)", "'@SUM(1)")]
    [InlineData("+1+1", "'+1+1")]
    [InlineData("-cmd|' /C calc'!A0", "'-cmd|' /C calc'!A0")]
    [InlineData("=1,2", "\"'=1,2\"")]
    [InlineData("\t=1", "'\t=1")]
    [InlineData("-1.5e-3", "-1.5e-3")]
    [InlineData("+7", "+7")]
    [InlineData("a=b", "a=b")]
    [InlineData("a\"b", "\"a\"\"b\"")]
    [InlineData("", "")]
    public void A_CSV_field_is_never_a_formula(string field, string written) =>
        Assert.Equal(written, CsvField.Quote(field));

    [Fact]
    public void A_plate_map_writes_no_formulas_to_tables()
    {
        _folder.Nuclei("E_A1_T0_1_DAPI.png");
        _folder.File("map.csv", "well,=HYPERLINK(1)\nA1,=1+1\n");
        _folder.Run("segment", "E_A1_T0_1_DAPI.png", "-o", "out", "--plate-map", "map.csv").Exits(0);
        var tables = Directory.GetFiles(_folder["out"], "*.csv", SearchOption.AllDirectories);
        Assert.NotEmpty(tables);
        Assert.All(tables, table => Assert.DoesNotContain(",=", File.ReadAllText(table), StringComparison.Ordinal));
        Assert.Contains(tables, table => File.ReadAllText(table).Contains(",'=1+1", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("palette", "/etc/passwd")]
    [InlineData("palette", "../secret.gpl")]
    [InlineData("importance", "../../rocket.png")]
    public void Provenance_of_a_file_opens_no_paths(string option, string value)
    {
        _folder.File("secret.gpl", "GIMP Palette\n0 0 0\n");
        _folder.Image("in/a.png");
        var run = Like([new ProvenanceOption(option == "palette" ? "Palette" : "Importance", value)]).Exits(2);
        Assert.StartsWith("stylize: OptionInvalid: --like: ", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public void Provenance_of_a_file_opens_no_folders_even_with_the_right_hash()
    {
        var map = _folder.Image("map.png");
        _folder.Image("in/a.png");
        var hash = SourceHash.Compute(ImageSource.File(map));
        var run = Like([new ProvenanceOption("Importance", "../map.png") { FileSha256 = hash }]);
        Assert.StartsWith("stylize: OptionInvalid: --like: ", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_value_is_neither_compared_with_names_nor_repeated()
    {
        _folder.Image("in/a.png");
        var run = Like([new ProvenanceOption("Palette", new string('q', 900_000))]).Exits(2);
        Assert.InRange(run.Error.Length, 1, 2000);
        Assert.Null(NearestWord.Find(new string('q', 3_000_000), ["quartz"]));
        Assert.Null(ProvenanceText.Read(new string(' ', 10) + "{\"program\":\"" + new string('x', 1 << 20) + "\"}"));
    }

    [Fact]
    public void Standard_input_is_bounded_by_the_memory()
    {
        var host = new CommandHost
        {
            Out = TextWriter.Null, Error = TextWriter.Null, OpenInput = () => new MemoryStream(new byte[300_000]),
        };
        Fails.Of(StylizeError.ImageTooLarge, () => StandardInput.Read(host, 200_000), "200,000 bytes");
        Assert.Equal(300_000, StandardInput.Read(host, 300_000).Bytes!.Value.Length);
    }

    private CliRun Like(IReadOnlyList<ProvenanceOption> options)
    {
        var record = ProvenanceRecord.Create("pixel-art", 1, options, "a.png", new string('0', 64));
        _folder.File("in/foreign.hex", ProvenanceMarkup.Line(record) + "\n");
        return _folder.Run("pixel-art", "in/a.png", "-o", "out", "--like", "in/foreign.hex");
    }

    private string OnTerminal(params string[] args) => CliRun.InHost(args, (output, error) => new()
    {
        Out = output, Error = error, OutputIsTerminal = true, WorkingFolder = _folder.Path,
    }).IsQuiet().Out;
}
