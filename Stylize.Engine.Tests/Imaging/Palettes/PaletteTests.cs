using Stylize.Engine.Tests.PixelArt;

namespace Stylize.Engine.Tests.Imaging.Palettes;

public sealed class PaletteTests : FolderTest
{
    private static readonly Rgba32[] Three = [new(29, 43, 83), new(255, 0, 77), new(255, 236, 39)];
    [Theory]
    [InlineData("nes.gpl", "The palette file 'nes.gpl' in Palette does not exist.")]
    [InlineData("colors/nes", "The palette file 'colors/nes' in Palette does not exist.")]
    [InlineData("folder.d", "'folder.d' in Palette is a folder.")]
    [InlineData("gamebo", "Unknown palette, color or file 'gamebo' in Palette. Did you mean gameboy?")]
    [InlineData("red,gren", "Unknown color 'gren' in Palette. Did you mean Green?")]
    public void A_palette_that_does_not_exist_is_named_as_what_it_looks_like(string typed, string message)
    {
        Directory.CreateDirectory(_folder["folder.d"]);
        var error =
            Assert.Throws<StylizeException>(() => PaletteReader.Read([typed], ImageCodecs.Default, p => _folder[p]));
        Assert.Equal((StylizeError.OptionInvalid, message), (error.Error, error.Message));
        Assert.Equal(typed == "gamebo", error.Advice!.Contains("gameboy-pocket", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(".gpl")]
    [InlineData(".hex")]
    [InlineData(".pal")]
    public void Written_palettes_can_be_read(string extension)
    {
        var path = _folder["palette" + extension];
        using (var file = File.Create(path))
        {
            PaletteFile.Write(new Palette("three", Three), extension, file);
        }

        Assert.Equal(Three, PaletteFile.Read(path, ImageCodecs.Default).Colors);
        Assert.Equal(Three, PaletteReader.Read(["palette" + extension], ImageCodecs.Default, p => _folder[p]).Colors);
    }

    [Theory]
    [InlineData("a.gpl",
        "GIMP Palette\r\nName: x\r\nColumns: 3\r\n# a comment\r\n 29  43  83\tdark blue\r\n255   0  77 red\r\n\r\n255 "
        + "236 39\r\n")]
    [InlineData("a.hex", "1d2b53\nff004d\nffec27\n")]
    [InlineData("b.hex", "; a comment\n#1D2B53\n#FF004D\n#FFEC27")]
    [InlineData("a.pal", "JASC-PAL\r\n0100\r\n3\r\n29 43 83\r\n255 0 77\r\n255 236 39\r\n")]
    public void Reads_files_of_other_programs(string name, string content) =>
        Assert.Equal(Three, PaletteFile.Read(_folder.File(name, content), ImageCodecs.Default).Colors);

    [Theory]
    [InlineData("a.csv", "310,Black,0,0,0\n321,\"Red, \"\"Xmas\"\"\",199,43,59\n666,Bright Red,227,29,66\n")]
    [InlineData("b.csv",
        "Floss#,Description,R,G,B,RGB code\r\n310,Black,0,0,0,000000\r\n321,\"Red, \"\"Xmas\"\"\",199,43,59,c72b3b\r\n"
        + "666,Bright Red,227,29,66,e31d42\r\n")]
    [InlineData("c.csv",
        "\uFEFFName;Code;Hex\nBlack;310;#000000\n\"Red, \"\"Xmas\"\"\";321;#C72B3B\n\nBright Red;666;#e31d42\n")]
    [InlineData("d.tsv", "310\tBlack\t#000000\n321\t\"Red, \"\"Xmas\"\"\"\t#c72b3b\n666\tBright Red\t#e31d42\n")]
    [InlineData("e.csv",
        "DMC,Name,Color,Hex\n310,Black,Black,#000000\n321,\"Red, \"\"Xmas\"\"\",Red,#c72b3b\n666,Bright "
        + "Red,Red,#e31d42\n")]
    public void Reads_tables_with_codes_and_names(string name, string content)
    {
        var palette = PaletteFile.Read(_folder.File(name, content), ImageCodecs.Default);
        Assert.Equal(["#000000", "#c72b3b", "#e31d42"], palette.Colors.Select(color => color.ToHex()));
        Assert.Equal(["310", "321", "666"], palette.Labels!.Select(label => label!.Code));
        Assert.Equal(["Black", "Red, \"Xmas\"", "Bright Red"], palette.Labels!.Select(label => label!.Name));
        Assert.Equal(64, palette.FileSha256!.Length);
    }

    /// <summary>The layouts in which makers publish charts of beads and threads.</summary>
    [Theory]
    [InlineData("raw.csv", "B01,White,250,251,252,who\nB02,Deep Red,199,43,59,who\n")]
    [InlineData("v3.csv",
        "B01,White,!,250,251,252,210.00,0.25,0.98,98.6,-0.08,-0.65,who\n"
        + "B02,Deep Red,\"\"\"\",199,43,59,353.85,0.64,0.47,44.7,60.5,27.4,who\n")]
    [InlineData("any.csv", "Blue;Name;Green;Code;Red\n252;White;251;B01;250\n59;Deep Red;43;B02;199\n")]
    [InlineData("objects.json",
        """[{"code":"B01","name":"White","r":250,"g":251,"b":252},{"name":"Deep Red","hex":"#c72b3b","code":"B02"}]""")]
    [InlineData("nested.json",
        """{"colors":[{"ref":"B01","name":"White","rgb":{"r":250,"g":251,"b":252}},{"ref":"B02","name":"Deep Red","rgb":[199,43,59]}]}""")]
    [InlineData("rows.json", """[["B01","White",250,251,252],["B02","Deep Red","#c72b3b"]]""")]
    [InlineData("members.json",
        """{"B01":{"name":"White","r":250,"g":251,"b":252},"B02":{"name":"Deep Red","r":199,"g":43,"b":59},}""")]
    public void Tables_of_beads_and_threads_keep_codes_and_names(string name, string content)
    {
        var palette = PaletteFile.Read(_folder.File(name, content), ImageCodecs.Default);
        Assert.Equal([new(250, 251, 252), new(199, 43, 59)], palette.Colors);
        Assert.Equal([new PaletteLabel("B01", "White"), new PaletteLabel("B02", "Deep Red")], palette.Labels);
        Assert.Equal(64, palette.FileSha256!.Length);
    }

    [Theory]
    [InlineData("""["#1d2b53", "#ff004d", "#ffec27"]""")]
    [InlineData("[[29, 43, 83], [255, 0, 77], [255, 236, 39]]")]
    [InlineData("""{"dark": "#1d2b53", "red": [255, 0, 77], "yellow": "ffec27"}""")]
    public void Json_may_be_a_plain_list(string content) =>
        Assert.Equal(Three, PaletteFile.Read(_folder.File("list.json", content), ImageCodecs.Default).Colors);

    [Theory]
    [InlineData(
        "[\n{\"code\":\"310\",\"hex\":\"#000000\"},\n{\"code\":\"321\",\"hex\":\"red\"}\n]", "line 3 has no color")]
    [InlineData("[\n[1,2,3],\n[1,2,300]\n]", "line 3 has no color")]
    [InlineData("[\n[1,2,3],\n[1,2", "is not valid JSON")]
    [InlineData("[\n[1,2,3],\n#\n]", "line 3 is not valid JSON")]
    [InlineData("", "line 1 is not valid JSON")]
    [InlineData("[[[[[[[[[[[[[[[[[[1,2,3]]]]]]]]]]]]]]]]]]", "line 1 is not valid JSON")]
    [InlineData("{\"a\":\n{\"b\":1}}", "line 2 has no color")]
    public void Json_without_colors_names_the_line(string content, string words)
    {
        var path = _folder.File("bad.json", content);
        Fails.Of(StylizeError.ImageUnreadable, () => PaletteFile.Read(path, ImageCodecs.Default), words, path);
    }

    [Fact]
    public void Names_survive_GIMP_palettes_and_text()
    {
        var given =
            new Palette("two", [new(0, 0, 0), new(255, 0, 0)], [new("310", "Black"), new(null, "Ré, 50% =/red")]);
        using (var file = File.Create(_folder["two.gpl"]))
        {
            PaletteFile.Write(given, ".gpl", file);
        }

        var read = PaletteFile.Read(_folder["two.gpl"], ImageCodecs.Default);
        Assert.Equal(["310 Black", "Ré, 50% =/red"], read.Labels!.Select(label => label!.Name));
        var words = given.Colors.Select(color => LabeledColor.Write(color, given.LabelOf(color))).ToArray();
        Assert.All(words, word => Assert.DoesNotContain(word, letter => letter is ',' or ' ' or ';'));
        Assert.True(PaletteReader.Read(words, ImageCodecs.Default)
            .Matches(new Palette("given colors", given.Colors, given.Labels)));
    }

    [Fact]
    public void A_palette_may_have_thousands_of_colors()
    {
        var path =
            _folder.File("many.hex", string.Concat(Enumerable.Range(0, 4096).Select(i => $"{i * 4096 + 7:x6}\n")));
        Assert.Equal(4096, PaletteFile.Read(path, ImageCodecs.Default).Colors.Count);
        File.AppendAllText(path, "ffffff\n");
        Assert.Equal(
            "Palette", Assert.Throws<StylizeException>(() => PaletteFile.Read(path, ImageCodecs.Default)).Target);
    }

    [Fact]
    public void Reads_a_palette_from_an_image()
    {
        using var image = Paint<Rgba32>(30, 4, (x, _) => x == 29 ? default : Three[x / 10]);
        image.Save(_folder["p.png"], new(ImageFormat.Png));

        Assert.Equal(Three.OrderBy(c => c.ToHex()),
            PaletteFile.Read(_folder["p.png"], ImageCodecs.Default).Colors.OrderBy(c => c.ToHex()));
    }

    [Theory]
    [InlineData("#1d2b53", "#ff004d", "#ffec27")]
    [InlineData("1d2b53,ff004d,ffec27")]
    [InlineData("#1d2b53 #ff004d #ffec27ff")]
    public void Reads_hex_colors(params string[] words) =>
        Assert.Equal(Three, PaletteReader.Read(words, ImageCodecs.Default).Colors);

    [Fact]
    public void Names_are_case_insensitive()
    {
        Assert.Equal(4, PaletteReader.Read(["GameBoy"], ImageCodecs.Default).Colors.Count);
        Assert.All(NamedPalettes.Names, name => Assert.InRange(NamedPalettes.Find(name)!.Colors.Count, 2, 64));
        Assert.Equal(64, NamedPalettes.Find("ega")!.Colors.Count);
        Assert.Equal(16, NamedPalettes.Find("c64")!.Colors.Count);
    }

    [Theory]
    [InlineData("no-such-palette", "")]
    [InlineData("#12345", "")]
    [InlineData("pico9", "pico-8")]
    [InlineData("GAMEBOYS", "gameboy")]
    [InlineData("zxspectrun", "zx-spectrum")]
    public void An_unknown_palette_is_refused_with_the_five_nearest_names(string word, string nearest)
    {
        var error = Fails.Of(
            StylizeError.OptionInvalid, () => PaletteReader.Read([word], ImageCodecs.Default, p => _folder[p]));
        var others = BuiltInPalettes.Names.Count() - 5;
        Assert.Matches(@$"such as {nearest}[\w-]*(, [\w-]+){{4}} and {others} more;", error.Advice);
    }

    [Theory]
    [InlineData("a.gpl", "GIMP Palette\n#\n100 200 300 sky\n300 0 0 red\n", "line 3")]
    [InlineData("c.gpl", "GIMP Palette\n#112233\n1 2 3\n#abc\nff0000 red\n", "line 5")]
    [InlineData("d.gpl", "GIMP Palette\nName: a\nColumns: 300\n1 2 3\n", "columns in line 3")]
    [InlineData("e.gpl", "GIMP Palette\n1 2 3\nName: a\n", "line 3")]
    [InlineData("f.gpl", "100 200 300 sky\n", "line 1")]
    [InlineData(
        "a.pal", "JASC-PAL\n0100\n2147483647\n29 43 83\n", "line 3 says 2,147,483,647 colors, but the file has 1.")]
    [InlineData("b.pal", "JASC-PAL\n0100\n1\n29 43 83\n1 2 3\n", "line 3 says 1 colors, but the file has 2.")]
    [InlineData("c.pal", "JASC-PAL\n0100\n1\n29 43 256\n", "line 4")]
    [InlineData("f.pal", "JASC-PAL\n0200\n1\n1 2 3\n", "line 2")]
    [InlineData("g.pal", "JASC-PAL\n0100\n-1\n", "line 3")]
    [InlineData("a.hex", "112233\n100 200 300\n", "line 2")]
    [InlineData("t.csv", "310,Black,0,0,0\n321,Red,400,0,0\n", "line 2")]
    [InlineData("a.csv", "1,Black,0,0,0\n2,\"Red,255,0,0\n", "line 2")]
    [InlineData("b.csv", "hex,name\n000000,Black\nff0000,\"Red\n", "line 3 has a quotation mark without a closing one")]
    public void A_component_or_count_out_of_range_is_refused_with_the_line(string name, string content, string place)
    {
        var path = _folder.File(name, content);
        Fails.Of(StylizeError.ImageUnreadable, () => PaletteFile.Read(path, ImageCodecs.Default), path, place);
    }

    [Fact]
    public void A_list_may_have_names_after_its_colors()
    {
        var path = _folder.File("a.hex", "#110000 red\n# 1\n#abc note\n200 deep red\n300\n29 43 83 blue\n1,2,3\n");
        Assert.Equal(
            ["#110000", "#220000", "#330000", "#1d2b53", "#010203"],
            PaletteFile.Read(path, ImageCodecs.Default).Colors.Select(color => color.ToHex()));
    }

    [Fact]
    public void A_batch_shares_one_palette()
    {
        var inputs = Three
            .Select((color, i) => Input(Paint<Rgba32>(80, 60, (_, _) => color), $"{i}.png"))
            .Append(new ImageInput(
                ImageSource.Memory(Encoding.UTF8.GetBytes("no image"), "bad.png"), ImageCodecs.Default));
        var warnings = new List<string>();
        var context = new OperationContext { Warning = warnings.Add };
        var palette =
            SharedPalette.Learn(inputs, new PixelArtPlan(PixelArtOptions.Default with { Saturation = 1 }), context);
        Assert.Equal(Three.OrderBy(c => c.ToHex()), palette.Colors.OrderBy(c => c.ToHex()));
        Assert.Contains("bad.png", Assert.Single(warnings));
    }

    [Fact]
    public void A_shared_palette_without_readable_images_is_an_error() =>
        Assert.Throws<StylizeException>(
            () => SharedPalette.Learn([], new PixelArtPlan(PixelArtOptions.Default), OperationContext.Quiet));

    private static ImageInput Input(Raster<Rgba32> image, string name)
    {
        using (image)
        {
            return new ImageInput(ImageSource.Memory(image.Encoded(new(ImageFormat.Png)), name), ImageCodecs.Default);
        }
    }
}
