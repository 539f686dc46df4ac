namespace Stylize.Engine.Tests.Imaging.Palettes;

public sealed class ProductPalettesTests
{
    [Theory]
    [InlineData("artkal", 156)]
    [InlineData("dmc", 489)]
    [InlineData("hama", 52)]
    [InlineData("perler", 70)]
    public void Each_color_has_a_number_a_name_and_a_value_of_its_own(string name, int count)
    {
        var palette = BuiltInPalettes.Find(name.ToUpperInvariant())!;
        Assert.Equal((name, count), (palette.Name, palette.Colors.Count));
        Assert.Equal(count, palette.Labels!.Select(label => label!.Code!).Distinct().Count());
        Assert.Equal(count, palette.Labels!.Select(label => label!.Name!).Distinct().Count());
        Assert.DoesNotContain(
            palette.Labels!, label => label!.Name!.Contains("Neon") || label.Name.Contains("Metallic"));

        // Names that are colors say what the values have to be.
        foreach (var (color, label) in palette.Colors.Zip(palette.Labels!))
        {
            var (r, g, b) = (color.R, color.G, color.B);
            Assert.True(label!.Name switch
            {
                "White" => Math.Min(r, Math.Min(g, b)) > 230,
                "Black" => Math.Max(r, Math.Max(g, b)) < 60,
                "Red" => r > 2 * g && r > 2 * b,
                "Green" or "Dark Green" => g > r && g > b,
                "Blue" or "Dark Blue" or "Light Blue" => b > r && b > g,
                "Yellow" => r > 2 * b && g > 2 * b,
                "Orange" => r > g && g > b && r > 3 * b,
                "Purple" => r > g && b > r,
                "Brown" or "Light Brown" => r > g && g > b,
                _ => true,
            }, $"{label} is {color.ToHex()}");
        }
    }

    [Fact]
    public void Machines_and_products_are_listed_apart()
    {
        Assert.Empty(NamedPalettes.Names.Intersect(ProductPalettes.Names));
        Assert.Equal(NamedPalettes.Names.Count + ProductPalettes.Names.Count, BuiltInPalettes.Names.Count);
        Assert.All(
            BuiltInPalettes.Names, name => Assert.Equal(name, PaletteReader.Read([name], ImageCodecs.Default).Name));
        Assert.Null(ProductPalettes.PackOf(NamedPalettes.Get("eink-6")));
    }

    [Theory]
    [InlineData("perler", 1, 1)]
    [InlineData("perler", 1000, 1)]
    [InlineData("perler", 1001, 2)]
    [InlineData("dmc", 1500, 1)]
    [InlineData("dmc", 3001, 3)]
    public void Packs_are_rounded_up(string name, int cells, int packs)
    {
        var palette = ProductPalettes.Find(name)!;
        Assert.Equal(packs, ProductPalettes.PackOf(palette)!.Count(cells));

        // The palette of a job of a worker, and one of a user with the same name.
        var sent = JsonSerializer.Deserialize<Palette>(JsonSerializer.Serialize(palette));
        Assert.NotNull(ProductPalettes.PackOf(sent));
        Assert.Null(ProductPalettes.PackOf(new Palette(name, palette.Colors)));
    }
}
