using Stylize.Engine.Tests.VectorArt;
using Stylize.Engine.VectorArt.Boundaries;

namespace Stylize.Engine.Tests.Drawings;

/// <summary>What print shops and cutters need: sizes in files, inks on plates of their own, and lines cut
/// once.</summary>
public sealed partial class PrintTests : CliTest
{
    private static readonly Rgba32 White = new(255, 255, 255), Black = new(0, 0, 0), Red = new(220, 40, 40);

    /// <summary>Every format that holds a size of pixels states it, and its reader finds it.</summary>
    [Theory]
    [InlineData(11811, 300)]
    [InlineData(5906, 150)]
    [InlineData(23622, 600)]
    [InlineData(6895, 175.133)]
    public void A_file_states_its_resolution(int perMeter, double dpi)
    {
        using var image = new Raster<Rgba32>(8, 6, clear: true);
        foreach (var format in Enum.GetValues<ImageFormat>().Where(
            format => FormatDefinition.ForFormat(format).Holds(FormatContent.PixelSize)))
        {
            using var file = new MemoryStream();
            ImageCodecs.Default.Encode(image, file, new EncodeOptions(format) { PixelsPerMeter = perMeter });
            var found = ImageCodecs.Default.ReadMetadata(ImageSource.Memory(file.ToArray(), "a")).PixelsPerMeter;
            Assert.Equal(dpi, found!.Value * 0.0254, 0.5);
        }
    }

    /// <summary>Resolutions of screens are no measurement.</summary>
    [Theory]
    [InlineData(ImageFormat.Png, 11811, "50.8mm")]
    [InlineData(ImageFormat.Tiff, 11811, "50.8mm")]
    [InlineData(ImageFormat.Jpeg, 11811, "50.8mm")]
    [InlineData(ImageFormat.Png, 2835, "600")]
    [InlineData(ImageFormat.Jpeg, 3780, "600")]
    [InlineData(ImageFormat.Png, null, "600")]
    [InlineData(ImageFormat.Jpeg, 2835, "50.8mm", true)]
    [InlineData(ImageFormat.WebP, null, "50.8mm", true)]
    public void Trace_keeps_the_size_of_a_scan(
        ImageFormat format, int? perMeter, string width, bool hasExif = false)
    {
        Scan("scan.img", format, perMeter, hasExif);
        _folder.Run("trace", "scan.img", "-o", "a.svg").Exits(0);
        Assert.Contains($" width=\"{width}\"", Text("a.svg"), StringComparison.Ordinal);
        Assert.Contains("viewBox=\"0 0 600 400\"", Text("a.svg"), StringComparison.Ordinal);
        _folder.Run("trace", "scan.img", "-o", "a.dxf").Exits(0);
        var dxf = DxfFile.Read(File.ReadAllBytes(_folder["a.dxf"]));
        var isKnown = width != "600";
        Assert.Equal(isKnown ? "4" : "0", dxf.Units);
        Assert.Equal(isKnown ? 50.8 : 600, dxf.Entities.SelectMany(line => line.Points).Max(at => at.X), 0.01);
        _folder.Run("trace", "scan.img", "--paper-size", "A6", "-o", "b.svg").Exits(0);
        Assert.Contains(" width=\"148mm\"", Text("b.svg"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("trace a.png --dpi 200 -o b.tif", 60, 40)]
    [InlineData("trace a.png --paper-size 127x254mm --dpi 200 -o b.png", 2000, 1000)]
    [InlineData("dot-art a.png --paper-size 127x254mm --dpi 200 --dot-count 50 -o b.tif", 2000, 1000)]
    [InlineData("dot-art a.png --dpi 200 --dot-count 50 -o b.png", 60, 40)]
    public void A_resolution_decides_the_pixels_of_a_sheet(string line, int width, int height)
    {
        _folder.Image("a.png", 60, 40);
        _folder.Run(line).Exits(0);
        var source = ImageSource.File(_folder[line.Split(' ')[^1]]);
        var info = ImageCodecs.Default.Identify(source);
        Assert.Equal((width, height), (info.Width, info.Height));
        Assert.Equal(200, ImageCodecs.Default.ReadMetadata(source).PixelsPerMeter!.Value * 0.0254, 0.01);
    }

    [Fact]
    public void A_resolution_that_gives_too_many_pixels_is_refused()
    {
        _folder.Image("a.png");
        _folder.Run("trace a.png --paper-size A0 --dpi 3000 -o b.png").Exits(2, "at most 700 for a sheet of A0");
        _folder.Run("trace a.png --png-size 90 --dpi 300 -o b.png").Exits(2, "cannot be combined");
    }

    [Theory]
    [InlineData("dot-art a.png --separation cmyk --dot-count 60 --separate -o b.png", "b_cyan.png")]
    [InlineData("dot-art a.png --separation cmyk --dot-count 60 --separate --dpi 100 -o b.tif", "b_black.tif")]
    [InlineData("trace a.png --colors 3 --separate -o b.png", "b_02.png")]
    [InlineData("trace a.png --colors 3 --separate --paper-size A6 --dpi 100 -o b.tif", "b_02.tif")]
    public void Plates_are_gray(string line, string plate)
    {
        _folder.Image("a.png", 60, 40, (x, y) => new((byte)(x < 30 ? 200 : 40), (byte)(4 * y), 90));
        _folder.Run(line).Exits(0);
        var info = ImageCodecs.Default.Identify(ImageSource.File(_folder[plate]));
        Assert.Equal((1, false, 8), (info.ColorPlanes, info.HasAlpha, info.BitsPerSample));
        using var drawn = _folder.Decode(plate);
        Assert.Equal(White, drawn[0, 0]);
        Assert.Contains(Black, Enumerable.Range(0, drawn.Height).SelectMany(y => drawn.Row(y).ToArray()));
    }

    [Theory]
    [InlineData("b_02.png")]
    [InlineData("b_02.tif")]
    public void Plates_of_films_have_one_bit(string plate)
    {
        _folder.Image("a.png", 60, 40, (x, y) => x is > 10 and < 50 && y is > 8 and < 30 ? Red : White);
        _folder.Run("trace a.png --colors 2 --separate --paper-size A6 --dpi 600 -o b" + plate[^4..]).Exits(0);
        var file = File.ReadAllBytes(_folder[plate]);
        if (plate[^1] == 'g') Assert.Equal((1, 3), (file[24], file[25]));
        using var drawn = _folder.Decode(plate);
        Assert.All(Enumerable.Range(0, drawn.Height), y => Assert.False(drawn.Row(y).ContainsAnyExcept(White, Black)));
        Assert.InRange(file.Length, 1, 100_000);
    }

    /// <summary>Other readers find no error, and the box of the trimmed sheet.</summary>
    [Theory<PdfCheckers>]
    [InlineData("dot-art a.png --separation cmyk --dot-count 60")]
    [InlineData("dot-art a.png --preset Risograph --dot-count 60")]
    [InlineData("dot-art a.png --distribution flow --pen 0.5mm,magenta,CutContour")]
    [InlineData("trace a.png --gradients")]
    [InlineData("trace a.png --color-space rgb --no-provenance")]
    [InlineData("trace a.png --palette black,white --contour 3mm --bleed 1mm")]
    [InlineData("trace a.png --cut")]
    public void Readers_of_pdf_find_no_error(string line)
    {
        _folder.Image("a.png");
        _folder.Run([.. line.Split(' '), "--paper-size", "A6", "-o", "a.pdf"]).Exits(0);
        var check = Tool.Run("qpdf", "--check", _folder["a.pdf"]);
        Assert.True(check.Code == 0, check.Output + check.Error);
        var info = Tool.Run("pdfinfo", "-box", _folder["a.pdf"]);
        Assert.Empty(info.Error);
        Assert.Matches(@"TrimBox:\s+0\.00\s+0\.00\s+419\.53\s+297\.64", info.Output);
    }

    /// <summary>Grays print on black alone, also as gradients and as translucent areas.</summary>
    [Theory<Ghostscript>]
    [InlineData("")]
    [InlineData("--gradients")]
    [InlineData("--minimum-area 0")]
    public void Grays_print_on_black_alone(string option)
    {
        _folder.Image("a.png", 80, 60, (x, y) => y < 10 || x < 8 ? default
            : y < 30 ? new(90, 90, 90, (byte)(x < 40 ? 128 : 255)) : new((byte)(3 * x), (byte)(3 * x), (byte)(3 * x)));
        _folder.Run([.. $"trace a.png {option}".Split(' ', StringSplitOptions.RemoveEmptyEntries), "-o", "a.pdf"])
            .Exits(0);
        var run = Tool.Run(Ghostscript.Program, "-q", "-sDEVICE=inkcov", "-o", "-", _folder["a.pdf"]);
        Assert.Matches(@"^\s*0\.0+\s+0\.0+\s+0\.0+\s+0\.[1-9]", run.Output);
    }

    /// <summary>Ghostscript finds a plate for each ink, and nothing on others.</summary>
    [Theory<Ghostscript>]
    [InlineData("dot-art a.png --separation cmyk --dot-count 60 --paper-size A6", "Cyan Magenta Yellow Black")]
    [InlineData("dot-art a.png --distribution hatch --pen 0.5mm,magenta,CutContour --paper-size A6", "CutContour")]
    [InlineData("dot-art a.png --preset Risograph --dot-count 60 --paper-size A6", "#ff48b0 #0078bf")]
    [InlineData("trace a.png --preset LineArt --paper-size A6", "Black")]
    [InlineData("trace a.png --palette black,white --contour 3mm --bleed 1mm", "Black White CutContour")]
    public void Each_ink_has_its_plate(string line, string inks)
    {
        _folder.Image("a.png", 60, 40, (x, y) => x is > 20 and < 40 && y > 10 ? Black : White);
        _folder.Run([.. line.Split(' '), "-o", "a.pdf"]).Exits(0);
        var run = Tool.Run(Ghostscript.Program, "-q", "-sDEVICE=tiffsep", "-r72",
            "-o", _folder["sep%d.tif"], _folder["a.pdf"]);
        Assert.True(run.Code == 0, run.Error);
        string[] process = ["Cyan", "Magenta", "Yellow", "Black"];
        foreach (var name in process.Union(inks.Split(' ')))
        {
            using var plate = _folder.Decode($"sep1({name}).tif");
            var isUsed = Enumerable.Range(0, plate.Height).Any(y => plate.Row(y).ContainsAnyExcept(White));
            Assert.Equal(inks.Split(' ').Contains(name), isUsed);
        }
    }

    /// <summary>The white below a sticker does not mix with its colors, and ends at its edge.</summary>
    [Theory]
    [InlineData("png")]
    [InlineData("tif")]
    public void White_is_below_the_picture(string extension)
    {
        _folder.Image("a.png", 80, 80, (x, y) =>
            Math.Abs(x - 40) + Math.Abs(y - 40) > 24 ? default : x < 40 ? Red : Black);
        _folder.Run($"trace a.png --contour 3mm --bleed 1mm --dpi 100 -o b.{extension}").Exits(0);
        using var drawn = _folder.Decode($"b.{extension}");
        var (x, y) = (drawn.Width / 2, drawn.Height / 2);
        Assert.Equal((Red, Black, White), (drawn[x - 10, y], drawn[x + 10, y], drawn[x - 30, y]));
        Assert.Equal(0, drawn[2, 2].A);
    }

    [Fact]
    public void Rgb_has_no_inks()
    {
        _folder.Image("a.png", 60, 40, (x, _) => x < 30 ? Black : White);
        _folder.Run("dot-art a.png --separation cmyk --dot-count 60 --color-space rgb -o a.pdf").Exits(0);
        var text = Encoding.Latin1.GetString(File.ReadAllBytes(_folder["a.pdf"]));
        Assert.DoesNotContain("/Separation", text, StringComparison.Ordinal);
        Assert.DoesNotContain("/DeviceCMYK", text, StringComparison.Ordinal);
        _folder.Run("trace a.png --color-space rgb -o a.svg").Exits(2, "--format");
    }

    /// <summary>Rings of one inside another, and two halves that share a line.</summary>
    [Fact]
    public void Every_line_is_cut_once_and_inner_ones_first()
    {
        Rgba32[] colors = [White, Black, Red, new(40, 60, 200), new(30, 160, 60)];
        _folder.Image("a.png", 120, 80, (x, y) => colors[
            x is >= 80 and < 90 && y is >= 20 and < 30 ? 4 : x is < 20 or >= 100 || y is < 10 or >= 70 ? 0
                : x < 60 ? 1 : x is >= 70 and < 95 && y is >= 15 and < 60 ? 3 : 2]);
        _folder.Run("trace a.png --cut --minimum-area 0 -o a.dxf").Exits(0);
        var lines = DxfFile.Read(File.ReadAllBytes(_folder["a.dxf"])).Entities;

        // The square, the rectangle around it, both halves with their common side, and the frame.
        Assert.Equal(40 + 140 + 280 + 60 + 400, lines.Sum(LengthOf), 2);
        var boxes = lines.Select(line => (Left: line.Points.Min(at => at.X), Right: line.Points.Max(at => at.X)))
            .ToArray();
        Assert.Equal([(80, 90), (70, 95)], boxes[..2].Select(box => (Math.Round(box.Left), Math.Round(box.Right))));
        Assert.Equal((0, 120), boxes[^1]);
        Assert.Contains(lines, line => !line.IsClosed);
        Assert.All([lines[0], lines[1], lines[^1]], line => Assert.True(line.IsClosed));

        static double LengthOf(DxfEntity line)
        {
            var points = line.IsClosed ? line.Points.Append(line.Points[0]) : line.Points;
            return points.Zip(points.Skip(1), (a, b) => Math.Sqrt(
                ((b.X - a.X) * (b.X - a.X)) + ((b.Y - a.Y) * (b.Y - a.Y)))).Sum();
        }
    }

    [Theory]
    [InlineData("a.svg")]
    [InlineData("a.dxf")]
    [InlineData("a.gcode")]
    public void A_contour_is_at_its_distance(string file)
    {
        // A disc with a hole, 20 mm across, in the middle of a picture of 40 x 30 mm.
        _folder.Image("a.png", 400, 300, (x, y) =>
            Math.Sqrt(((x - 199.5) * (x - 199.5)) + ((y - 149.5) * (y - 149.5))) is < 100 and > 40 ? Red : default);
        _folder.Run($"trace a.png --contour 3mm --dpi 254 -o {file}").Exits(0);
        if (file == "a.svg")
        {
            Assert.Equal(["color-1", "cut"], LayerId().Matches(Text(file))
                .Select(id => id.Groups[1].Value["a-123abc-".Length..]));
            return;
        }

        var points = file == "a.gcode"
            ? Drawing().Matches(Text(file)).Select(move => (X: NumberOf(move, 1), Y: NumberOf(move, 2)))
            : DxfFile.Read(File.ReadAllBytes(_folder[file])).Entities.Where(line => line.Layer == "CUTCONTOUR")
                .SelectMany(line => line.Points);
        Assert.All(points, at => Assert.Equal(
            13, Math.Sqrt(((at.X - 30) * (at.X - 30)) + ((at.Y - 25) * (at.Y - 25))), 0.15));
        Assert.NotEmpty(points);

        static double NumberOf(Match move, int group) =>
            double.Parse(move.Groups[group].Value, CultureInfo.InvariantCulture);
    }

    /// <summary>Also at sharp tips; notches are filled.</summary>
    [Theory]
    [InlineData(3, 1)]
    [InlineData(4, 1)]
    [InlineData(10, 0.4)]
    public void A_contour_keeps_its_distance_from_every_side(int corners, double inner)
    {
        Point[] shape = [.. Enumerable.Range(0, corners).Select(i =>
        {
            var (angle, radius) = (0.3 + (2 * Math.PI * i / corners), 100 * (i % 2 == 0 ? 1 : inner));
            return new Point(150, 150) + (radius * new Point(Math.Cos(angle), Math.Sin(angle)));
        })];
        _folder.Image("a.png", 300, 300, (x, y) => Red with
        {
            A = (byte)(255 * Coordinates(4, 4).Count(
                part => Drawn.IsInside(shape, x + ((part.X + 0.5) / 4), y + ((part.Y + 0.5) / 4))) / 16),
        });
        _folder.Run("trace a.png --contour 3mm --dpi 254 -o a.dxf").Exits(0);
        var line = Assert.Single(
            DxfFile.Read(File.ReadAllBytes(_folder["a.dxf"])).Entities, line => line.Layer == "CUTCONTOUR");
        Assert.True(line.IsClosed);
        double[] distances = [.. line.Points.Select(at => new Point(10 * (at.X - 10), 300 - (10 * (at.Y - 10))))
            .Select(at => shape.Zip([.. shape[1..], shape[0]]).Min(side => Drawn.Distance(side, at)) / 10)];
        Assert.All(distances, distance => Assert.InRange(distance, 2.9, inner == 1 ? 3.1 : 3.5));
    }

    /// <summary>The lighter of two inks goes on below the darker one, in every direction and nowhere else.</summary>
    [Theory]
    [InlineData("png")]
    [InlineData("svg")]
    [InlineData("pdf")]
    public void Lighter_inks_continue_below_darker_ones(string format)
    {
        Rgba32 yellow = new(240, 200, 40);
        _folder.Image("a.png", 60, 40, (x, y) => x is < 10 or >= 50 || y is < 10 or >= 30 ? White
            : x < 30 ? yellow : Black);
        var line = $"trace a.png --palette #fff,#f0c828,#000 --separate --dpi 254 --trap 0.2mm -o b.{format}";
        _folder.Run(line).Exits(0);
        if (format != "png") return;

        using var light = _folder.Decode("b_02.png");
        using var dark = _folder.Decode("b_03.png");
        Assert.Equal([(10, 31), (30, 49)], new[] { light, dark }.Select(plate =>
        {
            var inked = Enumerable.Range(8, plate.Width - 16).Where(x => plate[x, plate.Height / 2].R < 128).ToArray();
            return (inked[0] - ((plate.Width - 60) / 2), inked[^1] - ((plate.Width - 60) / 2));
        }));
        _folder.Run("trace a.png --separate --trap 0.2mm -o c.png").Exits(2, "--paper-size");
    }

    [Fact]
    public void A_contour_stays_in_the_margin()
    {
        _folder.Image("a.png");
        _folder.Run("trace a.png --contour 8mm --bleed 3mm -o a.svg").Exits(2, "the --margin of 10mm");
        _folder.Run("trace a.png --contour 8mm --bleed 3mm --margin 11mm -o a.svg").Exits(0);
    }

    [Theory]
    [InlineData("dot-art a.png --dot-count 60 --separation cmyk --paper-size A6")]
    [InlineData("trace a.png --colors 3")]
    public void Ids_begin_with_a_given_prefix(string line)
    {
        _folder.Image("a.png");
        _folder.Run([.. line.Split(' '), "--id-prefix", "icon1_", "-o", "a.svg"]).Exits(0);
        var ids = AnyId().Matches(Text("a.svg"));
        Assert.NotEmpty(ids);
        Assert.All(ids, id => Assert.StartsWith("icon1_", id.Groups[1].Value, StringComparison.Ordinal));
        Assert.DoesNotContain("<title>", Text("a.svg"), StringComparison.Ordinal);
        _folder.Run([.. line.Split(' '), "--id-prefix", "1", "-o", "b.svg"]).Exits(2, "cannot start an id");
    }

    private string Text(string name) => File.ReadAllText(_folder[name]);

    private void Scan(string name, ImageFormat format, int? perMeter, bool hasExif)
    {
        // XResolution and YResolution of 300 per inch.
        var exif = Convert.FromHexString(
            "4d4d002a000000080002011a00050000000100000026011b0005000000010000002600000000" + "0000012c00000001");
        using var image = new Raster<Rgba32>(600, 400);
        for (var y = 0; y < 400; y++)
        {
            image.Row(y).Fill(White);
            image.Row(y)[100..(100 + y)].Fill(Black);
        }

        using var file = File.Create(_folder[name]);
        ImageCodecs.Default.Encode(image, file, new EncodeOptions(format)
        {
            PixelsPerMeter = perMeter, Metadata = new() { Exif = hasExif ? exif : default(ReadOnlyMemory<byte>) },
        });
    }

    [GeneratedRegex(@"<g id=""([^""]+)""")]
    private static partial Regex LayerId();

    [GeneratedRegex(@"\bid=""([^""]+)""")]
    private static partial Regex AnyId();

    [GeneratedRegex(@"G1 X([\d.]+) Y([\d.]+)")]
    private static partial Regex Drawing();
}
