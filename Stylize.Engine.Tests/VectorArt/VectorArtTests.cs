using System.Xml.Linq;
using Stylize.Engine.Drawings;
using Stylize.Engine.Tests.Drawings;
using Stylize.Engine.VectorArt.Areas;
using Stylize.Engine.VectorArt.Boundaries;
using Stylize.Engine.VectorArt.Drawing;

namespace Stylize.Engine.Tests.VectorArt;

/// <summary>Files and options of vector art, and inputs that nothing can be traced in.</summary>
public sealed class VectorArtTests
{
    public static TheoryData<string> Hostile =>
        ["one pixel", "one color", "transparent", "checkerboard", "stripes", "noise", "one row"];

    /// <summary>Every point of a picture without transparency lies in exactly one flat area.</summary>
    [Theory]
    [MemberData(nameof(Hostile))]
    public void Flat_areas_cover_the_picture_without_gaps_and_overlaps(string name)
    {
        using var image = Picture(name);
        var options = new VectorArtOptions { Layers = AreaLayers.Flat, MinimumArea = 0 };
        var picture = Drawn.Trace(image, options);
        var shapes = AreaShape.ForPicture(picture, isStacked: false).Select(Polygons).ToList();
        var random = new Random(7);
        for (var i = 0; i < 200; i++)
        {
            double x = random.NextDouble() * image.Width, y = random.NextDouble() * image.Height;
            var count = shapes.Sum(rings => rings.Count(ring => Drawn.IsInside(ring, x, y)) % 2);

            // Curves of small areas may cross.
            Assert.True(name == "transparent" ? count == 0 : count == 1 || name is "noise",
                $"{count} areas at {x:0.00}, {y:0.00}");
        }
    }

    [Theory]
    [MemberData(nameof(Hostile))]
    public void Any_input_gives_a_readable_file_of_finite_numbers(string name)
    {
        using var image = Picture(name);
        foreach (var preset in VectorArtOptions.Presets.Values)
        {
            var svg = Drawn.Svg(image, preset);
            Assert.Equal("svg", XDocument.Parse(svg).Root!.Name.LocalName);
            Assert.DoesNotContain("NaN", svg, StringComparison.Ordinal);
            Assert.DoesNotContain("∞", svg, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_checkerboard_of_pixels_keeps_both_colors_without_a_minimum_area()
    {
        using var image = Picture("checkerboard");
        using var result =
            Drawn.Run(image, new VectorArtOptions { MinimumArea = 0, Smoothness = 0, Format = DrawingFormat.Png });
        using var drawn = result.Picture(image.Width, OperationContext.Quiet);
        double sum = 0;
        foreach (var (x, y) in Coordinates(image.Width, image.Height))
        {
            sum += drawn[x, y].R;
        }

        Assert.InRange(sum / image.PixelCount, 102, 153);
    }

    /// <summary>Black on white is kept from 0.3 times the smallest area at every size. Small pictures and print are
    /// enlarged.</summary>
    [Theory]
    [InlineData(16, false)]
    [InlineData(24, false)]
    [InlineData(32, false)]
    [InlineData(48, false)]
    [InlineData(60, false)]
    [InlineData(64, false)]
    [InlineData(80, false)]
    [InlineData(200, true)]
    public void A_speck_joins_the_area_around_it(int size, bool isPrint)
    {
        using var image = Drawn.Picture(size, size, (x, y) => x is > 1 and < 4 && y is > 1 and < 4 ? Drawn.Black
            : (isPrint ? y > 20 && x > 20 && (x - 20) % 7.13 < 1.6
                : Drawn.Hypot(x - (0.6 * size), y - (0.6 * size)) < 0.25 * size)
                ? Drawn.Black : Drawn.White);
        int Areas(int? area) => Drawn.Inner(Drawn.Trace(image, new VectorArtOptions { MinimumArea = area })).Count;

        Assert.Equal(Areas(28), Areas(33) + 1);
        Assert.Equal(Areas(28), Areas(null));
    }

    /// <summary>A small picture is not reduced, so its preview has the pixels of its result. In a reduced picture, the
    /// smallest area counts pixels of the whole, enlarged or not.</summary>
    [Fact]
    public void A_preview_keeps_the_specks_of_its_result()
    {
        using var image = Drawn.Picture(48, 48, (x, y) => x is > 2 and < 5 && y is > 2 and < 5 ? Drawn.Blue
            : Drawn.Hypot(x - 28, y - 28) < 14 ? Drawn.Red : Drawn.White);
        using var result = Drawn.Run(image, new());
        using var expected = result.Picture(48, OperationContext.Quiet);
        using var input = new PreviewInput(ImageInput.Pixels(image, ImageCodecs.Default, "a.png"), 48, 48, () => image);
        using var preview = VectorArtDefinition.Value.Preview(
            new VectorArtOptions(), input, 48, PreviewTime.Normal, OperationContext.Quiet);
        Assert.Equal(Drawn.Blue, expected[3, 3]);
        Assert.All(
            Enumerable.Range(0, 48), y => Assert.Equal(expected.Row(y).ToArray(), preview.Picture.Row(y).ToArray()));

        Assert.Equal(Limit(1, 1000, 3) / 4.0, Limit(0.5, 500, 3), 0.5);
        Assert.Equal(Limit(1, 4000, 1) / 16.0 * 9, Limit(0.25, 1000, 3), 0.5);

        static int Limit(double copyScale, int side, int scale) =>
            new VectorArtPlan(new() { CopyScale = copyScale }, side, side).MinimumArea(scale);
    }

    /// <summary>Strokes and dots as thin as those of print of 11 pixels, at all positions between pixels: an
    /// antialiased mark is dark, about as wide as drawn, and 95% are there.</summary>
    [Theory]
    [InlineData("Default")]
    [InlineData("Logo")]
    [InlineData("LineArt")]
    public void Small_print_keeps_its_marks_its_ink_and_its_width(string preset)
    {
        const double Width = 1.2, Height = 7, Dot = 1.5;
        using var image = Drawn.Picture(
            200, 60, (x, y) => Enumerable.Range(0, 24).Any(i => IsMark(i, x, y)) ? Drawn.Black : Drawn.White);
        var picture = Drawn.Trace(image, VectorArtOptions.Presets[preset]);
        var shapes = AreaShape.ForPicture(picture, isStacked: true);
        Assert.InRange(shapes[^1].Color.R, 0, 24);
        var areas = Polygons(shapes[^1]).Select(Area).Order().ToList();
        Assert.InRange(areas.Count, 46, 48);
        Assert.All(areas.SkipLast(24), area => Assert.InRange(area, 0.6 * Dot * Dot, 1.4 * Dot * Dot));
        Assert.All(areas.TakeLast(24), area => Assert.InRange(area, 0.75 * Width * Height, 1.45 * Width * Height));

        bool IsMark(int i, double x, double y)
        {
            var (left, top) = (8 + (i % 12 * 15) + (i / 24.0), 10 + (i / 12 * 25) + (i * 7 % 12 / 12.0));
            return (x > left && x < left + Width && y > top + 4 && y < top + 4 + Height)
                || (x > left && x < left + Dot && y > top && y < top + Dot);
        }

        static double Area(IReadOnlyList<Point> ring) =>
            Math.Abs(ring.Select((point, i) => Point.Cross(point, ring[(i + 1) % ring.Count])).Sum()) / 2;
    }

    /// <summary>The ink of thin strokes at all positions between pixels, where every pixel is a mixture, has its
    /// color.</summary>
    [Fact]
    public void Thin_marks_have_the_color_of_their_ink()
    {
        var ink = new Rgba32(20, 40, 90);
        using var image =
            Drawn.Picture(200, 30, (x, y) => y is > 6 and < 22 && x > 5 && (x - 5) % 7.13 < 1.6 ? ink : Drawn.White);
        var drawn = AreaShape.ForPicture(Drawn.Trace(image), isStacked: true)[^1].Color;
        Assert.InRange(EdgeSharpener.Distance(ink, drawn), 0, 8 * 8);
    }

    /// <summary>Lines fill a gray disk at the angle, inside it, and cover as much of it as its lightness
    /// lacks.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(30)]
    public void Hatching_covers_an_area_as_its_color_is_dark(float angle)
    {
        const double Radius = 60;
        var gray = new Rgba32(119, 119, 119);
        using var image = Drawn.Picture(160, 140, (x, y) => Drawn.Hypot(x - 80, y - 70) < Radius ? gray : Drawn.White);
        var hatched = AreaHatch.Apply(Drawn.Trace(image), 1, angle, hasOutlines: false);
        var shape = Assert.Single(AreaShape.ForPicture(hatched, isStacked: false));
        double total = 0;
        foreach (var (curve, width, _) in shape.Strokes)
        {
            var (from, to) = (curve.Start, Assert.Single(curve.Pieces).End);
            Assert.Equal(1, width);
            Assert.Equal(0,
                Math.Abs(Point.Cross(
                    to - from, new(Math.Cos(angle * Math.PI / 180), -Math.Sin(angle * Math.PI / 180)))), 0.01);
            Assert.InRange(
                Math.Max(Drawn.Hypot(from.X - 80, from.Y - 70), Drawn.Hypot(to.X - 80, to.Y - 70)), 0, Radius);
            total += Point.Distance(from, to) + 1;
        }

        // The lightness of this gray is 50; the length of the lines times their width is half of the disk.
        Assert.Equal(0.5 * Math.PI * Radius * Radius, total, 0.03 * Math.PI * Radius * Radius);
        Assert.Equal(shape.Strokes.Count + 1, AreaShape.ForPicture(
            AreaHatch.Apply(Drawn.Trace(image), 1, angle, hasOutlines: true), isStacked: false).Single().Strokes.Count);

        // Lines of this gray on half of the disk, drawn as pixels.
        var options =
            new VectorArtOptions { Hatch = AreaHatching.Lines, HatchAngle = angle, Format = DrawingFormat.Png };
        using var result = Drawn.Run(image, options);
        using var drawn = result.Picture(image.Width, OperationContext.Quiet);
        var dark = Coordinates(image.Width, image.Height).Sum(pixel => drawn[pixel.X, pixel.Y].A / 255.0);
        Assert.Equal(0.5 * Math.PI * Radius * Radius, dark, 0.1 * Math.PI * Radius * Radius);
    }

    /// <summary>Lines that cross are two straight strokes in their middle and as wide. A disk is a dot.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(9)]
    public void Strokes_continue_through_crossings(double width)
    {
        (Point From, Point To)[] lines = [(new(20, 20), new(120, 90)), (new(20, 95), new(125, 25))];
        using var image = Drawn.Picture(180, 110, (x, y) =>
            lines.Any(line => Distance(line, new(x, y)) < width / 2) || Drawn.Hypot(x - 155, y - 60) < 8
                ? Drawn.Black : Drawn.White);
        var shape =
            Assert.Single(AreaShape.ForPicture(Drawn.Trace(image, new() { Centerline = true }), isStacked: true));
        Assert.Equal(3, shape.Strokes.Count);
        var dot = Assert.Single(shape.Strokes, stroke => stroke.Curve.Pieces.Count == 0);
        Assert.InRange(Point.Distance(dot.Curve.Start, new(155, 60)), 0, 0.8);
        Assert.InRange(dot.Width, 14.5, 17);
        foreach (var (curve, drawn, _) in shape.Strokes.Where(stroke => stroke != dot))
        {
            Assert.Single(curve.Pieces);
            Assert.Equal(width, drawn, 0.2);
            var line = lines.MinBy(line => Distance(line, curve.Start));
            Assert.All(Drawn.Along(curve), point => Assert.InRange(Distance(line, point), 0, 0.8));
            Assert.InRange(Point.Distance(curve.Start, curve.End) - Point.Distance(line.From, line.To), -3, 3);
        }

        static double Distance((Point From, Point To) line, Point at)
        {
            var along = line.To - line.From;
            var share = Math.Clamp(Point.Dot(at - line.From, along) / Point.Dot(along, along), 0, 1);
            return Point.Distance(at, line.From + (share * along));
        }
    }

    [Fact]
    public void The_middle_of_a_ring_is_a_circle()
    {
        using var image = Drawn.Picture(
            100, 100, (x, y) => Math.Abs(Drawn.Hypot(x - 50, y - 50) - 35) < 2 ? Drawn.Black : Drawn.White);
        var stroke = Assert.Single(Drawn.Trace(image, new() { Centerline = true }).Strokes!.SelectMany(all => all));
        Assert.True(stroke.IsClosed);
        Assert.InRange(stroke.Curve.Pieces.Count, 3, 8);
        Assert.All(
            Drawn.Along(stroke.Curve), point => Assert.Equal(35, Point.Distance(point, new(50, 50)), 0.3));
    }

    /// <summary>A pen draws a closed line, and the line that ends at it, once each.</summary>
    [Fact]
    public void Pens_draw_middle_lines()
    {
        using var image = Drawn.Picture(100, 100, (x, y) =>
            Math.Abs(Drawn.Hypot(x - 50, y - 50) - 35) < 2 || (Math.Abs(y - 50) < 2 && Math.Abs(x - 50) < 35)
                ? Drawn.Black : Drawn.White);
        var text = Drawn.Svg(image, new() { Centerline = true, Format = DrawingFormat.Hpgl });
        Assert.InRange(text.Split("PD").Length - 1, 2, 3);
    }

    /// <summary>The dark rim of a scanned photograph is not an area.</summary>
    [Fact]
    public void A_photograph_has_no_rim()
    {
        using var image = Paint<Rgba32>(300, 200, (x, y) => x < 2 || y > 198 ? Drawn.Black
            : new Rgba32((byte)(40 + (x / 2)), (byte)(200 - (y / 2)),
                (byte)(90 + (40 * Math.Sin(x / 9.0) * Math.Cos(y / 7.0)))));
        Assert.DoesNotContain(Drawn.Trace(image).Colors, color => color.R + color.G + color.B < 100);
    }

    /// <summary>Rings of lighter and darker pixels around edges, as in a JPEG file, are not areas.</summary>
    [Fact]
    public void A_logo_has_no_areas_of_ringing()
    {
        using var image =
            Drawn.Picture(120, 120, (x, y) => Drawn.Hypot(x - 60, y - 60) < 30 ? Drawn.Blue : Drawn.White);
        foreach (var (x, y) in Coordinates(image.Width, image.Height))
        {
            var distance = Math.Abs(Drawn.Hypot(x + 0.5 - 60, y + 0.5 - 60) - 30);
            var ringing = distance is > 1.5 and < 8 ? 18 * Math.Sin(2.2 * x) * Math.Cos(1.7 * y) : 0;
            var color = image[x, y];
            image[x, y] = new(Ringing(color.R), Ringing(color.G), Ringing(color.B));

            byte Ringing(byte value) => (byte)Math.Clamp(value + ringing, 0, 255);
        }

        Assert.Single(Drawn.Inner(Drawn.Trace(image)));
    }

    [Fact]
    public void Stacked_areas_continue_below_those_they_surround()
    {
        using var image = Rings();
        var stacked = AreaShape.ForPicture(Drawn.Trace(image), isStacked: true);
        var flat = AreaShape.ForPicture(Drawn.Trace(image), isStacked: false);
        Assert.Equal([1, 1, 1], stacked.Select(shape => shape.Rings.Count));
        Assert.All(stacked, shape => Assert.Empty(shape.Seams));
        Assert.Equal([2, 2, 1], flat.Select(shape => shape.Rings.Count));
        Assert.Equal([1, 1, 0], flat.Select(shape => shape.Seams.Count));
    }

    /// <summary>Files in one page have ids of their own and no tooltips.</summary>
    [Fact]
    public void An_inlined_file_has_its_own_ids_and_no_title()
    {
        using var image = Rings();
        var root = XDocument.Parse(Drawn.Svg(image, new() { IdPrefix = "logo-" })).Root!;
        Assert.DoesNotContain(root.Descendants(), element => element.Name.LocalName == "title");
        Assert.All(
            root.Descendants().Attributes("id"), id => Assert.StartsWith("logo-", id.Value, StringComparison.Ordinal));
    }

    [Fact]
    public void Areas_that_touch_the_frame_add_no_nodes_to_the_background()
    {
        using var image = Drawn.Picture(90, 90, (x, y) => Drawn.Hypot(x - 45, y - 2) < 20 ? Drawn.Red : Drawn.White);
        var background = AreaShape.ForPicture(Drawn.Trace(image), isStacked: true)[0];
        Assert.Equal(4, Assert.Single(background.Rings).Pieces.Count);
    }

    [Fact]
    public void Colors_are_those_of_the_picture_or_of_the_palette()
    {
        using var image = Rings();
        Assert.Equal([Drawn.White, Drawn.Red, Drawn.Blue], Drawn.Trace(image).Colors);
        Assert.Equal([Drawn.White, Drawn.Black],
            Drawn.Trace(image, new VectorArtOptions { Palette = [Drawn.Black, Drawn.White] }).Colors);
        Assert.Equal(2, Drawn.Trace(image, new VectorArtOptions { Colors = 2 }).Colors.Count);
    }

    [Fact]
    public void Background_and_paper_are_left_out_if_asked()
    {
        using var image = Rings();
        Assert.Equal([Drawn.Red, Drawn.Blue],
            Drawn.Trace(image, new VectorArtOptions { Background = AreaBackground.Transparent }).Colors);
        using var line = Drawn.Picture(60, 60, (x, y) => Math.Abs(x - y) < 3 ? Drawn.Black : Drawn.White);
        var picture = Drawn.Trace(line, VectorArtOptions.Presets["LineArt"]);
        Assert.Equal([Drawn.Black], picture.Colors);
        using var drawn = Drawn.Pixels(picture);
        Assert.Equal((255, 0), (drawn[30, 30].A, drawn[50, 10].A));
    }

    [Fact]
    public void Each_ink_has_a_file_with_registration_marks()
    {
        using var image = Rings();
        using var result = Drawn.Run(image, VectorArtOptions.Presets["Screenprint"] with { MinimumArea = 4 });
        Assert.Equal(
            [".traced_01.svg", ".traced_02.svg", ".traced_03.svg", ".traced_04.svg"],
            result.SideFiles.Select(file => file.Suffix));
        Assert.Equal([true, false, false, true], result.SideFiles.Select(file => file.IsEmpty));
        List<XElement> inks = [.. result.SideFiles.Where(file => !file.IsEmpty).Select(file =>
        {
            return XDocument.Parse(file.Text()).Root!;
        })];
        Assert.All(inks, ink => Assert.Single(ink.Elements(), path => (string?)path.Attribute("id") == "registration"));
        Assert.Single(inks.Select(ink => (string?)ink.Attribute("viewBox")).Distinct());
        Assert.All(inks, ink => Assert.Single(ink.Elements(), path => (string?)path.Attribute("id") == "ink"));
    }

    /// <summary>Each color is a layer of Inkscape, which are groups in the root element.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Colors_and_registration_marks_are_layers(bool hasSheet)
    {
        XNamespace inkscape = "http://www.inkscape.org/namespaces/inkscape";
        using var image = Rings();
        using var result = Drawn.Run(
            image,
            new VectorArtOptions { Separate = true, Sheet = new() { PaperSize = hasSheet ? PaperSize.A4 : null } });
        using var ink = new MemoryStream();
        result.SideFiles[1].Write(ink);
        using var whole = new MemoryStream();
        result.Write(whole);
        Assert.Equal(["1 #ffffff", "2 #dc281e", "3 #1e3cc8"], Layers(whole));
        Assert.Equal(["2 Registration", "2 #dc281e"], Layers(ink));

        IEnumerable<string> Layers(MemoryStream file) =>
            XDocument.Parse(Encoding.UTF8.GetString(file.ToArray())).Root!.Elements()
                .Where(group => (string?)group.Attribute(inkscape + "groupmode") == "layer")
                .Select(group => (string)group.Attribute(inkscape + "label")!);
    }

    /// <summary>Each color that is not the paper has a file of its lines and marks, which one pen draws.</summary>
    [Theory]
    [InlineData(DrawingFormat.Svg)]
    [InlineData(DrawingFormat.Hpgl)]
    public void Each_pen_of_a_hatching_has_a_file(DrawingFormat format)
    {
        using var image = Rings();
        using var result = Drawn.Run(image, new VectorArtOptions
        {
            Separate = true, Hatch = AreaHatching.Outlined, Format = format, Sheet = new() { PaperSize = PaperSize.A4 },
        });
        List<SideFile> drawn = [.. result.SideFiles.Where(file => !file.IsEmpty)];
        Assert.Equal([".traced_01", ".traced_02"], drawn.Select(file => Path.ChangeExtension(file.Suffix, null)));
        foreach (var file in drawn)
        {
            var text = file.Text();
            Assert.True((format == DrawingFormat.Svg ? text.Split("<path") : text.Split("PD")).Length > 10, text);
            if (format == DrawingFormat.Svg)
            {
                Assert.Contains($"label=\"{drawn.IndexOf(file) + 1} Registration\"", text, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void A_drawing_has_the_colors_of_the_picture_at_any_size()
    {
        using var image = Rings();
        using var result = Drawn.Run(image, new VectorArtOptions());
        using var same = result.Picture(80, OperationContext.Quiet);
        foreach (var (x, y) in Coordinates(image.Width, image.Height))
        {
            Assert.InRange(Math.Abs(same[x, y].R - image[x, y].R), 0, 40);
            Assert.InRange(Math.Abs(same[x, y].B - image[x, y].B), 0, 40);
        }

        using var large = result.Picture(240, OperationContext.Quiet);
        Assert.Equal((240, 240), (large.Width, large.Height));
        Assert.Equal((Drawn.White, Drawn.Red, Drawn.Blue), (large[5, 5], large[120, 45], large[120, 120]));
    }

    /// <summary>The white shape continues below the gray and the black areas, whose common edge is then drawn twice
    /// instead of three times.</summary>
    [Fact]
    public void Stacked_areas_have_fewer_nodes()
    {
        using var image = Drawn.Picture(90, 90, (x, y) => Drawn.Hypot(x - 45, y - 45) > 38 ? Drawn.White
            : Drawn.Hypot(x - 45, y - 45) < 15 ? Drawn.Black : x + (0.3 * y) < 58 ? new(128, 128, 128) : Drawn.Black);
        var picture = Drawn.Trace(image);
        var stacked = AreaShape.ForPicture(picture, isStacked: true);
        Assert.Single(stacked[0].Rings);
        Assert.Empty(stacked[0].Seams);
        Assert.InRange(
            stacked.Sum(shape => shape.Nodes), 1,
            (int)(0.8 * AreaShape.ForPicture(picture, isStacked: false).Sum(shape => shape.Nodes)));
    }

    /// <summary>An antialiased line as thin as a pixel has only diagonal neighbors in places.</summary>
    [Theory]
    [InlineData(1.2)]
    [InlineData(1.5)]
    public void A_thin_slanted_line_stays_in_one_piece(double width)
    {
        using var image = Drawn.Picture(120, 120, (x, y) =>
            Math.Abs(Drawn.Hypot(x - 60.3, y - 59.8) - 40) < width / 2 ? Drawn.Black : Drawn.White);
        var picture = Drawn.Trace(image, new VectorArtOptions { Colors = 2 });
        Assert.Equal(2, Drawn.Inner(picture).Count);
        Assert.All(Drawn.Inner(picture), curve => Assert.All(
            Drawn.Along(curve), point => Assert.Equal(40, Drawn.Hypot(point.X - 60.3, point.Y - 59.8), width)));
    }

    /// <summary>A small area of the color of skin before large grays: the grays differ more in CIELAB than skin from
    /// the nearest gray.
    /// </summary>
    [Fact]
    public void Few_colors_keep_the_hue_of_skin()
    {
        using var image = Drawn.Picture(160, 120, (x, y) =>
            Drawn.Hypot(x - 60, y - 60) < 24
                ? new(Byte(200 + (20 * Math.Sin(x / 6))), Byte(160 + (16 * Math.Sin(x / 6))), Byte(135))
            : y > 100 ? Drawn.Black : new(Byte(175 + (x / 4)), Byte(170 + (x / 4)), Byte(168 + (x / 4))));
        var colors = Drawn.Trace(image, new VectorArtOptions { Colors = 3 }).Colors;
        Assert.Contains(colors, color => color.R - color.B > 40);

        static byte Byte(double value) => (byte)Math.Round(value);
    }

    /// <summary>The bands of a linear gradient have straight boundaries.</summary>
    [Fact]
    public void The_bands_of_a_gradient_are_smooth()
    {
        using var image = Drawn.Picture(200, 160, (x, y) =>
        {
            var t = Along(x, y) / 200;
            return new(
                (byte)Math.Round(250 - (40 * t)), (byte)Math.Round(60 + (150 * t)), (byte)Math.Round(30 + (60 * t)));
        });
        var picture = Drawn.Trace(image, new VectorArtOptions { Colors = 4 });
        var bands = Drawn.Inner(picture).Where(curve => Point.Distance(curve.Start, curve.End) > 60).ToList();
        Assert.NotEmpty(bands);
        Assert.All(bands, band =>
        {
            var places = Drawn.Along(band).Select(point => Along(point.X, point.Y)).ToList();
            Assert.InRange(places.Max() - places.Min(), 0, 3);
        });

        static double Along(double x, double y) => (0.8 * x) + (0.25 * y);
    }

    [Theory]
    [InlineData(AreaLayers.Stacked)]
    [InlineData(AreaLayers.Flat)]
    [Trait("Tier", "All")]
    public void A_viewer_shows_no_gap_between_areas(AreaLayers layers)
    {
        Assert.SkipWhen(Tool.Find("rsvg-convert") is null, "librsvg (rsvg-convert) is not installed");
        CheckGaps(layers, "rsvg-convert", (svg, png) => ["-z", "2", "-b", "#ff00ff", "-o", png, svg]);
    }

    [Fact<Inkscape>]
    public void Inkscape_shows_no_gap_between_areas()
    {
        foreach (var layers in Enum.GetValues<AreaLayers>())
        {
            CheckGaps(
                layers, Inkscape.Program, (svg, png) => [svg, "-w", "240", "-b", "#ff00ff", "-y", "1", "-o", png]);
        }
    }

    /// <summary>Draws areas of six colors on magenta at twice their size, and looks for magenta.</summary>
    private static void CheckGaps(AreaLayers layers, string viewer, Func<string, string, string[]> arguments)
    {
        using var image =
            Drawn.Picture(120, 90, (x, y) => ((int)(x + (0.4 * y)) / 17 % 3, (int)(y - (0.3 * x) + 60) / 13 % 2) switch
            {
                (0, 0) => Drawn.Black,
                (1, 0) => Drawn.Red,
                (2, 0) => Drawn.Blue,
                (0, 1) => Drawn.White,
                (1, 1) => new(20, 120, 60),
                _ => new(240, 200, 30),
            });
        var folder = Directory.CreateTempSubdirectory("stylize-");
        try
        {
            string svg = Path.Combine(folder.FullName, "a.svg"), png = Path.Combine(folder.FullName, "a.png");
            File.WriteAllText(svg, Drawn.Svg(image, new VectorArtOptions { Layers = layers }));
            Tool.Run(Tool.Find(viewer)!, arguments(svg, png));
            using var shown = ImageCodecs.Default.DecodeRgba(ImageSource.File(png));
            Assert.Equal((240, 180), (shown.Width, shown.Height));
            foreach (var (x, y) in Coordinates(shown.Width, shown.Height))
            {
                // No mixture of the colors has both more red and more blue than green by so much.
                var pixel = shown[x, y];
                Assert.True(Math.Min(pixel.R, pixel.B) - pixel.G < 90, $"{pixel} at {x}, {y}");
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static Raster<Rgba32> Rings() => Drawn.Picture(80, 80, (x, y) => Drawn.Hypot(x - 40.3, y - 39.8) switch
    {
        < 15 => Drawn.Blue,
        < 32 => Drawn.Red,
        _ => Drawn.White,
    });

    private static Raster<Rgba32> Picture(string name)
    {
        var (width, height) = name switch { "one pixel" => (1, 1), "one row" => (23, 1), _ => (24, 17) };
        var image = new Raster<Rgba32>(width, height);
        var random = new Random(3);
        foreach (var (x, y) in Coordinates(width, height))
        {
            image[x, y] = name switch
            {
                "transparent" => default,
                "checkerboard" => (x + y) % 2 == 0 ? Drawn.Black : Drawn.White,
                "stripes" or "one row" => x % 2 == 0 ? Drawn.Red : Drawn.White,
                "noise" => new((byte)random.Next(256), (byte)random.Next(256), (byte)random.Next(256)),
                _ => Drawn.Red,
            };
        }

        return image;
    }

    /// <summary>Returns the rings of a shape as polygons.</summary>
    private static List<List<Point>> Polygons(AreaShape shape) =>
        [.. shape.Rings.Select(ring => Drawn.Along(ring).ToList())];
}
