using System.Xml.Linq;
using Stylize.Engine.Drawings;

namespace Stylize.Engine.Tests.VectorArt;

/// <summary>Pixels that show nothing have no color; soft edges are edges; even opacity is kept.</summary>
public sealed class TransparencyTests
{
    private static readonly Rgba32 Ink = new(20, 30, 120), Hidden = new(255, 140, 0, 0);

    public static TheoryData<string, VectorArtOptions> Runs
    {
        get
        {
            var runs = new TheoryData<string, VectorArtOptions>();
            foreach (var name in new[] { "stray pixel", "hidden ink", "hidden color", "hole", "soft", "faint" })
            {
                foreach (var preset in VectorArtOptions.Presets.Values) runs.Add(name, preset);
                runs.Add(name, new() { Palette = [Drawn.Black, Drawn.White] });
                runs.Add(name, new() { Palette = [Ink] });
                runs.Add(name, new() { Layers = AreaLayers.Flat, MinimumArea = 0 });
                runs.Add(name, new() { Centerline = true });
                runs.Add(name, new() { Hatch = AreaHatching.Lines });
                runs.Add(name, new() { Gradients = true });
            }

            return runs;
        }
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public void Nothing_stays_nothing(string name, VectorArtOptions options)
    {
        using var image = Picture(name);
        using var result = Drawn.Run(image, options with { Format = DrawingFormat.Png, Separate = false });
        using var drawn = result.Picture(image.Width, OperationContext.Quiet);
        foreach (var (x, y) in Coordinates(image.Width, image.Height))
        {
            var isFar = Enumerable.Range(0, 9).All(k => image.At(x + (k % 3) - 1, y + (k / 3) - 1).A <= 10);
            if (isFar) Assert.InRange(drawn[x, y].A, 0, 127);
            else if (name == "hole" && image[x, y].A == 0) Assert.InRange(drawn[x, y].A, 0, 127);
        }
    }

    /// <summary>A logo as small as an icon: its dark line is a ring, and its rim is round.</summary>
    [Theory]
    [InlineData("Default")]
    [InlineData("Logo")]
    public void A_small_logo_is_round_and_keeps_its_dark_line(string preset)
    {
        const double Radius = 29.3, Line = 2.4;
        using var image = Drawn.Picture(64, 64, (x, y) => Drawn.Hypot(x - 32.2, y - 31.9) switch
        {
            > Radius => default,
            > Radius - Line => Drawn.Blue,
            _ => new(240, 180, 40),
        });
        var picture = Drawn.Trace(image, VectorArtOptions.Presets[preset]);
        Assert.Equal(2, Drawn.Inner(picture).Count);
        Assert.All(Drawn.Inner(picture), curve => Assert.All(Drawn.Along(curve), point => Assert.Equal(
            Radius - (Line / 2), Drawn.Hypot(point.X - 32.2, point.Y - 31.9), (Line / 2) + 0.4)));
    }

    [Fact]
    public void Even_opacity_is_kept_or_warned_of()
    {
        using var image =
            Paint<Rgba32>(48, 32, (x, _) => x < 16 ? Drawn.Red : x < 32 ? Drawn.Blue with { A = 128 } : default);
        var root = XDocument.Parse(Drawn.Svg(image, new())).Root!;
        Assert.Equal([".502"], root.Descendants().Attributes("fill-opacity").Select(opacity => opacity.Value));
        using var result = Drawn.Run(image, new() { Format = DrawingFormat.Png });
        using var drawn = result.Picture(48, OperationContext.Quiet);
        Assert.Equal((255, 128, 0), (drawn[15, 9].A, drawn[16, 9].A, drawn[33, 9].A));
        var warnings = new List<string>();
        var input = ImageInput.Pixels(image, ImageCodecs.Default, "picture.png");
        using var outlines = new VectorArtOperation(new() { Format = DrawingFormat.Dxf })
            .Run(input, OperationContext.Quiet with { Warning = warnings.Add });
        Assert.Contains("opacity", Assert.Single(warnings), StringComparison.Ordinal);
    }

    /// <summary>A symbolic icon: waves of two pixels or one, next to an opaque bar whose edge is soft.</summary>
    [Theory]
    [InlineData(16, 2)]
    [InlineData(24, 1)]
    [InlineData(48, 2)]
    public void A_thin_mark_of_even_opacity_is_drawn(int side, int width)
    {
        using var image = Paint<Rgba32>(side, side, (x, y) => y < 2 || y >= side - 2 ? default
            : x >= 3 && x < 3 + width ? Ink with { A = 89 }
            : x == 8 ? Ink with { A = 70 } : x > 8 && x < 12 ? Ink : default);
        using var result = Drawn.Run(image, new() { Format = DrawingFormat.Png });
        using var drawn = result.Picture(side, OperationContext.Quiet);
        var middle = side / 2;
        Assert.Equal(width * 89, Enumerable.Range(0, 8).Sum(x => drawn[x, middle].A), 20.0);
        Assert.Equal((255, 0), (drawn[10, middle].A, drawn[14, middle].A));
    }

    /// <summary>A line of a pixel between columns or rows covers parts of two.</summary>
    [Theory]
    [InlineData(64)]
    [InlineData(77)]
    [InlineData(120)]
    public void An_opaque_line_between_pixels_has_no_opacity(byte part)
    {
        using var image = Paint<Rgba32>(32, 32, (x, y) => x is < 3 or > 28 || y is < 3 or > 28 ? default
            : x % 8 == 4 || y == 15 ? Ink with { A = (byte)(255 - part) } : x % 8 == 5 || y == 16
            ? Ink with { A = part } : default);
        Assert.DoesNotContain("opacity", Drawn.Svg(image, new()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_soft_rim_is_an_edge_in_a_picture_with_an_area_of_its_opacity()
    {
        using var image = Paint<Rgba32>(96, 64, (x, y) => x > 72 ? Drawn.Blue with { A = 128 }
            : Ink with { A = (byte)Math.Clamp(32 * (28 - Drawn.Hypot(x - 32, y - 32)), 0, 255) });
        using var result = Drawn.Run(image, new() { Format = DrawingFormat.Png });
        using var drawn = result.Picture(96, OperationContext.Quiet);
        Assert.Equal(128, drawn[84, 32].A);
        foreach (var (x, y) in Coordinates(66, 64))
        {
            var distance = Drawn.Hypot(x - 32, y - 32) - 24;
            if (Math.Abs(distance) > 1.7) Assert.Equal(distance < 0 ? 255 : 0, drawn[x, y].A);
        }
    }

    private static Raster<Rgba32> Picture(string name)
    {
        var image = Drawn.Picture(40, 40, (x, y) => name switch
        {
            "stray pixel" => Drawn.Hypot(x - 24, y - 22) < 9 || (x is > 2 and < 3 && y is > 2 and < 3) ? Ink : default,
            "hole" => x is > 18 and < 20 && y is > 18 and < 20 ? default : Drawn.Red,
            "soft" =>
                Drawn.Hypot(x - 20, y - 20) is var r && r > 16
                    ? default : Ink with { A = (byte)Math.Min(255, 25 * (16 - r)) },
            "faint" => Math.Abs(x - 20) < 1.2 ? Ink : Math.Abs(x - 20) < 4 ? Ink with { A = 8 } : default,
            _ => Math.Abs(x - y) < 1.4 ? Ink : default,
        });
        foreach (var (x, y) in Coordinates(40, 40))
        {
            if (image[x, y].A == 0) image[x, y] = name == "hidden ink" ? Ink with { A = 0 } : Hidden;
        }

        return image;
    }
}

file static class Pixels
{
    public static Rgba32 At(this Raster<Rgba32> image, int x, int y) =>
        (uint)x < (uint)image.Width && (uint)y < (uint)image.Height ? image[x, y] : default;
}
