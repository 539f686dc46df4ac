using Stylize.Engine.Imaging.Palettes;
using Stylize.Engine.Operations;
using Stylize.Engine.Operations.Options;

namespace Stylize.Engine.PixelArt;

/// <summary>Options of restoring pixel art.</summary>
public sealed record RestoreOptions : IOperationOptions
{
    [Option("Side of a cell; with it any image is taken for pixel art.", Unit = "pixels", Min = 1, Max = 256, Default = "found")]
    public double? CellSize { get; init; }

    [Option(FrameOptions.Help, ValueName = "n", Min = 0, Default = FrameOptions.Refused)]
    public int? Frame { get; init; }

    [Option("Largest number of colors.", Unit = "colors", ValueName = "n", Min = 1, Max = Imaging.Palettes.Palette.MaxColors,
        Default = "as many as differ by more than noise")]
    public int? Colors { get; init; }

    [Option("The original's colors: a palette's name, a .gpl, .hex, .pal or image file, or colors as hex digits or names.",
        Default = "found in the image")]
    public Palette? Palette { get; init; }

    /// <inheritdoc/>
    public void Validate()
    {
        OptionSet.Of<RestoreOptions>().Check(this);
        if (Palette is not null && Colors is not null)
        {
            throw StylizeException.Together(nameof(Colors), nameof(Palette), "a palette has its own colors");
        }
    }
}
