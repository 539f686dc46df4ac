namespace Stylize.Engine.Imaging.Palettes;

/// <summary>Palettes of threads and beads that are sold, with the numbers and names of the makers. Makers publish no
/// color values, so that the colors are approximate. Translucent, metallic, neon and luminous ones are left
/// out.</summary>
internal static class ProductPalettes
{
    private static readonly (string Name, ProductPack Pack)[] Products =
    [
        ("artkal", new("bag", 1000, 5, "beads of 5 mm")),
        ("dmc", new("skein", 1500, 25.4 / 14, "stitches with two strands on 14-count Aida")),
        ("hama", new("bag", 1000, 5, "beads of 5 mm")),
        ("perler", new("bag", 1000, 5, "beads of 5 mm")),
    ];

    private static readonly ConcurrentDictionary<string, Palette> Read = [];

    /// <summary>The names, sorted.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Products.Select(product => product.Name)];

    /// <summary>Returns a palette by name, case-insensitively, or null.</summary>
    public static Palette? Find(string name) =>
        Products.FirstOrDefault(product => product.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Name
            is { } known
            ? Read.GetOrAdd(known, Load) : null;

    /// <summary>Returns the pack in which the colors of a palette are sold; null if it is not one of these
    /// palettes.</summary>
    public static ProductPack? PackOf(Palette? palette) =>
        palette is not null && Find(palette.Name) is { } known && known.Matches(palette)
            ? Products.First(product => product.Name == known.Name).Pack : null;

    private static Palette Load(string name)
    {
        using var reader = new StreamReader(typeof(ProductPalettes).Assembly.GetManifestResourceStream(name + ".csv")!);
        return PaletteTable.Parse(name, reader.ReadToEnd().Split('\n'));
    }
}

/// <summary>What a shop sells of one color.</summary>
/// <param name="Unit">The container, such as "bag".</param>
/// <param name="Cells">Number of cells that it is enough for.</param>
/// <param name="CellSize">Side of a cell of the finished work, in millimeters.</param>
/// <param name="Content">What the cells are, such as "beads of 5 mm".</param>
internal sealed record ProductPack(string Unit, int Cells, double CellSize, string Content)
{
    /// <summary>Returns the number of packs to buy for a number of cells.</summary>
    public int Count(int cells) => (cells + Cells - 1) / Cells;

    /// <summary>Returns text such as "1 bag: 1,000 beads of 5 mm".</summary>
    public override string ToString() => Invariant($"1 {Unit}: {Cells:N0} {Content}");
}

/// <summary>All palettes that have a name: <see cref="NamedPalettes"/>, and <see cref="ProductPalettes"/>.</summary>
public static class BuiltInPalettes
{
    /// <summary>The names, those of machines and artists first.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. NamedPalettes.Names, .. ProductPalettes.Names];

    /// <summary>Returns a palette by name, case-insensitively, or null.</summary>
    public static Palette? Find(string name) => NamedPalettes.Find(name) ?? ProductPalettes.Find(name);
}
