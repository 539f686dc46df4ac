using System.Security.Cryptography;

namespace Stylize.Engine.Tests.Cli;

/// <summary>Provenance of outputs, and `stylize provenance`.</summary>
public sealed class ProvenanceCommandTests : CliTest
{
    [Theory]
    [InlineData("pixel-art", "a.pixelart.png", "pixel-art --colors 5 --save-palette gpl", "colors=5 savePalette=gpl")]
    [InlineData("pixel-art", "a.gpl", "pixel-art --colors 5 --save-palette gpl", "colors=5 savePalette=gpl")]
    [InlineData("pixel-art", "a.pixelart.json", "pixel-art --format sprite-sheet --sheet-padding 2",
        "format=SpriteSheet sheetPadding=2")]
    [InlineData("gaussian encode", "a.g2d", "gaussian encode --count 20 --iterations 10 --preview",
        "count=20 iterations=10 preview=true")]
    [InlineData("gaussian encode", "a.preview.png", "gaussian encode --count 20 --iterations 10 --preview",
        "count=20 iterations=10 preview=true")]
    public void Every_output_has_provenance(string operation, string output, string command, string options)
    {
        var source = _folder.Image("sub/a.png");
        _folder.Run([.. command.Split(' '), "sub/a.png", "-o", "out"]).Exits(0);
        var run = _folder.Run("provenance", "out/" + output, "--json").IsQuiet();
        var line = Assert.Single(run.Json);
        Assert.Equal(operation, line.GetProperty("operation").GetString());
        Assert.StartsWith("Stylize ", line.GetProperty("program").GetString());
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(source))),
            line.GetProperty("sourceSha256").GetString());
        Assert.Equal(output.EndsWith(".g2d", StringComparison.Ordinal) ? null : "a.png",
            line.GetProperty("sourceName").GetString());
        Assert.Equal(options,
            string.Join(' ', line.GetProperty("options").EnumerateObject().Select(o => $"{o.Name}={o.Value}")));
    }

    public static TheoryData<string> Formats => ["png", "jpeg", "webp", "tiff", "html"];

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_rendered_Gaussian_image_has_provenance_in_every_format(string format)
    {
        _folder.Image("a.png");
        _folder.Run("gaussian", "encode", "a.png", "--count", "20", "--iterations", "10").Exits(0);
        _folder.Run("gaussian", "edit", "a.g2d", "--scale", "2").Exits(0);
        var made = _folder.Run("gaussian", "decode", "a.edited.g2d", "--format", format, "-o", "out");
        var target = Assert.Single(made.OutLines);
        var line = Assert.Single(_folder.Run("provenance", target, "--json").Json);
        Assert.Equal("gaussian decode", line.GetProperty("operation").GetString());
        Assert.Equal("a.edited.g2d", line.GetProperty("sourceName").GetString());
        Assert.Equal("gaussian edit", Assert.Single(_folder.Run("provenance", "a.edited.g2d", "--json").Json)
            .GetProperty("operation").GetString());
    }

    [Fact]
    public void A_file_without_provenance_is_reported()
    {
        var run = _folder.Run("provenance", _folder.Image("a.png"), _folder.File("b.svg", "<svg/>"), "gone.png");
        Assert.Equal((1, ""), (run.ExitCode, run.Out));
        Assert.Equal(3, run.ErrorLines.Length);
        Assert.Contains("ProvenanceMissing: '" + _folder["a.png"], run.ErrorLines[0], StringComparison.Ordinal);
        Assert.Contains("ImageMissing", run.ErrorLines[1], StringComparison.Ordinal);
        Assert.Contains("1 more input failed", run.ErrorLines[2], StringComparison.Ordinal);
    }

    [Fact]
    public void Outputs_contain_nothing_about_the_machine_and_do_not_depend_on_the_folder()
    {
        Directory.CreateDirectory(_folder["one"]);
        Directory.CreateDirectory(_folder["two"]);
        var source = _folder.Image("one/a.png");
        File.Copy(source, _folder["two/a.png"]);
        File.SetLastWriteTimeUtc(_folder["two/a.png"], new DateTime(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc));
        _folder.Run("pixel-art", "one/a.png").Exits(0);
        _folder.Run("pixel-art", "two/a.png", "--throttle-limit", "1").Exits(0);
        var bytes = File.ReadAllBytes(_folder["one/a.pixelart.png"]);
        Assert.Equal(bytes, File.ReadAllBytes(_folder["two/a.pixelart.png"]));
        var text = Encoding.Latin1.GetString(bytes);
        Assert.DoesNotContain(_folder.Path, text, StringComparison.Ordinal);
        Assert.DoesNotContain(Environment.MachineName, text, StringComparison.OrdinalIgnoreCase);
    }
}
