using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates;

/// <summary>How large the pixels of a well are.</summary>
internal static class PixelSizes
{
    /// <summary>Width of a pixel in micrometres as the well's files tell it.</summary>
    /// <exception cref="StylizeException">OperationFailed: none of them does.</exception>
    public static double Of(WellTimepoint well) => Find(well) ?? throw new StylizeException(
        StylizeError.OperationFailed, well.Name, $"No file of {well.Name} tells how large its pixels are.",
        "Use {PixelSize}, and leave out {Micrometres}.");

    /// <summary>Width of a pixel in micrometres; null where no file tells it.</summary>
    public static double? Find(WellTimepoint well) =>
        well.Measured.SelectMany(c => c.Tiles).FirstOrDefault(t => t.PixelSize is not null)?.PixelSize;

    /// <summary>Width of a pixel in micrometres: as the user gave it, or else as the files tell it.</summary>
    public static double? Known(WellTimepoint well, PlateOptions options) =>
        options.Segmentation.PixelSize is var given && given != 1 ? given : Find(well);
}
