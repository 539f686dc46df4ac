using Stylize.Engine.Gaussians.Fitting.Field;
using Stylize.Engine.Gaussians.Ordering;
using Stylize.Engine.Imaging;

namespace Stylize.Engine.Gaussians.Fitting.Descent;

/// <summary>
/// One optimizer iteration: renders the parameters, computes the gradient, and takes a step. The caller chooses the rates and may change
/// the parameters.
/// </summary>
/// <remarks>
/// The result does not depend on the number of threads: one thread processes a tile and its Gaussians in index order, and the contributions
/// of the tiles to a gradient are summed in a fixed order. An instance serves one fit at a time.
/// </remarks>
internal sealed unsafe class GaussianFitter : IDisposable
{
    private const int ChunkSize = 256;

    /// <summary>Height of the bands by which Gaussians are sorted. Low bands keep the sums of neighbors in the first-level cache.</summary>
    private const int BandRows = 32;

    private readonly RowTeam _team;
    private readonly FitGeometry _geometry;
    private readonly FitBins _bins;
    private readonly FitSlots _slots = new();
    private readonly FitWorkspace?[] _tiles;
    private readonly double[] _tileSums;
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
        _tiles = new FitWorkspace?[_team.Size];
        _tileSums = new double[_bins.Tiles];
    }

    public FitTarget Target { get; }
    public FitParameters Parameters { get; }

    /// <summary>Gaussians from this index on are rendered but not optimized. Do not call <see cref="Sort"/> if there are any.</summary>
    public int FreeCount { get; set; } = int.MaxValue;

    /// <summary>End indices of the layers; empty for one layer. All except for the last are multiples of eight.</summary>
    public IReadOnlyList<int> LayerEnds { get; set; } = [];

    /// <summary>
    /// Gradient from the last <see cref="Differentiate"/>, by whitened center and shape and by the logarithm of the weight.
    /// </summary>
    public FitParameters Gradient { get; }

    public FitAdam Adam { get; }

    /// <returns>The mean squared error of the picture before the step.</returns>
    public double Iterate(FitRates rates)
    {
        var error = Draw(Parameters, DifferentiateTile);
        _rates = rates;
        BeginStep();
        _team.ForEach(Chunks, DescendChunk);
        return error;
    }

    /// <summary>Renders parameters and compares them with the target.</summary>
    /// <param name="parameters"><see cref="Parameters"/>, or others with the same channels.</param>
    /// <returns>The mean squared error over pixels and channels.</returns>
    public double Forward(FitParameters parameters) => Draw(parameters, (tile, worker) => Fill(tile, worker, FieldContent.Picture));

    /// <summary>Computes <see cref="Gradient"/>.</summary>
    public double Differentiate()
    {
        var error = Draw(Parameters, DifferentiateTile);
        _team.ForEach(Chunks, GradientChunk);
        return error;
    }

    /// <summary>Updates <see cref="Parameters"/> by <see cref="Gradient"/>.</summary>
    public void Step(FitRates rates)
    {
        BeginStep();
        Adam.Step(Parameters, Gradient, rates, 0, Parameters.Count);
    }

    /// <summary>Sorts each layer by bands of rows, then by column, so that neighbors in memory are neighbors in the image.</summary>
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
        foreach (var tile in _tiles)
        {
            tile?.Dispose();
        }

        Adam.Dispose();
        Gradient.Dispose();
        Parameters.Dispose();
    }

    /// <summary>Computes the map of the squared error and the removal cost of each Gaussian.</summary>
    internal double Assess(Raster<float> error, float* costs)
    {
        _error = error;
        var mean = Draw(Parameters, AssessTile);
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

    /// <summary>The threads for loops over tiles and Gaussians.</summary>
    internal RowTeam Team => _team;

    /// <summary>Measures the curvature of the error for the selected Gaussians.</summary>
    internal double Measure(FitCurvatures curvatures)
    {
        _curvatures = curvatures;
        Prepare(Parameters);
        curvatures.Begin(_bins.Slots);
        return Work(MeasureTile);
    }

    private double Draw(FitParameters parameters, Action<int, int> tile)
    {
        Prepare(parameters);
        _slots.MakeRoom(_bins.SlotCount);
        return Work(tile);
    }

    private void Prepare(FitParameters parameters)
    {
        _shown = parameters;
        var parts = RowBands.Count(_shown.Count, FitBins.PartSize);
        _team.ForEach(parts, PreparePart);
        _bins.Divide(_shown.Count);
        _team.ForEach(parts, BinPart);
    }

    private double Work(Action<int, int> tile)
    {
        _team.ForEach(_bins.Tiles, tile);
        var sum = 0.0;
        foreach (var tileSum in _tileSums)
        {
            sum += tileSum;
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

    private FitWorkspace Tile(int worker) => _tiles[worker] ??= new FitWorkspace(Target);

    private void Fill(int tile, int worker, FieldContent content) =>
        _tileSums[tile] = Tile(worker).Fill(_bins.Area(tile), _bins.Of(tile), _shown, _geometry, content);

    private void DifferentiateTile(int tile, int worker)
    {
        Fill(tile, worker, FieldContent.Gradient);
        Tile(worker).SumGradient(_bins.Of(tile), _slots, FreeCount);
    }

    private void AssessTile(int tile, int worker)
    {
        Fill(tile, worker, FieldContent.Picture);
        Tile(worker).Field.MeasureError(_error!);
        Tile(worker).SumCosts(_bins.Of(tile), _slots);
    }

    private void MeasureTile(int tile, int worker)
    {
        Fill(tile, worker, FieldContent.Picture);
        Tile(worker).SumCurvatures(_bins.Of(tile), Parameters, _curvatures!);
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
