using Stylize.Engine.PixelArt.Superpixels;

namespace Stylize.Engine.PixelArt.Refinement;

/// <summary>Changes the labels of whole areas, where the energy of a <see cref="PottsModel"/> falls: single changes
/// never make a wall whole that has two colors. An area is all that is joined and has one label, and then, so that a
/// mouth stays when a shade next to it goes, each part of it without a contour of the picture.</summary>
/// <param name="targets">What the cells, row-major, should have.</param>
internal sealed unsafe class AreaMoves(CellPlanes grid, Vector3[] targets)
{
    /// <summary>Least fall of the energy, more than the rounding of sums.</summary>
    private const float Least = 1e-3f;

    private readonly bool[] _isDone = new bool[targets.Length], _isInside = new bool[targets.Length];

    /// <summary>Gives each area in turn, in the order of their first cells, the best label of its neighbors.</summary>
    /// <returns>True if a label changed.</returns>
    public bool Move(PottsModel model)
    {
        var changed = false;
        foreach (var plain in (float[])[float.MaxValue, PottsModel.Plain])
        {
            _isDone.AsSpan().Clear();
            for (var cell = 0; cell < targets.Length; cell++)
            {
                changed |= !_isDone[cell] && !float.IsNaN(grid.CellColors[cell].L) && MoveArea(cell, plain, model);
            }
        }

        return changed;
    }

    private bool MoveArea(int first, float plain, PottsModel model)
    {
        var (area, labels, before) = (new List<int>(), new SortedSet<int>(), Label(first));
        Add(first);
        for (var next = 0; next < area.Count; next++)
        {
            var (cellY, cellX) = Math.DivRem(area[next], grid.Width);
            for (var y = Math.Max(cellY - 1, 0); y <= Math.Min(cellY + 1, grid.Height - 1); y++)
            {
                for (var x = Math.Max(cellX - 1, 0); x <= Math.Min(cellX + 1, grid.Width - 1); x++)
                {
                    var cell = (y * grid.Width) + x;
                    if (float.IsNaN(grid.CellColors[cell].L)) continue;

                    labels.Add(Label(cell));
                    if (!_isDone[cell] && Label(cell) == before
                        && Vector3.DistanceSquared(targets[cell], targets[area[next]]) < plain)
                    {
                        Add(cell);
                    }
                }
            }
        }

        var (best, min) = (before, model.Energy(area, _isInside) - Least);
        foreach (var label in labels.Where(label => label != before))
        {
            Change(label);
            var energy = model.Energy(area, _isInside);
            (best, min) = energy < min ? (label, energy) : (best, min);
        }

        Change(best);
        area.ForEach(cell => _isInside[cell] = false);
        return best != before;

        void Add(int cell)
        {
            area.Add(cell);
            (_isDone[cell], _isInside[cell]) = (true, true);
        }

        void Change(int label) =>
            area.ForEach(cell => grid.PaletteIndex[grid.Index(cell % grid.Width, cell / grid.Width)] = label);
    }

    private int Label(int cell) => grid.PaletteIndex[grid.Index(cell % grid.Width, cell / grid.Width)];
}
