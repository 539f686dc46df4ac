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
        for (var i = 0; i < 4 * MaxLength * labels.Length; i++)
        {
            // Runs of each length for the four sides on which the area can be.
            var (kind, first) = Math.DivRem(i, labels.Length);
            var (side, length, (y, x)) = (kind / MaxLength, (kind % MaxLength) + 1, Math.DivRem(first, width));
            var (start, end) = (At(-1, 0), At(length, 0));
            if (start < 0 || end < 0) continue;

            var (label, before) = (labels[first], labels[start]);
            if (label == before || label < 0 || before < 0 || labels[end] != before || !Is(0, length, 0, label)
                || !Is(-1, length + 2, -1, before) || !Is(-2, length + 4, 1, label)) continue;

            int[] run = [.. Enumerable.Range(0, length).Select(n => At(n, 0))], beside = [start, end];
            var (lost, added) = (run.Sum(Majority), -beside.Sum(Majority));
            if (lost + added < Slim * (length + 2))
            {
                Array.ForEach(
                    lost <= added ? run : beside, cell => labels[cell] = lost <= added ? before : label);
            }

            float Majority(int cell) => (2 * share(cell, label, before)) - 1;

            // Returns the cell at a distance along the edge and toward the area; -1 outside.
            int At(int along, int across)
            {
                across = side % 2 == 0 ? across : -across;
                var (column, row) = side < 2 ? (x + along, y + across) : (x + across, y + along);
                return column < 0 || row < 0 || column >= width || row >= labels.Length / width
                    ? -1 : (row * width) + column;
            }

            bool Is(int from, int count, int across, int expected) => Enumerable.Range(from, count)
                .All(n => At(n, across) is var cell && (cell < 0 || labels[cell] == expected));
        }
    }
}
