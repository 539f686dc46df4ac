using System.Globalization;
using System.Xml.Linq;
using Stylize.Engine.Operations.Provenance;
using Stylize.Engine.PixelArt.Results;

namespace Stylize.Engine.Tests.PixelArt;

public class VectorCellsTests
{
    private static readonly Rgba32[] Colors = [new(0, 0, 0), new(255, 0, 77), new(41, 173, 255)];

    /// <summary>The number of sides of a color to the left of a cell's center is odd inside of its path (even-odd
    /// rule).</summary>
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(17, 11)]
    [InlineData(40, 30)]
    public void The_paths_cover_exactly_the_cells_of_their_color(int width, int height)
    {
        var random = new Random(width);
        using var cells =
            Paint<Rgba32>(width, height, (_, _) => random.Next(4) is var i && i < 3 ? Colors[i] : default);
        var paths = Paths(cells, out var svg);
        Assert.Equal($"0 0 {width} {height}", svg.Attribute("viewBox")!.Value);
        Assert.Equal((5 * width, 5 * height), ((int)svg.Attribute("width")!, (int)svg.Attribute("height")!));
        foreach (var (x, y) in Coordinates(width, height))
        {
            var covering = paths.Where(path => path.Value.SelectMany(outline => outline).Count(
                side => side.X <= x && Math.Min(side.Y, side.End) <= y && y < Math.Max(side.Y, side.End)) % 2 == 1);
            Assert.Equal(cells[x, y].A == 0 ? [] : [cells[x, y].ToHex()], covering.Select(path => path.Key));
        }
    }

    [Fact]
    public void Cells_that_share_only_a_corner_have_an_outline_each_and_even_areas_have_one()
    {
        using var cells = Paint<Rgba32>(6, 4, (x, y) => x >= 2 ? Colors[0] : (x + y) % 2 == 0 ? Colors[1] : Colors[2]);
        var paths = Paths(cells, out _);
        Assert.Equal([1, 4, 4], Colors.Select(color => paths[color.ToHex()].Count));
        Assert.Equal(2, paths[Colors[0].ToHex()][0].Count);
    }

    [Fact]
    public void The_extension_of_the_destination_gives_the_format()
    {
        using var folder = new CliFolder();
        folder.Image("a.png");
        folder.Run("pixel-art", "a.png", "-o", "b.svg", "--width", "12", "--palette", "pico-8").Exits(0);
        Assert.Contains("shape-rendering=\"crispEdges\"", File.ReadAllText(folder["b.svg"]));
        var source = ImageSource.File(folder["b.svg"]);
        Assert.Equal("pixel-art", ProvenanceReader.Read(source, ImageCodecs.Default)!.Operation);
    }

    /// <summary>Returns the vertical sides of each outline by the color of its path.</summary>
    private static Dictionary<string, List<List<(int X, int Y, int End)>>> Paths(Raster<Rgba32> cells, out XElement svg)
    {
        using var artifact =
            new VectorCells(cells.Clone(), new Palette("t", Colors), 5, ImageCodecs.Default, OperationContext.Quiet);
        svg = XElement.Parse(artifact.Text());
        return svg.Elements().Where(path => path.Attribute("d")!.Value.Length > 0).ToDictionary(
            path => path.Attribute("fill")!.Value,
            path => path.Attribute("d")!.Value.Split('z', StringSplitOptions.RemoveEmptyEntries)
                .Select(Sides).ToList());
    }

    private static List<(int X, int Y, int End)> Sides(string outline)
    {
        var numbers = outline[1..].Split(' ', 'H', 'V')
            .Select(n => int.Parse(n, CultureInfo.InvariantCulture)).ToArray();
        var letters = outline.Where(char.IsLetter).Skip(1).ToArray();
        var (x, y) = (numbers[0], numbers[1]);
        var sides = new List<(int X, int Y, int End)>();
        for (var i = 0; i < letters.Length; i++)
        {
            if (letters[i] == 'V')
            {
                sides.Add((x, y, numbers[i + 2]));
                y = numbers[i + 2];
            }
            else
            {
                x = numbers[i + 2];
            }
        }

        if (y != numbers[1])
        {
            sides.Add((x, y, numbers[1]));
        }

        return sides;
    }
}
