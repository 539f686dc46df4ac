using System.Runtime.Intrinsics;
using Stylize.Engine.Imaging;

namespace Stylize.Engine.Gaussians.Fitting;

/// <summary>
/// What the loops over pixels need of each Gaussian's shape: its quadratic form, its outline and the pixels that it may touch.
/// </summary>
/// <remarks>
/// The outline is the ellipse at <see cref="FitKernel.Cutoff"/> standard deviations; dx and dy are offsets from the centre in pixels.
/// </remarks>
internal sealed unsafe class FitGeometry : IDisposable
{
    private readonly PooledBuffer<float> _buffer;
    private readonly int _stride;

    public FitGeometry(int capacity)
    {
        _stride = ((capacity + 15) & ~15) + 16;
        _buffer = new PooledBuffer<float>(checked(_stride * 12), clear: true);
        XX = Row(0);
        XY = Row(1);
        YY = Row(2);
        Slope = Row(3);
        InverseL11 = Row(4);
        LowestX = Row(5);
        ReachX = Row(6);
        Left = (int*)Row(7);
        Right = (int*)Row(8);
        Top = (int*)Row(9);
        Bottom = (int*)Row(10);
        StepChange = Row(11);
    }

    /// <summary>Coefficient of dx² in the binary logarithm of exp(-q/2).</summary>
    public float* XX { get; }

    /// <summary>Coefficient of dx dy.</summary>
    public float* XY { get; }

    /// <summary>Coefficient of dy².</summary>
    public float* YY { get; }

    /// <summary>2^(2 YY), the factor of a strip's step from row to row; see <see cref="FitStrip.StepChange"/>.</summary>
    public float* StepChange { get; }

    /// <summary>L21/L11: dy/dx of the ridge, the line of greatest values of the columns.</summary>
    public float* Slope { get; }

    /// <summary>1/L11.</summary>
    public float* InverseL11 { get; }

    /// <summary>dx of the outline's lowest point (greatest y); its negative is that of the highest.</summary>
    public float* LowestX { get; }

    /// <summary>Greatest dx of the outline.</summary>
    public float* ReachX { get; }

    /// <summary>First column of the outline's box, clipped to the image as the other three are.</summary>
    public int* Left { get; }

    /// <summary>Column after the last.</summary>
    public int* Right { get; }

    /// <summary>First row.</summary>
    public int* Top { get; }

    /// <summary>Row after the last; at most <see cref="Top"/> where the Gaussian touches no pixel.</summary>
    public int* Bottom { get; }

    private float* Row(int row) => _buffer.Pointer + ((nint)row * _stride);

    /// <summary>
    /// Fills entries [<paramref name="start"/>, <paramref name="end"/>); <paramref name="start"/> is a multiple of eight.
    /// </summary>
    public void Update(FitParameters parameters, int start, int end, int width, int height)
    {
        var scale = Vector256.Create(FitKernel.Log2Scale);
        var cutoff = Vector256.Create(FitKernel.Cutoff);
        var one = Vector256<float>.One;
        var farRight = Vector256.Create((float)width - 1);
        var farBottom = Vector256.Create((float)height - 1);
        var limit = Vector256.Create(1e6f);
        for (var i = start; i < end; i += 8)
        {
            var l11 = Vector256.Load(parameters.L11 + i);
            var l21 = Vector256.Load(parameters.L21 + i);
            var l22 = Vector256.Load(parameters.L22 + i);
            var x = Vector256.Load(parameters.X + i);
            var y = Vector256.Load(parameters.Y + i);
            var inverse11 = one / l11;
            var slope = l21 * inverse11;
            var inverse22 = one / (l22 * l22);
            var crossed = slope * inverse22;
            (scale * ((inverse11 * inverse11) + (slope * crossed))).Store(XX + i);
            (scale * (crossed * Vector256.Create(-2f))).Store(XY + i);
            (scale * inverse22).Store(YY + i);
            FitLanes.Exp2(scale * (inverse22 + inverse22)).Store(StepChange + i);
            slope.Store(Slope + i);
            inverse11.Store(InverseL11 + i);
            var sigmaY = Vector256.Sqrt((l21 * l21) + (l22 * l22));
            (cutoff * l11 * l21 / sigmaY).Store(LowestX + i);
            var reachX = cutoff * l11;
            var reachY = cutoff * sigmaY;
            reachX.Store(ReachX + i);
            var left = Whole(Vector256.Ceiling(Vector256.MaxNative(x - reachX, Vector256<float>.Zero)), limit);
            var right = Whole(Vector256.Floor(Vector256.MinNative(x + reachX, farRight)), limit) + Vector256<int>.One;
            var bottom = Whole(Vector256.Floor(Vector256.MinNative(y + reachY, farBottom)), limit) + Vector256<int>.One;
            left.Store(Left + i);
            right.Store(Right + i);
            Whole(Vector256.Ceiling(Vector256.MaxNative(y - reachY, Vector256<float>.Zero)), limit).Store(Top + i);
            Vector256.ConditionalSelect(Vector256.LessThan(left, right), bottom, Vector256<int>.Zero).Store(Bottom + i);
        }
    }

    public void Dispose() => _buffer.Dispose();

    private static Vector256<int> Whole(Vector256<float> value, Vector256<float> limit) =>
        Vector256.ConvertToInt32Native(Vector256.MinNative(Vector256.MaxNative(value, -limit), limit));
}
