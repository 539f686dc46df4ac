namespace Stylize.Engine.PixelArt.Sheets;

/// <summary>Where the frames of a sprite sheet stand: a grid, filled row by row.</summary>
/// <param name="Columns">Frames in a row.</param>
/// <param name="Width">Width of the sheet in pixels.</param>
/// <param name="Height">Height of the sheet in pixels.</param>
/// <param name="FrameWidth">Width of a frame in pixels.</param>
/// <param name="FrameHeight">Height of a frame in pixels.</param>
/// <param name="Padding">Pixels between two frames, and between frames and rim.</param>
internal readonly record struct SheetLayout(int Columns, int Width, int Height, int FrameWidth, int FrameHeight, int Padding)
{
    /// <summary>Longest side of a sheet in pixels, which graphics cards take.</summary>
    public const int MaxSide = 16_384;

    /// <summary>
    /// The grid for a number of frames. Without a number of columns it is the one that is nearest to a square; in powers of two the one of
    /// fewest pixels, and among these the one nearest to a square.
    /// </summary>
    /// <exception cref="StylizeException">OperationFailed: the sheet would be too large.</exception>
    public static SheetLayout Of(int frames, int frameWidth, int frameHeight, int? columns, int padding, bool powerOfTwo, string name)
    {
        var choices = columns is { } given ? [given] : Enumerable.Range(1, frames);
        var (width, height, chosen) = choices.Select(Size)
            .OrderBy(s => powerOfTwo ? s.Width * s.Height : 0)
            .ThenBy(s => Math.Max(s.Width, s.Height))
            .ThenBy(s => s.Width * s.Height)
            .ThenByDescending(s => s.Columns)
            .First();
        if (Math.Max(width, height) > MaxSide)
        {
            throw new StylizeException(
                StylizeError.OperationFailed,
                name,
                string.Create(
                    System.Globalization.CultureInfo.InvariantCulture,
                    $"The sheet of {frames} frames of '{name}' would be {width:N0} x {height:N0} pixels; a side has {MaxSide:N0} at most."),
                "Give a smaller {Scale} or {Width}, or another {SheetColumns}.");
        }

        return new SheetLayout(chosen, (int)width, (int)height, frameWidth, frameHeight, padding);

        (long Width, long Height, int Columns) Size(int n)
        {
            var rows = (frames + n - 1) / n;
            var size = (Width: padding + ((long)n * (frameWidth + padding)), Height: padding + ((long)rows * (frameHeight + padding)));
            return powerOfTwo ? (RoundUp(size.Width), RoundUp(size.Height), n) : (size.Width, size.Height, n);
        }
    }

    /// <summary>Left and upper pixel of a frame.</summary>
    public (int X, int Y) Place(int frame) => (
        Padding + (frame % Columns * (FrameWidth + Padding)),
        Padding + (frame / Columns * (FrameHeight + Padding)));

    private static long RoundUp(long value) => (long)System.Numerics.BitOperations.RoundUpToPowerOf2((ulong)value);
}
