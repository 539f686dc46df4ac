namespace Stylize.Engine.Tests.PixelArt;

/// <summary>The preset Crisp keeps the texture of the cells.</summary>
public class CrispTests
{
    private const int Columns = 48, Rows = 32, Side = 8;

    /// <summary>A straw of light and dark cells without order: most of the differences between neighbors remain, which
    /// the default smooths.</summary>
    [Fact]
    public void Weak_texture_of_single_cells_remains()
    {
        var random = new Random(5);
        var light = Enumerable.Range(0, Columns * Rows).Select(_ => random.Next(-9, 10)).ToArray();
        Rgba32 Straw(int x, int y)
        {
            var shade = (x / 4) + light[(y / Side * Columns) + (x / Side)];
            return new Rgba32((byte)(120 + shade), (byte)(90 + shade), (byte)(40 + (shade / 2)));
        }

        using var crisp = Run(PixelArtOptions.Presets["Crisp"], Straw);
        using var smooth = Run(PixelArtOptions.Default, Straw);
        var drawn = Roughness((x, y) => Straw(x * Side, y * Side));
        Assert.InRange(Roughness((x, y) => crisp.Cells[x, y]) / drawn, 0.8, 2);
        Assert.InRange(Roughness((x, y) => smooth.Cells[x, y]) / drawn, 0.5, 1.2);
    }

    /// <summary>The dark frame of a scan, whose contrast is raised too, is in no cell.</summary>
    [Fact]
    public void A_border_of_less_than_a_cell_is_left_out()
    {
        Rgba32 Scan(int x, int y) =>
            Math.Min(Math.Min(x, (Columns * Side) - 1 - x), Math.Min(y, (Rows * Side) - 1 - y)) < 3
                ? new Rgba32(5, 5, 5) : new Rgba32((byte)(150 + (x / 8) + (x * y % 7)), (byte)(140 + (y / 4)), 160);
        using var crisp = Run(PixelArtOptions.Presets["Crisp"], Scan);
        Assert.All(SyntheticPhotograph.Pixels(crisp.Cells), cell => Assert.InRange(cell.G, 60, 255));
    }

    private static double Roughness(Func<int, int, Rgba32> color)
    {
        var sum = 0;
        foreach (var (x, y) in Coordinates(Columns, Rows, 1, 0))
        {
            sum += Math.Abs(color(x, y).R - color(x - 1, y).R);
        }

        return sum;
    }

    private static PixelArtResult Run(PixelArtOptions options, Func<int, int, Rgba32> color)
    {
        using var image = Paint<Rgba32>(Columns * Side, Rows * Side, color);
        return (PixelArtResult)new PixelArtOperation(options with { Width = Columns, Scale = 1 }).Run(
            ImageInput.Pixels(image, ImageCodecs.Default, "straw.png"), OperationContext.Quiet);
    }
}
