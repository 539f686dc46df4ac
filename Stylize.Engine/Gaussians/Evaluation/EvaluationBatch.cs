using Stylize.Engine.Gaussians.Rendering;

namespace Stylize.Engine.Gaussians.Evaluation;

/// <summary>Evaluates all Gaussians of a model at a point, 8 per vector; see <see cref="GaussianEvaluator"/>.</summary>
public sealed unsafe class EvaluationBatch : IDisposable
{
    private const int PlaneCount = 5;

    private readonly PooledBuffer<float> _planes;
    private readonly int _stride;

    /// <summary>Prepares all Gaussians of a model.</summary>
    /// <param name="model">The model; no reference to it is kept.</param>
    public EvaluationBatch(GaussianModel model)
    {
        Count = model.Count;
        _stride = (Count + 7) & ~7;
        _planes = new PooledBuffer<float>(_stride * PlaneCount, clear: true);
        for (var i = 0; i < Count; i++)
        {
            var gaussian = model.Store[i];
            var inverse = gaussian.Shape.InverseCovariance();
            Plane(0)[i] = gaussian.X * model.Width;
            Plane(1)[i] = gaussian.Y * model.Height;
            Plane(2)[i] = inverse.XX;
            Plane(3)[i] = 2 * inverse.XY;
            Plane(4)[i] = inverse.YY;
        }
    }

    /// <summary>Number of Gaussians.</summary>
    public int Count { get; }

    /// <summary>Computes the weight of every Gaussian at a point: exp(-q/2), or 0 beyond the cutoffs.</summary>
    /// <param name="x">Column in source pixels; the center of pixel i is at i + 0.5.</param>
    /// <param name="y">Row in source pixels.</param>
    /// <param name="weights">Receives the weights, [0,1]; at least <see cref="Count"/> elements.</param>
    /// <exception cref="ArgumentException"><paramref name="weights"/> is too short.</exception>
    public void Evaluate(float x, float y, Span<float> weights, ExponentialKind kind = ExponentialKind.Polynomial)
    {
        if (weights.Length < Count)
        {
            throw new ArgumentException($"The span has {weights.Length} elements; {Count} are needed.", nameof(weights));
        }

        var plane = _planes.Pointer;
        for (var i = 0; i < Count; i += Vector256<float>.Count, plane += Vector256<float>.Count)
        {
            var dx = Vector256.Create(x) - Vector256.Load(plane);
            var dy = Vector256.Create(y) - Vector256.Load(plane + _stride);
            var q = Vector256.FusedMultiplyAdd(
                Vector256.Load(plane + (2 * _stride)), dx, Vector256.Load(plane + (3 * _stride)) * dy);
            q = Vector256.FusedMultiplyAdd(q, dx, Vector256.Load(plane + (4 * _stride)) * dy * dy);
            var result = kind == ExponentialKind.Polynomial ? Weights(q) : q;
            for (var k = 0; k < Math.Min(Vector256<float>.Count, Count - i); k++)
            {
                weights[i + k] = result[k];
            }
        }

        foreach (ref var value in kind == ExponentialKind.Polynomial ? [] : weights[..Count])
        {
            value = GaussianEvaluator.Weight(value, kind);
        }
    }

    /// <summary>Returns the memory to the pool.</summary>
    public void Dispose() => _planes.Dispose();

    private Span<float> Plane(int k) => _planes.Span.Slice(k * _stride, _stride);

    private static Vector256<float> Weights(Vector256<float> q)
    {
        var scaled = Vector256.MaxNative(Vector256.Create(Exp2Polynomial.MinArgument), q * -0.72134752f);
        var w = Exp2Polynomial.Evaluate<Lanes256, Vector256<float>>(scaled);
        return w & Vector256.LessThanOrEqual(q, Vector256.Create(GaussianEvaluator.MahalanobisCutoff))
            & Vector256.GreaterThanOrEqual(w, Vector256.Create(GaussianEvaluator.WeightCutoff));
    }
}
