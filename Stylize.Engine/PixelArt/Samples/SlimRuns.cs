namespace Stylize.Engine.PixelArt.Samples;

/// <summary>Decides runs of one or two cells that lie on a straight edge together with the cells next to them, if
/// the majority of all of them is slim. Otherwise, a gentle curve that barely reaches a row of cells leaves a
/// nub.</summary>
internal static class SlimRuns
{
    /// <summary>Largest number of cells of a run.</summary>
    private const int MaxLength = 2;

    /// <summary>Largest mean majority of the cells: 5/8 to 3/8. A mark of its own has a larger one, even halfway
    /// between two cells.</summary>
    private const float Slim = 0.25f;

    /// <summary>Gives a run the label of the cells next to it, or these cells that of the run, whichever changes
    /// less.</summary>
    /// <param name="labels">Labels of the cells, row-major; a negative one never changes.</param>
    /// <param name="share">Returns the share of a cell, 0 to 1, that has the first of two labels.</param>
    public static void Decide(int[] labels, int width, Func<int, int, int, float> share)
    {
        for (var side = 0; side < 4; side++)
        {
            for (var length = 1; length <= MaxLength; length++)
            {
                for (var first = 0; first < labels.Length; first++)
                {
                    var run = new Run(labels, width, first, side, length);
                    if (run.IsOnEdge) Decide(labels, run, length, share);
                }
            }
        }
    }

    private static void Decide(int[] labels, Run run, int length, Func<int, int, int, float> share)
    {
        var (label, before) = (labels[run.At(0, 0)], labels[run.At(-1, 0)]);
        int[] cells = [.. Enumerable.Range(0, length).Select(n => run.At(n, 0))];
        int[] next = [run.At(-1, 0), run.At(length, 0)];
        var (lost, added) = (cells.Sum(Majority), -next.Sum(Majority));
        if (lost + added >= Slim * (length + 2)) return;

        foreach (var cell in lost <= added ? cells : next)
        {
            labels[cell] = lost <= added ? before : label;
        }

        float Majority(int cell) => (2 * share(cell, label, before)) - 1;
    }

    /// <summary>Cells along an edge.</summary>
    /// <param name="side">The side of the run on which the area of its label is, 0 to 3.</param>
    private readonly struct Run(int[] labels, int width, int first, int side, int length)
    {
        /// <summary>True if the run lies on an edge that reaches two cells beyond both of its ends.</summary>
        public bool IsOnEdge => labels[first] is >= 0 and var label
            && At(-1, 0) is >= 0 and var start && labels[start] is >= 0 and var before && before != label
            && At(length, 0) is >= 0 and var end && labels[end] == before
            && AllAre(0, length, 0, label) && AllAre(-1, length + 2, -1, before)
            && AllAre(-2, length + 4, 1, label);

        /// <summary>Returns the cell at a distance along the edge and toward the area; -1 outside.</summary>
        public int At(int along, int across)
        {
            across = side % 2 == 0 ? across : -across;
            var (y, x) = Math.DivRem(first, width);
            var (column, row) = side < 2 ? (x + along, y + across) : (x + across, y + along);
            return column < 0 || row < 0 || column >= width || row >= labels.Length / width
                ? -1 : (row * width) + column;
        }

        private bool AllAre(int from, int count, int across, int expected)
        {
            for (var n = from; n < from + count; n++)
            {
                if (At(n, across) is >= 0 and var cell && labels[cell] != expected) return false;
            }

            return true;
        }
    }
}
