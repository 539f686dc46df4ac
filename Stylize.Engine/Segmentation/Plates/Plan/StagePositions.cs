using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates.Plan;

/// <summary>The places of the tiles of an experiment in montages, from their positions on the stage.</summary>
internal sealed class StagePositions
{
    private readonly bool _isUp;
    private readonly int[] _numbers;
    private readonly Dictionary<int, (double X, double Y)> _reference;

    /// <param name="numbers">Numbers of all tiles of the experiment.</param>
    /// <param name="isUp">True if y points upward.</param>
    public StagePositions(IEnumerable<TileFile> experiment, IEnumerable<int> numbers, bool isUp)
    {
        (_numbers, _isUp) = ([.. numbers], isUp);

        // Wells have the same arrangement of tiles, so that the most complete one shows where the missing tiles of
        // another one are.
        _reference =
            experiment.GroupBy(tile => (tile.Well, tile.Timepoint)).Select(Known).MaxBy(known => known.Count) ?? [];
    }

    /// <summary>Returns column and row of each tile, from 0; null if there are no positions.</summary>
    /// <param name="warned">Called if the positions are not those of a grid.</param>
    public IReadOnlyDictionary<int, (int Column, int Row)>? CellsOf(IEnumerable<TileFile> well, Action warned)
    {
        var known = Known(well);
        if (_numbers.Length < 2 || known.Keys.FirstOrDefault(_reference.ContainsKey, -1) is not (>= 0 and var common))
        {
            return null;
        }

        foreach (var number in _numbers.Where(number => !known.ContainsKey(number) && _reference.ContainsKey(number)))
        {
            known[number] = (known[common].X + _reference[number].X - _reference[common].X,
                known[common].Y + _reference[number].Y - _reference[common].Y);
        }

        var cells = known.Count == _numbers.Length ? Cells(known) : null;
        if (cells is null)
        {
            warned();
        }

        return cells;
    }

    private static Dictionary<int, (double X, double Y)> Known(IEnumerable<TileFile> tiles) => tiles
        .Where(tile => tile.Stage is ({ } x, { } y) && double.IsFinite(x) && double.IsFinite(y))
        .DistinctBy(tile => tile.Tile)
        .ToDictionary(tile => tile.Tile, tile => tile.Stage!.Value);

    /// <summary>Returns the cells of a grid; null if tiles share one, or if most cells would be empty.</summary>
    private Dictionary<int, (int Column, int Row)>? Cells(Dictionary<int, (double X, double Y)> positions)
    {
        // The distance of neighbors. Positions within half of it are one column or row.
        var sorted = positions.Values.OrderBy(at => at.X).ToArray();
        var step = double.PositiveInfinity;
        for (var i = 0; i < sorted.Length; i++)
        {
            for (var j = i + 1; j < sorted.Length && sorted[j].X - sorted[i].X < step; j++)
            {
                step = Math.Min(step, Math.Max(sorted[j].X - sorted[i].X, Math.Abs(sorted[j].Y - sorted[i].Y)));
            }
        }

        var (columns, rows) = (Ranks(positions.Values.Select(at => at.X), step / 2),
            Ranks(positions.Values.Select(at => at.Y), step / 2));
        var last = rows.Values.Max();
        var cells = positions.ToDictionary(
            tile => tile.Key, tile => (columns[tile.Value.X], _isUp ? last - rows[tile.Value.Y] : rows[tile.Value.Y]));
        return step > 0 && cells.Values.Distinct().Count() == cells.Count
            && (columns.Values.Max() + 1L) * (last + 1) <= 2L * cells.Count
            ? cells : null;
    }

    private static Dictionary<double, int> Ranks(IEnumerable<double> values, double tolerance)
    {
        var ranks = new Dictionary<double, int>();
        var (rank, before) = (-1, double.NegativeInfinity);
        foreach (var value in values.Distinct().Order())
        {
            rank += value - before > tolerance ? 1 : 0;
            (ranks[value], before) = (rank, value);
        }

        return ranks;
    }
}
