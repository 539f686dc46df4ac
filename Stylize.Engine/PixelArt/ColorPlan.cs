using Stylize.Engine.PixelArt.Machines;
using Stylize.Engine.PixelArt.Rendering;
using Stylize.Engine.PixelArt.Samples;

namespace Stylize.Engine.PixelArt;

/// <summary>The colors of pixel art: a palette, or how many colors to find; how the image is matched to them; and how
/// they are mixed.
/// </summary>
internal sealed record ColorPlan
{
    /// <summary>Flat colors of images that are not flat art take at most this share of the palette.</summary>
    private const int LockedDivisor = 4;

    /// <summary>Maximum number of cells along the longer side of a sprite.</summary>
    private const int SpriteSide = 64;

    private readonly PixelArtOptions _options;
    private readonly MachineRule? _machine;

    public ColorPlan(PixelArtOptions options, MachineRule? machine)
    {
        (_options, _machine) = (options, machine);
        Limit = options.Colors ?? (machine == MachineRule.Nes ? PixelArtOptions.DefaultColors : null);
        Palette = Whole = machine is null ? options.Palette : NamedPalettes.Get(machine.Palette);
        (Locked, Match) = (options.LockedColors, options.PaletteMatch);
    }

    /// <summary>The palette that is given, or was learned from the input; null if colors are found while superpixels
    /// are.</summary>
    public Palette? Whole { get; private init; }

    /// <summary>The colors that are not changed: <see cref="Whole"/>, or all colors of flat art; null if colors are
    /// found.</summary>
    public Palette? Palette { get; private init; }

    /// <summary>Colors that the found palette contains: those of the user, then those of large flat areas.</summary>
    public IReadOnlyList<Rgba32> Locked { get; init; }

    /// <summary>Maximum number of colors, also of a given palette; null for all of it.</summary>
    public int? Limit { get; private init; }

    public PaletteMatch Match { get; private init; }

    /// <summary>The factor of the chroma of found colors.</summary>
    public float Saturation => (float)_options.Saturation;

    /// <summary>The colors of flat art; otherwise empty. An area of one color stays one.</summary>
    public IReadOnlyList<Rgba32> Art { get; private init; } = [];

    /// <summary>The colors of flat art that has more colors than the palette; otherwise empty.</summary>
    public IReadOnlyList<Rgba32> Flat { get; private init; } = [];

    /// <summary>The dither; null to decide. The colors of a display of electronic paper, as measured, are too far from
    /// those of any picture to stand for its areas.</summary>
    public DitherMethod? Dither => IsNamed && Art.Count > 0 ? DitherMethod.None
        : _options.Dither
            ?? (IsNamed && !IsSprite && Palette!.Name.EndsWith("-measured", StringComparison.OrdinalIgnoreCase)
                ? DitherMethod.Diffusion : null);

    /// <summary>The colors that are never changed.</summary>
    public IReadOnlyList<Rgba32> Given => Palette?.Colors ?? Locked;

    /// <summary>The colors that are never changed, as weighted samples are compared with them.</summary>
    public Lab[] WeightedGiven => [.. Given.Select(color => Chroma.Apply(LabConversion.FromRgba(color)))];

    /// <summary>The number of colors of a palette that is found.</summary>
    public int MaxFound => Limit ?? Math.Max(PixelArtOptions.DefaultColors, Locked.Count);

    /// <summary>True if some colors of the palette are chosen for the picture.</summary>
    public bool IsLimited => Palette?.Colors.Count > Limit;

    /// <summary>Maximum number of colors of the output.</summary>
    public int Max => IsLimited ? MaxFound : Palette?.Colors.Count ?? MaxFound;

    /// <summary>True if the user gave a palette, which need not resemble the image.</summary>
    public bool IsGiven => _options.Palette is not null;

    /// <summary>What mixes colors where no single one is near. The eye mixes found ones, and those of a named palette
    /// except in sprites.</summary>
    public ColorMixing Mixing =>
        Dither is not (null or DitherMethod.None) && _options.DitherStrength is not 0 ? ColorMixing.Dither
        : _options is { Dither: null, Refinement: true } && _machine is null
            && (!IsGiven || (IsNamed && !IsSprite && Match != PaletteMatch.Color && Art.Count == 0)) ? ColorMixing.Eye
        : ColorMixing.None;

    /// <summary>True if cells are associated by their mixtures: those of the eye, and those of found colors before a
    /// dither.</summary>
    public bool IsByMixtures =>
        Mixing == ColorMixing.Eye || (Mixing == ColorMixing.Dither && !IsGiven && _machine is null);

    /// <summary>True to match tones by lightness, false by color, null to decide by those of the image. Threads and
    /// beads have colors for most things, but few have a deep black, so that the hues of a palette that spans less
    /// lightness than the image are kept.</summary>
    public bool? ByLightness => Match != PaletteMatch.Auto ? Match == PaletteMatch.Lightness
        : ProductPalettes.PackOf(Palette) is not null ? false
        : null;

    /// <summary>True if a dither of a given palette shows hues between its colors.</summary>
    public bool ShowsHues => IsGiven && Mixing == ColorMixing.Dither;

    /// <summary>Weight of chroma in distances. Given palettes are matched by rules of their own.</summary>
    public ChromaWeight Chroma =>
        _options is { Palette: null, Refinement: true } ? ChromaWeight.OfFound : ChromaWeight.None;

    /// <summary>True for a grid of the size of a sprite.</summary>
    public bool IsSmall { get; private init; }

    /// <summary>True for a picture whose single cells are seen, in which nothing is mixed unless a dither is
    /// given.</summary>
    private bool IsSprite => IsSmall || _options.Outline != OutlineStyle.None;

    /// <summary>The color of the cells around a padded picture: the nearest one of the palette, if it is
    /// known.</summary>
    public Rgba32 Pad => _options.PadColor is not { A: > 0 } color ? default
        : Whole is { } palette
            ? palette.Colors[new ColorSearch([.. palette.Colors.Select(LabConversion.FromRgba)]).Nearest(
                LabConversion.FromRgba(color))]
            : color;

    private bool IsNamed => Palette is { } palette && NamedPalettes.Find(palette.Name)?.Matches(palette) == true;

    /// <summary>Returns the colors of a file that holds a number of colors.</summary>
    public ColorPlan AtMost(int colors) =>
        Palette?.Colors.Count > colors && !(Limit <= colors) ? this with { Limit = colors } : this;

    /// <summary>Returns the colors with a palette that was found, or whose colors were chosen. Chosen colors fit the
    /// picture as they are, unless all of them are shades of one hue, which are matched by lightness.</summary>
    public ColorPlan WithLearned(Palette palette) => this with
    {
        Palette = palette,
        Whole = palette,
        Match = Match != PaletteMatch.Auto || (Palette is not null && !IsLimited) ? Match
            : Palette is not null && ToneMatch.IsTinted(Palette.Colors) ? PaletteMatch.Lightness : PaletteMatch.Color,
    };

    /// <summary>Returns the colors with that around a padded picture, if the palette is to be found and has
    /// room.</summary>
    public ColorPlan WithPad() => _options.PadColor is { A: > 0 } pad && Palette is null && Locked.Count < MaxFound
        ? this with { Locked = [.. Locked, pad] }
        : this;

    /// <summary>Returns the colors for a grid, which can be that of a sprite.</summary>
    /// <param name="cells">Number of cells per row, and of rows.</param>
    public ColorPlan ForGrid((int Width, int Height) cells) => this with
    {
        IsSmall = Math.Max(cells.Width, cells.Height) <= SpriteSide,
    };

    /// <summary>Returns the colors for an image, with the exact ones of its flat areas.</summary>
    /// <param name="cells">Number of cells per row, and of rows.</param>
    public ColorPlan ForImage(Raster<Rgba32> image, (int Width, int Height) cells)
    {
        var flat = new FlatColors(_options.AlphaThreshold);
        if (IsNamed && _options.Dither is null or DitherMethod.None)
        {
            flat.Add(image, cells, onlyArt: true);
            return this with { Art = flat.IsArt ? [.. flat.Colors] : [] };
        }

        Examine(image, cells, flat);
        return WithFlat(flat);
    }

    /// <summary>Examines the flat areas of an image, unless a palette or another vividness than that of the image is
    /// given, or the published method.</summary>
    public void Examine(Raster<Rgba32> image, (int Width, int Height) cells, FlatColors flat)
    {
        if (Palette is null && _options.Saturation == 1 && _options.Refinement)
        {
            flat.Add(image, cells);
        }
    }

    /// <summary>Returns the colors with the exact ones of flat areas: all of them for flat art, if the palette has
    /// room.</summary>
    public ColorPlan WithFlat(FlatColors flat)
    {
        Rgba32[] colors = [.. flat.Colors.Where(c => !Locked.Contains(c))];
        var room = MaxFound - Locked.Count;
        if (!flat.IsArt) return this with { Locked = [.. Locked, .. colors.Take(room / LockedDivisor)] };

        var art = this with { Art = [.. Locked, .. colors] };
        return colors.Length > room
            ? art with { Flat = colors }
            : art with { Palette = new Palette("found", [.. Locked, .. colors]), Match = PaletteMatch.Color };
    }

    /// <summary>Converts a palette to 8-bit colors. The given colors, which come first, are unchanged. The chroma of
    /// found ones is multiplied; those of flat art become the nearest exact ones.</summary>
    /// <param name="chroma">The weight of chroma in the palette.</param>
    public Rgba32[] ToRgba(Lab[] palette, ChromaWeight chroma)
    {
        Rgba32[] colors = [.. palette.Select((color, i) =>
            i < Given.Count ? Given[i] with { A = 255 }
            : LabConversion.ToRgba(chroma.Undo(color).Saturate(Saturation)))];
        if (Flat.Count == 0) return colors;

        var search = new ColorSearch([.. Flat.Select(LabConversion.FromRgba)]);
        return [.. colors.Select(
            color => Locked.Contains(color) ? color : Flat[search.Nearest(LabConversion.FromRgba(color))])];
    }
}

/// <summary>What mixes the colors of cells.</summary>
internal enum ColorMixing
{
    /// <summary>Nothing: each cell has the color nearest to it.</summary>
    None,

    /// <summary>A dither, over which an area has the colors of the image.</summary>
    Dither,

    /// <summary>The blur of the eye: the colors of neighbors make up for each other.</summary>
    Eye,
}
