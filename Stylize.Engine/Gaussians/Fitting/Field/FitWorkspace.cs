namespace Stylize.Engine.Gaussians.Fitting.Field;

/// <summary>The buffers of one thread for processing a tile.</summary>
internal sealed unsafe class FitWorkspace(FitTarget target) : IDisposable
{
    private readonly FitStrips _strips = new();
    private FitStrip* _end;
    private FitShape* _shapes;

    public FitField Field { get; } = new(target);

    /// <summary>Renders Gaussians and compares them with the target.</summary>
    /// <param name="content">Content of <see cref="Field"/> afterwards.</param>
    /// <returns>The sum of squared differences over pixels and channels.</returns>
    public double Fill(in FitTile area, ReadOnlySpan<FitItem> items, FitParameters parameters, FitGeometry geometry, FieldContent content)
    {
        _shapes = geometry.Shapes;
        Field.Begin(area);
        _end = FitStripPlanner.Plan(_strips, items, Field, parameters, geometry);
        FitForward.Add(_strips.Start, _end, parameters.Channels);
        return Field.Resolve(content);
    }

    public void SumGradient(ReadOnlySpan<FitItem> items, FitSlots slots, int free) =>
        FitGradient.Sum(items, _strips.Start, _end, _shapes, slots, free, Field.Channels);

    public void SumCosts(ReadOnlySpan<FitItem> items, FitSlots slots) =>
        FitRemoval.Compute(Field, items, _strips.Start, _end, _shapes, slots, Field.Channels);

    public void SumCurvatures(ReadOnlySpan<FitItem> items, FitParameters parameters, FitCurvatures curvatures) =>
        curvatures.Sum(Field, items, _strips.Start, _end, _shapes, parameters);

    public void Dispose()
    {
        Field.Dispose();
        _strips.Dispose();
    }
}
