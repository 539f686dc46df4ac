namespace Stylize.Engine.Tests.Cli;

/// <summary>
/// Formats that the included libvips does not read: reported with advice, and read with a different libvips.
/// </summary>
public sealed class OtherLibraryTests : CliTest
{
    private const string Variable = "STYLIZE_LIBVIPS";

    private const string Svg =
        """<svg xmlns="http://www.w3.org/2000/svg" width="96" height="64"><rect width="96" height="64" fill="#ff0000"/></svg>""";

    // One page of 96 x 64 points, all red.
    private const string Pdf = """
        %PDF-1.4
        1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj
        2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj
        3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 96 64]/Contents 4 0 R>> endobj
        4 0 obj <</Length 23>> stream
        1 0 0 rg 0 0 96 64 re f
        endstream endobj
        trailer <</Root 1 0 R>>
        """;

    [Theory]
    [InlineData("coffee.heic", "HEIC", "heif-convert")]
    [InlineData("coffee.jxl", "JPEG XL", "djxl")]
    [InlineData("coffee.jp2", "JPEG 2000", "opj_decompress")]
    [InlineData("drawing.svg", "SVG", "rsvg-convert")]
    [InlineData("page.pdf", "PDF", "pdftoppm")]
    [InlineData("a.cr2", "raw", "darktable-cli")]
    public void An_unsupported_format_is_reported_with_advice(string name, string format, string advice)
    {
        Assert.SkipWhen(Environment.GetEnvironmentVariable(Variable) is { Length: > 0 },
            "Another libvips is chosen for all tests.");
        Put(name);

        // The name does not matter: HEIC photographs may be called .jpg.
        File.Copy(_folder[name], _folder["photo.jpg"]);
        foreach (var file in (string[])[name, "photo.jpg"])
        {
            var run = CliRun.InProcess(_folder.Path, "pixel-art", file, "-o", "out").Exits(1);
            Assert.StartsWith("stylize: FormatUnsupported: ", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
            Assert.Contains(format, run.Error, StringComparison.Ordinal);
            Assert.Contains(advice, run.Error, StringComparison.Ordinal);
            Assert.Contains(file, run.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    [Trait("Tier", "All")]
    public void The_libvips_of_the_system_reads_its_formats()
    {
        RequireLibVips();
        var formats = CliRun.WithVariable(_folder.Path, Variable, "system", "formats", "--json");
        Assert.SkipWhen(formats.ExitCode != 0, "SKIPPED: this system has no libvips of its own (libvips42 on Debian).");
        var readable = formats.Json.Where(f => f.GetProperty("reads").GetBoolean())
            .Select(f => f.GetProperty("format").GetString()).ToHashSet();
        (string Format, string File)[] samples =
            [("Heic", "coffee.heic"), ("JpegXl", "coffee.jxl"), ("Jpeg2000", "coffee.jp2"), ("Svg", "drawing.svg"),
                ("Pdf", "page.pdf")];
        samples = [.. samples.Where(s => readable.Contains(s.Format))];
        Assert.SkipWhen(
            samples.Length == 0, "SKIPPED: this system's libvips reads none of HEIC, JPEG XL, JPEG 2000, SVG and PDF.");
        Put("coffee.png");
        foreach (var (_, file) in samples)
        {
            Put(file);
        }

        // Lossy codings of the same picture, compared with the tolerance of other decoders.
        string[] photographs =
            [.. samples.Select(s => s.File).Where(f => f.StartsWith("coffee", StringComparison.Ordinal))];
        if (photographs.Length > 0)
        {
            var compared = CliRun.WithVariable(_folder.Path, Variable, "system",
                ["compare", .. photographs, "--reference-path", "coffee.png", "--json"]).Exits(0);
            Assert.All(compared.Json, row => Assert.InRange(row.GetProperty("psnr").GetDouble(), 33, 60));
        }

        string[] drawings = [.. samples.Select(s => s.File).Where(f => !photographs.Contains(f))];
        var made = CliRun.WithVariable(_folder.Path, Variable, "system",
            ["pixel-art", .. drawings, "-o", "out", "--width", "8", "--colors", "2", "--scale", "1"]);
        Assert.Equal("", made.Error);
        Assert.Equal(drawings.Length, made.OutLines.Length);
        foreach (var drawing in drawings)
        {
            using var image = _folder.Decode($"out/{Path.GetFileNameWithoutExtension(drawing)}.pixelart.png");
            Assert.Equal(8, image.Width);
            Assert.InRange(image[4, 2].R, 250, 255);
            Assert.InRange(image[4, 2].G, 0, 5);
        }
    }

    [Fact]
    public void A_library_that_cannot_be_loaded_is_reported_with_the_cause()
    {
        RequireLibVips();
        File.WriteAllText(_folder["libvips.so.42"], "no library");
        _folder.Image("a.png");
        var run = CliRun.WithVariable(_folder.Path, Variable, _folder["libvips.so.42"], "pixel-art", "a.png").Exits(
            1, "DependencyMissing: ");

        run = CliRun.WithVariable(_folder.Path, Variable, _folder["gone.so"], "pixel-art", "a.png");
        Assert.Contains("DependencyMissing: ", run.Error, StringComparison.Ordinal);
        Assert.Contains(Variable, run.Error, StringComparison.Ordinal);
    }

    private static void RequireLibVips() => Assert.SkipUnless(
        Stylize.Codecs.ImageCodecs.Default.Name.StartsWith("libvips", StringComparison.Ordinal),
        "This build does not use libvips.");

    private void Put(string name)
    {
        switch (name)
        {
            case "drawing.svg": File.WriteAllText(_folder[name], Svg); break;
            case "page.pdf": File.WriteAllText(_folder[name], Pdf); break;

            // The first bytes of a Canon raw file: a TIFF with the mark CR at offset 8.
            case "a.cr2": File.WriteAllBytes(
                _folder[name], [.. "II*\0\u0010\0\0\0CR\u0002\0"u8, .. new byte[64]]); break;
            default: File.Copy(
                Checkout.Path("Stylize.Engine.Tests", "Codecs", "OtherFormats", name), _folder[name]); break;
        }
    }
}
