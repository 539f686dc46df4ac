using Stylize.Engine.Tests.DotArt;
using Stylize.Engine.Tests.VectorArt;

namespace Stylize.Engine.Tests.Drawings;

/// <summary>PDF files: structure, pages, layers, and what a foreign reader shows.</summary>
public sealed class PdfTests
{
    private static readonly Rgba32 Black = new(0, 0, 0), White = new(255, 255, 255), Red = new(255, 0, 0);

    private static readonly PaperOptions Sheet = new() { PaperSize = new PaperSize(148, 210) };

    public static TheoryData<string> Kinds =>
        ["dots", "opacity", "wash", "shapes", "screens", "line", "engraving", "ink", "areas", "gradients",
            "flat areas", "areas on a sheet"];

    [Fact]
    public void Every_object_is_where_the_table_says_and_bytes_are_always_the_same()
    {
        using var image = Pictures.Busy(60, 40);
        var options =
            new DotArtOptions { DotCount = 100, Format = DrawingFormat.Pdf,
                Inks = new() { Separation = Separation.Cmyk } };
        using var drawing = Dots.Run(image, options);
        using var again = Dots.Run(image, options, threads: 2);
        var bytes = drawing.Bytes();
        Assert.Equal(bytes, again.Bytes());
        var text = Encoding.Latin1.GetString(bytes);
        var start =
            int.Parse(Regex.Match(text, @"startxref\n(\d+)\n%%EOF\n$").Groups[1].Value, CultureInfo.InvariantCulture);
        var rows = text[start..].Split('\n');
        Assert.Equal("xref", rows[0]);
        var count = int.Parse(rows[1].Split(' ')[1], CultureInfo.InvariantCulture);
        for (var number = 1; number < count; number++)
        {
            var row = rows[number + 2];
            Assert.Equal(19, row.Length);
            if (row[17] == 'n')
            {
                var offset = int.Parse(row[..10], CultureInfo.InvariantCulture);
                Assert.StartsWith($"{number} 0 obj\n", text[offset..(offset + 20)], StringComparison.Ordinal);
            }
        }

        Assert.Equal(4, Regex.Count(text, "/Type /OCG"));
        Assert.DoesNotContain("Date", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(148, 210, true, "[0 0 419.5276 595.2756]", "")]
    [InlineData(640, 480, false, "[0 0 640 480]", "")]
    [InlineData(10_000, 5_000, true, "[0 0 14173.2283 7086.6142]", " /UserUnit 2")]
    [InlineData(32_768, 20, false, "[0 0 10922.6667 6.6667]", " /UserUnit 3")]
    public void A_page_has_the_size_of_the_sheet_or_a_point_for_each_pixel(
        double width, double height, bool isInMillimeters, string box, string unit)
    {
        var text = Encoding.Latin1.GetString(
            new FixedDrawing(new(width, height, isInMillimeters, null), _ => { }).File(DrawingFormat.Pdf));
        Assert.Contains($"/MediaBox {box}{unit} ", text, StringComparison.Ordinal);
        Assert.Contains("/Title <FEFF00530063006800F6006E0020002800310029>", text, StringComparison.Ordinal);
    }

    [Theory<Poppler>]
    [MemberData(nameof(Kinds))]
    public void Poppler_shows_the_image_of_the_drawing(string kind)
    {
        const int Side = 480, FineSide = 1920;
        using var image = Pictures.Busy(120, 80);
        var dots = new DotArtOptions { DotCount = 300, Format = DrawingFormat.Pdf, Seed = 3 };
        using var ramps = Drawn.Picture(120, 80, (x, y) => Drawn.Hypot(x - 80, y - 40) is < 30 and var r
            ? new((byte)(8 * r), 90, 200) : new((byte)(2 * x), (byte)(250 - (2 * x)), (byte)y));
        var areas = new VectorArtOptions { Format = DrawingFormat.Pdf, Colors = 5 };
        using IArtifact drawing = kind switch
        {
            "dots" => Dots.Run(image, dots with { Plot = new() { Sheet = Sheet } }),
            "opacity" => Dots.Run(image, DotArtOptions.Presets["Gradient"] with { Format = DrawingFormat.Pdf }),
            "wash" =>
                Dots.Run(image,
                    DotArtOptions.Presets["Watercolor"] with { Format = DrawingFormat.Pdf, DotCount = 200 }),
            "shapes" =>
                Dots.Run(image, dots with { Pattern = DotPattern.Hexagonal, Shape = DotShape.Triangle, Color = Red }),
            "screens" =>
                Dots.Run(image,
                    dots with
                    {
                        Inks = new() { Separation = Separation.Cmyk },
                        Plot = new() { Sheet = Sheet with { ColorSpace = PageColors.Rgb } },
                    }),
            "line" => Dots.Run(image, dots with { SingleLine = true }),
            "engraving" => Dots.Run(
                image,
                DotArtOptions.Presets["Engraving"] with { Format = DrawingFormat.Pdf,
                    Lines = new() { LineWidth = new(0.5) } }),
            "ink" => Dots.Run(image,
                DotArtOptions.Presets["Ink"] with { Format = DrawingFormat.Pdf, Lines = new() { Outlines = true } }),
            "areas" => Drawn.Run(image, areas),
            "gradients" => Drawn.Run(ramps, areas with { Gradients = true }),
            "flat areas" => Drawn.Run(image, areas with { Layers = AreaLayers.Flat }),
            _ => Drawn.Run(image, areas with { Sheet = Sheet }),
        };
        if (kind == "areas on a sheet")
        {
            // 190 x 126.7 mm in the middle of the sheet, which lies on its side as the picture does.
            using var page = Shown(drawing.Bytes(), 210, 148);
            Assert.All([page[5, 74], page[205, 74], page[105, 5], page[105, 143]], pixel => Assert.Equal(White, pixel));
            Assert.All([12, 105, 197], x => Assert.Contains(Enumerable.Range(12, 124), y => page[x, y] != White));
            return;
        }

        using var drawn = drawing.Picture(kind == "engraving" ? FineSide : Side, OperationContext.Quiet);
        using var shown = Shown(drawing.Bytes(), drawn.Width, drawn.Height);
        double sum = 0, lighter = 0;
        foreach (var (x, y) in Coordinates(drawn.Width, drawn.Height))
        {
            var (a, b) = (drawn[x, y], shown[x, y]);
            sum += Math.Abs(a.R - b.R) + Math.Abs(a.G - b.G) + Math.Abs(a.B - b.B);
            lighter += b.G - a.G;
        }

        // Poppler antialiases in 4 x 4 samples and widens thin lines, which are everywhere in an engraving.
        Assert.InRange(Math.Abs(lighter) / drawn.PixelCount, 0, 4);
        Assert.InRange(sum / (3 * drawn.PixelCount), 0, kind == "engraving" ? 10 : 5);
    }

    /// <summary>Inks on plates show the tones of the drawing: screens of overprinting inks cannot have its exact
    /// colors.</summary>
    [Theory<Ghostscript>]
    [InlineData("screens")]
    [InlineData("inks")]
    [InlineData("grays")]
    [InlineData("areas")]
    public void Ghostscript_shows_the_tones_of_inks(string kind)
    {
        const int Side = 480, Cell = 20;
        using var image = kind == "grays"
            ? Drawn.Picture(120, 80, (x, y) => new((byte)(2 * x), (byte)(2 * x), (byte)(2 * x)))
            : Pictures.Busy(120, 80);
        var dots = new DotArtOptions { DotCount = 300, Format = DrawingFormat.Pdf, Seed = 3 };
        using IArtifact drawing = kind switch
        {
            "screens" => Dots.Run(image, dots with { Inks = new() { Separation = Separation.Cmyk } }),
            "inks" => Dots.Run(image,
                DotArtOptions.Presets["Risograph"] with { DotCount = 300, Format = DrawingFormat.Pdf, Seed = 3 }),
            "grays" => Drawn.Run(image, new() { Format = DrawingFormat.Pdf, Colors = 5 }),
            _ => Drawn.Run(image, new() { Format = DrawingFormat.Pdf, Colors = 5 }),
        };
        using var drawn = drawing.Picture(Side, OperationContext.Quiet);
        using var folder = new CliFolder();
        File.WriteAllBytes(folder["a.pdf"], drawing.Bytes());
        var run = Tool.Run(Ghostscript.Program, "-q", "-sDEVICE=png16m", $"-g{drawn.Width}x{drawn.Height}",
            "-dPDFFitPage", "-dTextAlphaBits=4", "-dGraphicsAlphaBits=4", "-dOverprint=/simulate",
            "-o", folder["a.png"], folder["a.pdf"]);
        Assert.True(run.Code == 0, run.Error);
        using var shown = folder.Decode("a.png");
        var worst = 0.0;
        foreach (var (left, top) in Coordinates(drawn.Width / Cell, drawn.Height / Cell))
        {
            double sum = 0;
            foreach (var (x, y) in Coordinates(Cell, Cell))
            {
                var at = (X: (Cell * left) + x, Y: (Cell * top) + y);
                sum += Tone(drawn[at.X, at.Y]) - Tone(shown[at.X, at.Y]);
            }

            worst = Math.Max(worst, Math.Abs(sum) / (Cell * Cell));
        }

        // Steps of 255. Ghostscript shows the four inks of a press, which differ from those on the screen.
        Assert.InRange(worst, 0, kind == "screens" ? 60 : 40);

        static double Tone(Rgba32 color) => (0.299 * color.R) + (0.587 * color.G) + (0.114 * color.B);
    }

    [Fact<Poppler>]
    public void Poppler_shows_an_empty_page_and_one_of_ten_meters()
    {
        using var empty = Shown(new FixedDrawing(new(50, 30, true, null), _ => { }).File(DrawingFormat.Pdf), 100, 60);
        Assert.Equal(White, empty[50, 30]);
        using var large = Shown(
            new FixedDrawing(new(10_000, 5_000, true, Red), canvas =>
            {
                canvas.Layer(new("1 #000000"));
                canvas.Dots([new(5000, 2500, 1000, Black)], new(DotShape.Circle, 1));
            }).File(DrawingFormat.Pdf), 100, 50);
        Assert.Equal((Red, Black), (large[5, 5], large[50, 25]));
    }

    /// <summary>Draws a page at a size, and expects no complaint.</summary>
    private static Raster<Rgba32> Shown(byte[] pdf, int width, int height)
    {
        using var folder = new CliFolder();
        File.WriteAllBytes(folder["a.pdf"], pdf);
        CliRun.With(new("pdftoppm", ["-scale-to-x", $"{width}", "-scale-to-y", $"{height}", "-png", "-singlefile",
            folder["a.pdf"], folder["a"]])).IsQuiet();
        return folder.Decode("a.png");
    }
}
