using Stylize.Engine.Gaussians.Rendering;

namespace Stylize.Engine.Gaussians.Evaluation;

/// <summary>Evaluates all Gaussians of a model at a point, 4, 8 or 16 per SIMD vector; see <see cref="GaussianEvaluator"/>.</summary>
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
        _stride = (Count + 15) & ~15;
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

        fixed (float* target = weights)
        {
            var done = Vector512.IsHardwareAccelerated
                ? Evaluate<Lanes512, Vector512<float>>(x, y, target, kind)
                : Vector256.IsHardwareAccelerated
                    ? Evaluate<Lanes256, Vector256<float>>(x, y, target, kind)
                    : Evaluate<Lanes128, Vector128<float>>(x, y, target, kind);
            for (var i = done; i < Count; i++)
            {
                var q = Distance(x, y, i);
                target[i] = kind == ExponentialKind.Polynomial ? GaussianEvaluator.Weight(q, kind) : q;
            }
        }

        if (kind != ExponentialKind.Polynomial)
        {
            FromDistances(weights[..Count], kind);
        }
    }

    /// <summary>Returns the memory to the pool.</summary>
    public void Dispose() => _planes.Dispose();

    private Span<float> Plane(int k) => _planes.Span.Slice(k * _stride, _stride);

    private float Distance(float x, float y, int i)
    {
        var (dx, dy) = (x - Plane(0)[i], y - Plane(1)[i]);
        return MathF.FusedMultiplyAdd(MathF.FusedMultiplyAdd(Plane(2)[i], dx, Plane(3)[i] * dy), dx, Plane(4)[i] * dy * dy);
    }

    /// <summary>Evaluates whole vectors of Gaussians. Writes weights for the polynomial, squared distances for the other kinds.</summary>
    /// <returns>The number of Gaussians evaluated; less than one vector remains.</returns>
    private int Evaluate<TLanes, TVector>(float x, float y, float* target, ExponentialKind kind)
        where TLanes : ILanes<TVector>
    {
        var plane = _planes.Pointer;
        nint stride = _stride;
        var (px, py) = (TLanes.Create(x), TLanes.Create(y));
        var end = Count - (Count % TLanes.Count);
        var maxDistance = TLanes.Create(GaussianEvaluator.MahalanobisCutoff);
        var minWeight = TLanes.Create(GaussianEvaluator.WeightCutoff);
        var minArgument = TLanes.Create(Exp2Polynomial.MinArgument);
        var scale = TLanes.Create(-0.72134752f);
        for (var i = 0; i < end; i += TLanes.Count, plane += TLanes.Count)
        {
            var dx = TLanes.Subtract(px, TLanes.Load(plane));
            var dy = TLanes.Subtract(py, TLanes.Load(plane + stride));
            var q = TLanes.Fma(TLanes.Load(plane + (2 * stride)), dx, TLanes.Multiply(TLanes.Load(plane + (3 * stride)), dy));
            q = TLanes.Fma(q, dx, TLanes.Multiply(TLanes.Multiply(TLanes.Load(plane + (4 * stride)), dy), dy));
            if (kind == ExponentialKind.Polynomial)
            {
                var w = Exp2Polynomial.Evaluate<TLanes, TVector>(TLanes.Max(minArgument, TLanes.Multiply(q, scale)));
                TLanes.Store(TLanes.WhereAtMost(q, maxDistance, TLanes.WhereAtMost(minWeight, w, w)), target + i);
            }
            else
            {
                TLanes.Store(q, target + i);
            }
        }

        return end;
    }

    private static void FromDistances(Span<float> values, ExponentialKind kind)
    {
        if (kind == ExponentialKind.Table)
        {
            foreach (ref var value in values)
            {
                value = GaussianEvaluator.Weight(value, kind);
            }

            return;
        }

        TensorPrimitives.Multiply(values, -0.5f, values);
        TensorPrimitives.Exp<float>(values, values);
        foreach (ref var value in values)
        {
            value = value >= GaussianEvaluator.WeightCutoff ? value : 0;
        }
    }
}
