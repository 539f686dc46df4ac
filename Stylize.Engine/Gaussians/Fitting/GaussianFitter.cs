using Stylize.Engine.Imaging;

namespace Stylize.Engine.Gaussians.Fitting;

/// <summary>
/// The optimiser: picture of the parameters, gradient, step. It knows no schedule. Its caller chooses the rates, and may look at the
/// parameters or replace them between iterations.
/// </summary>
/// <remarks>
/// The result is bit for bit the same for any number of threads: each band of 32 rows is filled in index order by one thread, and each
/// Gaussian's gradient is summed by one thread. One instance serves one fit at a time.
/// </remarks>
internal sealed unsafe class GaussianFitter : IDisposable
{
    private const int ChunkSize = 256;

    private readonly RowTeam _team;
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
    /// <param name="capacity">Largest number of Gaussians.</param>
    /// <param name="threads">Threads to use, 1 or more.</param>
    public GaussianFitter(FitTarget target, int capacity, int threads)
    {
        Target = target;
        Parameters = new FitParameters(capacity, target.Channels);
        Gradient = new FitParameters(capacity, target.Channels);
        Adam = new FitAdam(capacity, target.Channels, target.Width, target.Height);
        _shown = Parameters;
        _team = new RowTeam(threads);
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

    /// <summary>The parameters that are fitted.</summary>
    public FitParameters Parameters { get; }

    /// <summary>
    /// Gaussians from this index on are shown but not changed by <see cref="Iterate"/>. Then do not call <see cref="Sort"/>.
    /// </summary>
    public int FreeCount { get; set; } = int.MaxValue;

    /// <summary>Gradient of the last <see cref="Backward"/>: centre and shape in whitened coordinates, weight by its logarithm.</summary>
    public FitParameters Gradient { get; }

    /// <summary>Adam's moments.</summary>
    public FitAdam Adam { get; }

    internal FitField Field => _field;

    internal FitGeometry Geometry => _geometry;

    /// <summary>One iteration: picture, gradient, step.</summary>
    /// <returns>Mean squared error of the picture before the step.</returns>
    public double Iterate(FitRates rates)
    {
        var error = Forward(Parameters);
        _rates = rates;
        Adam.Begin(Parameters.Count);
        _team.ForEach(Chunks, _descendChunk);
        return error;
    }

    /// <summary>Renders parameters and compares the picture with the target.</summary>
    /// <param name="parameters"><see cref="Parameters"/>, or other ones of the same channels.</param>
    /// <returns>Mean squared error over pixels and channels.</returns>
    public double Forward(FitParameters parameters) => Fill(parameters, FieldContent.Gradient);

    /// <summary>Fills <see cref="Gradient"/> at the parameters of the last <see cref="Forward"/>.</summary>
    public void Backward() => _team.ForEach(Chunks, _gradientChunk);

    /// <summary>Steps <see cref="Parameters"/> along <see cref="Gradient"/>.</summary>
    public void Step(FitRates rates)
    {
        Adam.Begin(Parameters.Count);
        Adam.Step(Parameters, Gradient, rates, 0, Parameters.Count);
    }

    /// <summary>
    /// Sorts the Gaussians by bands of rows and by column within a band, so that neighbours in memory are neighbours in the image.
    /// </summary>
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

    /// <summary>Fills a map of the squared error, and the removal cost of each Gaussian.</summary>
    /// <returns>Mean squared error.</returns>
    internal double Assess(Raster<float> error, float* costs)
    {
        var mean = Fill(Parameters, FieldContent.Picture);
        _error = error;
        _costs = costs;
        _team.ForEach(_field.Bands, _errorBand);
        _team.ForEach(Chunks, _costChunk);
        return mean;
    }

    /// <summary>Renders parameters to the field and compares with the target.</summary>
    /// <param name="content">What the field holds afterwards.</param>
    /// <returns>Mean squared error over pixels and channels.</returns>
    internal double Fill(FitParameters parameters, FieldContent content)
    {
        _shown = parameters;
        _content = content;
        _team.ForEach(Chunks, _prepareChunk);
        _bins.Update(_geometry, _shown.Count);
        _team.ForEach(_field.Bands, _fillBand);
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
