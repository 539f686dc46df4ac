using System.Collections.Immutable;
using Stylize.Engine.Gaussians.Device;
using Stylize.Engine.Gaussians.Fitting.Field;
using Stylize.Engine.Gaussians.Ordering;

namespace Stylize.Engine.Gaussians.Fitting.Descent;

/// <summary>
/// One optimizer iteration: renders the parameters, computes the gradient, and takes a step. The caller chooses the
/// rates and may change the parameters.
/// </summary>
/// <remarks>
/// The result does not depend on the number of threads: one thread processes a tile and its Gaussians in index order,
/// and the contributions of the tiles to a gradient are summed in a fixed order. An instance serves one fit at a time.
/// </remarks>
internal unsafe class GaussianFitter(FitTarget target, int capacity, ThreadGrant threads) : IDisposable
{
    private const int ChunkSize = 256;

    /// <summary>Height of the bands by which Gaussians are sorted. Low bands keep the sums of neighbors in the
    /// first-level cache.</summary>
    private const int BandRows = 32;

    private FitPass? _whole;
    private readonly Dictionary<FitSample, FitPass> _samples = [];
    private ImmutableArray<FitSample> _order = [];
    private readonly FitSlots _slots = new();
    private FitPass? _lastPass;
    private int _nextSample;
    private Raster<float>? _error;
    private FitCurvatures? _curvatures;
    private FitRates _rates;

    /// <summary>Creates a fitter on a device.</summary>
    /// <param name="device">The device; null for the processor.</param>
    /// <param name="cancellation">Ends a pass of the device; the processor's end by themselves.</param>
    /// <exception cref="StylizeException">DeviceFailed.</exception>
    public static GaussianFitter Create(
        FitTarget target, int capacity, ThreadGrant threads, ComputeDevice? device,
        CancellationToken cancellation = default) =>
        device is null || OperatingSystem.IsBrowser() ? new GaussianFitter(target, capacity, threads)
            : new DeviceFitter(target, capacity, threads, device, cancellation);

    public FitTarget Target => target;

    /// <summary>The device; null for the processor.</summary>
    public virtual ComputeDevice? Device => null;

    /// <summary>The parameters, which the caller may change until the next call of a method.</summary>
    public virtual FitParameters Parameters => HostParameters;

    /// <summary>Gaussians from this index on are rendered but not optimized. Do not call <see cref="Sort"/> if there
    /// are any.</summary>
    public int FreeCount { get; set; } = int.MaxValue;

    /// <summary>End indices of the layers; empty for one layer. All except for the last are multiples of
    /// eight.</summary>
    public IReadOnlyList<int> LayerEnds { get; set; } = [];

    /// <summary>
    /// Gradient from the last <see cref="Differentiate"/>, by whitened center and shape and by the logarithm of the
    /// weight.
    /// </summary>
    public virtual FitParameters Gradient => HostGradient;

    public virtual FitAdam Adam => HostAdam;

    protected FitParameters HostParameters { get; } = new(capacity, target.Channels);
    protected FitParameters HostGradient { get; } = new(capacity, target.Channels);
    protected FitAdam HostAdam { get; } = new(capacity, target.Channels, target.Width, target.Height);

    /// <returns>The mean squared error of the picture before the step; on a device, that of one of the last
    /// iterations.</returns>
    public virtual double Iterate(FitRates rates) => Iterate(rates, Whole);

    /// <summary>Iterates with the gradient at every <paramref name="step"/>-th pixel of every
    /// <paramref name="step"/>-th row. As many successive calls as a sample has neighbors use each pixel
    /// once.</summary>
    /// <param name="step">1, 2, 4 or 8.</param>
    /// <returns>The mean squared error of these pixels before the step.</returns>
    public double IterateSample(FitRates rates, int step)
    {
        if (step == 1 || Target.Width < step || Target.Height < step) return Iterate(rates);

        if (_order.IsEmpty || _order[0].Step != step)
        {
            _order = FitSample.All(step);
        }

        return IterateSample(rates, _order[_nextSample++ % _order.Length]);
    }

    /// <summary>Renders parameters and compares them with the target.</summary>
    /// <param name="parameters"><see cref="Parameters"/>, or others with the same channels.</param>
    /// <returns>The mean squared error over pixels and channels, weighted by the target.</returns>
    public virtual double Forward(FitParameters parameters) =>
        Draw(parameters, (tile, worker) => Pass.Fill(tile, worker, FieldContent.Picture));

    /// <summary>Computes <see cref="Gradient"/>.</summary>
    public virtual double Differentiate()
    {
        var error = Draw(Parameters, DifferentiateTile);
        Team.ForEach(Chunks, GradientChunk);
        return error;
    }

    /// <summary>Updates <see cref="Parameters"/> by <see cref="Gradient"/>.</summary>
    public virtual void Step(FitRates rates)
    {
        BeginStep();
        Adam.Step(Parameters, Gradient, rates, 0, Parameters.Count);
    }

    /// <summary>Sorts each layer by bands of rows, then by column, so that neighbors in memory are neighbors in the
    /// image.</summary>
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
            Parameters.Reorder(indices, order.Length, Team.Threads);
            Adam.Reorder(indices, order.Length, Team.Threads);
        }
    }

    /// <summary>Replaces parameters with quantized values, as far as the stages of the Gaussians say.</summary>
    /// <param name="hasChanged">True if values or stages differ from those of the last call.</param>
    public virtual void Restore(FitParameters quantized, ReadOnlySpan<FitStage> stages, bool hasChanged) =>
        quantized.CopyTo(Parameters, stages);

    public virtual void Dispose()
    {
        _whole?.Dispose();
        foreach (var sample in _samples.Values)
        {
            sample.Dispose();
        }

        _slots.Dispose();
        HostAdam.Dispose();
        HostGradient.Dispose();
        HostParameters.Dispose();
    }

    /// <summary>Computes the map of the squared error and the removal cost of each Gaussian.</summary>
    internal virtual double Assess(Raster<float> error, float* costs)
    {
        _error = error;
        var mean = Draw(Parameters, AssessTile);
        for (var i = 0; i < Parameters.Count; i++)
        {
            costs[i] = 0;
            for (var slot = Pass.Bins.Slots[i]; slot < Pass.Bins.Slots[i + 1]; slot++)
            {
                costs[i] += *_slots[slot];
            }
        }

        return mean;
    }

    internal RowTeam Team { get; } = new(threads);

    /// <summary>Measures the curvature of the error for the selected Gaussians.</summary>
    internal virtual double Measure(FitCurvatures curvatures)
    {
        _curvatures = curvatures;
        _lastPass = Whole;
        Pass.Prepare(Parameters);
        curvatures.Begin(Pass.Bins.Slots);
        return Pass.Work(MeasureTile);
    }

    /// <summary>Iterates with one of the samples.</summary>
    protected virtual double IterateSample(FitRates rates, FitSample sample)
    {
        if (!_samples.TryGetValue(sample, out var pass))
        {
            _samples[sample] = pass = new FitPass(Target, sample, Parameters.Capacity, Team);
        }

        return Iterate(rates, pass);
    }

    private FitPass Whole => _whole ??= new FitPass(Target, null, HostParameters.Capacity, Team);

    /// <summary>The pass of the last picture.</summary>
    private FitPass Pass => _lastPass!;

    private double Iterate(FitRates rates, FitPass pass)
    {
        var error = Draw(Parameters, DifferentiateTile, pass);
        _rates = rates;
        BeginStep();
        Team.ForEach(Chunks, DescendChunk);
        return error;
    }

    private double Draw(FitParameters parameters, Action<int, int> tile, FitPass? pass = null)
    {
        _lastPass = pass ?? Whole;
        Pass.Prepare(parameters);
        _slots.MakeRoom(Pass.Bins.SlotCount);
        return Pass.Work(tile);
    }

    protected void BeginStep() => HostAdam.Begin(LayerEnds is [var first, ..] ? first : HostParameters.Count);

    private int Chunks => RowBands.Count(Parameters.Count, ChunkSize);

    private void DifferentiateTile(int tile, int worker) =>
        FitGradient.Sum(Pass.Fill(tile, worker, FieldContent.Gradient), Pass.Bins.ItemsIn(tile), _slots, FreeCount);

    private void AssessTile(int tile, int worker)
    {
        var workspace = Pass.Fill(tile, worker, FieldContent.Picture);
        workspace.Field.MeasureError(_error!);
        FitRemoval.Compute(workspace, Pass.Bins.ItemsIn(tile), _slots);
    }

    private void MeasureTile(int tile, int worker) =>
        _curvatures!.Sum(Pass.Fill(tile, worker, FieldContent.Picture), Pass.Bins.ItemsIn(tile), Parameters);

    private void GradientChunk(int chunk, int worker)
    {
        var start = chunk * ChunkSize;
        var end = Math.Min(Math.Min(Parameters.Count, FreeCount), start + ChunkSize);
        FitGradient.Finish(Pass.Bins.Slots, _slots, Pass.Shown, Gradient, start, end);
    }

    private void DescendChunk(int chunk, int worker)
    {
        GradientChunk(chunk, worker);
        var start = chunk * ChunkSize;
        var end = Math.Min(Math.Min(Parameters.Count, FreeCount), start + ChunkSize);
        Adam.Step(Parameters, Gradient, _rates, start, end);
    }
}
