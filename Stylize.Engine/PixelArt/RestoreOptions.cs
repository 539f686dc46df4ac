namespace Stylize.Engine.PixelArt;

/// <summary>Options of the restore operation.</summary>
public sealed record RestoreOptions : IOperationOptions
{
    [Option("Cell side in the input; skips the check for pixel art.", Group = HelpGroup.Common, Unit = "pixels",
        Min = 1, Max = 256, Default = "detected", Synonyms = ["pixel-size", "width", "scale", "size"])]
    public double? CellSize { get; init; }

    [Option("Maximum number of colors.", Group = HelpGroup.Common, Unit = "colors", ValueName = "n", Min = 1,
        Max = PixelArtOptions.MaxColors, Default = "all that differ by more than noise")]
    [NotWith(nameof(Palette))]
    public int? Colors { get; init; }

    [Option("Original colors: a palette's name, a palette or image file, or colors.", Group = HelpGroup.Common,
        Default = "found in the image")]
    public Palette? Palette { get; init; }

    [Option("Make the plain background around and inside a sprite transparent.", Group = HelpGroup.Common)]
    public bool TransparentBackground { get; init; }

    [Option("File format of the output.", Group = HelpGroup.Common,
        Values = [PixelArtFormat.Png, PixelArtFormat.Gif, PixelArtFormat.Apng, PixelArtFormat.Webp,
            PixelArtFormat.SpriteSheet, PixelArtFormat.Aseprite],
        Default = "by the destination's extension, otherwise PNG or the animation's format")]
    public PixelArtFormat? Format { get; init; }

    [Option(FrameOptions.HelpWithAll, ValueName = "n", Min = 0, Words = [FrameOptions.First, FrameOptions.All],
        Default = "all frames of an animation; the first page of a TIFF")]
    public int? Frame { get; init; }

    /// <inheritdoc/>
    public void Validate() => OptionSet.ForRecord<RestoreOptions>().Check(this);
}
