using Stylize.Engine.Gaussians.Fitting.Field;
using Stylize.Engine.Gaussians.Ordering;
using Stylize.Engine.Imaging;

namespace Stylize.Engine.Gaussians.Fitting.Descent;

/// <summary>The optimizer: picture of the parameters, gradient, step. Its caller chooses rates and may replace parameters.</summary>
/// <remarks>
/// The result is bit for bit the same for any number of threads: each cell of the picture is worked on by one thread, its Gaussians in
/// index order, and what the cells add to a Gaussian's gradient is summed in their order. One instance serves one fit at a time.
/// </remarks>
internal sealed unsafe class GaussianFitter : IDisposable
{
    private const int ChunkSize = 256;

    /// <summary>Rows of the bands in which Gaussians are sorted: few, so that the sums of neighbors stay in the first cache.</summary>
    private const int BandRows = 32;

    private readonly RowTeam _team;
    private readonly FitGeometry _geometry;
    private readonly FitBins _bins;
    private readonly FitSlots _slots = new();
    private readonly FitCell?[] _cells;
    private readonly double[] _cellSums;
    private Raster<float>? _error;
    private FitCurvatures? _curvatures;
    private FitParameters _shown;
    private FitRates _rates;

    public GaussianFitter(FitTarget target, int capacity, ThreadGrant threads)
    {
        Target = target;
        Parameters = new FitParameters(capacity, target.Channels);
        Gradient = new FitParameters(capacity, target.Channels);
        Adam = new FitAdam(capacity, target.Channels, target.Width, target.Height);
        _shown = Parameters;
        _team = new RowTeam(threads);
        _geometry = new FitGeometry(capacity, target.Width, target.Height);
        _bins = new FitBins(target, capacity);
        _cells = new FitCell?[_team.Size];
        _cellSums = new double[_bins.Cells];
    }

    public FitTarget Target { get; }
    public FitParameters Parameters { get; }

    /// <summary>Gaussians from here on are shown, not changed by <see cref="Iterate"/>. Then do not call <see cref="Sort"/>.</summary>
    public int FreeCount { get; set; } = int.MaxValue;

    /// <summary>Where the layers end, in Gaussians; empty for one layer. All but the last are multiples of eight.</summary>
    public IReadOnlyList<int> LayerEnds { get; set; } = [];

    /// <summary>Gradient of the last <see cref="Differentiate"/>: center and shape whitened, weight by its logarithm.</summary>
    public FitParameters Gradient { get; }

    public FitAdam Adam { get; }

    /// <returns>Mean squared error of the picture before the step.</returns>
    public double Iterate(FitRates rates)
    {
        var error = Draw(Parameters, DifferentiateCell);
        _rates = rates;
        BeginStep();
        _team.ForEach(Chunks, DescendChunk);
        return error;
    }

    /// <summary>Renders parameters and compares the picture with the target.</summary>
    /// <param name="parameters"><see cref="Parameters"/>, or other ones of the same channels.</param>
    /// <returns>Mean squared error over pixels and channels.</returns>
    public double Forward(FitParameters parameters) => Draw(parameters, (cell, worker) => Fill(cell, worker, FieldContent.Picture));

    /// <summary>Fills <see cref="Gradient"/>.</summary>
    public double Differentiate()
    {
        var error = Draw(Parameters, DifferentiateCell);
        _team.ForEach(Chunks, GradientChunk);
        return error;
    }

    /// <summary>Steps <see cref="Parameters"/> along <see cref="Gradient"/>.</summary>
    public void Step(FitRates rates)
    {
        BeginStep();
        Adam.Step(Parameters, Gradient, rates, 0, Parameters.Count);
    }

    /// <summary>Sorts each layer by bands of rows, then by column: neighbors in memory are neighbors in the image.</summary>
    public void Sort()
    {
        var count = Parameters.Count;
        using var keys = new PooledBuffer<uint>(count);
        using var order = new PooledBuffer<int>(count);
        var perBand = (16 * Target.Width) + 1;
        for (var i = 0; i < count; i++)
        {
            var band = (int)Math.Clamp(Parameters.Y[i], 0, Target.Height) / BandRows;
            keys.Span[i] = (uint)((band * perBand) + (int)(Math.Clamp(Parameters.X[i], 0, Target.Width) * 16));
            order.Span[i] = i;
        }

        var first = 0;
        foreach (var end in LayerEnds.Where(end => end < count).Append(count))
        {
            RadixSort.Sort(keys.Span[first..end], order.Span[first..end]);
            first = end;
        }

        Reorder(order.Span);
    }

    public void Reorder(ReadOnlySpan<int> order)
    {
        fixed (int* indices = order)
        {
            Parameters.Reorder(indices, order.Length, _team.Threads);
            Adam.Reorder(indices, order.Length, _team.Threads);
        }
    }

    public void Dispose()
    {
        _geometry.Dispose();
        _bins.Dispose();
        _slots.Dispose();
        foreach (var cell in _cells)
        {
            cell?.Dispose();
        }

        Adam.Dispose();
        Gradient.Dispose();
        Parameters.Dispose();
    }

    /// <summary>Fills a map of the squared error, and the removal cost of each Gaussian.</summary>
    internal double Assess(Raster<float> error, float* costs)
    {
        _error = error;
        var mean = Draw(Parameters, AssessCell);
        for (var i = 0; i < Parameters.Count; i++)
        {
            costs[i] = 0;
            for (var slot = _bins.Slots[i]; slot < _bins.Slots[i + 1]; slot++)
            {
                costs[i] += *_slots[slot];
            }
        }

        return mean;
    }

    /// <summary>The threads of all loops over cells and Gaussians.</summary>
    internal RowTeam Team => _team;

    /// <summary>Measures how the error depends on each of some Gaussians.</summary>
    internal double Measure(FitCurvatures curvatures)
    {
        _curvatures = curvatures;
        Prepare(Parameters);
        curvatures.Begin(_bins.Slots);
        return Work(MeasureCell);
    }

    private double Draw(FitParameters parameters, Action<int, int> cell)
    {
        Prepare(parameters);
        _slots.MakeRoom(_bins.SlotCount);
        return Work(cell);
    }

    private void Prepare(FitParameters parameters)
    {
        _shown = parameters;
        var parts = RowBands.Count(_shown.Count, FitBins.PartSize);
        _team.ForEach(parts, PreparePart);
        _bins.Divide(_shown.Count);
        _team.ForEach(parts, BinPart);
    }

    private double Work(Action<int, int> cell)
    {
        _team.ForEach(_bins.Cells, cell);
        var sum = 0.0;
        foreach (var cellSum in _cellSums)
        {
            sum += cellSum;
        }

        return sum / ((double)Target.Width * Target.Height * Target.Channels);
    }

    private void BeginStep() => Adam.Begin(LayerEnds is [var first, ..] ? first : Parameters.Count);

    private int Chunks => RowBands.Count(_shown.Count, ChunkSize);

    private void PreparePart(int part, int worker)
    {
        var start = part * FitBins.PartSize;
        var end = Math.Min(_shown.Count, start + FitBins.PartSize);
        _geometry.Update(_shown, start, end);
        _bins.Count(_geometry, start, end);
    }

    private void BinPart(int part, int worker)
    {
        var start = part * FitBins.PartSize;
        _bins.Fill(_geometry, start, Math.Min(_shown.Count, start + FitBins.PartSize));
    }

    private FitCell Cell(int worker) => _cells[worker] ??= new FitCell(Target);

    private void Fill(int cell, int worker, FieldContent content) =>
        _cellSums[cell] = Cell(worker).Fill(_bins.Area(cell), _bins.Of(cell), _shown, _geometry, content);

    private void DifferentiateCell(int cell, int worker)
    {
        Fill(cell, worker, FieldContent.Gradient);
        Cell(worker).SumGradient(_bins.Of(cell), _slots, FreeCount);
    }

    private void AssessCell(int cell, int worker)
    {
        Fill(cell, worker, FieldContent.Picture);
        Cell(worker).Field.MeasureError(_error!);
        Cell(worker).SumCosts(_bins.Of(cell), _slots);
    }

    private void MeasureCell(int cell, int worker)
    {
        Fill(cell, worker, FieldContent.Picture);
        Cell(worker).SumCurvatures(_bins.Of(cell), Parameters, _curvatures!);
    }

    private void GradientChunk(int chunk, int worker)
    {
        var start = chunk * ChunkSize;
        var end = Math.Min(Math.Min(Parameters.Count, FreeCount), start + ChunkSize);
        FitGradient.Finish(_bins.Slots, _slots, Parameters, Gradient, start, end);
    }

    private void DescendChunk(int chunk, int worker)
    {
        GradientChunk(chunk, worker);
        var start = chunk * ChunkSize;
        var end = Math.Min(Math.Min(Parameters.Count, FreeCount), start + ChunkSize);
        Adam.Step(Parameters, Gradient, _rates, start, end);
    }
}
