using Stylize.Engine.PixelArt.Samples;

namespace Stylize.Engine.PixelArt.Superpixels;

/// <summary>The superpixels, one per cell of the grid, as planes of floats. Each plane has a border of one empty cell on every side, so
/// that reading neighbors needs no bounds checks. Positions are in samples from the top left corner of the image, colors in CIE
/// Lab.</summary>
internal sealed unsafe class SuperpixelGrid : IDisposable
{
    /// <summary>Number of elements that may be read beyond the end of a plane: one 512-bit vector.</summary>
    public const int Padding = CellLayout.Padding;

    private const int Planes = 12;
    private readonly PooledBuffer<float> _memory;
    private readonly PooledBuffer<int> _paletteIndices;
    private readonly int _planeLength;

    public SuperpixelGrid(int width, int height)
    {
        (Width, Height) = (width, height);
        Pitch = width + 2;
        Length = (Pitch * (height + 2) + Padding - 1) / Padding * Padding;
        _planeLength = Length + Padding;
        _memory = new PooledBuffer<float>(Planes * _planeLength, clear: true);
        _paletteIndices = new PooledBuffer<int>(_planeLength, clear: true);
        CellColors = new Lab[width * height];
    }

    public int Width { get; }
    public int Height { get; }

    /// <summary>Number of elements from one row to the next, including the border.</summary>
    public int Pitch { get; }

    /// <summary>Number of elements of a plane, including the border; a multiple of 16.</summary>
    public int Length { get; }

    /// <summary>Horizontal position, in samples.</summary>
    public float* X => Plane(0);

    /// <summary>Vertical position, in samples.</summary>
    public float* Y => Plane(1);

    /// <summary>L* of the mean color of the superpixel's samples, after the bilateral filter.</summary>
    public float* L => Plane(2);

    public float* A => Plane(3);
    public float* B => Plane(4);
    public float* PaletteL => Plane(5);
    public float* PaletteA => Plane(6);
    public float* PaletteB => Plane(7);

    /// <summary>P(s), not normalized: equals <see cref="Importance"/>, but 0 without samples and at the border.</summary>
    public float* Weight => Plane(8);

    /// <summary>Weight of the cell, 0 or more; 0 at the border.</summary>
    public float* Importance => Plane(9);

    public float* ScratchX => Plane(10);
    public float* ScratchY => Plane(11);

    /// <summary>Mean color of each cell's samples, row-major, whatever superpixel they belong to; L* is NaN without samples.</summary>
    public Lab[] CellColors { get; }

    /// <summary>Cells that keep the color of a thin line, row-major; empty for none.</summary>
    public bool[] Lines { get; set; } = [];

    /// <summary>Small features, which keep their place; null for none.</summary>
    public SmallFeatures? Features { get; set; }

    public bool IsLine(int cellX, int cellY) => Lines.Length > 0 && Lines[(cellY * Width) + cellX];

    public int* PaletteIndex => _paletteIndices.Pointer;

    /// <summary>Returns the element of a cell in every plane. Columns -1 and Width and rows -1 and Height are the border.</summary>
    public int Index(int cellX, int cellY) => ((cellY + 1) * Pitch) + cellX + 1;

    /// <summary>Sets the weights of the superpixels, row-major.</summary>
    public void Weigh(ReadOnlySpan<float> weights)
    {
        for (var i = 0; i < weights.Length; i++)
        {
            var s = Index(i % Width, i / Width);
            Importance[s] = weights[i];
            Weight[s] = Weight[s] > 0 ? weights[i] : 0;
        }
    }

    public void Dispose()
    {
        _memory.Dispose();
        _paletteIndices.Dispose();
    }

    private float* Plane(int index) => _memory.Pointer + ((nint)index * _planeLength);
}

/// <summary>Weighted mean and covariance of a set of Lab colors, in double precision.</summary>
internal struct ColorMoments
{
    private double _weight, _l, _a, _b, _ll, _aa, _bb, _la, _lb, _ab;

    public readonly double Weight => _weight;

    /// <summary>The mean color; (50, 0, 0), a medium gray, if no color was added.</summary>
    public readonly Lab Mean =>
        _weight > 0 ? new Lab((float)(_l / _weight), (float)(_a / _weight), (float)(_b / _weight)) : new Lab(50, 0, 0);

    public readonly double LargestVariance => Principal().Variance;

    /// <summary>The unit eigenvector of the largest variance, with a positive largest component; (1, 0, 0) if all colors are
    /// equal.</summary>
    public readonly Lab PrincipalAxis => Principal().Axis;

    /// <summary>Computes the moments of the superpixels' mean colors, weighted by P(s).</summary>
    /// <param name="paletteIndex">Includes only the superpixels of this palette color; null includes all.</param>
    public static unsafe ColorMoments Of(SuperpixelGrid grid, int? paletteIndex = null)
    {
        var wanted = paletteIndex ?? -1;
        var moments = default(ColorMoments);
        for (var i = 0; i < grid.Length; i++)
        {
            if (grid.Weight[i] > 0 && (wanted < 0 || grid.PaletteIndex[i] == wanted))
            {
                moments.Add(grid.L[i], grid.A[i], grid.B[i], grid.Weight[i]);
            }
        }

        return moments;
    }

    public void Add(double l, double a, double b, double weight)
    {
        _weight += weight;
        _l += weight * l;
        _a += weight * a;
        _b += weight * b;
        _ll += weight * l * l;
        _aa += weight * a * a;
        _bb += weight * b * b;
        _la += weight * l * a;
        _lb += weight * l * b;
        _ab += weight * a * b;
    }

    /// <summary>Computes the largest eigenvalue of the covariance and its eigenvector, by power iteration.</summary>
    private readonly (double Variance, Lab Axis) Principal()
    {
        if (_weight <= 0) return (0, new Lab(1, 0, 0));

        var (l, a, b) = (_l / _weight, _a / _weight, _b / _weight);
        double ll = (_ll / _weight) - (l * l), aa = (_aa / _weight) - (a * a), bb = (_bb / _weight) - (b * b);
        double la = (_la / _weight) - (l * a), lb = (_lb / _weight) - (l * b), ab = (_ab / _weight) - (a * b);

        // The initial vector must not be orthogonal to the eigenvector. The column of the covariance with the largest variance never is,
        // unless the covariance is zero.
        var (x, y, z) = ll >= aa && ll >= bb ? (ll, la, lb) : aa >= bb ? (la, aa, ab) : (lb, ab, bb);
        var length = Math.Sqrt((x * x) + (y * y) + (z * z));
        if (length < 1e-9) return (0, new Lab(1, 0, 0));

        var variance = 0.0;
        for (var i = 0; i < 100; i++)
        {
            (x, y, z) = (x / length, y / length, z / length);
            (x, y, z) = ((ll * x) + (la * y) + (lb * z), (la * x) + (aa * y) + (ab * z), (lb * x) + (ab * y) + (bb * z));
            var before = length;
            length = Math.Sqrt((x * x) + (y * y) + (z * z));
            variance = length;
            if (length < 1e-12 || Math.Abs(length - before) <= 1e-12 * length) break;
        }

        if (length < 1e-12) return (0, new Lab(1, 0, 0));

        var largest = Math.Abs(x) >= Math.Abs(y) && Math.Abs(x) >= Math.Abs(z) ? x : Math.Abs(y) >= Math.Abs(z) ? y : z;
        var sign = Math.Sign(largest);
        return (variance, new Lab((float)(sign * x / length), (float)(sign * y / length), (float)(sign * z / length)));
    }
}
