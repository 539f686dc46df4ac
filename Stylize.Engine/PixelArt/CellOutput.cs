namespace Stylize.Engine.PixelArt;

/// <summary>Chooses the format and the name in which cells are written: the format of the options, or that of an
/// animated input.</summary>
/// <param name="Kind">The part of the name before the extension, such as ".pixelart".</param>
/// <param name="Asked">The format of the options; null for that of an animation, or PNG.</param>
/// <param name="Frame">The frame of the options; null for all.</param>
internal sealed record CellOutput(string Kind, PixelArtFormat? Asked, int? Frame)
{
    /// <summary>Duration of a still image in a sheet, in milliseconds.</summary>
    public const int StillTime = 100;

    /// <summary>The formats by extension, the usual one first: still images and animations, then formats of one still
    /// image only.</summary>
    private static readonly (PixelArtFormat Format, ImageFormat? Image, string[] Extensions)[] Files =
    [
        (PixelArtFormat.Png, ImageFormat.Png, [".png"]),
        (PixelArtFormat.Apng, ImageFormat.Png, [".png", ".apng"]),
        (PixelArtFormat.Gif, ImageFormat.Gif, [".gif"]),
        (PixelArtFormat.Webp, ImageFormat.WebP, [".webp"]),
        (PixelArtFormat.Aseprite, ImageFormat.Aseprite, [".aseprite", ".ase"]),
        (PixelArtFormat.Svg, null, [".svg"]),
        (PixelArtFormat.Packed, null, [".bin"]),
        (PixelArtFormat.Scr, null, [".scr"]),
        (PixelArtFormat.Koa, null, [".koa", ".kla"]),
    ];

    /// <summary>The format of the options, or PNG.</summary>
    public ImageFormat Still => Files.FirstOrDefault(file => file.Format == Asked).Image ?? ImageFormat.Png;

    /// <summary>The suffixes of all image formats.</summary>
    public IReadOnlyList<string> AllSuffixes =>
        [.. Files.Where(file => file.Image is not null).Select(file => Kind + file.Extensions[0]).Distinct()];

    /// <summary>The suffixes of the formats of one still image.</summary>
    public IEnumerable<string> StillSuffixes =>
        Files.Where(file => file.Image is null).Select(file => Kind + file.Extensions[0]);

    /// <summary>The suffix of a still image.</summary>
    public string StillSuffix => Kind + (Files.FirstOrDefault(file => file.Format == Asked).Extensions ?? [".png"])[0];

    /// <summary>The suffix of the file with the positions and times of a sheet's frames.</summary>
    public string JsonSuffix => Kind + ".json";

    /// <summary>True if the format holds one still image, so that an animation gives its first frame.</summary>
    private bool IsStill =>
        Asked == PixelArtFormat.Png || Files.Any(file => file.Format == Asked && file.Image is null);

    /// <summary>Returns the extensions that a destination of the format of a suffix may have.</summary>
    public static IReadOnlyList<string> SameExtensions(string suffix)
    {
        var extension = Path.GetExtension(suffix);
        return [.. Files.Where(file => file.Extensions[0] == extension).SelectMany(file => file.Extensions)
            .Prepend(extension).Distinct()];
    }

    /// <summary>Returns the format that the extension of a destination implies; null for none.</summary>
    /// <param name="destination">The folder or file as typed, or null.</param>
    public static PixelArtFormat? Implied(string? destination) =>
        Path.GetExtension(destination ?? "").ToLowerInvariant() is var extension
            && Array.Find(Files, file => file.Extensions.Contains(extension))
                is { Format: not PixelArtFormat.Png and var format }
            ? format : null;

    /// <summary>True for an animation of several frames that is read from its first frame, and whose frames are
    /// written.</summary>
    public bool IsAnimated(ImageInput input) =>
        Frame is null && !IsStill && input.DecodeOptions.Page == 0 && input.Info.IsAnimation;

    /// <summary>Returns the number of frames of an input; 1 if it is unreadable, which the run reports later.</summary>
    public int FramesOf(ImageInput input) =>
        StylizeException.OrDefault<int?>(() => IsAnimated(input) ? input.Info.Pages : null) ?? 1;

    /// <summary>Returns the format in which an input is written.</summary>
    public ImageFormat FormatFor(ImageInput input) => IsAnimated(input) ? FormatForAnimation(input) : Still;

    /// <summary>Returns the format of the options, or that of the animation itself, or PNG for a still image.</summary>
    public ImageFormat FormatForAnimation(ImageInput input) => Asked is not null ? Still
        : StylizeException.OrDefault<ImageFormat?>( // The run reports the error.
            () => DependsOnHeader(input) && IsAnimated(input) && !input.Info.IsSequence ? input.Info.Format : null)
            ?? ImageFormat.Png;

    /// <summary>Returns the suffix for an input; null if it does not depend on the input's header.</summary>
    public string? SuffixFor(ImageInput input) => Asked is null && Frame is null && DependsOnHeader(input)
        ? Kind + (Files.FirstOrDefault(file => file.Image == FormatForAnimation(input)).Extensions
            ?? [".png"])[0] : null;

    /// <summary>
    /// True if the output's name depends on the input's header. Planning reads the headers of these files only, so an
    /// animation in a file with another extension is written as APNG.
    /// </summary>
    private static bool DependsOnHeader(ImageInput input) =>
        Implied(input.Source.Name)
            is PixelArtFormat.Gif or PixelArtFormat.Webp or PixelArtFormat.Aseprite;
}
