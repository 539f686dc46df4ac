using Stylize.Engine.Imaging;

namespace Stylize.Engine.Gaussians.Fitting;

/// <summary>
/// The engine of a fit: picture of the parameters, gradient, step. It knows no schedule: who drives it chooses the rates, and may look at
/// or replace the parameters between iterations.
/// </summary>
/// <remarks>
/// The result is the same for any number of threads: bands of 32 rows are filled in index order by one thread each, and each Gaussian's
/// gradient is summed by one thread. One instance serves one fit at a time.
/// </remarks>
internal sealed unsafe class GaussianFitter : IDisposable
{
    private const int ChunkSize = 256;

    private readonly FitTeam _team;
    private readonly FitField _field;
    private readonly FitGeometry _geometry;
    private readonly FitBins _bins;
    private readonly FitStrips[] _strips;
    private readonly double[] _bandSums;
    private readonly Action<int, int> _fillBand;
    private readonly Action<int, int> _descendChunk;
    private readonly Action<int, int> _gradientChunk;
    private readonly Action<int, int> _prepareChunk;
    private readonly Action<int, int> _errorBand;
    private readonly Action<int, int> _costChunk;
    private Raster<float>? _error;
    private float* _costs;
    private FieldContent _content;
    private FitParameters _shown;
    private FitRates _rates;

    /// <param name="target">The image to fit; not owned.</param>
    /// <param name="capacity">Most Gaussians.</param>
    /// <param name="threads">Threads to use, 1 or more.</param>
    public GaussianFitter(FitTarget target, int capacity, int threads)
    {
        Target = target;
        Parameters = new FitParameters(capacity, target.Channels);
        Gradient = new FitParameters(capacity, target.Channels);
        Adam = new FitAdam(capacity, target.Channels, target.Width, target.Height);
        _shown = Parameters;
        _team = new FitTeam(threads);
        _field = new FitField(target);
        _geometry = new FitGeometry(capacity);
        _bins = new FitBins(_field.Bands);
        _strips = new FitStrips[_team.Size];
        for (var i = 0; i < _strips.Length; i++)
        {
            _strips[i] = new FitStrips(target.Width, target.Height);
        }

        _bandSums = new double[_field.Bands];
        _fillBand = FillBand;
        _descendChunk = DescendChunk;
        _gradientChunk = GradientChunk;
        _prepareChunk = PrepareChunk;
        _errorBand = ErrorBand;
        _costChunk = CostChunk;
    }

    /// <summary>The image that is fitted.</summary>
    public FitTarget Target { get; }

    /// <summary>What is fitted.</summary>
    public FitParameters Parameters { get; }

    /// <summary>Gaussians from this one on are shown but not changed by <see cref="Iterate"/>; do not <see cref="Sort"/> then.</summary>
    public int FreeCount { get; set; } = int.MaxValue;

    /// <summary>Gradient of the last <see cref="Backward"/>: centre and shape in whitened coordinates, weight by its logarithm.</summary>
    public FitParameters Gradient { get; }

    /// <summary>The optimiser's memory.</summary>
    public FitAdam Adam { get; }

    internal FitField Field => _field;

    internal FitGeometry Geometry => _geometry;

    internal FitTeam Team => _team;

    /// <summary>One iteration: picture, gradient, step. Returns the mean squared error of the picture before the step.</summary>
    public double Iterate(FitRates rates)
    {
        var error = Forward(Parameters);
        _rates = rates;
        Adam.Begin(Parameters.Count);
        _team.Run(Chunks, _descendChunk);
        return error;
    }

    /// <summary>Renders <paramref name="parameters"/> (<see cref="Parameters"/>, or a quantised copy) and compares them with the target. Returns the mean squared error over pixels and channels.</summary>
    public double Forward(FitParameters parameters) => Fill(parameters, FieldContent.Gradient);

    /// <summary>Fills <see cref="Gradient"/> at the parameters of the last <see cref="Forward"/>.</summary>
    public void Backward() => _team.Run(Chunks, _gradientChunk);

    /// <summary>Steps <see cref="Parameters"/> along <see cref="Gradient"/>.</summary>
    public void Step(FitRates rates)
    {
        Adam.Begin(Parameters.Count);
        Adam.Step(Parameters, Gradient, rates, 0, Parameters.Count);
    }

    /// <summary>Puts the Gaussians into bands of rows, from left to right in each, so that neighbours in memory are neighbours in the image.</summary>
    public void Sort()
    {
        var count = Parameters.Count;
        using var keys = new PooledBuffer<long>(count);
        using var order = new PooledBuffer<int>(count);
        using var scratch = new PooledBuffer<float>(count);
        for (var i = 0; i < count; i++)
        {
            var band = (long)Math.Clamp(Parameters.Y[i], 0, Target.Height) / FitField.BandRows;
            keys.Span[i] = (band << 48) | ((long)(Math.Clamp(Parameters.X[i], 0, Target.Width) * 16) << 24) | (long)i;
            order.Span[i] = i;
        }

        keys.Span.Sort(order.Span);
        Parameters.Reorder(order.Span, scratch.Span);
        Adam.Reorder(order.Span, scratch.Span);
    }

    public void Dispose()
    {
        _team.Dispose();
        _field.Dispose();
        _geometry.Dispose();
        _bins.Dispose();
        foreach (var strips in _strips)
        {
            strips.Dispose();
        }

        Adam.Dispose();
        Gradient.Dispose();
        Parameters.Dispose();
    }

    /// <summary>Fills the error map and the cost of removing each Gaussian; returns the mean squared error.</summary>
    internal double Assess(Raster<float> error, float* costs)
    {
        var mean = Fill(Parameters, FieldContent.Picture);
        _error = error;
        _costs = costs;
        _team.Run(_field.Bands, _errorBand);
        _team.Run(Chunks, _costChunk);
        return mean;
    }

    internal double Fill(FitParameters parameters, FieldContent content)
    {
        _shown = parameters;
        _content = content;
        _team.Run(Chunks, _prepareChunk);
        _bins.Update(_geometry, _shown.Count);
        _team.Run(_field.Bands, _fillBand);
        var sum = 0.0;
        foreach (var band in _bandSums)
        {
            sum += band;
        }

        return sum / ((double)Target.Width * Target.Height * Target.Channels);
    }

    private int Chunks => RowBands.Count(_shown.Count, ChunkSize);

    private void PrepareChunk(int chunk, int worker)
    {
        var start = chunk * ChunkSize;
        _geometry.Update(_shown, start, Math.Min(_shown.Count, start + ChunkSize), Target.Width, Target.Height);
    }

    private void FillBand(int band, int worker)
    {
        _field.Clear(band);
        FitForward.Add(_field, band, _bins.Of(band), _shown, _geometry, _strips[worker]);
        _bandSums[band] = _field.Resolve(band, _content);
    }

    private void ErrorBand(int band, int worker)
    {
        var end = Math.Min(Target.Height, (band + 1) * FitField.BandRows);
        for (var y = band * FitField.BandRows; y < end; y++)
        {
            _field.MeasureError(_error!, y);
        }
    }

    private void CostChunk(int chunk, int worker)
    {
        var start = chunk * ChunkSize;
        FitRemoval.Compute(_field, _shown, _geometry, _strips[worker], _costs, start, Math.Min(_shown.Count, start + ChunkSize));
    }

    private void GradientChunk(int chunk, int worker)
    {
        var start = chunk * ChunkSize;
        FitGradient.Compute(_field, _shown, _geometry, Gradient, _strips[worker], start, Math.Min(_shown.Count, start + ChunkSize));
    }

    private void DescendChunk(int chunk, int worker)
    {
        var start = chunk * ChunkSize;
        var end = Math.Min(Math.Min(Parameters.Count, FreeCount), start + ChunkSize);
        if (start < end)
        {
            FitGradient.Compute(_field, _shown, _geometry, Gradient, _strips[worker], start, end);
            Adam.Step(Parameters, Gradient, _rates, start, end);
        }
    }
}
