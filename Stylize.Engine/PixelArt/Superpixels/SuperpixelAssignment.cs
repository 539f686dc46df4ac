using Stylize.Engine.PixelArt.Samples;

namespace Stylize.Engine.PixelArt.Superpixels;

/// <summary>One step of the modified SLIC of Gerstner et al. 2012, section 4.2: assigns every sample to a superpixel
/// (<see cref="CandidateSearch"/>) and moves each superpixel to the mean position and mean color of its samples.</summary>
/// <remarks>The samples of a row of cells belong to superpixels of three rows, so there are three planes of sums: above, own and below.
/// Every row of cells adds to its own sums, cell by cell in a fixed order, so the result depends neither on the number of threads nor on
/// the vector width.</remarks>
internal sealed unsafe class SuperpixelAssignment : IDisposable
{
    /// <summary>Number of floats of one superpixel's sums: count, x, y, L*, a*, b*, and two floats of padding.</summary>
    private const int Fields = 8;

    private readonly CellSamples _samples;
    private readonly SuperpixelGrid _grid;
    private readonly CandidateSearch _search;
    private readonly RowTeam _team;
    private readonly PooledBuffer<float> _sums;
    private readonly PooledBuffer<int> _labels;
    private readonly int _labelsPerRow;
    private readonly Action<int> _assignRow, _updateRow;
    private bool _coarse;

    public SuperpixelAssignment(CellSamples samples, SuperpixelGrid grid, CandidateSearch search, RowTeam team)
    {
        (_samples, _grid, _search, _team) = (samples, grid, search, team);
        _sums = new PooledBuffer<float>(checked(3 * grid.Length * Fields));
        _labelsPerRow = samples.LargestCell + SuperpixelGrid.Padding;
        _labels = new PooledBuffer<int>(checked(grid.Height * _labelsPerRow));
        (_assignRow, _updateRow) = (AssignRow, UpdateRow);
    }

    public CandidateSearch Search => _search;

    /// <summary>Assigns every sample and updates every superpixel.</summary>
    /// <param name="coarse">True to use only the coarse subsample of each cell.</param>
    public void Run(bool coarse)
    {
        _coarse = coarse;
        _team.ForEach(_grid.Height, _assignRow);
        _team.ForEach(_grid.Height, _updateRow);
    }

    public void Dispose()
    {
        _sums.Dispose();
        _labels.Dispose();
    }

    private float* Sums(int offset, int cellY) =>
        _sums.Pointer + ((((nint)(offset + 1) * _grid.Length) + _grid.Index(-1, cellY)) * Fields);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void AssignRow(int cellY)
    {
        var rowFloats = _grid.Pitch * Fields;
        for (var offset = -1; offset <= 1; offset++)
        {
            new Span<float>(Sums(offset, cellY + offset), rowFloats).Clear();
        }

        var labels = _labels.Pointer + ((nint)cellY * _labelsPerRow);
        for (var cellX = 0; cellX < _grid.Width; cellX++)
        {
            AssignCell(cellX, cellY, labels);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void AssignCell(int cellX, int cellY, int* labels)
    {
        var pitch = _grid.Pitch;
        var layout = _samples.Layout(cellX, cellY);
        var count = _coarse ? layout.CoarseCount : layout.Count;
        var candidates = stackalloc int[CandidateSearch.Candidates];
        var number = _search.Find(cellX, cellY, count, candidates, labels);
        var start = _samples.Start(cellX, cellY);
        float* l = _samples.L + start, a = _samples.A + start, b = _samples.B + start;
        float* px = layout.X, py = layout.Y;
        var originX = (float)_samples.Columns.First(cellX);
        var originY = (float)_samples.Rows.First(cellY);

        // The additional record collects transparent samples and is not used.
        var sums = stackalloc float[(CandidateSearch.Candidates + 1) * Fields];
        new Span<float>(sums, (CandidateSearch.Candidates + 1) * Fields).Clear();
        // Neighboring samples often share a superpixel, whose sums then stay in registers.
        var last = sums + (CandidateSearch.None * Fields);
        float members = 0, x = 0, y = 0, sumL = 0, sumA = 0, sumB = 0;
        for (var i = 0; i < count; i++)
        {
            var sum = sums + (labels[i] * Fields);
            if (sum != last)
            {
                (last[0], last[1], last[2], last[3], last[4], last[5]) = (members, x, y, sumL, sumA, sumB);
                (members, x, y, sumL, sumA, sumB) = (sum[0], sum[1], sum[2], sum[3], sum[4], sum[5]);
                last = sum;
            }

            members += 1;
            x += px[i];
            y += py[i];
            sumL += l[i];
            sumA += a[i];
            sumB += b[i];
        }

        (last[0], last[1], last[2], last[3], last[4], last[5]) = (members, x, y, sumL, sumA, sumB);
        var origin = Vector128.Create(0, originX, originY, 0);
        for (var k = 0; k < number; k++)
        {
            var sum = sums + (k * Fields);
            if (sum[0] == 0) continue;

            var candidate = candidates[k];
            var offset = (candidate / pitch) - 1 - cellY;
            var target = Sums(offset, cellY + offset) + ((candidate % pitch) * Fields);
            (Vector128.Load(target) + (Vector128.Load(sum) + (Vector128.Create(sum[0]) * origin))).Store(target);
            (Vector128.Load(target + 4) + Vector128.Load(sum + 4)).Store(target + 4);
        }
    }

    /// <summary>Moves superpixels to the means of their samples. A superpixel without samples does not move and gets weight 0.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void UpdateRow(int cellY)
    {
        var grid = _grid;
        float* above = Sums(1, cellY), own = Sums(0, cellY), below = Sums(-1, cellY);
        for (var cellX = 0; cellX < grid.Width; cellX++)
        {
            var i = grid.Index(cellX, cellY);
            var at = (cellX + 1) * Fields;
            var (first, second) = (Vector128.Load(own + at), Vector128.Load(own + at + 4));
            if (cellY > 0)
            {
                (first, second) = (first + Vector128.Load(above + at), second + Vector128.Load(above + at + 4));
            }

            if (cellY < grid.Height - 1)
            {
                (first, second) = (first + Vector128.Load(below + at), second + Vector128.Load(below + at + 4));
            }

            var count = first.GetElement(0);
            if (count == 0)
            {
                grid.Weight[i] = 0;
                continue;
            }

            var scale = Vector128.Create(1 / count);
            (first, second) = (first * scale, second * scale);
            grid.Weight[i] = grid.Importance[i];
            grid.X[i] = first.GetElement(1);
            grid.Y[i] = first.GetElement(2);
            grid.L[i] = first.GetElement(3);
            grid.A[i] = second.GetElement(0);
            grid.B[i] = second.GetElement(1);
        }
    }
}
