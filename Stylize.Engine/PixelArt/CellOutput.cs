namespace Stylize.Engine.PixelArt;

/// <summary>Chooses the format and the name in which cells are written: the format of the options, or that of an animated input.</summary>
/// <param name="Kind">The part of the name before the extension, such as ".pixelart".</param>
/// <param name="Asked">The format of the options; null for that of an animation, or PNG.</param>
/// <param name="Frame">The frame of the options; null for all.</param>
internal sealed record CellOutput(string Kind, PixelArtFormat? Asked, int? Frame)
{
    /// <summary>Maximum number of opaque colors of a GIF; one more is transparent.</summary>
    public const int MaxGifColors = 255;

    /// <summary>Duration of a still image in a sheet, in milliseconds.</summary>
    public const int StillTime = 100;

    /// <summary>The formats of one still image for a device, with their extensions, the usual one first.</summary>
    private static readonly (PixelArtFormat Format, string[] Extensions)[] OfDevices =
        [(PixelArtFormat.Packed, [".bin"]), (PixelArtFormat.Scr, [".scr"]), (PixelArtFormat.Koa, [".koa", ".kla"])];

    /// <summary>The format of the options, or PNG.</summary>
    public ImageFormat Still => Asked switch
    {
        PixelArtFormat.Gif => ImageFormat.Gif,
        PixelArtFormat.Webp => ImageFormat.WebP,
        PixelArtFormat.Aseprite => ImageFormat.Aseprite,
        _ => ImageFormat.Png,
    };

    /// <summary>The suffixes of all image formats.</summary>
    public IReadOnlyList<string> AllSuffixes =>
        [Suffix(ImageFormat.Png), Suffix(ImageFormat.Gif), Suffix(ImageFormat.WebP), Suffix(ImageFormat.Aseprite)];

    /// <summary>Returns the extensions that a destination of the format of a suffix may have.</summary>
    public static IReadOnlyList<string> SameExtensions(string suffix) => Path.GetExtension(suffix) is var extension
        && FileExtensions.FormatOf(suffix) == ImageFormat.Aseprite ? FileExtensions.ForFormat(ImageFormat.Aseprite)
        : OfDevices.FirstOrDefault(row => row.Extensions[0] == extension).Extensions ?? [extension];

    /// <summary>The suffixes of the formats for devices.</summary>
    public IEnumerable<string> DeviceSuffixes => OfDevices.Select(row => Kind + row.Extensions[0]);

    /// <summary>The suffix of a still image.</summary>
    public string StillSuffix => IsForDevice ? Kind + OfDevices.First(row => row.Format == Asked).Extensions[0] : Suffix(Still);

    /// <summary>True if the format holds one still image, so that an animation gives its first frame.</summary>
    public bool IsStill => Asked == PixelArtFormat.Png || IsForDevice;

    private bool IsForDevice => OfDevices.Any(row => row.Format == Asked);

    /// <summary>The suffix of the file with the positions and times of a sheet's frames.</summary>
    public string JsonSuffix => Kind + ".json";

    public string Suffix(ImageFormat format) => Kind + format switch
    {
        ImageFormat.Gif => ".gif",
        ImageFormat.WebP => ".webp",
        ImageFormat.Aseprite => ".aseprite",
        _ => ".png",
    };

    /// <summary>Returns the format that the extension of a destination implies; null for none.</summary>
    /// <param name="destination">The folder or file as typed, or null.</param>
    public static PixelArtFormat? Implied(string? destination) => Path.GetExtension(destination ?? "").ToLowerInvariant() switch
    {
        ".gif" => PixelArtFormat.Gif,
        ".webp" => PixelArtFormat.Webp,
        ".aseprite" or ".ase" => PixelArtFormat.Aseprite,
        var extension when Array.FindIndex(OfDevices, row => row.Extensions.Contains(extension)) is >= 0 and var place =>
            OfDevices[place].Format,
        _ => null,
    };

    /// <summary>True for an animation of several frames that is read from its first frame, and whose frames are written.</summary>
    public bool IsAnimated(ImageInput input) => Frame is null && !IsStill && input.DecodeOptions.Page == 0 && input.Info.IsAnimation;

    /// <summary>Returns the number of frames of an input; 1 if it is unreadable, which the run reports later.</summary>
    public int FramesOf(ImageInput input)
    {
        try
        {
            return IsAnimated(input) ? input.Info.Pages : 1;
        }
        catch (StylizeException)
        {
            return 1;
        }
    }

    /// <summary>Returns the format in which an input is written.</summary>
    public ImageFormat FormatFor(ImageInput input) => IsAnimated(input) ? FormatForAnimation(input) : Still;

    /// <summary>Returns the format of the options, or that of the animation itself, or PNG for a still image.</summary>
    public ImageFormat FormatForAnimation(ImageInput input)
    {
        if (Asked is not null) return Still;

        try
        {
            return DependsOnHeader(input) && IsAnimated(input) && !input.Info.IsSequence ? input.Info.Format : ImageFormat.Png;
        }
        catch (StylizeException)
        {
            // The run reports the error.
            return ImageFormat.Png;
        }
    }

    /// <summary>Returns the suffix for an input; null if it does not depend on the input's header.</summary>
    public string? SuffixFor(ImageInput input) =>
        Asked is null && Frame is null && DependsOnHeader(input) ? Suffix(FormatForAnimation(input)) : null;

    /// <summary>
    /// True if the output's name depends on the input's header. Planning reads the headers of these files only, so an animation in a file
    /// with another extension is written as APNG.
    /// </summary>
    private static bool DependsOnHeader(ImageInput input) =>
        Path.GetExtension(input.Source.Name).ToLowerInvariant() is ".gif" or ".webp" or ".aseprite" or ".ase";
}
