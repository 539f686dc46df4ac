using Stylize.Engine.Gaussians.Files.Coding;

namespace Stylize.Engine.Gaussians.Files.Compact;

/// <summary>Codes the layers of a tile: the centers as a point set, then each value by prediction. See
/// docs/gaussian-format.md.</summary>
internal sealed class CompactLayerCoder(
    CompactQuantizer quantizer, CompactGrid grid, bool orderIsFree, bool hasAlpha, bool hasOpacity)
{
    private readonly PointSetCoder[] _points = [new(), new(), new(), new()];
    private readonly GaussianValueCoder _values = new(quantizer, grid, hasOpacity);
    private readonly ResidualModel _alpha = new(1);
    private int _previousAlpha = CompactQuantizer.MaxAlpha;
    private int _layer;

    /// <summary>Writes a layer, and sorts it into the order of the code.</summary>
    public void Write(ref BitWriter coder, Span<CompactGaussian> layer)
    {
        CodePoints(ref coder, layer);
        _values.Begin(layer.Length);
        foreach (ref var g in layer)
        {
            _values.Code(ref coder, ref g, _layer);
            CodeAlpha(ref coder, ref g);
        }

        _layer = Math.Min(_layer + 1, GaussianValueCoder.Layers - 1);
    }

    /// <summary>Reads a layer. Before the first values, it keeps 12 bytes per Gaussian.</summary>
    /// <param name="add">Receives each Gaussian and its index.</param>
    /// <returns>The number of Gaussians read, less than the count if the stream is truncated.</returns>
    public int Read(ref BitReader coder, int count, Action<int, CompactGaussian> add)
    {
        var points = new CompactPoint[count];
        CodePoints(ref coder, points.AsSpan());
        _values.Begin(count);
        var done = 0;
        for (; done < count && !coder.IsExhausted; done++)
        {
            ref readonly var point = ref points[done];
            var g = new CompactGaussian { X = point.X, Y = point.Y, OpenX = point.OpenX, OpenY = point.OpenY };
            _values.Code(ref coder, ref g, _layer);
            CodeAlpha(ref coder, ref g);
            add(done, g);
        }

        _layer = Math.Min(_layer + 1, GaussianValueCoder.Layers - 1);
        return coder.IsExhausted ? Math.Max(0, done - 1) : done;
    }

    private void CodePoints<TCoder, TPoint>(ref TCoder coder, Span<TPoint> layer)
        where TCoder : struct, IBitCoder, allows ref struct
        where TPoint : struct, ICompactPoint
    {
        for (var (i, step) = (0, orderIsFree ? layer.Length : 1); i < layer.Length; i += step)
        {
            _points[_layer].Code(ref coder, layer.Slice(i, step), grid);
        }
    }

    private void CodeAlpha<TCoder>(ref TCoder coder, ref CompactGaussian g)
        where TCoder : struct, IBitCoder, allows ref struct
    {
        const int Max = CompactQuantizer.MaxAlpha;
        if (hasAlpha)
        {
            _previousAlpha = Math.Clamp(_previousAlpha + _alpha.Code(ref coder, g.Alpha - _previousAlpha, 0), 0, Max);
        }

        g.Alpha = _previousAlpha;
    }
}

/// <summary>The center of a Gaussian, as <see cref="PointSetCoder"/> codes it.</summary>
internal interface ICompactPoint
{
    /// <summary>Center in units of 1/16 pixel.</summary>
    int X { get; set; }

    int Y { get; set; }

    /// <summary>Number of low bits of X and Y that the code of the point set leaves open.</summary>
    byte OpenX { get; set; }

    byte OpenY { get; set; }
}

/// <summary>The center of a Gaussian that is read.</summary>
internal struct CompactPoint : ICompactPoint
{
    public int X { get; set; }

    public int Y { get; set; }

    public byte OpenX { get; set; }

    public byte OpenY { get; set; }
}

/// <summary>A quantized Gaussian of the compact profile; see <see cref="CompactQuantizer"/>.</summary>
internal struct CompactGaussian : ICompactPoint
{
    public int X { get; set; }

    public int Y { get; set; }

    /// <summary>Fourth root of the geometric mean of the standard deviations, in steps, 1 or more.</summary>
    public int Size;

    /// <summary>Elongation along x (positive) or y (negative) and along the diagonals, in steps.</summary>
    public int U, V;

    /// <summary>YCoCg (Malvar and Sullivan, 2003) in steps: (R + 2G + B) / 4, R - B, G - (R + B) / 2.</summary>
    public int Luma, Orange, Green;

    /// <summary>-log2 of the opacity, in steps; alpha, 0 to 63.</summary>
    public int Opacity, Alpha;

    public byte OpenX { get; set; }

    public byte OpenY { get; set; }

    /// <summary>Returns true if all values that the picture depends on are equal.</summary>
    public readonly bool HasValuesOf(in CompactGaussian other) =>
        (X, Y, Size, U, V, Opacity) == (other.X, other.Y, other.Size, other.U, other.V, other.Opacity)
        && (Luma, Orange, Green, Alpha) == (other.Luma, other.Orange, other.Green, other.Alpha);
}
