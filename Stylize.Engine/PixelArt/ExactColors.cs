using Stylize.Engine.PixelArt.Rendering;
using Stylize.Engine.PixelArt.Samples;

namespace Stylize.Engine.PixelArt;

/// <summary>The options of a run, with the exact colors of the image's flat areas.</summary>
/// <param name="Options">The options, with these colors as palette or locked colors if the palette has room for them.</param>
/// <param name="Vividness">The factor of the chroma of found colors.</param>
/// <param name="FlatColors">The colors of flat art that has more colors than the palette; otherwise empty.</param>
internal sealed record ExactColors(PixelArtOptions Options, Vividness Vividness, IReadOnlyList<Rgba32> FlatColors)
{
    private const double DefaultSaturation = 1.1;

    /// <summary>Flat colors of images that are not flat art take at most this share of the palette.</summary>
    private const int LockedDivisor = 4;

    /// <summary>Returns the options without any exact colors.</summary>
    public static ExactColors None(PixelArtOptions options) =>
        new(options, new Vividness(options.Saturation ?? DefaultSaturation, options.Saturation is null && options.Refinement), []);

    /// <summary>Returns the options for an image.</summary>
    public static ExactColors Of(Raster<Rgba32> image, PixelArtOptions options)
    {
        var flat = Finder(options);
        if (options.MixesByDefault || options.RaisesDetail)
        {
            Count(image, flat, options, onlyArt: true);
            return None(flat.IsArt ? AsDrawn(options) : options);
        }

        Add(image, flat, options);
        return Of(flat, options);
    }

    public static FlatColors Finder(PixelArtOptions options) => new((int)Math.Ceiling(options.AlphaThreshold * 255));

    /// <summary>Examines the flat areas of an image, unless the options give a palette or another vividness than that of the image, or
    /// ask for the published method.</summary>
    public static void Add(Raster<Rgba32> image, FlatColors flat, PixelArtOptions options)
    {
        if (options.Palette is null && options.Saturation is null or 1 && options.Refinement)
        {
            Count(image, flat, options);
        }
    }

    private static void Count(Raster<Rgba32> image, FlatColors flat, PixelArtOptions options, bool onlyArt = false)
    {
        var (width, height) = GridFit.Of(options, image.Width, image.Height).Size;
        flat.Add(image, 0.25 * image.PixelCount / ((double)width * height), onlyArt);
    }

    /// <summary>Returns the options of flat art for a given palette: an area of one color stays one.</summary>
    private static PixelArtOptions AsDrawn(PixelArtOptions options) => options with
    {
        Dither = DitherMethod.None,
        Tone = options.Tone with { LocalContrast = 0 },
    };

    public static ExactColors Of(FlatColors flat, PixelArtOptions options)
    {
        Rgba32[] colors = [.. flat.Colors.Where(c => !options.LockedColors.Contains(c))];
        var room = options.MaxFound - options.LockedColors.Count;
        if (!flat.IsArt)
        {
            var locked = options.LockedColors.Concat(colors.Take(room / LockedDivisor));
            return None(options with { LockedColors = [.. locked] });
        }

        if (colors.Length > room) return new(options, Vividness.Unchanged, colors);

        var palette = new Palette("found", [.. options.LockedColors, .. colors]);
        return new(options with { Palette = palette, PaletteMatch = PaletteMatch.Color }, Vividness.Unchanged, []);
    }

    /// <summary>Replaces found colors of flat art by the nearest exact ones.</summary>
    public Rgba32[] Restore(Rgba32[] palette)
    {
        if (FlatColors.Count == 0) return palette;

        var search = new ColorSearch([.. FlatColors.Select(LabConversion.FromRgba)]);
        return [.. palette.Select(color =>
            Options.LockedColors.Contains(color) ? color : FlatColors[search.Nearest(LabConversion.FromRgba(color))])];
    }
}
