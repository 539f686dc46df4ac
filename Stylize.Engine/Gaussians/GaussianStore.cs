using Stylize.Engine.Gaussians.Shapes;

namespace Stylize.Engine.Gaussians;

/// <summary>
/// Gaussians as a structure of arrays: eleven planes of <see cref="Count"/> floats in one pooled block, each aligned to
/// 64 bytes.
/// <list type="bullet">
/// <item><see cref="X"/>, <see cref="Y"/>: the center, [0,1] over the source's width and height. In source pixels it is
/// (x * width, y * height); pixel (i, j) has its center at (i + 0.5, j + 0.5).</item>
/// <item><see cref="L11"/>, <see cref="L21"/>, <see cref="L22"/>: the lower Cholesky factor of the covariance, in
/// source pixels: Sigma = L L^T, so Sigma_xx = L11^2, Sigma_xy = L11 L21, Sigma_yy = L21^2 + L22^2. L11 and L22 are
/// positive.</item>
/// <item><see cref="R"/>, <see cref="G"/>, <see cref="B"/>: color in the model's blend space; <see cref="A"/>: straight
/// alpha, 1 in opaque models.</item>
/// <item><see cref="Opacity"/>: factor of the window, normally 1.</item>
/// <item><see cref="Weight"/>: importance. The layers of a file begin with the largest weights.</item>
/// </list>
/// </summary>
public sealed unsafe class GaussianStore : IDisposable
{
    /// <summary>Number of planes.</summary>
    public const int PlaneCount = 11;

    private readonly PooledBuffer<float> _buffer;

    /// <summary>Allocates Gaussians. Alpha, opacity and the diagonals of the shapes are 1; all other values are
    /// 0.</summary>
    public GaussianStore(int count)
        : this(count, StrideOf(count))
    {
        _buffer.Span.Clear();
        L11.Fill(1);
        L22.Fill(1);
        A.Fill(1);
        Opacity.Fill(1);
    }

    private GaussianStore(int count, int stride)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        (Count, Stride) = (count, stride);
        _buffer = new PooledBuffer<float>(checked(Stride * PlaneCount));
        for (var plane = 0; plane < PlaneCount; plane++)
        {
            _buffer.Span[((plane * Stride) + count)..((plane + 1) * Stride)].Clear();
        }
    }

    /// <summary>Allocates Gaussians with undefined values: memory costs nothing before it is used.</summary>
    internal static GaussianStore Undefined(int count) => new(count, StrideOf(count));

    private static int StrideOf(int count)
    {
        const int perLine = AlignedPool.Alignment / sizeof(float);
        return checked((count + perLine - 1) / perLine * perLine);
    }

    /// <summary>Number of Gaussians.</summary>
    public int Count { get; }

    /// <summary>Floats from one plane to the next, a multiple of 16, so that whole vectors may be read.</summary>
    public int Stride { get; }

    /// <summary>Center, [0,1] over the width.</summary>
    public Span<float> X => Plane(0);

    /// <summary>Center, [0,1] over the height.</summary>
    public Span<float> Y => Plane(1);

    /// <summary>Cholesky factor, first diagonal element, source pixels, positive.</summary>
    public Span<float> L11 => Plane(2);

    /// <summary>Cholesky factor, the element below the diagonal, source pixels.</summary>
    public Span<float> L21 => Plane(3);

    /// <summary>Cholesky factor, second diagonal element, source pixels, positive.</summary>
    public Span<float> L22 => Plane(4);

    /// <summary>Red in the blend space.</summary>
    public Span<float> R => Plane(5);

    /// <summary>Green in the blend space.</summary>
    public Span<float> G => Plane(6);

    /// <summary>Blue in the blend space.</summary>
    public Span<float> B => Plane(7);

    /// <summary>Straight alpha, [0,1].</summary>
    public Span<float> A => Plane(8);

    /// <summary>Factor of the window, [0,1].</summary>
    public Span<float> Opacity => Plane(9);

    /// <summary>Importance, 0 or more. The layers of a file begin with the largest weights.</summary>
    public Span<float> Weight => Plane(10);

    /// <summary>Returns a plane by number: 0 to 10 are X, Y, L11, L21, L22, R, G, B, A, Opacity and Weight.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The plane does not exist.</exception>
    public Span<float> Plane(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)PlaneCount, nameof(index));
        return _buffer.Span.Slice(index * Stride, Count);
    }

    /// <summary>Returns the start of a plane, aligned to 64 bytes and valid until <see cref="Dispose"/>.</summary>
    internal float* PlanePointer(int index)
    {
        ObjectDisposedException.ThrowIf(_buffer.Pointer is null, this);
        return _buffer.Pointer + ((nint)index * Stride);
    }

    /// <summary>Copies a Gaussian from or to the store. Loops over many Gaussians should use the planes.</summary>
    public Gaussian2D<float, CholeskyShape<float>> this[int index]
    {
        get
        {
            var at = PointerTo(index);
            nint s = Stride;
            return new(
                at[0],
                at[s],
                new(at[2 * s], at[3 * s], at[4 * s]),
                new(at[5 * s], at[6 * s], at[7 * s], at[8 * s]),
                at[9 * s],
                at[10 * s]);
        }

        set
        {
            var at = PointerTo(index);
            nint s = Stride;
            (at[0], at[s]) = (value.X, value.Y);
            (at[2 * s], at[3 * s], at[4 * s]) = (value.Shape.L11, value.Shape.L21, value.Shape.L22);
            (at[5 * s], at[6 * s], at[7 * s], at[8 * s]) = (value.Color.R, value.Color.G, value.Color.B, value.Color.A);
            (at[9 * s], at[10 * s]) = (value.Opacity, value.Weight);
        }
    }

    private float* PointerTo(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
        ObjectDisposedException.ThrowIf(_buffer.Pointer is null, this);
        return _buffer.Pointer + index;
    }

    /// <summary>Copies the Gaussians with the given indices, in that order, to a new store.</summary>
    public GaussianStore Gather(ReadOnlySpan<int> indices)
    {
        var result = Undefined(indices.Length);
        for (var plane = 0; plane < PlaneCount; plane++)
        {
            var from = Plane(plane);
            var to = result.Plane(plane);
            for (var i = 0; i < indices.Length; i++)
            {
                to[i] = from[indices[i]];
            }
        }

        return result;
    }

    /// <summary>Returns an independent copy.</summary>
    public GaussianStore Clone()
    {
        var copy = Undefined(Count);
        _buffer.Span.CopyTo(copy._buffer.Span);
        return copy;
    }

    /// <summary>Returns the memory to the pool.</summary>
    public void Dispose() => _buffer.Dispose();
}
