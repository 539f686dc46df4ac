using Stylize.Engine.Tests.DotArt;
using Stylize.Engine.Tests.VectorArt;
using Stylize.Engine.VectorArt.Boundaries;
using Stylize.Engine.VectorArt.Curves;
using Stylize.Engine.VectorArt.Drawing;

namespace Stylize.Engine.Tests.Drawings;

/// <summary>Outlines of areas for plotters, cutters and lasers, and lines of dots, as foreign programs read
/// them.</summary>
public sealed class CutterTests : FolderTest
{
    private static readonly Rgba32 Black = new(0, 0, 0);

    /// <summary>A sheet on which a picture of 100 x 80 pixels has 100 x 80 mm.</summary>
    private static readonly PaperOptions Sheet = new() { PaperSize = new PaperSize(120, 100) };

    [Fact]
    public void Each_color_has_a_pen_and_each_line_is_closed_and_follows_its_boundary()
    {
        using var image = Rings();
        var hpgl = Drawn.Run(image, new VectorArtOptions { Format = DrawingFormat.Hpgl, Sheet = Sheet }).Text();
        Assert.Equal(["SP1", "SP2", "SP3"], Regex.Matches(hpgl, "SP[1-9]").Select(match => match.Value));
        var lines = Strokes(hpgl);
        Assert.Equal(3, lines.Count);
        Assert.All(lines, line => Assert.Equal(line[0], line[^1]));
        Assert.Equal([(400, 400), (400, 3600), (4400, 400), (4400, 3600)], lines[0].Distinct().Order());

        // The circles with radii of 30 and 15 mm around the middle of the picture.
        Assert.All(lines[1], point => Assert.InRange(Drawn.Hypot(point.X - 2400, point.Y - 2000) / 40, 29.85, 30.15));
        Assert.All(lines[2], point => Assert.InRange(Drawn.Hypot(point.X - 2400, point.Y - 2000) / 40, 14.85, 15.15));
    }

    [Fact]
    public void Lines_inside_others_are_cut_before_them_and_neighbors_follow_each_other()
    {
        Dot[][] rings =
            [Square(0, 0, 100), Square(80, 10, 10), Square(10, 10, 30), Square(12, 12, 5), Square(60, 10, 9)];
        var order = CutOrder.Sort(rings).Select(ring => Array.IndexOf(rings, ring)).ToArray();
        Assert.Equal([3, 2, 4, 1, 0], order);

        static Dot[] Square(float x, float y, float side) =>
            [.. new[] { (x, y), (x + side, y), (x + side, y + side), (x, y + side) }.Select(
                at => new Dot(at.Item1, at.Item2, 1, Black))];
    }

    /// <summary>A hole is cut before the smaller tiles around its tile, which would release it, and the edge of the
    /// sheet last.</summary>
    [Fact]
    public void No_line_is_cut_on_a_loose_piece()
    {
        using var image = Drawn.Picture(100, 100, (x, y) => Drawn.Hypot(x - 50, y - 50) < 22 ? Drawn.White
            : x is > 20 and < 80 && y is > 20 and < 80 ? Drawn.Blue : (x < 20) ^ (y > 80) ? Drawn.Red : Drawn.Black);
        var picture = Drawn.Trace(image, new() { Palette = [Drawn.White, Drawn.Blue, Drawn.Red, Drawn.Black] });
        Point[][] lines = [.. CutContour.Shared(picture, 1).Strokes![0]
            .Select(stroke => Drawn.Along(stroke.Curve).ToArray())];
        Assert.All(lines[0], at => Assert.Equal(22, Drawn.Hypot(at.X - 50, at.Y - 50), 0.3));
        bool[] areOfEdge = [.. lines.Select(line => Array.TrueForAll(line, at =>
            Math.Min(Math.Min(at.X, at.Y), 100 - Math.Max(at.X, at.Y)) < 0.01))];
        Assert.Equal(areOfEdge.Order(), areOfEdge);
        Assert.Equal(Enumerable.Repeat(true, 4), areOfEdge[^4..]);
    }

    /// <summary>Both sides of an area that is narrower than the line are cut once, and wider ones are kept.</summary>
    [Theory]
    [InlineData(0.4, 1)]
    [InlineData(3, 2)]
    public void Sides_of_a_sliver_are_cut_once(double bulge, int expected)
    {
        using var image = Drawn.Picture(100, 100, (x, y) =>
            x is > 48 and < 52 && y is > 30 and < 70 ? Drawn.Blue : x < 50 ? Drawn.Red : Drawn.Black);
        var picture = Drawn.Trace(image, new() { Palette = [Drawn.Red, Drawn.Black, Drawn.Blue] });
        var ends = new List<Point>();
        picture = picture with
        {
            Curves = [.. picture.Curves.Select((curve, i) =>
            {
                var (left, right) = (picture.Boundaries[i].Left, picture.Boundaries[i].Right);
                if (left.Label != 2 && right.Label != 2) return curve;

                ends.Add(curve.Start);
                var middle = 0.5 * (curve.Start + curve.End);
                middle = new(middle.X + (left.Label is 0 || right.Label is 0 ? 0 : bulge), middle.Y);
                return new Curve(curve.Start, [new(middle, middle, curve.End, false)]);
            })],
        };
        Assert.Equal(2, ends.Count);
        var pieces = CutContour.Shared(picture, 1).Strokes![0].SelectMany(stroke => stroke.Curve.Pieces);
        Assert.Equal(expected, pieces.Count(piece => !piece.IsLine && piece.Control1 == piece.Control2));
    }

    /// <summary>In any division into tiles, with holes in them, each line is cut on a piece that still is one with the
    /// sheet.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Tiles_are_cut_before_they_are_loose(int seed)
    {
        const int Side = 72;
        var (random, tiles) = (new Random(seed), new int[Side, Side]);
        Divide(seed % 2 * 6, seed % 2 * 6, Side - (seed % 2 * 6), Side - (seed % 2 * 6), 4);
        Rgba32[] colors = [Drawn.White, Drawn.Blue, Drawn.Red, Black, new(30, 160, 60), new(240, 200, 40)];
        using var image = Paint<Rgba32>(Side, Side, (x, y) => colors[tiles[y, x]]);

        // The number of the line that cuts each pixel off its left and upper neighbor; cells outside are the sheet.
        var picture = Drawn.Trace(image, new() { Palette = colors, MinimumArea = 0 });
        var (left, top) = (new int[Side + 2, Side + 2], new int[Side + 2, Side + 2]);
        var strokes = CutContour.Shared(picture, 1).Strokes![0];
        for (var line = 0; line < strokes.Count; line++)
        {
            Point from = strokes[line].Curve.Start;
            foreach (var to in strokes[line].Curve.Pieces.Select(piece => piece.End))
            {
                var (x, y) = (Math.Min(from.X, to.X), Math.Min(from.Y, to.Y));
                for (var i = 0; i < Math.Abs(to.X - from.X) - 0.5; i++) Cut(top, x + i, y);
                for (var i = 0; i < Math.Abs(to.Y - from.Y) - 0.5; i++) Cut(left, x, y + i);
                from = to;

                void Cut(int[,] edges, double u, double v)
                {
                    ref var edge = ref edges[(int)Math.Round(v) + 1, (int)Math.Round(u) + 1];
                    Assert.Equal(0, edge);
                    edge = line + 1;
                }
            }
        }

        for (var line = 1; line <= strokes.Count; line++)
        {
            var isSheet = new bool[Side + 2, Side + 2];
            var todo = new Stack<(int X, int Y)>([(0, 0)]);
            while (todo.TryPop(out var at))
            {
                if (isSheet[at.Y, at.X]) continue;

                isSheet[at.Y, at.X] = true;
                if (at.X > 0 && !IsCut(left[at.Y, at.X])) todo.Push((at.X - 1, at.Y));
                if (at.Y > 0 && !IsCut(top[at.Y, at.X])) todo.Push((at.X, at.Y - 1));
                if (at.X <= Side && !IsCut(left[at.Y, at.X + 1])) todo.Push((at.X + 1, at.Y));
                if (at.Y <= Side && !IsCut(top[at.Y + 1, at.X])) todo.Push((at.X, at.Y + 1));
            }

            foreach (var (x, y) in Coordinates(Side + 2, Side + 2, 1, 1))
            {
                if (left[y, x] == line) Assert.True(isSheet[y, x] || isSheet[y, x - 1]);
                if (top[y, x] == line) Assert.True(isSheet[y, x] || isSheet[y - 1, x]);
            }

            bool IsCut(int edge) => edge > 0 && edge < line;
        }

        void Divide(int x, int y, int right, int bottom, int levels)
        {
            var (width, height) = (right - x, bottom - y);
            if (levels == 0 || Math.Max(width, height) < 20)
            {
                Fill(x, y, right, bottom);
                if (Math.Min(width, height) > 14) Fill(x + 5, y + 5, right - 5, bottom - 5);
                return;
            }

            // Steps of an even number of pixels are no stairs of a slanted line.
            var isWide = width > height;
            var middle = (isWide ? x : y) + (6 * random.Next(1, Math.Max(2, Math.Max(width, height) / 6)));
            Divide(x, y, isWide ? middle : right, isWide ? bottom : middle, levels - 1);
            Divide(isWide ? middle : x, isWide ? y : middle, right, bottom, levels - 1);
        }

        void Fill(int x, int y, int right, int bottom)
        {
            var color = random.Next(1, 6);
            foreach (var (u, v) in Coordinates(right, bottom, x, y))
            {
                tiles[v, u] = color;
            }
        }
    }

    [Fact]
    public void A_laser_cuts_with_full_power()
    {
        using var image = Rings();
        var options =
            new VectorArtOptions { Format = DrawingFormat.Gcode, Sheet = Sheet,
                Machine = new() { MachineName = "laser" } };
        using var result = Drawn.Run(image, options);
        var gcode = result.Text();
        var powers = Regex.Matches(gcode, @"G1 X\S+ Y\S+ S(\d+)").Select(match => match.Groups[1].Value).Distinct();
        Assert.Equal(["1000"], powers);
        Assert.Contains("M4", gcode, StringComparison.Ordinal);

        // The frame of 100 x 80 mm, and circles with radii of 30 and 15 mm.
        var drawn = (double)result.Summary.Single(row => row.Key == "DrawnMillimeters").Value!;
        Assert.Equal(360 + (2 * Math.PI * 45), drawn, 2.0);
    }

    [Fact]
    public void Each_color_has_a_sheet_with_marks_in_every_format()
    {
        using var image = Rings();
        foreach (var row in DrawingFormatDefinition.All.Where(row => row.Pixels is null))
        {
            using var result = Drawn.Run(
                image, new VectorArtOptions { Format = row.Format, Sheet = Sheet, Separate = true, Colors = 4 });
            Assert.Equal([true, false, false, true], result.SideFiles.Select(side => side.IsEmpty));
            Assert.All(result.SideFiles.Where(side => !side.IsEmpty), side =>
            {
                var bytes = EncodedFiles.Written(side.Write);
                Assert.NotEmpty(bytes);
                Assert.EndsWith(row.Extension, side.Suffix, StringComparison.Ordinal);
                if (row.Format == DrawingFormat.Dxf)
                {
                    Assert.Equal(8, DxfFile.Read(bytes).Entities
                        .Count(entity => entity.Layer.EndsWith("REGISTRATION", StringComparison.Ordinal)));
                }
            });
        }
    }

    [Theory<Hp2xx>]
    [InlineData(true)]
    [InlineData(false)]
    public void Hp2xx_shows_outlines_and_hatching_where_they_are(bool isTraced)
    {
        using var image = Rings();
        using IArtifact drawing = isTraced
            ? Drawn.Run(image, new VectorArtOptions { Format = DrawingFormat.Hpgl, Sheet = Sheet })
            : Dots.Run(image,
                DotArtOptions.Presets["Hatching"] with { Format = DrawingFormat.Hpgl, Plot = new() { Sheet = Sheet } });
        var (file, png) = (_folder.File("a.hpgl", drawing.Text()), _folder["a.png"]);
        CliRun.With(new("hp2xx", ["-q", "-t", "-d", "100", "-m", "png", "-f", png, file])).Exits(0);
        using var shown = ImageCodecs.Default.DecodeRgba(ImageSource.File(png));

        // In true size, at 100 dots per inch: the frame of 100 mm, or the circle of 60 mm, because white has no lines.
        Assert.Equal((isTraced ? 100 : 60) / 25.4 * 100, shown.Width, 10.0);
        Assert.InRange(
            PixelArt.SyntheticPhotograph.Pixels(shown).Count(pixel => pixel.G < 128), 500, shown.PixelCount * 3 / 4);
    }

    [Theory<GcodeToolpath>]
    [InlineData("trace", "grbl-z")]
    [InlineData("trace", "laser")]
    [InlineData("Hatching", "grbl-servo")]
    [InlineData("Engraving", "laser")]
    [InlineData("Flow", "marlin-z")]
    public void Gcode_toolpath_finds_lines_on_the_sheet(string kind, string machine)
    {
        const string Script = """
            const Toolpath = require('gcode-toolpath');
            let length = 0, box = [1e9, 1e9, -1e9, -1e9];
            const add = (modal, a, b) => {
                if (modal.motion === 'G0') return;
                length += Math.hypot(b.x - a.x, b.y - a.y);
                for (const p of [a, b]) {
                    box = [Math.min(box[0], p.x), Math.min(box[1], p.y), Math.max(box[2], p.x), Math.max(box[3], p.y)];
                }
            };
            const path = new Toolpath({ addLine: add, addArcCurve: (m, a, b) => add(m, a, b) });
            path.loadFromStringSync(require('fs').readFileSync(process.argv[1], 'utf8'));
            console.log([length, ...box].join(' '));
            """;
        using var image = Rings();
        var own = new MachineOptions { MachineName = machine };
        using IArtifact drawing = kind == "trace"
            ? Drawn.Run(image, new VectorArtOptions { Format = DrawingFormat.Gcode, Sheet = Sheet, Machine = own })
            : Dots.Run(image, DotArtOptions.Presets[kind] with
            {
                Color = null,
                Format = DrawingFormat.Gcode,
                Plot = new() { Sheet = Sheet, Machine = own },
            });
        var run = CliRun.With(new("node", ["-e", Script, _folder.File("a.gcode", drawing.Text())])).Exits(0);
        var facts = run.Out.Split(' ').Select(number => double.Parse(number, CultureInfo.InvariantCulture)).ToArray();
        Assert.Equal(
            (double)drawing.Summary.Single(row => row.Key == "DrawnMillimeters").Value!, facts[0], 0.01 * facts[0]);
        Assert.InRange(Math.Min(facts[1], facts[2]), 9.9, 60);
        Assert.InRange(facts[3], 60, 110.1);
        Assert.InRange(facts[4], 50, 90.1);
    }

    private static Raster<Rgba32> Rings() => Drawn.Picture(100, 80, (x, y) => Drawn.Hypot(x - 50, y - 40) switch
    {
        < 15 => Drawn.Blue,
        < 30 => Drawn.Red,
        _ => Drawn.White,
    });

    private static List<List<(int X, int Y)>> Strokes(string hpgl) =>
    [
        .. Regex.Matches(hpgl, @"PU(-?\d+),(-?\d+);PD([-\d,]+);").Select(match =>
        {
            var numbers = $"{match.Groups[1]},{match.Groups[2]},{match.Groups[3]}".Split(',')
                .Select(number => int.Parse(number, CultureInfo.InvariantCulture)).ToArray();
            return numbers.Chunk(2).Select(pair => (pair[0], pair[1])).ToList();
        }),
    ];
}
