namespace Stylize.Engine.PixelArt;

/// <summary>Options of pixel art that concern the whole batch or add files to it.</summary>
internal sealed record PixelArtBatchOptions : IOperationOptions
{
    [Option("Find one palette for all inputs.", Group = HelpGroup.Common)]
    [NotWith(nameof(PixelArtOptions.Palette), Unless = nameof(PixelArtOptions.Colors))]
    [NotWith(nameof(PixelArtOptions.AttributeCells))]
    public bool SharedPalette { get; init; }

    [Option("Faster preview of slightly lower quality; same as preset Fast.", Group = HelpGroup.Common)]
    public bool Fast { get; init; }

    [Option("Palette file to write next to each output; one for {SharedPalette}.", Group = HelpGroup.Output,
        Streams = Streams.Input)]
    public PaletteFormat? SavePalette { get; init; }

    [Option("Write a chart to print, with symbols and a color list.", Group = HelpGroup.Output)]
    [NotWith(nameof(PixelArtOptions.Format), PixelArtFormat.SpriteSheet, PixelArtFormat.Frames, PixelArtFormat.Svg,
        PixelArtFormat.Packed, PixelArtFormat.Scr, PixelArtFormat.Koa)]
    public bool Chart { get; init; }

    /// <inheritdoc/>
    public void Validate() => OptionSet.ForRecord<PixelArtBatchOptions>().Check(this);
}
