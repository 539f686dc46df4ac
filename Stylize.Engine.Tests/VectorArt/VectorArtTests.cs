using System.Xml.Linq;
using Stylize.Engine.Drawings;
using Stylize.Engine.Tests.Drawings;
using Stylize.Engine.VectorArt.Boundaries;
using Stylize.Engine.VectorArt.Drawing;

namespace Stylize.Engine.Tests.VectorArt;

/// <summary>Files, colors and options of vector art.</summary>
public sealed class VectorArtTests
{
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
        List<XElement> inks =
            [.. result.SideFiles.Where(file => !file.IsEmpty).Select(file => XDocument.Parse(file.Text()).Root!)];
        Assert.All(inks, ink => Assert.Single(ink.Elements(), path => IdOf(path).EndsWith("-registration")));
        Assert.Single(inks.Select(ink => (string?)ink.Attribute("viewBox")).Distinct());
        Assert.All(inks, ink => Assert.Single(ink.Elements(), path => IdOf(path).EndsWith("-ink")));

        static string IdOf(XElement path) => (string?)path.Attribute("id") ?? "";
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
        Assert.Equal(["1 #ffffff", "2 #dc281e", "3 #1e3cc8"], Layers(result.Text()));
        Assert.Equal(["2 Registration", "2 #dc281e"], Layers(result.SideFiles[1].Text()));

        IEnumerable<string> Layers(string file) =>
            XDocument.Parse(file).Root!.Elements()
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

    private static Raster<Rgba32> Rings() => Drawn.Picture(80, 80, (x, y) => Drawn.Hypot(x - 40.3, y - 39.8) switch
    {
        < 15 => Drawn.Blue,
        < 32 => Drawn.Red,
        _ => Drawn.White,
    });
}
