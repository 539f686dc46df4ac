namespace Stylize.Engine.Segmentation.Tracking;

/// <summary>Points in squares as wide as the distance at which neighbours are asked for.</summary>
internal sealed class PointGrid
{
    private readonly Dictionary<(int X, int Y), List<int>> _cells = [];
    private readonly double[] _x;
    private readonly double[] _y;
    private readonly double _distance;

    public PointGrid(double[] x, double[] y, double distance)
    {
        (_x, _y, _distance) = (x, y, distance);
        for (var point = 0; point < x.Length; point++)
        {
            var cell = Cell(x[point], y[point]);
            if (!_cells.TryGetValue(cell, out var members))
            {
                _cells.Add(cell, members = []);
            }

            members.Add(point);
        }
    }

    public IEnumerable<int> Near(double x, double y)
    {
        var (cellX, cellY) = Cell(x, y);
        for (var row = cellY - 1; row <= cellY + 1; row++)
        {
            for (var column = cellX - 1; column <= cellX + 1; column++)
            {
                foreach (var point in _cells.GetValueOrDefault((column, row)) ?? [])
                {
                    var (dx, dy) = (_x[point] - x, _y[point] - y);
                    if ((dx * dx) + (dy * dy) <= _distance * _distance)
                    {
                        yield return point;
                    }
                }
            }
        }
    }

    private (int X, int Y) Cell(double x, double y) => ((int)Math.Floor(x / _distance), (int)Math.Floor(y / _distance));
}
