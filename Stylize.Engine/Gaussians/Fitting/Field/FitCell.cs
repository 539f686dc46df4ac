namespace Stylize.Engine.Gaussians.Fitting.Field;

/// <summary>One thread's field and strips: the work on a cell of the picture.</summary>
internal sealed unsafe class FitCell : IDisposable
{
    private readonly FitStrips _strips = new();
    private FitStrip* _end;
    private FitShape* _shapes;

    /// <param name="target">The image that is fitted; not owned.</param>
    public FitCell(FitTarget target) => Field = new FitField(target);

    /// <summary>The sums of the cell.</summary>
    public FitField Field { get; }

    /// <summary>Draws Gaussians and compares with the target.</summary>
    /// <param name="area">The pixels of the cell.</param>
    /// <param name="items">The Gaussians that touch it.</param>
    /// <param name="content">What <see cref="Field"/> holds afterwards.</param>
    /// <returns>Sum of squared differences over pixels and channels.</returns>
    public double Fill(in FitTile area, ReadOnlySpan<FitItem> items, FitParameters parameters, FitGeometry geometry, FieldContent content)
    {
        _shapes = geometry.Shapes;
        Field.Begin(area);
        _end = FitStripPlanner.Plan(_strips, items, Field, parameters, geometry);
        FitForward.Add(_strips.Start, _end, parameters.Channels);
        return Field.Resolve(content);
    }

    /// <summary>Writes what the cell adds to the gradient; see <see cref="FitGradient.Sum"/>.</summary>
    public void SumGradient(ReadOnlySpan<FitItem> items, FitSlots slots, int free) =>
        FitGradient.Sum(items, _strips.Start, _end, _shapes, slots, free, Field.Channels);

    /// <summary>Writes what the cell adds to the removal costs; see <see cref="FitRemoval.Compute"/>.</summary>
    public void SumCosts(ReadOnlySpan<FitItem> items, FitSlots slots) =>
        FitRemoval.Compute(Field, items, _strips.Start, _end, _shapes, slots, Field.Channels);

    /// <summary>Adds what the cell says of the error's curvature; see <see cref="FitCurvatures"/>.</summary>
    public void SumCurvatures(ReadOnlySpan<FitItem> items, FitParameters parameters, FitCurvatures curvatures) =>
        curvatures.Sum(Field, items, _strips.Start, _end, _shapes, parameters);

    public void Dispose()
    {
        Field.Dispose();
        _strips.Dispose();
    }
}
