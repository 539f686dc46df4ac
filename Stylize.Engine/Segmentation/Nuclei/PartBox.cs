namespace Stylize.Engine.Segmentation.Nuclei;

/// <summary>The first and last columns and rows of a part.</summary>
internal struct PartBox
{
    private int _left;
    private int _top;
    private int _right;
    private int _bottom;

    /// <summary>The boxes of labels, of which 0 is the background and has none.</summary>
    public static PartBox[] Of(ReadOnlySpan<int> labels, int count, int width)
    {
        var boxes = new PartBox[count + 1];
        Array.Fill(boxes, new PartBox { _left = int.MaxValue, _top = int.MaxValue });
        for (var i = 0; i < labels.Length; i++)
        {
            if (labels[i] != 0)
            {
                ref var box = ref boxes[labels[i]];
                var (x, y) = (i % width, i / width);
                (box._left, box._top) = (Math.Min(box._left, x), Math.Min(box._top, y));
                (box._right, box._bottom) = (Math.Max(box._right, x), Math.Max(box._bottom, y));
            }
        }

        return boxes;
    }

    /// <summary>
    /// The box with a border of one pixel, as far as it lies within the image: beyond the image the part may go on, and no background is
    /// put there.
    /// </summary>
    public readonly PartWindow Within(int width, int height)
    {
        var (left, top) = (Math.Max(_left - 1, 0), Math.Max(_top - 1, 0));
        return new PartWindow(left, top, Math.Min(_right + 2, width) - left, Math.Min(_bottom + 2, height) - top);
    }

    /// <summary>A window of an image.</summary>
    internal readonly record struct PartWindow(int Left, int Top, int Columns, int Rows)
    {
        public int Area => Columns * Rows;
    }
}
