using static Stylize.Engine.StylizeError;

namespace Stylize.Engine.PixelArt;

/// <summary>The errors of pixel art and its restoration.</summary>
internal static class Errors
{
    public static readonly ErrorText
        ChartTooLarge = new("The chart of {width} x {height} cells is too large; {Chart} allows {maxCells:N0} cells.",
            "Use a smaller {Width}."),
        PackedColors = new("Packed pixels have at most {maxColors} colors.",
            "Use a palette of up to 16 colors, or {Colors} 16."),
        SameSprite = new(TargetConflict, "'{first}' and '{target}' would both be named '{name}' in the sheet.",
            "Rename one of them."),
        MachineCells = new("This format holds {columns} x {rows} cells, not {width} x {height}.",
            "Omit {Width} and {Height}."),
        AttributeCellsTooMany = new("{width} x {height} cells are too many; {AttributeCells} allows {maxCells:N0}.",
            "Use a smaller {Width}."),
        NotRestorable = new(OperationFailed,
            "'{target}' cannot be restored: it has too many cells or colors for its size, or is too long and narrow.",
            "Crop the image, or set {CellSize} to the side of a cell in pixels."),
        NotEnlarged = new(GridUncertain,
            "'{target}' does not look like enlarged pixel art: the confidence is {confidence:0.00}, below "
            + "{minConfidence:0.00}.",
            "Pixel art with one pixel per cell needs no restoring. For larger cells, set {CellSize}{guess}."),
        FramesMissing = new(ImageUnreadable, "The animation has fewer frames than its header states.",
            "Use an undamaged copy."),
        SamplesTooMany = new(
            "A grid of {columns} x {rows} cells needs {all} samples of this image; the maximum is {maxSamples}.",
            "Use fewer cells along the image's shorter side, or a larger {Stride}."),
        SizeMissed = new(OperationFailed,
            "The smallest file for '{target}' has {smallest} bytes, more than the target of {bytes}.",
            "Use a larger {TargetSize} or a smaller {Width}."),
        NoSharedPalette = new(ImageUnreadable, "Cannot find a shared palette: no image could be read.",
            "Check the input paths."),
        SheetTooLarge = new(OperationFailed,
            "The sheet of {frames} frames of '{target}' would be {width:N0} x {height:N0} pixels; the limit is "
            + "{maxSide:N0}.", "Use a smaller {Scale} or {Width}, or a different {SheetColumns}."),
        CopyNotEnlarged = new(GridUncertain, "{reason}",
            "If it is pixel art, set {CellSize} to the side of a cell in pixels.");
}
