namespace Stylize.Engine.PixelArt.Samples;

/// <summary>Decides runs of one or two cells that lie on a straight edge together with the cells next to them, if the
/// majority of all of them is slim. Otherwise, a gentle curve that barely reaches a row of cells leaves a nub.</summary>
internal static class SlimRuns
{
    /// <summary>Largest number of cells of a run.</summary>
    private const int MaxLength = 2;

    /// <summary>Largest mean majority of the cells: 5/8 to 3/8. A mark of its own has a larger one, even halfway between
    /// two cells.</summary>
    private const float Slim = 0.25f;

    /// <summary>Gives a run the label of the cells next to it, or these cells that of the run, whichever changes
    /// less.</summary>
    /// <param name="labels">Labels of the cells, row-major; a negative one never changes.</param>
    /// <param name="share">Returns the share of a cell, 0 to 1, that has the first of two labels.</param>
    public static void Decide(int[] labels, int width, Func<int, int, int, float> share)
    {
        var height = labels.Length / width;
        for (var side = 0; side < 4; side++)
        {
            for (var i = 0; i < labels.Length * MaxLength; i++)
            {
                var (first, length) = (i / MaxLength, (i % MaxLength) + 1);
                var (y, x) = Math.DivRem(first, width);
                var (label, before) = (labels[first], At(-1, 0) is { } left ? labels[left] : -1);
                if (label < 0 || before < 0 || label == before || At(length, 0) is null
                    || !Is(0, length, 0, label) || !Is(length, length + 1, 0, before)
                    || !Is(-1, length + 1, -1, before) || !Is(-2, length + 2, 1, label)) continue;

                int[] run = [.. Enumerable.Range(0, length).Select(n => At(n, 0)!.Value)];
                int[] beside = [At(-1, 0)!.Value, At(length, 0)!.Value];
                var (lost, added) = (run.Sum(Majority), -beside.Sum(Majority));
                if (lost + added >= Slim * (length + 2)) continue;

                foreach (var cell in lost <= added ? run : beside)
                {
                    labels[cell] = lost <= added ? before : label;
                }

                float Majority(int cell) => (2 * share(cell, label, before)) - 1;

                // Returns the cell at a distance along the edge and toward the area on which the run lies.
                int? At(int along, int across)
                {
                    across = side % 2 == 0 ? across : -across;
                    var (column, row) = side < 2 ? (x + along, y + across) : (x + across, y + along);
                    return column < 0 || row < 0 || column >= width || row >= height ? null : (row * width) + column;
                }

                bool Is(int from, int to, int across, int expected)
                {
                    while (from < to && (At(from, across) is not { } cell || labels[cell] == expected))
                    {
                        from++;
                    }

                    return from >= to;
                }
            }
        }
    }
}
