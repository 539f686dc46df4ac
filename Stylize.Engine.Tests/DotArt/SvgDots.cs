using System.Xml.Linq;

namespace Stylize.Engine.Tests.DotArt;

/// <summary>Reads the dots of an SVG like a viewer: shapes from their geometry, and color and opacity inherited from
/// their groups.</summary>
internal static class SvgDots
{
    private const string Number = @"(-?(?:\d+\.?\d*|\.\d+))";

    /// <summary>Returns the dots in document order, with the radius of the circumscribed circle.</summary>
    public static IEnumerable<Dot> Read(string svg)
    {
        foreach (var element in XDocument.Parse(svg).Root!.Elements().Where(e => e.Name.LocalName == "g").Descendants())
        {
            switch (element.Name.LocalName)
            {
                case "circle":
                    yield return Make(element, "fill", Value(element, "cx"), Value(element, "cy"), Value(element, "r"));
                    break;
                case "rect":
                    var side = Value(element, "width");
                    Assert.Equal(side, Value(element, "height"));
                    var (left, top) = (Value(element, "x"), Value(element, "y"));
                    yield return Make(element, "fill", left + (side / 2), top + (side / 2), side / Math.Sqrt(2));
                    break;
                case "path":
                    foreach (var dot in Path(element))
                    {
                        yield return dot;
                    }

                    break;
            }
        }
    }

    private static IEnumerable<Dot> Path(XElement element)
    {
        double x = 0, y = 0;
        foreach (Match command in Regex.Matches(element.Attribute("d")!.Value, "[Mm][^Mm]*"))
        {
            var steps = Regex.Matches(command.Value, Number)
                .Select(m => double.Parse(m.Value, CultureInfo.InvariantCulture)).ToArray();
            (x, y) = (x + steps[0], y + steps[1]);
            if (command.Value.Contains('h'))
            {
                var width = Inherited(element, "stroke-width")!;
                var stroke = double.Parse(width, CultureInfo.InvariantCulture);
                var length = steps[2];
                if (Math.Abs(length) < 0.02)
                {
                    // A disc is a line of length 0.01 from or to its center.
                    Assert.Equal("round", Inherited(element, "stroke-linecap"));
                    yield return Make(element, "stroke", Math.Min(x, x + length), y, stroke / 2);
                    x += length;
                }
                else
                {
                    Assert.Equal(stroke, length);
                    yield return Make(element, "stroke", x + (length / 2), y, length / Math.Sqrt(2));
                    x += length;
                }
            }
            else
            {
                Assert.EndsWith("z", command.Value);
                var half = steps[2];
                yield return steps.Length == 8
                    ? Make(element, "fill", x, y + half, half)
                    : Make(element, "fill", x, y + (steps[3] * 2 / 3), half * 2 / Math.Sqrt(3));
            }
        }
    }

    private static Dot Make(XElement element, string paint, double x, double y, double radius)
    {
        var hex = Inherited(element, paint)!.TrimStart('#');
        hex = hex.Length == 3 ? string.Concat(hex.Select(c => $"{c}{c}")) : hex;
        var rgb = Convert.FromHexString(hex);
        var opacity = double.Parse(Inherited(element, paint + "-opacity") ?? "1", CultureInfo.InvariantCulture);
        return new Dot(
            (float)x, (float)y, (float)radius, new Rgba32(rgb[0], rgb[1], rgb[2], (byte)Math.Round(opacity * 255)));
    }

    private static string? Inherited(XElement element, string name) =>
        element.AncestorsAndSelf().Select(e => e.Attribute(name)?.Value).FirstOrDefault(v => v is not null);

    private static double Value(XElement element, string name) =>
        double.Parse(element.Attribute(name)!.Value, CultureInfo.InvariantCulture);
}
