namespace Stylize.Engine.PixelArt.Sheets;

/// <summary>A frame before it has a place: the size of its cells, and the part of them to show.</summary>
/// <param name="Size">Width and height of the frame in pixels.</param>
/// <param name="Shown">The shown part of the frame; the whole frame unless it is trimmed.</param>
internal readonly record struct SheetFrame((int Width, int Height) Size, SheetBox Shown);

/// <summary>A rectangle in pixels.</summary>
internal readonly record struct SheetBox(int X, int Y, int Width, int Height);

/// <summary>
/// The positions of the frames of several animations on a sheet: each animation starts a new row; without trimming, all cells have the same
/// size, so that the sheet can also be cut by a grid.
/// </summary>
internal sealed class SheetLayout
{
    private SheetLayout(int width, int height, IReadOnlyList<SheetBox> boxes) => (Width, Height, Boxes) = (width, height, boxes);

    public int Width { get; }
    public int Height { get; }

    /// <summary>The place of each frame on the sheet, in their order.</summary>
    public IReadOnlyList<SheetBox> Boxes { get; }

    /// <param name="rows">The frames of each animation.</param>
    /// <param name="columns">Maximum number of frames per row; null for one row per animation, or a nearly square sheet of a single
    /// animation or of stills.</param>
    /// <param name="name">The input, for errors.</param>
    /// <exception cref="StylizeException">OperationFailed: the sheet would be too large.</exception>
    public static SheetLayout Of(IReadOnlyList<IReadOnlyList<SheetFrame>> rows, int? columns, int padding, bool powerOfTwo, string name)
    {
        var all = rows.SelectMany(row => row).ToArray();

        // Stills fill the grid together, as the frames of one animation do.
        var isGrid = rows.Count == 1 || rows.All(row => row.Count == 1);
        var perRow = columns ?? (isGrid
            ? FrameLayout.Of(
                all.Length, all.Max(f => f.Shown.Width), all.Max(f => f.Shown.Height), null, padding, powerOfTwo, name).Columns
            : rows.Max(row => row.Count));
        var boxes = new List<SheetBox>();
        var (width, top) = (0, padding);
        foreach (var row in (isGrid ? [all] : rows).SelectMany(row => row.Chunk(perRow)))
        {
            var left = padding;
            foreach (var frame in row)
            {
                boxes.Add(new SheetBox(left, top, frame.Shown.Width, frame.Shown.Height));
                left = checked(left + frame.Shown.Width + padding);
            }

            width = Math.Max(width, left);
            top = checked(top + row.Max(frame => frame.Shown.Height) + padding);
        }

        var height = top;
        if (powerOfTwo)
        {
            (width, height) = (RoundUp(width), RoundUp(height));
        }

        FrameLayout.RequireSide(all.Length, width, height, name);
        return new SheetLayout(width, height, boxes);

        static int RoundUp(int side) => (int)BitOperations.RoundUpToPowerOf2((uint)side);
    }
}
