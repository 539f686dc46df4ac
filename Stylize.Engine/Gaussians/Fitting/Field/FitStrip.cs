using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Stylize.Engine.Gaussians.Fitting.Field;

/// <summary>Eight columns and some rows of one Gaussian: its values in the first row, and what leads from a row to the next.</summary>
/// <remarks>
/// Down a column the logarithm of exp(-q/2) is a parabola, so its second difference is constant (forward differencing). Hence the value of
/// the next row is this row's value times <see cref="Step"/>, and the next step is this one times <see cref="StepChange"/>: two products
/// instead of an exponential. Where values would underflow on the way, as in long thin shapes at a slant, the logarithm itself is carried
/// from row to row; see <see cref="IsLogarithmic"/>.
/// </remarks>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct FitStrip
{
    /// <summary>Most rows; more would let the relative rounding error of the values grow beyond 1e-5.</summary>
    public const int MostRows = 32;

    /// <summary>exp(-q/2) in the first row, or its binary logarithm.</summary>
    public Vector256<float> Value;

    /// <summary>Factor from the first row to the second, or difference of the logarithms.</summary>
    public Vector256<float> Step;

    /// <summary>The first pixel's vectors in a field.</summary>
    public float* Pixel;

    /// <summary>The Gaussian.</summary>
    public FitShape* Shape;

    /// <summary>Rows, 1 to <see cref="MostRows"/>.</summary>
    public int Rows;

    /// <summary>Factor of <see cref="Step"/> from row to row, or second difference of the logarithms, which is negative.</summary>
    public float StepChange;

    /// <summary>x of the first column less that of the centre, in pixels.</summary>
    public float OffsetX;

    /// <summary>y of the row after the last less that of the centre, in pixels.</summary>
    public float EndY;

    /// <summary>
    /// True where <see cref="Value"/>, <see cref="Step"/> and <see cref="StepChange"/> are of the binary logarithm.
    /// </summary>
    public readonly bool IsLogarithmic => StepChange < 0;
}
