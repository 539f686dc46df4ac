namespace Stylize.Engine.Segmentation.Tracking;

/// <summary>
/// Linear assignment of rows to columns with the minimum total cost, by shortest augmenting paths (Jonker and Volgenant
/// 1987; rectangular as in Crouse, On implementing 2D rectangular assignment algorithms, 2016). Only pairs that may be
/// assigned need a cost.
/// </summary>
internal sealed class Assignment(int rows, int columns)
{
    private readonly List<(int Column, double Cost)>[] _pairs =
        [.. Enumerable.Range(0, rows).Select(_ => new List<(int, double)>())];

    /// <summary>Sets the cost of a pair. Pairs without a cost are not assigned.</summary>
    /// <param name="cost">A finite number.</param>
    public void Allow(int row, int column, double cost)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)column, (uint)columns, nameof(column));
        if (!double.IsFinite(cost))
        {
            throw new ArgumentOutOfRangeException(nameof(cost), cost, "The cost must be a finite number.");
        }

        _pairs[row].Add((column, cost));
    }

    /// <summary>Returns the column of each row; columns are distinct.</summary>
    /// <exception cref="InvalidOperationException">The rows cannot all have different columns.</exception>
    public int[] Solve()
    {
        var (rowPrices, columnPrices) = (new double[rows], new double[columns]);
        var (columnOfRow, rowOfColumn) = (new int[rows], new int[columns]);
        rowOfColumn.AsSpan().Fill(-1);
        columnOfRow.AsSpan().Fill(-1);
        var (lengths, before, isDone) = (new double[columns], new int[columns], new bool[columns]);
        lengths.AsSpan().Fill(double.PositiveInfinity);
        var (queue, reached, done) = (new PriorityQueue<int, double>(), new List<int>(), new List<int>());
        for (var start = 0; start < rows; start++)
        {
            // Dijkstra's algorithm on reduced costs, from this row to the nearest free column.
            var (row, sink, shortest) = (start, -1, 0.0);
            while (sink < 0)
            {
                foreach (var (column, cost) in _pairs[row])
                {
                    var length = shortest + cost - rowPrices[row] - columnPrices[column];
                    if (!isDone[column] && length < lengths[column])
                    {
                        (lengths[column], before[column]) = (length, row);
                        reached.Add(column);
                        queue.Enqueue(column, length);
                    }
                }

                int nearest;
                do
                {
                    if (!queue.TryDequeue(out nearest, out _))
                    {
                        throw new InvalidOperationException("The rows cannot all have different columns.");
                    }
                }
                while (isDone[nearest]);
                isDone[nearest] = true;
                done.Add(nearest);
                shortest = lengths[nearest];
                (sink, row) = rowOfColumn[nearest] < 0 ? (nearest, row) : (-1, rowOfColumn[nearest]);
            }

            rowPrices[start] += shortest;
            foreach (var column in done.Where(c => c != sink))
            {
                rowPrices[rowOfColumn[column]] += shortest - lengths[column];
                columnPrices[column] -= shortest - lengths[column];
            }

            for (var (column, of) = (sink, -1); of != start;)
            {
                of = before[column];
                rowOfColumn[column] = of;
                (columnOfRow[of], column) = (column, columnOfRow[of]);
            }

            reached.ForEach(c => (lengths[c], isDone[c]) = (double.PositiveInfinity, false));
            reached.Clear();
            done.Clear();
            queue.Clear();
        }

        return columnOfRow;
    }
}
