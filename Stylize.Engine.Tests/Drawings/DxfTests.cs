using Stylize.Engine.Tests.DotArt;
using Stylize.Engine.Tests.VectorArt;

namespace Stylize.Engine.Tests.Drawings;

/// <summary>DXF files: exact shapes, layers, and what a foreign reader finds.</summary>
public sealed class DxfTests
{
    private static readonly Rgba32 Black = new(0, 0, 0), Blue = new(0, 0, 255);

    [Fact]
    public void Shapes_are_circles_and_polylines_from_the_lower_left_corner()
    {
        var drawing = new FixedDrawing(new(100, 50, true, null), canvas =>
        {
            canvas.Layer(new("1 Fine pen, 0.3mm"));
            canvas.Dots([new(10, 20, 2.5f, Black)], new(DotShape.Circle, 1));
            canvas.Stroke(new DrawingPath().Move(5, 5).HalfCircle(9, 5).Line(9, 8), 0.3, Black);
            canvas.Layer(new());
            canvas.Fill(new DrawingPath().Move(1, 1).Line(3, 1).Line(3, 4).Line(1, 1).Close(), Blue, isEvenOdd: true);
            canvas.Seams(new DrawingPath().Move(0, 0).Line(9, 9), Blue);
        });
        var file = DxfFile.Read(drawing.File(DrawingFormat.Dxf));
        Assert.Equal("4", file.Units);
        Assert.Equal(
            new Dictionary<string, int> { ["0"] = 7, ["1_FINE_PEN__0_3MM"] = 7, ["COLOR_0000FF"] = 5 }, file.Layers);
        Assert.All(file.Entities, entity => Assert.Contains(entity.Layer, file.Layers.Keys));
        Assert.Equal(["CIRCLE", "POLYLINE", "POLYLINE"], file.Entities.Select(entity => entity.Name));
        var (circle, stroke, area) = (file.Entities[0], file.Entities[1], file.Entities[2]);
        Assert.Equal((10, 30, 2.5), (circle[10], circle[20], circle[40]));
        Assert.Equal([(5, 45), (9, 45), (9, 42)], stroke.Points);
        Assert.Equal((0.3, false), (stroke[40], stroke.IsClosed));

        // A half circle that is clockwise has the bulge -1.
        Assert.Equal(-1, DxfEntity.Number(stroke.Vertices[0], 42));
        Assert.DoesNotContain(stroke.Vertices[1], group => group.Code == 42);
        Assert.Equal([(1, 49), (3, 49), (3, 46)], area.Points);
        Assert.True(area.IsClosed);
    }

    [Fact]
    public void Curves_become_lines_within_a_twentieth_of_a_millimeter()
    {
        var drawing = new FixedDrawing(new(100, 100, true, null), canvas =>
        {
            canvas.Layer(new());
            canvas.Fill(FixedDrawing.Circle(50, 40), Black, isEvenOdd: false);
        });
        var points = Assert.Single(DxfFile.Read(drawing.File(DrawingFormat.Dxf)).Entities).Points;
        Assert.InRange(points.Count, 20, 200);
        for (var i = 0; i < points.Count; i++)
        {
            var (a, b) = (points[i], points[(i + 1) % points.Count]);
            var middle = ((a.X + b.X) / 2, (a.Y + b.Y) / 2);
            Assert.InRange(Drawn.Hypot(middle.Item1 - 50, middle.Item2 - 50), 39.949, 40.012);
        }
    }

    [Theory]
    [InlineData(0, 0, 0, 7)]
    [InlineData(255, 255, 255, 255)]
    [InlineData(255, 0, 0, 1)]
    [InlineData(250, 64, 2, 20)]
    [InlineData(165, 82, 82, 13)]
    [InlineData(0, 0, 76, 176)]
    public void A_layer_has_the_nearest_color_of_the_index(byte red, byte green, byte blue, int number)
    {
        var drawing = new FixedDrawing(new(10, 10, true, null), canvas =>
        {
            canvas.Layer(new("ink"));
            canvas.Dots([new(5, 5, 1, new(red, green, blue))], new(DotShape.Circle, 1));
        });
        Assert.Equal(number, DxfFile.Read(drawing.File(DrawingFormat.Dxf)).Layers["INK"]);
    }

    [Fact<Ezdxf>]
    public void Ezdxf_reads_dots_lines_and_areas_without_errors_and_within_the_sheet()
    {
        const string Script = """
            import sys, ezdxf
            doc = ezdxf.readfile(sys.argv[1])
            space = doc.modelspace()
            x, y = [], []
            for entity in space:
                if entity.dxftype() == 'CIRCLE':
                    (cx, cy, _), r = entity.dxf.center, entity.dxf.radius
                    x += [cx - r, cx + r]
                    y += [cy - r, cy + r]
                else:
                    x += [vertex.dxf.location.x for vertex in entity.vertices]
                    y += [vertex.dxf.location.y for vertex in entity.vertices]
            print(len(doc.audit().errors), doc.dxfversion, doc.header['$INSUNITS'], len(space), len(doc.layers))
            print(min(x), min(y), max(x), max(y))
            """;
        using var image = Pictures.Busy(120, 80);
        var sheet = new PaperOptions { PaperSize = new PaperSize(140, 100) };
        var pens = new PlotOptions { Sheet = sheet, Pens = [new(0.3, Black), new(0.5, new(255, 0, 0))] };
        var dots = new DotArtOptions { DotCount = 200, Format = DrawingFormat.Dxf, Plot = new() { Sheet = sheet } };
        Check(Dots.Run(image, dots with { Color = Black }), 200, 1);
        Check(Dots.Run(image, dots with { Plot = pens, Inks = new() { Separation = Separation.Inks } }), null, 2);
        Check(Dots.Run(
            image, DotArtOptions.Presets["Engraving"] with { Format = DrawingFormat.Dxf, Plot = dots.Plot }), null, 1);
        Check(Drawn.Run(
            image, new VectorArtOptions { Format = DrawingFormat.Dxf, Sheet = sheet, Colors = 4 }), null, 4);

        static void Check(IArtifact artifact, int? entities, int layers)
        {
            using var own = artifact;
            using var folder = new TemporaryFolder();
            var lines = CliRun.With(new(Ezdxf.Python!, ["-c", Script, folder.File("a.dxf", own.Text())])).Exits(0)
                .OutLines;
            var facts = lines[0].Split(' ');
            Assert.Equal(["0", "AC1009", "4"], facts[..3]);
            if (entities is { } count) Assert.Equal($"{count}", facts[3]);

            // Readers add a layer of their own, next to 0.
            Assert.InRange(int.Parse(facts[4], CultureInfo.InvariantCulture), layers + 1, layers + 2);
            var box = lines[1].Split(' ')
                .Select(number => double.Parse(number, CultureInfo.InvariantCulture)).ToArray();

            // The image of 120 x 80 pixels has 120 x 80 mm between margins of 10 mm, into which dots at its edge reach.
            Assert.InRange(box.Min(), 0, 30);
            Assert.InRange(box[2], 100, 140);
            Assert.InRange(box[3], 70, 100);
        }
    }
}
