using System.Xml.Linq;
using Stylize.Engine.Operations.Provenance;

namespace Stylize.Engine.Tests.DotArt;

/// <summary>Tests G-code against the SVG file of the same drawing, machines, and files per pen or ink.</summary>
public sealed class MachineTests : FolderTest
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";
    private static readonly Pen[] Pens = [new(0.3, new Rgba32(0, 0, 0)),
        new(0.5, new Rgba32(150, 100, 60), "Brown (thick); new!")];

    [Theory]
    [InlineData("grbl-servo", "M3 S1000", 1, 0, 1, -1)]
    [InlineData("marlin-servo", "M280 P0 S40", 1, 0, 1, -1)]
    [InlineData("origin = top-left\ny-axis = down", "M3 S1000", 1, 0, 0, 1)]
    [InlineData("origin = top-right\narcs = no", "M3 S1000", 1, 1, 0, -1)]
    [InlineData("origin = center\nbased-on = grbl-z", "G1 Z0 F1000", 1, 0.5, 0.5, -1)]
    public void Strokes_start_and_end_where_the_SVG_file_says(
        string machine, string down, double stepX, double originX, double originY, double stepY)
    {
        using var image = Pictures.Busy(200, 150);
        var options = new DotArtOptions { DotCount = 300, Plot = new() { Pens = Pens } };
        using var drawn = Dots.Run(image, options);
        var expected = XDocument.Parse(drawn.Text()).Descendants(Svg + "path").Select(SvgPath.Start)
            .Select(p => (X: stepX * (p.X - (297 * originX)), Y: stepY * (p.Y - (210 * originY)))).ToArray();
        if (machine.Contains('='))
        {
            machine = _folder.File("machine.txt", "# comment\n\n" + machine);
        }

        using var result = Dots.Run(
            image,
            options with { Format = DrawingFormat.Gcode,
                Plot = options.Plot with { Machine = new() { MachineName = machine } } });
        var lines = result.Text().Split('\n');
        var starts = Enumerable.Range(0, lines.Length).Where(i => lines[i] == down)
            .Select(i => Point(lines[..i].Last(line => line.StartsWith("G0 X", StringComparison.Ordinal)))).ToArray();
        Assert.Equal(300, expected.Length);
        Assert.Equal(expected.Length, starts.Length);
        Assert.All(starts.Zip(expected), p =>
        {
            Assert.Equal(p.Second.X, p.First.X, 0.0051);
            Assert.Equal(p.Second.Y, p.First.Y, 0.0051);
        });
        Assert.All(lines.Where(line => line.StartsWith(';')), line => Assert.DoesNotMatch("[()!?%~]", line));
    }

    [Fact]
    public void A_laser_engraves_a_tone_with_a_share_of_its_power_and_refuses_dots()
    {
        using var image = Pictures.Flat(60, 40, new Rgba32(102, 102, 102));
        var plot =
            new PlotOptions { Machine = new() { MachineName = "laser" }, Pens = [new(0.5, new Rgba32(0, 0, 0))] };
        var options =
            new DotArtOptions { Distribution = DotDistribution.Engrave, Format = DrawingFormat.Gcode, Plot = plot };
        using var result = Dots.Run(image, options);
        var lines = result.Text().Split('\n');
        Assert.Contains("M4 S0", lines);

        // 102 of 255 is a coverage of 0.6, in steps of 1/32.
        var powers = lines.Where(line => line.StartsWith("G1", StringComparison.Ordinal))
            .Select(line => Number(line, 'S')).ToArray();
        Assert.All(powers[1..^1], power => Assert.Equal(600, power, 16.0));
        Fails.At(
            StylizeError.OptionInvalid, "Machine",
            () => Dots.Run(image, options with { Distribution = DotDistribution.Tone }));
    }

    [Fact]
    public void Arcs_keep_their_radius_and_end_at_the_edge_of_the_dot()
    {
        using var image = Pictures.Flat(40, 30, new Rgba32(90, 90, 90));
        var options =
            new DotArtOptions { DotCount = 20, Format = DrawingFormat.Gcode, Plot = new() { Pens = Pens[..1] } };
        using var result = Dots.Run(image, options);
        var at = (X: 0.0, Y: 0.0);
        var arcs = 0;
        foreach (var line in result.Text().Split('\n').Where(line => line.StartsWith('G') && line.Contains('X')))
        {
            var next = Point(line);
            if (line.StartsWith("G2", StringComparison.Ordinal))
            {
                arcs++;
                var center = at.X + Number(line, 'I');
                Assert.Equal(Math.Abs(at.X - center), Math.Abs(next.X - center), 0.0021);
                Assert.Equal(at.Y, next.Y, 0.0011);
            }

            at = next;
        }

        Assert.True(arcs > 100);
    }

    public static TheoryData<string> AllLines =>
    [
        "pen-upp = M5", "pen-up", "pen-up = M5 {unknown}", "pen-up = M5 {lab{pen}el}", "pen-up = M5\a",
        "draw-feed = fast", "draw-feed = NaN", "draw-feed = 0", "origin = left", "based-on = reprap",
    ];

    [Theory]
    [MemberData(nameof(AllLines))]
    public void An_invalid_line_of_a_machine_file_is_named(string line)
    {
        var file = _folder.File("machine.txt", "end = M2\n" + line);
        Fails.At(
            StylizeError.OptionInvalid, "Machine",
            new DotArtOptions { Format = DrawingFormat.Gcode, Plot = new() { Machine = new() { MachineName = file } } }
                .Validate,
            "machine.txt");
    }

    [Fact]
    public void Plates_of_equal_names_are_numbered_and_inks_chosen_from_the_image_have_numbers()
    {
        var red = new Rgba32(255, 69, 0);
        Pen[] pens = [new(0.3, red), new(0.5, red), new(0.3, new Rgba32(1, 2, 3)), new(1, default, "?")];
        var options = new DotArtOptions { Plot = new() { Pens = pens, Separate = true } };
        Assert.Equal(
            [".dots_orangered.svg", ".dots_orangered-2.svg", ".dots_010203.svg", ".dots_ink.svg"],
            DotArtOperation.NamesOf(options).SideSuffixes);
        Assert.Equal(
            [".dots_01.svg", ".dots_02.svg"], DotArtOperation.NamesOf(options with { Colors = 2 }).SideSuffixes);
        Assert.Equal(4, DotArtOperation.NamesOf(options with { Colors = 4 }).SideSuffixes.Count);
        Assert.Equal([".dots_01.svg"],
            DotArtOperation.NamesOf(new() { Colors = 1, Plot = new() { Separate = true } }).SideSuffixes);
    }

    [Fact]
    public void Lines_with_comments_have_at_most_70_characters_and_lose_no_words()
    {
        var words = string.Join(' ', Enumerable.Range(0, 40).Select(i => $"word{i}"));
        Pen[] pens = [new(0.3, new Rgba32(0, 0, 0), words), new(0.3, new Rgba32(200, 0, 0), new string('x', 200))];
        var record = ProvenanceRecord.Create("dot-art", 1, [], new string('n', 200) + ".png", new string('a', 64));
        using var image = Pictures.Busy(80, 60);
        var options = new DotArtOptions { DotCount = 50, Format = DrawingFormat.Gcode, Plot = new() { Pens = pens } };
        using var result = (DotArtResult)new DotArtOperation(options).Run(
            ImageInput.Pixels(image, ImageCodecs.Default, "picture.png"),
            new OperationContext { MaxThreads = 1, Provenance = record });
        var text = result.Text();
        Assert.All(text.Split('\n'), line => Assert.InRange(line.Length, 0, 70));
        Assert.Contains(
            text.Split('\n'), line => line.StartsWith("M0 ; 2", StringComparison.Ordinal) && line.EndsWith("xxx"));
        string[] comments =
            [.. text.Split('\n').Where(line => line.StartsWith("; ", StringComparison.Ordinal))
                .Select(line => line[2..])];
        Assert.Contains(words, string.Join(' ', comments));
        Assert.Contains(new string('x', 200), string.Concat(comments));
        var file = System.Text.Encoding.ASCII.GetBytes(text.ReplaceLineEndings("\r\n"));
        Assert.Equal(
            record.Source, ProvenanceReader.Read(ImageSource.Memory(file, "drawing"), ImageCodecs.Default)!.Source);
    }

    [Theory]
    [InlineData(DrawingFormat.Svg)]
    [InlineData(DrawingFormat.Hpgl)]
    [InlineData(DrawingFormat.Gcode)]
    public void Each_pen_gets_a_file_with_its_strokes_and_eight_marks(DrawingFormat format)
    {
        using var image = Pictures.Busy(200, 150);
        using var result =
            Dots.Run(image, new() { DotCount = 300, Format = format, Plot = new() { Pens = Pens, Separate = true } });
        var whole = Strokes(result.Text(), format);
        var plates = result.SideFiles.Select(file => Strokes(file.Text(), format)).ToArray();
        var extension = DrawingFormatDefinition.ForFormat(format).Extension;
        Assert.Equal([".dots_black" + extension, ".dots_brown-thick-new" + extension],
            result.SideFiles.Select(file => file.Suffix));
        Assert.Equal(300, whole);
        Assert.Equal(whole + (2 * 8), plates.Sum());
        if (format != DrawingFormat.Hpgl)
        {
            Assert.Contains("300 dots", result.Text(), StringComparison.Ordinal);
            Assert.All(plates.Index(), plate => Assert.Contains(
                $"{plate.Item - 8} dots", result.SideFiles[plate.Index].Text(), StringComparison.Ordinal));
        }
    }

    /// <summary>A plotter cannot draw beyond its sheet, so dots at the edge of an image without margins stay on
    /// it.</summary>
    [Fact]
    public void Dots_stay_on_a_sheet_without_margins()
    {
        using var image = Pictures.Flat(100, 80, new Rgba32(40, 40, 40));
        var options = new DotArtOptions
        {
            DotCount = 400,
            Format = DrawingFormat.Gcode,
            Plot = new() { Pens = [new(0.3, new Rgba32(0, 0, 0))],
                Sheet = new() { PaperSize = new PaperSize(100, 80), Margin = new(0) } },
        };
        using var result = Dots.Run(image, options);
        var numbers = Regex.Matches(result.Text(), @"([XY])(-?[\d.]+)");
        Assert.NotEmpty(numbers);
        Assert.All(numbers, number => Assert.InRange(
            double.Parse(number.Groups[2].Value, CultureInfo.InvariantCulture), 0,
            number.Groups[1].Value == "X" ? 100 : 80));
    }

    /// <summary>Lines are joined for the pen, so that fewer are drawn than were made.</summary>
    [Fact]
    public void The_number_of_strokes_is_that_of_the_lines_in_the_file()
    {
        using var image = Pictures.Busy(200, 150);
        var options = DotArtOptions.Presets["Engraving"] with { Color = null, Plot = new() { Pens = Pens[..1] } };
        using var result = Dots.Run(image, options);
        Assert.Equal(
            Strokes(result.Text(), DrawingFormat.Svg), result.Summary.Single(field => field.Key == "Strokes").Value);
    }

    [Theory]
    [InlineData(DrawingFormat.Svg)]
    [InlineData(DrawingFormat.Png)]
    public void Each_ink_gets_a_black_file_on_one_sheet(DrawingFormat format)
    {
        using var image = Pictures.Busy(200, 150);
        var options = new DotArtOptions
        {
            DotCount = 500, Format = format, Inks = new() { Separation = Separation.Cmyk },
            Plot = new() { Separate = true },
            PngSize = format == DrawingFormat.Png ? 600 : null,
        };
        using var result = Dots.Run(image, options);
        Assert.Equal(DotArtOperation.NamesOf(options).SideSuffixes, result.SideFiles.Select(file => file.Suffix));
        Assert.Equal(
            ["cyan", "magenta", "yellow", "black"],
            result.SideFiles.Select(file => Path.GetFileNameWithoutExtension(file.Suffix)[6..]));
        foreach (var file in result.SideFiles)
        {
            if (format == DrawingFormat.Svg)
            {
                var text = file.Text();
                Assert.Matches("id=\"[\\w-]*registration\"", text);
                Assert.Contains($"<title>picture, {file.Suffix[6..^4]}</title>", text);
                Assert.DoesNotContain("#0ff", text);
            }
            else
            {
                var bytes = EncodedFiles.Written(file.Write);
                using var plate = ImageCodecs.Default.DecodeRgba(ImageSource.Memory(bytes, "plate"));
                Assert.Equal(Math.Sqrt(2), (double)plate.Width / plate.Height, 0.01);
                var cross = (int)(7.5 * plate.Width / 297);
                Assert.True(plate[cross, cross].R < 128);
                Assert.All(plate.Row(plate.Height / 2).ToArray(),
                    pixel => Assert.True(pixel.R == pixel.G && pixel.G == pixel.B));
            }
        }
    }

    private static int Strokes(string file, DrawingFormat format) => format switch
    {
        DrawingFormat.Svg =>
            XDocument.Parse(file).Descendants(Svg + "path")
                .Sum(path => path.Attribute("d")!.Value.Count(c => c == 'm')),
        DrawingFormat.Hpgl => Regex.Count(file, ";PD"),
        _ => Regex.Count(file, "M3 S1000"),
    };

    private static (double X, double Y) Point(string line) => (Number(line, 'X'), Number(line, 'Y'));

    private static double Number(string line, char word) =>
        double.Parse(Regex.Match(line, $@"{word}(-?[\d.]+)").Groups[1].Value, CultureInfo.InvariantCulture);
}
