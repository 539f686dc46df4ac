using System.Xml.Linq;

namespace Stylize.Engine.Tests.DotArt;

/// <summary>Reads path data of straight lines with relative steps.</summary>
internal static class SvgPath
{
    public static (double X, double Y) Start(XElement path) => Points(path.Attribute("d")!.Value).First();

    /// <summary>Returns the ends of all steps.</summary>
    public static IEnumerable<(double X, double Y)> Points(string data)
    {
        var (x, y) = (0.0, 0.0);
        foreach (Match command in Regex.Matches(data, "([mlhvz])([^a-zA-Z]*)"))
        {
            var kind = command.Groups[1].Value[0];
            var numbers = Regex.Matches(command.Groups[2].Value, @"-?(\d+\.?\d*|\.\d+)")
                .Select(match => double.Parse(match.Value, CultureInfo.InvariantCulture));
            foreach (var step in numbers.Chunk(kind is 'h' or 'v' ? 1 : 2))
            {
                (x, y) = kind switch { 'h' => (x + step[0], y), 'v' => (x, y + step[0]), _ =>
                    (x + step[0], y + step[1]) };
                yield return (x, y);
            }
        }
    }
}
