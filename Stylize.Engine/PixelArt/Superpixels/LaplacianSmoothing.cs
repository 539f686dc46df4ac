using Stylize.Engine.Imaging;

namespace Stylize.Engine.PixelArt.Superpixels;

/// <summary>Laplacian smoothing of the superpixels' positions, which keeps the grid regular (Gerstner et al. 2012, section 4.2).</summary>
internal sealed unsafe class LaplacianSmoothing
{
    private readonly SuperpixelGrid _grid;
    private readonly float _share;
    private readonly RowTeam _team;
    private readonly Action<int> _moveRow;
    private readonly Action<int> _keepRow;

    /// <param name="team">Does rows in parallel.</param>
    /// <param name="share">Share of a new position that comes from the neighbours, [0,1]; 0 changes nothing.</param>
    public LaplacianSmoothing(SuperpixelGrid grid, double share, RowTeam team)
    {
        _grid = grid;
        _share = (float)share;
        _team = team;
        _moveRow = MoveRow;
        _keepRow = KeepRow;
    }

    /// <summary>
    /// Moves each superpixel the given share of the way to the mean position of its four neighbours. At the edge of the grid a coordinate
    /// stays as it is in the direction in which a neighbour is missing.
    /// </summary>
    public void Run()
    {
        if (_share <= 0)
        {
            return;
        }

        _team.ForEach(_grid.Height, _moveRow);
        _team.ForEach(_grid.Height, _keepRow);
    }

    private void MoveRow(int cellY)
    {
        var grid = _grid;
        for (var cellX = 0; cellX < grid.Width; cellX++)
        {
            var i = grid.Index(cellX, cellY);
            float sumX = 0, sumY = 0;
            var count = 0;
            Add(cellX > 0, i - 1);
            Add(cellX < grid.Width - 1, i + 1);
            Add(cellY > 0, i - grid.Pitch);
            Add(cellY < grid.Height - 1, i + grid.Pitch);
            var insideX = cellX > 0 && cellX < grid.Width - 1;
            var insideY = cellY > 0 && cellY < grid.Height - 1;
            grid.ScratchX[i] = insideX ? grid.X[i] + (_share * ((sumX / count) - grid.X[i])) : grid.X[i];
            grid.ScratchY[i] = insideY ? grid.Y[i] + (_share * ((sumY / count) - grid.Y[i])) : grid.Y[i];

            void Add(bool exists, int neighbour)
            {
                if (exists)
                {
                    sumX += grid.X[neighbour];
                    sumY += grid.Y[neighbour];
                    count++;
                }
            }
        }
    }

    private void KeepRow(int cellY)
    {
        var grid = _grid;
        var first = grid.Index(0, cellY);
        new Span<float>(grid.ScratchX + first, grid.Width).CopyTo(new Span<float>(grid.X + first, grid.Width));
        new Span<float>(grid.ScratchY + first, grid.Width).CopyTo(new Span<float>(grid.Y + first, grid.Width));
    }
}
